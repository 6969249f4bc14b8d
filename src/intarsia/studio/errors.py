"""How the page tells, in one line and both languages, what went wrong (no stack trace) and what was done."""

from __future__ import annotations

import functools
import inspect
import json
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from intarsia.assets import cache_root
from intarsia.errors import DataError, IntarsiaError
from intarsia.html.cells import shortened
from intarsia.i18n import Message
from intarsia.serving.log import fault
from intarsia.studio.page_text import tell

FOLDERS = re.compile(r"(?<![\w/:.])/(?:[^\s/'\"“”,:;()（）]+/)+|\b[A-Za-z]:\\(?:[^\\\n:]+\\)+")
"""The folders of an absolute path in a text."""


class PageError(DataError):
    """Something that a visitor can mend."""


def alert(error: IntarsiaError) -> str:
    """An error as a line that screen readers say at once, in both languages."""
    found = error.message
    return _line("alert", Message(_discreet(found.en), _discreet(found.zh)))


def inside(folder: Path, error: IntarsiaError) -> PageError:
    """The same error with the names of files as a visitor packed them, in a folder that is ours."""
    told = error.message
    ours = f"{folder}{os.sep}"
    return PageError(Message(told.en.replace(ours, ""), told.zh.replace(ours, ""), told.key))


def status(words: Message) -> str:
    """What was done, said when nothing else is being said."""
    return _line("status", words)


def guarded(notice: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For handlers that return, or yield, component → update: an error becomes an alert in `notice`."""

    def around(handler: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.isgeneratorfunction(handler):

            @functools.wraps(handler)
            def stream(*given: Any) -> Iterator[Any]:
                try:
                    yield from handler(*given)
                except Exception as error:
                    yield {notice: alert(mendable(error))}

            return stream

        @functools.wraps(handler)
        def once(*given: Any) -> Any:
            try:
                return handler(*given)
            except Exception as error:
                return {notice: alert(mendable(error))}

        return once

    return around


def mendable(error: Exception) -> IntarsiaError:
    """What can be mended as it is; of a fault of ours type and places are logged, not the message: it may quote."""
    if isinstance(error, IntarsiaError):
        return error
    log(error)
    return PageError(tell("error.fault"))


def _discreet(text: str) -> str:
    """A message for visitors: shortened, and without the folders of this machine, which are nobody's business."""
    home = os.path.expanduser("~")  # stays as it is where there is none
    for folder in (cache_root(), Path.cwd(), tempfile.gettempdir(), sys.prefix, home):
        text = text.replace(f"{folder}{os.sep}", "")
    return shortened(FOLDERS.sub("", text))


def log(error: Exception) -> None:
    """Tell whoever started the studio of a fault, in one line: a stack trace may quote what a visitor gave."""
    print(json.dumps({"event": "fault", **fault(error)}), file=sys.stderr, flush=True)


def _line(role: str, words: Message) -> str:
    return str(Markup('<p class="notice {0}" role="{0}">{1}</p>').format(role, escape(words)))
