"""Splits made ready for training: what is learned from their rows, and fresh networks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
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
from intarsia.objectives.base import Objective, objectives
from intarsia.tasks.target import Target
from intarsia.training.base import Data, Index, Rows, Split
from intarsia.training.runtime import generator

say = messages(__package__)


CHUNK = 256
"""Rows that are looked at together where nothing is trained: bounds the memory."""

USUAL = 32
"""Columns in one modality, beyond which its encoders move faster (see `_quicken`)."""


@dataclass(frozen=True)
class Prepared:
    """What n training rows teach before any training; seeds share it.

    Attributes:
        design: knows the rows' labels, vocabularies and bin edges.
        rows: every part's cells, in the order of the design.
        stored: modules of the frozen encoders by column, with the rows' statistics.
        target: what the objective reads beside the cells, of the n rows.
        strata: (n, ...) by what rows are held out evenly (see `Task.strata`).
    """

    design: Design
    rows: tuple[Rows, ...]
    stored: Mapping[str, Stored]
    target: Target
    strata: npt.NDArray[Any]


@dataclass(frozen=True)
class Run:
    """One training to come: its split, what its rows taught, and the fresh network of its seed."""

    split: Split
    prepared: Prepared
    network: Network


def prepare(
    design: Design, objective: Objective, data: Data, y: npt.NDArray[Any] | None, splits: Sequence[Split]
) -> Iterator[Run]:
    """One run per split; of the table each looks at its training rows alone.

    Raises:
        OptionError: the objective needs labels, and there are none.
        DataError: see `check`, and what the task says of the labels.
    """
    if y is None and objective.labelled:
        raise OptionError(say("objective.no_labels", objective=objectives.name_of(objective)))
    check(data, y, splits)
    seen: dict[Part, Rows] = {}
    known: dict[tuple[bytes, bytes], Prepared] = {}
    for split in splits:
        key = (split.train.tobytes(), b"" if split.weight is None else split.weight.tobytes())
        if key not in known:
            known[key] = _prepared(design, objective, data, y, split, seen)
        prepared = known[key]
        yield Run(split, prepared, network(prepared.design, prepared.stored, split.seed))


def check(data: Data, y: npt.NDArray[Any] | None, splits: Sequence[Split]) -> None:
    """Raise `DataError` unless there is a label per row, where there are labels, and every split has rows."""
    if y is not None and len(y) != len(data):
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
        _quicken(design, modules)
        fusion = design.fusion.build(_widths(design, modules))
        head = design.task.head(fusion.width)
    return Network(modules, {part.column: part.modality for part in design.parts}, fusion, head)


def _quicken(design: Design, modules: Mapping[str, EncoderModule]) -> None:
    """Let the encoders of a wide table move faster.

    Fusions read the mean of a modality's tokens, in which each of T columns has a share of 1 / T, while AdamW's steps
    are as long for every weight: what one column of thousands knows would never be heard. Measured with 1,000 rows of
    2,000 scaled numbers that all tell something: .57 of held-out rows right at the usual speed, .63 with this, as with
    logistic regression. Piecewise-linear encodings, which climb by many bins at once, move nowhere at T / 32 itself.
    """
    columns = Counter(part.modality for part in design.parts)
    for part in design.parts:
        module = modules[part.column]
        if module.side_by_side:
            module.lr_scale *= max(1.0, columns[part.modality] / USUAL) ** 0.5


def is_wide(design: Design) -> bool:
    """Whether some modality has more columns than usual."""
    return max(Counter(part.modality for part in design.parts).values()) > USUAL


def _widths(design: Design, modules: Mapping[str, EncoderModule]) -> dict[str, int]:
    """Modality → D of its tokens, which are set side by side."""
    widths = {part.modality: modules[part.column].width for part in design.parts}
    for modality, width in widths.items():
        columns = {part.column: modules[part.column].width for part in design.parts if part.modality == modality}
        if set(columns.values()) != {width}:
            listing = ", ".join(f"{column!r} {own}" for column, own in columns.items())
            raise OptionError(say("modality.widths", modality=modality, listing=listing))
    return widths


def chunks(rows: Rows, numbers: Index) -> Iterator[Cells]:
    """The cells of these rows, `CHUNK` at a time."""
    for start in range(0, len(numbers), CHUNK):
        yield rows.take(torch.from_numpy(numbers[start : start + CHUNK]))


def _prepared(
    design: Design,
    objective: Objective,
    data: Data,
    y: npt.NDArray[Any] | None,
    split: Split,
    seen: dict[Part, Rows],
) -> Prepared:
    train = split.train
    parts = tuple(learned(part, data, train) for part in design.parts)
    rows = tuple(seen[part] if part in seen else seen.setdefault(part, data.rows(part)) for part in parts)
    stored = {
        part.column: Stored.learn(chunks(found, train))
        for part, found in zip(parts, rows, strict=True)
        if part.encoder.frozen
    }
    own = None if y is None else y[train]
    task = design.task if y is None else split.learned(design.task, y)
    strata = np.zeros(len(train), dtype=np.int64) if own is None else task.strata(task.truth(own))
    target = split.weighted(objective.target(task, own, len(train)))
    return Prepared(replace(design, parts=parts, task=task), rows, stored, target, strata)
