"""The command line: one parser over the verbs of `intarsia.cli.verbs` and over every application.

It names neither: a new verb is a file, a new application a folder. What a verb does is loaded when it runs, so
`intarsia --help` answers at once.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
import warnings
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

from intarsia.apps import applications
from intarsia.apps.app import App, Verb
from intarsia.cli.verbs import VERBS
from intarsia.cli.verbs.serve import application_verb
from intarsia.errors import IntarsiaError, IntarsiaWarning, OptionError
from intarsia.i18n import LANGUAGES, Message, language, messages, speaking

say = messages(__package__)

OVERVIEW = """\
Multimodal learning on tables: pictures, words, numbers and categories in, one
compared, explained and saved model out.

  intarsia describe animals.csv                       what the columns are taken for
  intarsia compare animals.csv --label species --out animals/
  intarsia predict animals/ new.csv > answers.csv
  intarsia explain animals/ new.csv --row 3 --out why.html
  intarsia serve animals/                             the model over HTTP
  intarsia studio                                     all of it on one local page
"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0, 2 for what the user can mend, 130 after Ctrl-C."""
    given = parser().parse_args(arguments)
    given.language = getattr(given, "language", language())
    with speaking(given.language):
        return _main(given)


def _main(given: argparse.Namespace) -> int:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without "°" or "中" is no reason to stop
    try:
        with warnings.catch_warnings():
            warnings.showwarning = lambda message, *_place, **_more: _say(message)
            _run(given)
        sys.stdout.flush()
    except IntarsiaError as error:
        _say(error)
        return 2
    except KeyboardInterrupt:
        print(f"\nintarsia: {say('stopped.by_user').told}", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): not an error, but Python must not complain at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        _say(say("system.refused", why=error))  # it names the file, and "no space left" needs no explanation
        return 2
    return 0


def _say(message: object) -> None:
    """An error or a warning in one line: where in the code it arose says nothing to whoever runs a command."""
    if isinstance(message, IntarsiaError | IntarsiaWarning):
        message = message.message
    print(f"intarsia: {message.told if isinstance(message, Message) else message}", file=sys.stderr)


def _run(given: argparse.Namespace) -> None:
    if given.version:
        print(version("intarsia"))
    elif given.verb is None:
        raise OptionError(say("verb.none"))
    else:
        given.run(given)


class Parser(argparse.ArgumentParser):
    """A parser with `--language`, which may stand before a verb, after it, and after an action of the verb."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.add_argument(
            "--language",
            choices=LANGUAGES,
            default=argparse.SUPPRESS,
            help="en or zh (default: $INTARSIA_LANGUAGE, or the locale's)",
        )


def parser() -> argparse.ArgumentParser:
    """Every verb with its options, then every application with its own verbs. Raises `OptionError` for a name twice."""
    found = applications()
    usages = "".join(f"  intarsia {app.usage}\n" for app in found.values() if app.usage is not None)
    top = Parser("intarsia", description=OVERVIEW + usages, formatter_class=argparse.RawDescriptionHelpFormatter)
    top.add_argument("--version", action="store_true", help="print the version and exit")
    _add(top, "verb", "VERB", VERBS)
    (verbs,) = (each for each in top._actions if isinstance(each, argparse._SubParsersAction))
    for name, app in found.items():
        if name in VERBS:
            raise OptionError(say("verb.taken", name=name))
        inner = _actions(name, app)
        if inner:
            _add(verbs.add_parser(name, help=app.help), "action", " | ".join(inner), inner, required=True)
    return top


def _add(
    to: argparse.ArgumentParser, dest: str, metavar: str, verbs: Mapping[str, Verb], required: bool = False
) -> None:
    what = to.add_subparsers(dest=dest, metavar=metavar, required=required)
    for name, verb in verbs.items():
        made = what.add_parser(name, help=verb.help)
        verb.arguments(made)
        made.set_defaults(run=verb.run)


def _actions(name: str, app: App) -> dict[str, Verb]:
    """An application's own verbs, and `serve` where there is something to serve."""
    own = dict(app.verbs())
    if app.endpoints is not None and app.folder is not None:
        own.setdefault("serve", application_verb(app, name))
    return own
