"""`intarsia explain`: why a saved model answers as it does."""

from __future__ import annotations

import argparse
from argparse import Namespace
from pathlib import Path

from intarsia.apps.app import Verb, help_text
from intarsia.cli.options import model_options, read
from intarsia.errors import TableError
from intarsia.i18n import messages

say = messages(__package__)


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    model_options(verb)
    verb.add_argument("--row", type=int, help=help_text(say("explain_help.row")))
    verb.add_argument("--out", metavar="PAGE", help=help_text(say("explain_help.out")))


def run(given: Namespace) -> None:
    """Print the explanation, and write its page when one is asked for."""
    from intarsia.explanation import explain
    from intarsia.files import writable
    from intarsia.learner.learner import Learner

    learner = Learner.from_pretrained(given.model)
    table = read(given, given.table)
    if given.row is not None:
        if not 0 <= given.row < len(table):
            raise TableError(say("row.outside", table=given.table, row=given.row, last=len(table) - 1))
        table = table.take([given.row])
    if given.out:
        writable("--out", Path(given.out).parent, Path(given.out))
    why = explain(learner, table)
    print(why)
    if given.out:
        print(say("saved.page", path=why.save(given.out)).told)


VERB = Verb(say("explain_help.verb"), arguments, run)
