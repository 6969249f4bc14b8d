"""`intarsia describe`: what the columns of a table are taken for."""

from __future__ import annotations

import argparse
from argparse import Namespace

from intarsia.apps.app import Verb, help_text
from intarsia.cli.options import read, schema_of, table_options
from intarsia.i18n import messages

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
    print(schema)
    print(say("describe.kinds", kinds=list(kinds())).told)
    schema.check(table)


VERB = Verb(say("describe_help.verb"), arguments, run)
