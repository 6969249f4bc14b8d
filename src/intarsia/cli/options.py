"""Options that several verbs share, and what they mean: a table, its schema, a learner, a saved model."""

from __future__ import annotations

import argparse
import sys
from argparse import Namespace
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from intarsia.apps.app import help_text
from intarsia.errors import OptionError
from intarsia.i18n import messages

if TYPE_CHECKING:
    from intarsia.columns.schema import Schema
    from intarsia.columns.table import Table
    from intarsia.learner.learner import Learner
    from intarsia.learner.problem import Problem

say = messages(__package__)


def table_options(verb: argparse.ArgumentParser) -> None:
    """Add the table, and what its columns are to be taken for."""
    verb.add_argument("table", help=help_text(say("table_help.table")))
    encoding_option(verb)
    verb.add_argument(
        "--column", action="append", default=[], metavar="NAME=KIND",
        help=help_text(say("table_help.column")),
    )  # fmt: skip


def model_options(verb: argparse.ArgumentParser) -> None:
    """Add a saved model, and the table that it is asked about."""
    verb.add_argument("model", help=help_text(say("model_help.model")))
    verb.add_argument("table", help=help_text(say("model_help.table")))
    encoding_option(verb)


def encoding_option(verb: argparse.ArgumentParser) -> None:
    """Add the encoding of CSV files."""
    verb.add_argument("--encoding", metavar="NAME", help=help_text(say("table_help.encoding")))


def training_options(verb: argparse.ArgumentParser) -> None:
    """Add what is learned, from which rows, and where the model goes."""
    verb.add_argument("--label", required=True, help=help_text(say("training_help.label")))
    verb.add_argument(
        "--out",
        required=True,
        metavar="DIR",
        help=help_text(say("training_help.out")),
    )
    verb.add_argument("--task", help=help_text(say("training_help.task")))
    verb.add_argument("--groups", metavar="COLUMN", help=help_text(say("training_help.groups")))
    verb.add_argument(
        "--encoder", action="append", default=[], metavar="COLUMN=NAME",
        help=help_text(say("training_help.encoder")),
    )  # fmt: skip
    verb.add_argument("--seed", type=int, default=0, help=help_text(say("training_help.seed", default=0)))


def read(given: Namespace, path: str) -> Table:
    """The table in a file, in the encoding that was told. Raises `TableError`."""
    from intarsia.columns.table import Table

    return Table.read(path, given.encoding)


def schema_of(table: Table, given: Namespace) -> Schema:
    """What the columns are taken for, as `--column` says or as they look."""
    from intarsia.columns.base import Column, columns
    from intarsia.columns.schema import Schema

    overrides: dict[str, Column | None] = {}
    for each in given.column:
        name, told, kind = each.rpartition("=")
        if not told:
            raise OptionError(say("option.column", given=each))
        overrides[name] = None if kind == "drop" else columns.get(kind)()
    return Schema.infer(table, given.label, overrides)


def problem_of(table: Table, given: Namespace) -> Problem:
    """The question that the options ask of a table, prepared; what was guessed is printed to stderr."""
    from intarsia.learner.problem import Problem
    from intarsia.tasks.base import tasks

    if given.groups == given.label:
        raise OptionError(say("option.groups", column=given.groups))
    inputs = table.drop(given.groups) if given.groups else table
    schema = schema_of(inputs, given)
    problem = Problem.of(table, given.label, task=given.task, schema=schema, groups=given.groups).warned()
    told = say("task.said" if given.task else "task.guessed", name=tasks.name_of(problem.task))
    print(f"{problem.schema}\n{told.told}", file=sys.stderr)
    problem.truth()  # labels that cannot be learned are told before anything is encoded
    return problem


def learner_of(problem: Problem, given: Namespace) -> Learner:
    """Return the learner that the options describe, not yet fitted."""
    from intarsia.learner.learner import Learner

    if not 0 <= given.seed < 2**32:
        raise OptionError(say("option.seed", seed=given.seed, most=2**32 - 1))
    encoders = encoders_of(given.encoder, problem.table)
    return Learner(given.label, problem.task, problem.schema, encoders, seed=given.seed)


def encoders_of(given: Sequence[str], table: Table) -> dict[str, Any] | None:
    """COLUMN=NAME and COLUMN=NAME:OPTION=VALUE,...; names of columns may hold "=" themselves."""
    from intarsia.encoders.base import encoders

    found: dict[str, Any] = {}
    for each in given:
        known = [name for name in table.names if each.startswith(f"{name}=")]
        name = max(known, key=len, default=each.partition("=")[0])
        encoder = each[len(name) + 1 :]
        if not encoder:
            raise OptionError(say("option.encoder", given=each))
        # Anything else may be the name or folder of a pretrained model, and in those a colon is allowed.
        own = "=" in encoder or encoder.partition(":")[0] in encoders.names()
        found[name] = encoders.parse(encoder) if own else encoder
    return found or None
