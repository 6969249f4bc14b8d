"""Splits made ready for training: what is learned from their rows, and fresh networks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from intarsia.encoders.base import Cells, Encoder, EncoderModule
from intarsia.encoders.stored import Stored
from intarsia.errors import DataError, OptionError
from intarsia.i18n import messages
from intarsia.model.design import Design, Part
from intarsia.model.network import Network
from intarsia.training import device
from intarsia.training.base import Data, Index, Rows, Split

say = messages(__package__)


CHUNK = 256
"""Rows that are looked at together where nothing is trained: bounds the memory."""


@dataclass(frozen=True)
class Fold:
    """What n training rows teach before any training; seeds share it.

    Attributes:
        design: knows the rows' labels, vocabularies and bin edges.
        rows: every part's cells, in the order of the design.
        stored: modules of the frozen encoders by column, with the rows' statistics.
        target: (n, ...) labels as numbers.
        weight: (n,) float32, mean 1.
    """

    design: Design
    rows: tuple[Rows, ...]
    stored: Mapping[str, Stored]
    target: npt.NDArray[Any]
    weight: npt.NDArray[np.float32]


@dataclass(frozen=True)
class Lesson:
    """A fold, and the fresh network of one seed."""

    split: Split
    fold: Fold
    network: Network


def lessons(design: Design, data: Data, y: npt.NDArray[Any], splits: Sequence[Split]) -> Iterator[Lesson]:
    """One lesson per split; of the table each looks at its training rows alone.

    Raises:
        DataError: see `check`, and what the task says of the labels.
    """
    check(data, y, splits)
    seen: dict[Part, Rows] = {}
    folds: dict[bytes, Fold] = {}
    for split in splits:
        key = split.train.tobytes()
        if key not in folds:
            folds[key] = _fold(design, data, y, split.train, seen)
        fold = folds[key]
        yield Lesson(split, fold, network(fold.design, fold.stored, split.seed))


def check(data: Data, y: npt.NDArray[Any], splits: Sequence[Split]) -> None:
    """Raise `DataError` unless there is a label per row and every split has rows."""
    if len(y) != len(data):
        raise DataError(say("rows.labels", rows=len(data), labels=len(y)))
    for number, split in enumerate(splits):
        if not len(split.train):
            raise DataError(say("split.empty", number=number))


def learned(part: Part, data: Data, train: Index) -> Part:
    """The part with what its encoder learns from these rows (vocabulary, bin edges).

    Cells are not even loaded for one that learns nothing: pictures would all be in memory at once.
    """
    if part.encoder.frozen or type(part.encoder).learn is Encoder.learn:
        return part
    return replace(part, encoder=part.encoder.learn(data.batch(part.column, train)))


def network(design: Design, stored: Mapping[str, Stored], seed: int = 0) -> Network:
    """A fresh network of a learned design, with modules of its own; the same for the same seed.

    Raises:
        OptionError: columns of one modality have tokens of unlike widths.
    """
    with generator(seed):
        modules: dict[str, EncoderModule] = {
            part.column: deepcopy(stored[part.column]) if part.encoder.frozen else part.encoder.build()
            for part in design.parts
        }
        fusion = design.fusion.build(_widths(design, modules))
        head = design.task.head(fusion.width)
    return Network(modules, {part.column: part.modality for part in design.parts}, fusion, head)


def _widths(design: Design, modules: Mapping[str, EncoderModule]) -> dict[str, int]:
    """Modality → D of its tokens, which are set side by side."""
    widths = {part.modality: modules[part.column].width for part in design.parts}
    for modality, width in widths.items():
        columns = {part.column: modules[part.column].width for part in design.parts if part.modality == modality}
        if set(columns.values()) != {width}:
            listing = ", ".join(f"{column!r} {own}" for column, own in columns.items())
            raise OptionError(say("modality.widths", modality=modality, listing=listing))
    return widths


@contextmanager
def generator(seed: int) -> Iterator[None]:
    """Inside, torch draws from this seed; outside, nobody notices."""
    with torch.random.fork_rng(range(torch.cuda.device_count())):
        device.seed(seed)
        yield


def chunks(rows: Rows, numbers: Index) -> Iterator[Cells]:
    """The cells of these rows, `CHUNK` at a time."""
    for start in range(0, len(numbers), CHUNK):
        yield rows.take(torch.from_numpy(numbers[start : start + CHUNK]))


def _fold(design: Design, data: Data, y: npt.NDArray[Any], train: Index, seen: dict[Part, Rows]) -> Fold:
    parts = tuple(learned(part, data, train) for part in design.parts)
    rows = tuple(seen[part] if part in seen else seen.setdefault(part, data.rows(part)) for part in parts)
    stored = {
        part.column: Stored.learn(chunks(found, train))
        for part, found in zip(parts, rows, strict=True)
        if part.encoder.frozen
    }
    task = design.task.learn(y[train])
    target = task.target(y[train])
    return Fold(replace(design, parts=parts, task=task), rows, stored, target, task.row_weights(target))
