"""Rows that are tested although a copy of them was trained on: their answers are known, and scores are too good."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from intarsia.columns.leakage import beyond_chance, joint
from intarsia.i18n import EMPTY, Message, messages
from intarsia.learner.problem import Problem
from intarsia.model.design import Part
from intarsia.training.prepare import chunks
from intarsia.training.rows import StoredRows
from intarsia.training.splits import FoldPlan

say = messages(__package__)

ROWS = 3000
"""Rows that are looked at: each is compared with every other one."""
ALIKE = 0.95
"""Cosine of two pictures' features, less their mean, from which one is a copy of the other. Measured with EfficientNet
on X-rays, clothes and playing cards: JPEG anew in quality 90 is .985 and more, different pictures are .85 and less."""
SHARE = 0.01
"""Share of the tested rows from which copies are told."""

_BETWEEN = re.compile(r"[\W_]+")


def copies(problem: Problem, plan: FoldPlan, parts: Sequence[Part], seed: int = 0) -> Message:
    """Tell how many tested rows are nearly the same as a row that was trained on in the same fold; empty for few.

    Nearly: texts but for signs and case, numbers in four digits, pictures by the features that models read.

    Args:
        problem: the rows.
        plan: the folds; the first repeat is looked at.
        parts: how the columns are read.
        seed: fixes which rows are looked at.
    """
    rows = np.sort(np.random.default_rng(seed).permutation(len(problem))[:ROWS])
    pictured = [part for part in parts if _stored(problem, part)]
    codes = [_codes(problem, part, rows) for part in parts if part not in pictured]
    same = joint(codes) if codes else np.zeros(len(rows), dtype=np.intp)
    if not pictured and not beyond_chance(codes, np.bincount(same)):
        return EMPTY
    features = [_features(problem, part, rows) for part in pictured]
    tested = 0
    copied = 0
    for fold in plan:
        if fold.repeat:
            break
        trained = np.isin(rows, fold.train)
        for row in np.flatnonzero(np.isin(rows, fold.test)):
            near = trained & (same == same[row])
            for each in features:
                near &= each @ each[row] >= ALIKE
            tested += 1
            copied += bool(near.any())
    return say("copies.told", count=copied, rows=tested) if copied > max(1, SHARE * tested) else EMPTY


def _stored(problem: Problem, part: Part) -> bool:
    """Whether the cells are files whose features are kept: copies of files are seldom equal to the byte."""
    return problem.data.column(part.column).slow and isinstance(problem.data.rows(part), StoredRows)


def _codes(problem: Problem, part: Part, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.intp]:
    """The number of each row's cell, the same for cells that are nearly the same."""
    if problem.data.column(part.column).slow:
        digests = problem.data.digests(part.column)
        keys: list[Any] = [digests[row] for row in rows.tolist()]
    else:
        keys = [_coarse(value) for value in problem.data.batch(part.column, rows).values]
    place: dict[Any, int] = {}
    return np.array([place.setdefault(key, len(place)) for key in keys], dtype=np.intp)


def _coarse(value: Any) -> Any:
    if isinstance(value, str):
        return _BETWEEN.sub(" ", value.casefold()).strip()
    if isinstance(value, float):
        return float(f"{value:.4g}")
    if isinstance(value, np.ndarray):
        return np.round(value, 3).tobytes()
    return value


def _features(problem: Problem, part: Part, rows: npt.NDArray[np.intp]) -> npt.NDArray[np.float32]:
    """(n, D) features less their mean, of length 1; zeros, which are like nothing, for a missing cell."""
    stored = problem.data.take(rows).rows(part)
    found = []
    for cells in chunks(stored, np.arange(len(rows))):
        mask = cells["mask"].float().unsqueeze(2)  # (n, T, 1)
        found.append((cells["tokens"].float() * mask).sum(1) / mask.sum(1).clamp(min=1))
    mean = torch.cat(found).numpy()  # (n, D)
    there = problem.data.take(rows).present(part)
    centred = np.where(there[:, None], mean - mean[there].mean(0), 0) if there.any() else np.zeros_like(mean)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.maximum(length, 1e-12), dtype=np.float32)
