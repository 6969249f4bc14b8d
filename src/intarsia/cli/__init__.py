"""The command line: loops over verbs and applications."""

from intarsia.cli.main import main, parser

__all__ = ["main", "parser"]
