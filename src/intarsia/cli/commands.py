"""What the verbs of the command line do."""

from __future__ import annotations

import io
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

from intarsia.assets import command as assets
from intarsia.cli.demo import demo
from intarsia.columns.base import Column, columns
from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.comparison.compare import compare
from intarsia.encoders.base import encoders
from intarsia.errors import DataError, OptionError, TableError
from intarsia.evaluation.scorecard import scorecard
from intarsia.explanation import explain
from intarsia.files import writable
from intarsia.fusion.base import fusions
from intarsia.learner.learner import Learner
from intarsia.learner.problem import echoes, labels
from intarsia.report import report
from intarsia.tasks.base import tasks
from intarsia.tasks.infer import task_of
from intarsia.training.base import Fitter, fitters
from intarsia.training.splits import Folds
from intarsia.training.trainer import Trainer

UNFINISHED = "unfinished"
"""Folder below --out in which `fit` keeps a training until its model is saved."""


def run(given: Namespace) -> None:
    """Run the verb that was parsed."""
    if given.version:
        print(version("intarsia"))
    elif given.verb is None:
        raise OptionError("say what to do: intarsia --help lists the verbs")
    else:
        VERBS[given.verb](given)


def _describe(given: Namespace) -> None:
    table = _read(given, given.table)
    schema = _schema(table, given)
    print(schema)
    schema.check(table)


def _fit(given: Namespace) -> None:
    table = _read(given, given.table)
    out = Path(given.out)
    fusion = fusions.parse(given.fusion)
    fitter = _resuming(fitters.parse(given.fitter), out / UNFINISHED)
    learner = _learner(table, given, fusion=fusion, fitter=fitter)
    groups = table.cells(given.groups) if given.groups else None
    writable("--out", out)
    learner.fit(table, groups=groups).save_pretrained(out)
    _tidy(out / UNFINISHED)
    print(f"saved: {given.out}")


def _compare(given: Namespace) -> None:
    table = _read(given, given.table)
    test = _read(given, given.test) if given.test else None
    folds = Folds(given.folds, given.repeats, given.seed)
    learner = _learner(table, given)
    page = Path(given.report or Path(given.out) / "report.html")
    writable("--out", Path(given.out))
    writable("--report", page.parent, page)
    if test:
        _check_test(learner, table, test, given.test)
    board = compare(
        table, given.label, learner, folds=folds, groups=given.groups, metric=given.metric, fusions=given.fusions,
        out=given.out,
    )  # fmt: skip
    print(board)
    board.best.save_pretrained(given.out)
    board.save(given.out)
    report(board, page, test)
    print(f"\nmodel:  {given.out}\nreport: {page}")


def _evaluate(given: Namespace) -> None:
    learner = Learner.from_pretrained(given.model)
    print(scorecard(learner, _read(given, given.table), given.label))


def _predict(given: Namespace) -> None:
    learner = Learner.from_pretrained(given.model)
    table = _read(given, given.table)
    if given.out:
        writable("--out", Path(given.out).parent, Path(given.out))
    elif isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")  # data: in a pipe as in a file, whatever terminals can show
    learner.answer(table).frame().to_csv(given.out or sys.stdout, index=False)
    if given.out:
        print(f"{len(table)} answers: {given.out}")


def _explain(given: Namespace) -> None:
    learner = Learner.from_pretrained(given.model)
    table = _read(given, given.table)
    if given.row is not None:
        if not 0 <= given.row < len(table):
            raise TableError(f"{given.table} has no row {given.row}: rows are numbered 0 to {len(table) - 1}")
        table = table.take([given.row])
    if given.out:
        writable("--out", Path(given.out).parent, Path(given.out))
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
    writable("--out", Path(given.out))
    demo(Path(given.out), None if given.rows == "all" else int(given.rows))


def _read(given: Namespace, path: str) -> Table:
    return Table.read(path, given.encoding)


def _schema(table: Table, given: Namespace) -> Schema:
    overrides: dict[str, Column | None] = {}
    for each in given.column:
        name, told, kind = each.rpartition("=")
        if not told:
            raise OptionError(f"--column {each}: write it as NAME=VALUE")
        overrides[name] = None if kind == "drop" else columns.get(kind)()
    return Schema.infer(table, given.label, overrides)


def _learner(table: Table, given: Namespace, **options: Any) -> Learner:
    if not 0 <= given.seed < 2**32:
        raise OptionError(f"--seed {given.seed}: give a number from 0 to {2**32 - 1}")
    if given.groups == given.label:
        raise OptionError(f"--groups {given.groups} is the label: name the column whose rows belong together")
    inputs = table.drop(given.groups) if given.groups else table
    _, y = labels(inputs, given.label, None)
    schema = echoes(inputs, _schema(inputs, given), y)
    task = task_of(y, given.task)
    why = "as you said" if given.task else "guessed from the labels; --task says otherwise"
    print(f"{schema}\ntask: {tasks.name_of(task)} ({why})", file=sys.stderr)
    task.learn(y)  # labels that cannot be learned are told before anything is encoded
    return Learner(given.label, task, schema, _encoders(given.encoder, inputs), seed=given.seed, **options)


def _encoders(given: Sequence[str], table: Table) -> dict[str, Any] | None:
    """COLUMN=NAME and COLUMN=NAME:OPTION=VALUE,...; names of columns may hold "=" themselves."""
    found: dict[str, Any] = {}
    for each in given:
        known = [name for name in table.names if each.startswith(f"{name}=")]
        name = max(known, key=len, default=each.partition("=")[0])
        encoder = each[len(name) + 1 :]
        if not encoder:
            raise OptionError(f"--encoder {each}: write it as COLUMN=NAME or COLUMN=NAME:OPTION=VALUE")
        # Anything else may be the name or folder of a pretrained model, and in those a colon is allowed.
        own = "=" in encoder or encoder.partition(":")[0] in encoders.names()
        found[name] = encoders.parse(encoder) if own else encoder
    return found or None


def _resuming(fitter: Fitter, folder: Path) -> Fitter:
    """Gradient training takes longest: it keeps its state in a folder, and goes on from there."""
    return replace(fitter, checkpoint=str(folder)) if isinstance(fitter, Trainer) and not fitter.checkpoint else fitter


def _tidy(folder: Path) -> None:
    """Let go of finished trainings. The folder may be the user's own, and hold more."""
    for kept in folder.glob("*.safetensors*"):
        kept.unlink()
    with suppress(OSError):
        folder.rmdir()


def _check_test(learner: Learner, table: Table, test: Table, path: str) -> None:
    """Refuse now what the report would stumble over after hours."""
    assert learner.schema is not None
    try:
        inputs, y = labels(test, learner.label, None)
        learner.schema.check(inputs)
        learner.task.learn(labels(table, learner.label, None)[1]).truth(y)
    except DataError as error:
        raise DataError(f"--test {path}: {error}") from error


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
