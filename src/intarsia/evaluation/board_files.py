"""A board on disk: board.json for what people read, board.npz for the arrays. Nothing is pickled."""

from __future__ import annotations

import hashlib
import io
import math
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.errors import DamagedFile, SavedModelError
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.intervals import Estimate
from intarsia.evaluation.question import Question
from intarsia.files import whole
from intarsia.i18n import Message, messages
from intarsia.sealed import parsed, sealed, unsealed
from intarsia.tasks import labelling
from intarsia.tasks.base import tasks
from intarsia.training.splits import Fold, FoldPlan

say = messages(__package__)

FORMAT = 1
Arrays = dict[str, npt.NDArray[Any]]


def describe(question: Question, entries: Sequence[Entry]) -> dict[str, Any]:
    """Everything but the arrays, JSON-able."""
    return {
        "format": FORMAT,
        "kind": tasks.name_of(question.task),
        "task": tasks.dump(question.task),
        "primary": question.primary,
        "labels": labelling.dump(question.labels),
        "modalities": list(question.modalities),
        "schema": question.schema.dump(),
        "rows": question.plan.rows,
        "note": question.plan.note.dump(),
        "folds": [[fold.repeat, fold.fold] for fold in question.plan],
        "entries": [_entry(entry) for entry in entries],
    }


def arrays(question: Question, entries: Sequence[Entry]) -> Arrays:
    """The arrays: target, groups, rows of the folds, out-of-fold scores."""
    found: Arrays = {"target": question.target}
    if question.plan.groups is not None:
        found["groups"] = question.plan.groups
    for place, fold in enumerate(question.plan):
        found |= {f"train{place}": fold.train, f"test{place}": fold.test}
    return found | {f"oof{place}": entry.oof for place, entry in enumerate(entries)}


def rebuild(told: Mapping[str, Any], found: Mapping[str, npt.NDArray[Any]]) -> tuple[Question, tuple[Entry, ...]]:
    """What `describe` and `arrays` took apart."""
    folds = tuple(
        Fold(found[f"train{place}"], found[f"test{place}"], repeat, fold)
        for place, (repeat, fold) in enumerate(told["folds"])
    )
    plan = FoldPlan(told["rows"], folds, found.get("groups"), Message.load(told["note"]))
    # Boards of before name the kind of the task and its labels alone.
    known = {"classes": told["labels"]} if told["labels"] else {}
    task = tasks.load(told.get("task") or {"type": told["kind"], **known})
    schema = Message.load(told["schema"])
    question = Question(task, told["primary"], found["target"], plan, tuple(told["modalities"]), schema)
    return question, tuple(_rebuilt(entry, found[f"oof{place}"]) for place, entry in enumerate(told["entries"]))


def write(folder: Path, told: Mapping[str, Any], found: Arrays) -> None:
    """board.json and board.npz, into a folder that is made when it is not there."""
    content = io.BytesIO()
    np.savez_compressed(content, **found)  # type: ignore[arg-type]
    # The description names the arrays that belong to it, so that halves of two boards are never put together.
    text = sealed({**told, "arrays": hashlib.sha256(content.getvalue()).hexdigest()}, indent=1)
    with whole(folder / "board.npz") as arrays, whole(folder / "board.json") as description:
        arrays.write_bytes(content.getvalue())
        description.write_bytes(text)


def read(folder: Path) -> tuple[dict[str, Any], Arrays]:
    """What `write` wrote. Raises `SavedModelError`."""
    with readable(folder):
        told = parsed(folder / "board.json")
        if told.get("format") != FORMAT:
            raise SavedModelError(say("board.format", folder=folder, found=told.get("format"), known=FORMAT))
        told = unsealed(told)
        content = (folder / "board.npz").read_bytes()
        if told.pop("arrays", None) not in (None, hashlib.sha256(content).hexdigest()):
            raise DamagedFile(say("board.arrays"))
        with np.load(io.BytesIO(content), allow_pickle=False) as members:
            return told, dict(members)


@contextmanager
def readable(folder: Path) -> Iterator[None]:
    """Whatever goes wrong while a board is read is told as `SavedModelError`."""
    try:
        yield
    except SavedModelError:
        raise
    except (
        OSError,
        LookupError,
        TypeError,
        AttributeError,
        ValueError,
        RuntimeError,
        zipfile.BadZipFile,
        zlib.error,
    ) as error:
        why = say("board.lacks", name=error.args[0]) if isinstance(error, KeyError) else error
        raise SavedModelError(say("board.unreadable", folder=folder, why=why)) from error


def jsonable(told: Any) -> Any:
    """The same with null for nan, which JSON lacks."""
    if isinstance(told, Mapping):
        return {name: jsonable(value) for name, value in told.items()}
    if isinstance(told, (list, tuple)):
        return [jsonable(value) for value in told]
    return None if isinstance(told, float) and math.isnan(told) else told


def numbers(told: Mapping[str, Any]) -> dict[str, Any]:
    """The numbers back, nan for null."""
    return {name: np.nan if value is None else value for name, value in told.items()}


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "name": entry.name,
        "kind": entry.kind,
        "seconds": entry.seconds,
        "cpu_seconds": entry.cpu_seconds,
        "added_seconds": entry.added_seconds,
        "note": entry.note.dump(),
        "fold_scores": entry.fold_scores.tolist(),
        "mean": vars(entry.mean),
        "metrics": {name: vars(estimate) for name, estimate in entry.metrics.items()},
    }


def _rebuilt(told: Mapping[str, Any], oof: npt.NDArray[Any]) -> Entry:
    metrics = {name: Estimate(**numbers(estimate)) for name, estimate in told["metrics"].items()}
    costs = numbers({name: told.get(name) for name in ("cpu_seconds", "added_seconds")})  # boards of before have none
    return Entry(
        name=told["name"],
        kind=told["kind"],
        oof=oof,
        seconds=told["seconds"],
        note=Message.load(told["note"]),
        fold_scores=np.array(told["fold_scores"], dtype=np.float64),  # null becomes nan
        mean=Estimate(**numbers(told["mean"])),
        metrics=metrics,
        **costs,
    )
