"""What the verbs of the command line do."""

from __future__ import annotations

import sys
from argparse import Namespace
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from intarsia.assets import command as assets
from intarsia.columns._base import Column, columns
from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.comparison import compare
from intarsia.demo import demo
from intarsia.errors import OptionError, TableError
from intarsia.evaluation.report import report
from intarsia.evaluation.scorecard import scorecard
from intarsia.evaluation.splits import Folds
from intarsia.explanation import explain
from intarsia.learner import Learner


def run(given: Namespace) -> None:
    """Run the verb that was parsed."""
    if given.version:
        print(version("intarsia"))
    elif given.verb is None:
        raise OptionError("say what to do: intarsia --help lists the verbs")
    else:
        VERBS[given.verb](given)


def _describe(given: Namespace) -> None:
    table = Table.read(given.table)
    schema = _schema(table, given)
    print(schema)
    schema.check(table)


def _fit(given: Namespace) -> None:
    table = Table.read(given.table)
    learner = _learner(table, given, fusion=given.fusion, fitter=given.fitter)
    groups = np.asarray(table.cells(given.groups)) if given.groups else None
    learner.fit(table, groups=groups).save_pretrained(given.out)
    print(f"saved: {given.out}")


def _compare(given: Namespace) -> None:
    table, test = Table.read(given.table), Table.read(given.test) if given.test else None
    folds = Folds(given.folds, given.repeats, given.seed)
    board = compare(
        table, given.label, _learner(table, given), folds=folds, groups=given.groups, metric=given.metric,
        fusions=given.fusions, out=given.out,
    )  # fmt: skip
    print(board)
    board.best.save_pretrained(given.out)
    board.save(given.out)
    page = Path(given.report or Path(given.out) / "report.html")
    report(board, page, test)
    print(f"\nmodel:  {given.out}\nreport: {page}")


def _evaluate(given: Namespace) -> None:
    learner = Learner.from_pretrained(given.model)
    print(scorecard(learner, Table.read(given.table), given.label))


def _predict(given: Namespace) -> None:
    learner, table = Learner.from_pretrained(given.model), Table.read(given.table)
    answers(learner, table).to_csv(given.out or sys.stdout, index=False)
    if given.out:
        print(f"{len(table)} answers: {given.out}")


def _explain(given: Namespace) -> None:
    learner, table = Learner.from_pretrained(given.model), Table.read(given.table)
    if given.row is not None:
        if not 0 <= given.row < len(table):
            raise TableError(f"{given.table} has no row {given.row}: rows are numbered 0 to {len(table) - 1}")
        table = table.take([given.row])
    why = explain(learner, table)
    print(why)
    if given.out:
        print(f"page: {why.save(given.out)}")


def _assets(given: Namespace) -> None:
    if given.what == "list":
        assets.list_assets()
    elif given.what == "pull":
        assets.pull_assets(given.names, given.sources)
    else:
        assets.where(given.name)


def _demo(given: Namespace) -> None:
    if given.rows != "all" and not given.rows.isdigit():
        raise OptionError(f'--rows is a number or "all", not {given.rows!r}')
    demo(Path(given.out), None if given.rows == "all" else int(given.rows))


def answers(learner: Learner, table: Table) -> pd.DataFrame:
    """One row per row of the table: the answer, its probability and those of the classes, what was missing."""
    scores = learner.scores(table)
    label, decoded = learner.label or "answer", learner.task_.decode(scores)
    if decoded.ndim == 2:
        frame = pd.DataFrame({f"{label}={name}": decoded[:, place] for place, name in enumerate(learner.task_.labels)})
    else:
        frame = pd.DataFrame({label: decoded})
    if learner.task_.kind != "regress":
        for place, name in enumerate(learner.task_.labels):
            frame[f"p({name})"] = scores[:, place].round(6)
    gaps = learner.missing(table)
    frame["missing"] = [" ".join(gaps.columns[row]) for row in gaps.to_numpy()]
    return frame


def _schema(table: Table, given: Namespace) -> Schema:
    overrides: dict[str, Column | None] = {}
    for name, kind in _pairs(given.column, "--column").items():
        overrides[name] = None if kind == "drop" else columns.get(kind)()
    return Schema.infer(table, given.label, overrides)


def _learner(table: Table, given: Namespace, **options: Any) -> Learner:
    inputs = table.drop(given.groups) if given.groups else table
    schema = _schema(inputs, given)
    print(schema, file=sys.stderr)
    encoders = _pairs(given.encoder, "--encoder") or None
    return Learner(given.label, given.task, schema, encoders, seed=given.seed, **options)


def _pairs(given: list[str], option: str) -> dict[str, str]:
    for each in given:
        if "=" not in each:
            raise OptionError(f"{option} {each}: write it as NAME=VALUE")
    return dict(each.rsplit("=", 1) for each in given)


VERBS: Mapping[str, Any] = {
    "assets": _assets,
    "compare": _compare,
    "demo": _demo,
    "describe": _describe,
    "evaluate": _evaluate,
    "explain": _explain,
    "fit": _fit,
    "predict": _predict,
}
