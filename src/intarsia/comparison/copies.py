"""Rows that are tested although a copy of them was trained on: their answers are known, and scores are too good."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import torch
from scipy import stats

from intarsia.columns.leakage import beyond_chance, joint
from intarsia.i18n import EMPTY, Message, messages
from intarsia.learner.problem import Problem
from intarsia.model.design import Part
from intarsia.training.base import Index, Rows
from intarsia.training.data import TableData
from intarsia.training.prepare import chunks
from intarsia.training.rows import StoredRows
from intarsia.training.splits import Fold, FoldPlan

say = messages(__package__)

TESTED = 3000
PAIRS = 10**8
"""Tested rows with pictures that are looked at, and pairs of pictures that are compared, at the most."""
BLOCK = 1024
"""Trained rows whose features are held at a time."""
ALIKE = 0.95
"""Cosine of two pictures' features, less their mean, from which one is a copy of the other. Measured with EfficientNet
on X-rays, clothes and playing cards: JPEG anew in quality 90 is .985 and more, different pictures are .85 and less."""
SHARE = 0.01
"""Share of the tested rows from which copies are told."""

LOOKED_AT = 1000
WORDS = 6
DIGITS = 6
RICH = 0.9
"""Equal cells of a column are copies, not chance, where of the first cells so large a share has so many words, or more
digits than these."""
ACCIDENT = 0.001
"""Probability below which known rows are no accident."""

_BETWEEN = re.compile(r"[\W_]+")


def copies(problem: Problem, plan: FoldPlan, parts: Sequence[Part], seed: int = 0) -> Message:
    """Tell how many tested rows are nearly the same as a row that was trained on in the same fold; empty for few.

    Nearly: texts but for signs and case, fractions in four digits, pictures by the features that models read. All
    tested rows are looked at, but for large tables of pictures, of which a sample is.

    Args:
        problem: the rows.
        plan: the folds; the first repeat is looked at.
        parts: how the columns are read.
        seed: fixes the sample.
    """
    pictured = [part for part in parts if _stored(problem, part)]
    codes = [_codes(problem, part) for part in parts if part not in pictured]
    same = joint(codes) if codes else np.zeros(len(problem), dtype=np.intp)
    folds = [fold for fold in plan if fold.repeat == 0]
    rows = sum(len(fold.test) for fold in folds)
    if pictured:
        asked = _sample(rows, min(TESTED, PAIRS // len(problem)), seed)
        copied = _copied_pictures(problem, pictured, folds, asked, same)
        return _told(copied, len(asked), rows)
    if not beyond_chance(codes, np.bincount(same)):
        if not _tells(problem.data, [part.column for part in parts]):
            return EMPTY
        same = joint([_codes(problem, part, whole=True) for part in parts])  # four digits may be alike by chance
    return _told(sum(int(np.isin(same[fold.test], same[fold.train]).sum()) for fold in folds), rows, rows)


def known_rows(train: TableData, test: TableData, columns: Sequence[str]) -> int:
    """How many rows of a test table have the inputs of a training row; 0 where that is in the nature of the table.

    It is not where cells have so much in them that equal ones are copies, where rows agree more often than chance has
    it, or where test rows have their like among the training rows twice as often as these have it among
    themselves (and Fisher's exact test is sure of it).
    """
    codes = [pd.factorize(np.array([*train.digests(name), *test.digests(name)], dtype=object))[0] for name in columns]
    same = joint(codes)
    trained = same[: len(train)]
    known = np.isin(same[len(train) :], trained)
    repeated = np.bincount(trained)[trained] > 1
    counts = [[known.sum(), (~known).sum()], [repeated.sum(), (~repeated).sum()]]
    sure = stats.fisher_exact(counts, alternative="greater").pvalue < ACCIDENT
    more = sure and known.mean() > 2 * repeated.mean()
    told = more or _tells(train, columns) or beyond_chance(codes, np.bincount(same))
    return int(known.sum()) if told else 0


def _told(copied: int, asked: int, rows: int) -> Message:
    if copied <= max(1, SHARE * asked):
        return EMPTY
    if asked == rows:
        return say("copies.told", count=copied, rows=rows)
    return say("copies.sampled", count=copied, asked=asked, rows=rows)


def _sample(rows: int, most: int, seed: int) -> Index:
    return np.sort(np.random.default_rng(seed).permutation(rows)[: max(1, most)])


def _copied_pictures(problem: Problem, parts: Sequence[Part], folds: Sequence[Fold], asked: Index, same: Index) -> int:
    """How many of the tested rows that are asked for have a trained row with the same pictures and other cells.

    Args:
        problem: the rows.
        parts: the columns of pictures.
        folds: F of them.
        asked: (S,) places among the tested rows of all folds, one fold after the other.
        same: (N,) the number of each row's other cells, the same for rows that agree in them.
    """
    tested = np.concatenate([fold.test for fold in folds])[asked]
    fold_of = np.repeat(np.arange(len(folds)), [len(fold.test) for fold in folds])[asked]
    trained = np.stack([np.isin(np.arange(len(problem)), fold.train) for fold in folds])  # (F, N)
    directions = [_Directions.of(problem, part, tested) for part in parts]
    own = [each(tested) for each in directions]
    copied = np.zeros(len(tested), dtype=np.bool_)
    for start in range(0, len(problem), BLOCK):
        block = np.arange(start, min(start + BLOCK, len(problem)))
        near = trained[:, block][fold_of] & (same[tested][:, None] == same[block])  # (S, BLOCK)
        if near.any():
            for each, mine in zip(directions, own, strict=True):
                near &= mine @ each(block).T >= ALIKE
            copied |= near.any(1)
    return int(copied.sum())


def _stored(problem: Problem, part: Part) -> bool:
    """Whether the cells are files whose features are kept: copies of files are seldom equal to the byte."""
    return problem.data.column(part.column).slow and isinstance(problem.data.rows(part), StoredRows)


def _codes(problem: Problem, part: Part, whole: bool = False) -> Index:
    """(N,) the number of each row's cell, the same for cells that are nearly the same; with `whole` numbers, the same
    digits throughout."""
    keys: Iterable[Any]
    if problem.data.column(part.column).slow:
        keys = problem.data.digests(part.column)
    else:
        keys = (_coarse(value, whole) for value in problem.data.batch(part.column).values)
    place: dict[Any, int] = {}
    return np.array([place.setdefault(key, len(place)) for key in keys], dtype=np.intp)


def _tells(data: TableData, columns: Sequence[str]) -> bool:
    """Whether the cells of some column have so much in them that equal ones are copies: files, words, digits."""
    return any(data.column(name).slow or _is_rich(data.batch(name).values) for name in columns)


def _is_rich(values: Sequence[Any]) -> bool:
    there = [value for value in values if value is not None][:LOOKED_AT]
    return bool(there) and float(np.mean([_holds_much(value) for value in there])) >= RICH


def _holds_much(value: Any) -> bool:
    if isinstance(value, str):
        return len(value.split()) >= WORDS
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") != value
    return isinstance(value, np.ndarray)


def _coarse(value: Any, whole: bool) -> Any:
    if isinstance(value, str):
        return _BETWEEN.sub(" ", value.casefold()).strip()
    if isinstance(value, float):  # a day more is another day, however many seconds the date is
        return value if whole or value.is_integer() else float(f"{value:.4g}")
    if isinstance(value, np.ndarray):
        return np.round(value, 3).tobytes()
    return value


@dataclass(frozen=True)
class _Directions:
    """What pictures show, as vectors of length 1: their features less the mean; zeros, which are like nothing, for a
    missing cell."""

    rows: Rows
    there: npt.NDArray[np.bool_]
    mean: npt.NDArray[np.float32]

    @classmethod
    def of(cls, problem: Problem, part: Part, typical: Index) -> _Directions:
        """Those of a column; the mean is that of typical rows."""
        there = problem.data.present(part)
        rows = problem.data.rows(part)
        shown = typical[there[typical]]
        mean = _features(rows, shown).mean(0) if len(shown) else np.float32(0)
        return cls(rows, there, np.asarray(mean))

    def __call__(self, rows: Index) -> npt.NDArray[np.float32]:
        """(n, D) the vectors of these rows."""
        centred = np.where(self.there[rows][:, None], _features(self.rows, rows) - self.mean, 0)
        length = np.linalg.norm(centred, axis=1, keepdims=True)
        return np.asarray(centred / np.maximum(length, 1e-12), dtype=np.float32)


def _features(stored: Rows, rows: Index) -> npt.NDArray[np.float32]:
    """(n, D) the mean of each row's tokens."""
    found = []
    for cells in chunks(stored, rows):
        mask = cells["mask"].float().unsqueeze(2)  # (n, T, 1)
        found.append((cells["tokens"].float() * mask).sum(1) / mask.sum(1).clamp(min=1))
    return np.asarray(torch.cat(found).numpy(), dtype=np.float32)
