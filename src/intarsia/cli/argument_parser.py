"""The parser of the command line in the language that is spoken, and which language that is."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

from intarsia.apps.app import help_text
from intarsia.cli.help_formatter import HelpFormatter
from intarsia.cli.parser_errors import translated
from intarsia.i18n import LANGUAGES, language, messages

say = messages(__package__)


class Parser(argparse.ArgumentParser):
    """A parser with `--language`, which may stand before a verb, after it, and after an action of the verb.

    Args:
        fill: adds what the verb takes. It is called when the parser parses or prints its help: a command asks for one
            verb, and need not wait until what all others take is read and added.
    """

    def __init__(self, prog: str | None = None, fill: Callable[[Parser], None] | None = None, **options: Any) -> None:
        super().__init__(prog, add_help=False, formatter_class=HelpFormatter, **options)
        self._fill = fill
        self.add_argument(
            "-h", "--help", action="help", default=argparse.SUPPRESS, help=help_text(say("parser_help.help"))
        )
        self.add_argument(
            "--language",
            type=str.lower,
            choices=LANGUAGES,
            default=argparse.SUPPRESS,
            help=help_text(say("parser_help.language")),
        )

    def filled(self) -> Parser:
        """This parser with all that its verb takes."""
        fill = self._fill
        self._fill = None
        if fill is not None:
            fill(self)
        return self

    def parse_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse; see `argparse`. What is wrong is told in the language that is spoken."""
        with translated():
            return super().parse_args(args, namespace)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse; see `argparse`."""
        self.filled()
        return super().parse_known_args(args, namespace)

    def format_help(self) -> str:
        """What `--help` prints."""
        self.filled()
        return super().format_help()

    def error(self, message: str) -> NoReturn:
        """Print the usage and what argparse found wrong, and exit with status 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{self.prog}: {say('parser.error', message=message).told}\n")


def asked_language(arguments: Sequence[str] | None) -> str:
    """The language of a command: that of its `--language`, wherever it stands, else the one that is spoken already.

    It must be known before the parser is built, whose texts are in it. Wrong values are left to the parser.
    """
    first = argparse.ArgumentParser(add_help=False)
    first.add_argument("--language", nargs="?")
    asked = (first.parse_known_args(arguments)[0].language or "").lower()
    return asked if asked in LANGUAGES else language()
