"""The command line: one parser over the verbs of `intarsia.cli.verbs` and over every application.

It names neither: a new verb is a file, a new application a folder. What a verb does is loaded when it runs, so
`intarsia --help` answers at once.
"""

from __future__ import annotations

import argparse
import io
import os
import select
import sys
import traceback
import warnings
from collections.abc import Mapping, Sequence
from contextlib import redirect_stdout, suppress
from functools import partial
from importlib.metadata import version
from typing import Any, TextIO

from intarsia.apps import applications
from intarsia.apps.app import App, Verb, help_text
from intarsia.cli.argument_parser import Parser, asked_language
from intarsia.cli.verbs import VERBS
from intarsia.cli.verbs.serve import application_verb
from intarsia.errors import IntarsiaError, IntarsiaWarning, OptionError
from intarsia.i18n import Message, language, legible, messages, speaking
from intarsia.registry import leave_out

say = messages(__package__)

TRACEBACK = "INTARSIA_TRACEBACK"
"""The environment variable that has faults of ours told with all their places."""
LONGEST = 2000
"""Characters of a line of a message: what it quotes may have any number."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, 2 for what the user can mend, 1 for a fault of ours, 130 after Ctrl-C."""
    # Whoever closed them wants nothing told; and no file of ours may take their place.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115 (as long as the process)
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without "°" or "中" is no reason to stop
    with speaking(asked_language(arguments)), redirect_stdout(_Legible(sys.stdout)):
        return _main(arguments)


def _main(arguments: Sequence[str] | None) -> int:
    try:
        with warnings.catch_warnings():
            warnings.showwarning = _Once()
            given = parser().parse_args(arguments)
            given.language = language()
            _run(given)
        sys.stdout.flush()
    except IntarsiaError as error:
        _say(error)
        return 2
    except KeyboardInterrupt:
        print(f"\nintarsia: {say('stopped.by_user').told}", file=sys.stderr)
        return 130
    except OSError as error:
        if not (isinstance(error, BrokenPipeError) and _reader_has_gone()):
            _say(say("system.refused", why=error))  # it names the file, and "no space left" needs no explanation
            return 2
        # `| head`: not an error, but Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except MemoryError:
        _say(say("system.memory"))
        return 2
    except BaseException as error:  # libraries in Rust raise such
        if TRACEBACK in os.environ or isinstance(error, SystemExit):
            raise
        _say(_fault(error))
        return 1
    return 0


def _reader_has_gone() -> bool:
    """Whether nobody reads our output any more; other pipes may break as well. Without `poll`, it is taken for that."""
    if not hasattr(select, "poll"):
        return True
    asked = select.poll()
    asked.register(sys.stdout.fileno(), select.POLLOUT)
    return any(event & (select.POLLERR | select.POLLHUP | select.POLLNVAL) for _, event in asked.poll(0))


def _fault(error: BaseException) -> Message:
    """What is told of a fault of ours, in one line, or of a library that did not get the memory to be loaded."""
    if isinstance(error, ImportError) and "failed to map" in str(error):
        return say("system.memory")
    place = traceback.extract_tb(error.__traceback__)[-1]
    where = f"{os.path.basename(place.filename)}:{place.lineno}"
    why = next(iter(str(error).splitlines()), "")
    return say("fault.ours", kind=type(error).__name__, why=why, where=where, variable=TRACEBACK)


class _Legible:
    """A stream that writes to a terminal nothing that it would obey: names and cells may come from strangers."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        """Write a text; to anything but a terminal as it is."""
        if self._stream.isatty():
            text = "\n".join(map(legible, text.split("\n")))
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Once:
    """Says a warning in one line, and the same one no second time."""

    def __init__(self) -> None:
        self._said: set[str] = set()

    def __call__(self, message: object, *_place: object, **_more: object) -> None:
        if str(message) not in self._said:
            self._said.add(str(message))
            _say(message)


def _say(message: object) -> None:
    """An error or a warning in one line: where in the code it arose says nothing to whoever runs a command."""
    if isinstance(message, IntarsiaError | IntarsiaWarning):
        message = message.message
    text = message.told if isinstance(message, Message) else str(message)
    lines = [line if len(line) <= LONGEST else f"{line[:LONGEST]} ..." for line in text.split("\n")]
    with suppress(OSError):  # nobody reads what went wrong, or it cannot be written
        print("intarsia: " + "\n".join(map(legible, lines)), file=sys.stderr)


def _run(given: argparse.Namespace) -> None:
    if given.version:
        print(version("intarsia"))
    elif given.verb is None:
        raise OptionError(say("verb.none"))
    else:
        given.run(given)


def parser() -> Parser:
    """Every verb with its options, then every application with its own verbs, in the language that is spoken.

    An application whose name is that of a verb, or whose verbs cannot be told, is left out with a warning.
    """
    found = applications()
    usages = "".join(f"  intarsia {app.usage}\n" for app in found.values() if app.usage is not None)
    top = Parser("intarsia", description=say("overview.text").told + usages)
    top.add_argument("--version", action="store_true", help=help_text(say("parser_help.version")))
    verbs = top.add_subparsers(dest="verb", metavar="VERB")
    _add(verbs, VERBS)
    for name, app in found.items():
        try:
            if name in VERBS:
                raise OptionError(say("verb.taken", name=name))
            inner = _actions(name, app)
            if inner:
                verbs.add_parser(name, help=help_text(app.help), fill=partial(_add_actions, inner))
        except Exception as error:
            leave_out(name, error)
    return top


def _add(to: argparse._SubParsersAction[Parser], verbs: Mapping[str, Verb]) -> None:
    for name, verb in verbs.items():
        made = to.add_parser(name, help=help_text(verb.help), fill=verb.arguments)
        made.set_defaults(run=verb.run)


def _add_actions(actions: Mapping[str, Verb], to: Parser) -> None:
    _add(to.add_subparsers(dest="action", metavar=" | ".join(actions), required=True), actions)


def _actions(name: str, app: App) -> dict[str, Verb]:
    """An application's own verbs, and `serve` where there is something to serve."""
    own = dict(app.verbs())
    if app.endpoints is not None and app.folder is not None:
        own.setdefault("serve", application_verb(app, name))
    return own
