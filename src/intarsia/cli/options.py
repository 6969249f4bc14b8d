"""Options that several verbs share, and what they mean: a table, its schema, a learner, a saved model."""

from __future__ import annotations

import argparse
import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import replace
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
    file_options(verb)
    verb.add_argument(
        "--column", action="append", default=[], metavar="NAME=KIND",
        help=help_text(say("table_help.column")),
    )  # fmt: skip


def model_options(verb: argparse.ArgumentParser) -> None:
    """Add a saved model, and the table that it is asked about."""
    verb.add_argument("model", help=help_text(say("model_help.model")))
    verb.add_argument("table", help=help_text(say("model_help.table")))
    file_options(verb)


def file_options(verb: argparse.ArgumentParser) -> None:
    """Add the encoding of CSV files, and where paths in cells start."""
    verb.add_argument("--encoding", metavar="NAME", help=help_text(say("table_help.encoding")))
    verb.add_argument("--folder", metavar="DIR", help=help_text(say("table_help.folder")))


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
        "--on-missing-label", default="error", choices=("error", "drop"),
        help=help_text(say("training_help.on_missing_label")),
    )  # fmt: skip
    verb.add_argument(
        "--modality", action="append", default=[], metavar="NAME=COLUMN,...",
        help=help_text(say("training_help.modality")),
    )  # fmt: skip
    verb.add_argument(
        "--encoder", action="append", default=[], metavar="COLUMN=NAME",
        help=help_text(say("training_help.encoder")),
    )  # fmt: skip
    verb.add_argument("--seed", type=int, default=0, help=help_text(say("training_help.seed", default=0)))


def read(given: Namespace, path: str) -> Table:
    """The table in a file, in the encoding and with the folder of pictures that were told. Raises `TableError`."""
    from intarsia.columns.table import Table

    return Table.read(path, given.encoding, given.folder)


def schema_of(table: Table, given: Namespace) -> Schema:
    """What the columns are taken for, as `--column` says or as they look."""
    from intarsia.columns.base import Column, columns
    from intarsia.columns.schema import Schema

    overrides: dict[str, Column | None] = {}
    for each in given.column:
        name, kind = _named(each, table)
        if not kind:
            raise OptionError(say("option.column", given=each))
        overrides[name] = None if kind == "drop" else columns.parse(kind)
    return Schema.infer(table, given.label, overrides)


def problem_of(table: Table, given: Namespace) -> Problem:
    """The question that the options ask of a table, prepared; what was guessed is printed to stderr."""
    from intarsia.learner.problem import Problem
    from intarsia.tasks.base import tasks

    if given.groups == given.label:
        raise OptionError(say("option.groups", column=given.groups))
    inputs = table.drop(given.groups) if given.groups else table
    schema = schema_of(inputs, given)
    options = {"task": given.task, "schema": schema, "groups": given.groups}
    options |= {"modalities": _modalities(given.modality), "on_missing_label": given.on_missing_label}
    print(replace(schema, remarks=()), file=sys.stderr)
    problem = Problem.of(table, given.label, **options)  # tells the remarks
    told = say("task.said" if given.task else "task.guessed", name=tasks.name_of(problem.task))
    print(told.told, file=sys.stderr)
    problem.truth()  # labels that cannot be learned are told before anything is encoded
    return problem


def _modalities(given: Sequence[str]) -> dict[str, list[str]]:
    """NAME=COLUMN,COLUMN as name → columns. Raises `OptionError`."""
    found: dict[str, list[str]] = {}
    for each in given:
        name, _, columns = each.partition("=")
        if not name or not columns:
            raise OptionError(say("option.modality", given=each))
        found[name] = columns.split(",")
    return found


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
        name, encoder = _named(each, table)
        if not encoder:
            raise OptionError(say("option.encoder", given=each))
        # Anything else may be the name or folder of a pretrained model, and in those a colon is allowed.
        own = "=" in encoder or encoder.partition(":")[0] in encoders.names()
        found[name] = encoders.parse(encoder) if own else encoder
    return found or None


def _named(given: str, table: Table) -> tuple[str, str]:
    """COLUMN=REST, divided; names of columns may hold "=" themselves."""
    known = [name for name in table.names if given.startswith(f"{name}=")]
    name = max(known, key=len, default=given.partition("=")[0])
    return name, given[len(name) + 1 :]
