"""`intarsia describe`: what the columns of a table are taken for."""

from __future__ import annotations

import argparse
from argparse import Namespace
from typing import TYPE_CHECKING

from intarsia.apps.app import Verb, help_text
from intarsia.cli.options import read, schema_of, table_options
from intarsia.i18n import messages

if TYPE_CHECKING:
    from intarsia.columns.schema import Schema
    from intarsia.columns.table import Table

say = messages(__package__)


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    table_options(verb)
    verb.add_argument("--label", help=help_text(say("describe_help.label")))


def run(given: Namespace) -> None:
    """Print the schema, then check every cell against it."""
    from intarsia.columns.guess import kinds

    table = read(given, given.table)
    schema = schema_of(table, given)
    if given.label is None:
        print(schema)
    else:
        _print_noticed(table, given.label, schema)
    print(say("describe.kinds", kinds=list(kinds())).told)
    schema.check(table)


def _print_noticed(table: Table, label: str, schema: Schema) -> None:
    """Print the schema with all that `fit` would tell of it, also where the labels are wrong."""
    from intarsia.learner.problem import noticed
    from intarsia.tasks.base import tasks

    try:
        schema, task = noticed(table, label, schema)
    finally:
        print(schema)
    print(say("describe.task", name=tasks.name_of(task)).told)


VERB = Verb(say("describe_help.verb"), arguments, run)
