"""One HTML file that needs nothing but itself."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path, PurePosixPath
from typing import Any

import jinja2
from markupsafe import Markup

from intarsia import i18n
from intarsia.errors import OptionError
from intarsia.files import whole
from intarsia.i18n import Message, messages
from intarsia.i18n.messages import catalogue

say = messages(__package__)


def first_language(asked: str | None) -> str:
    """Return the language that a page opens in: the one that is asked for, else the one that is spoken.

    Raises:
        OptionError: no page speaks it.
    """
    chosen = i18n.language() if asked is None else asked
    if chosen not in i18n.LANGUAGES:
        raise OptionError(say("page.language", language=chosen, known=list(i18n.LANGUAGES)))
    return chosen


@dataclass(frozen=True)
class Page:
    """A page: a template and its values.

    Attributes:
        template: path of its template, from the package's folder.
        values: what the template names; everything that is not markup is escaped.
    """

    template: str
    values: Mapping[str, Any]

    def html(self, language: str | None = None) -> str:
        """Return the page, in `language` until its reader switches, see `first_language`."""
        template = _environment(_package(self.template)).get_template(self.template)
        return template.render(self.values, language=first_language(language))

    def write(self, path: str | Path, language: str | None = None) -> Path:
        """Write the page, all of it or nothing; folders are created when needed."""
        path = Path(path)
        content = self.html(language)
        with whole(path) as part:
            part.write_text(content, encoding="utf-8", errors="replace")  # of a name that is not UTF-8
        return path


def _package(template: str) -> str:
    """The package whose messages a template tells: the nearest folder above it that has some."""
    folder = PurePosixPath(template).parent
    while folder.parts and not catalogue(f"intarsia.{'.'.join(folder.parts)}"):
        folder = folder.parent
    return ".".join(["intarsia", *folder.parts])


@jinja2.pass_context
def spoken(context: jinja2.runtime.Context, name: str, words: Message | str) -> Markup:
    """Return an attribute, "alt" or "aria-label", in the language of the page, with both beside it for its switch."""
    told = Message.plain(words)
    pair = Markup('{}="{}" data-en="{}" data-zh="{}"')
    return pair.format(name, told.in_(context["language"]), told.en, told.zh)


@cache
def _environment(package: str) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_template),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    say = messages(package, __package__)
    script = _template("html/script.js")
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    # The page may run this script and no other, and may fetch nothing: what a table's cells hold stays harmless.
    policy = f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    environment.globals |= {
        "say": say,
        "spoken": spoken,
        "plain": lambda key, **values: str(say(key, **values)),
        "style": Markup(_template("html/style.css")),
        "script": Markup(script),
        "policy": policy,
        "version": version("intarsia"),
    }
    return environment


def _template(name: str) -> str:
    return files("intarsia").joinpath(name).read_text("utf-8")
