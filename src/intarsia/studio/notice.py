"""One line on the page: what went wrong and what to do, or what was done."""

from __future__ import annotations

from markupsafe import Markup, escape

from intarsia.errors import IntarsiaError
from intarsia.html.cells import shortened
from intarsia.i18n import Message
from intarsia.i18n.chinese import chinese
from intarsia.studio.page_text import tell


def alert(error: IntarsiaError) -> str:
    """An error as a line that screen readers say at once, in both languages."""
    english = shortened(error.message.en)
    if error.message.en != error.message.zh:
        return _line("alert", Message(english, shortened(error.message.zh)))
    known = chinese(error.message.en)
    return _line("alert", Message(english, shortened(known) if known else tell("error.other", why=english).zh))


def status(words: Message) -> str:
    """What was done, said when nothing else is being said."""
    return _line("status", words)


def _line(role: str, words: Message) -> str:
    return str(Markup('<p class="notice {0}" role="{0}">{1}</p>').format(role, escape(words)))
