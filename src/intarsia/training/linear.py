"""A plain linear model over the features of all columns, side by side: the baseline of every comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from scipy import sparse
from torch import Tensor

from intarsia.encoders.base import Cells, Encoded
from intarsia.encoders.stored import LENGTH, Stored
from intarsia.errors import DataError, OptionError, SavedModelError
from intarsia.i18n import messages
from intarsia.model.design import Design, Part
from intarsia.training.base import Data, Fitter, Index, Rows, Split, Trained, answered, fitters, require_labels
from intarsia.training.holdout import holdout
from intarsia.training.lbfgs import LinearProblem, Matrix
from intarsia.training.prepare import CHUNK, check, learned
from intarsia.training.runtime import training

say = messages(__package__)


@fitters.register("linear")
@dataclass(frozen=True)
class LinearSolver(Fitter):
    """The least regularised loss of the task: C · Σ loss + ½ ‖W‖², the bias left free.

    For the classification task this is multinomial logistic regression, for the regression task ridge regression.
    The design's fusion is not looked at. Features of frozen encoders are pooled, standardised on the training rows and
    brought to length 1: then a column's features are as long as those of TF-IDF, and one C suits all. Those of
    other encoders are as their `matrix` gives them, and sparse ones stay sparse.
    """

    C: tuple[float, ...] = (3.0,)
    """How much the loss weighs against the size of the weights. Of several values the best is taken, by the loss on
    training rows that are set aside; then all training rows are learned from. One number stands for itself alone."""
    holdout: float = 0.2
    """Share of the training rows that are set aside to choose C."""
    iterations: int = 300
    """Steps of the optimiser, at most."""

    def __post_init__(self) -> None:
        if isinstance(self.C, Real):
            object.__setattr__(self, "C", (float(self.C),))
        if not self.C or min(self.C) <= 0:
            raise OptionError(say("linear.penalty", value=self.C))
        if not 0 < self.holdout < 1:
            raise OptionError(say("linear.holdout", value=self.holdout))
        if self.iterations < 1:
            raise OptionError(say("linear.iterations", value=self.iterations))

    def fit(self, design: Design, data: Data, y: npt.NDArray[Any] | None, splits: Sequence[Split]) -> list[Trained]:
        """Fit one linear model per split (see `Fitter.fit`)."""
        y = require_labels(self, y)
        check(data, y, splits)
        with training():
            return [self._fit(design, data, y, split) for split in splits]

    def restore(self, design: Design, state: Mapping[str, Tensor]) -> Trained:
        """See `Fitter`. Raises `SavedModelError` when the numbers do not fit the design."""
        places = range(len(design.parts))
        try:
            stored = [
                Stored(state[f"factor.{place}"], state[f"shift.{place}"]) if part.encoder.frozen else None
                for place, part in enumerate(design.parts)
            ]
            weights = [state[f"weight.{place}"].numpy() for place in places]
            return TrainedLinear(design, tuple(stored), tuple(weights), state["bias"].numpy())
        except KeyError as error:
            raise SavedModelError(say("saved.does_not_fit", why=error)) from error

    def _fit(self, design: Design, data: Data, y: npt.NDArray[Any], split: Split) -> TrainedLinear:
        parts = tuple(learned(part, data, split.train) for part in design.parts)
        stored = tuple(_statistics(part, data, split.train) for part in parts)
        blocks = [
            _stacked([_matrix(part, known, data, rows) for rows in _chunks(split.train)])
            for part, known in zip(parts, stored, strict=True)
        ]
        _check_finite(parts, blocks)
        own = y[split.train]
        task = split.learned(design.task, y)
        problem = LinearProblem(blocks, split.weighted(task.target(own)), task)
        weights, bias = problem.split(self._solve(problem, task.strata(task.truth(own)), split))
        return TrainedLinear(replace(design, parts=parts, task=task), stored, tuple(weights), bias)

    def _solve(self, problem: LinearProblem, strata: npt.NDArray[Any], split: Split) -> npt.NDArray[np.float64]:
        """Solve with the best C; with the middle one where no rows are set aside or no loss on them is a number."""
        solution = np.zeros(problem.size)
        heavy = 1.0 if split.weight is None else float(split.weight.mean())  # a row of weight 2 is two rows
        learn, held = holdout(strata, self.holdout, split.seed, split.groups)
        best = self.C[len(self.C) // 2]
        least = np.inf
        nearest = solution
        if len(self.C) > 1 and len(held):
            some = problem.take(learn)
            others = problem.take(held)
            for C in sorted(self.C):  # every solution is the start of the next
                solution = some.solve(C * heavy, self.iterations, solution)
                if (loss := others.loss(solution)) < least:
                    best = C
                    least = loss
                    nearest = solution
            solution = nearest
        return problem.solve(best * heavy, self.iterations, solution)


@dataclass(frozen=True, eq=False)
class TrainedLinear(Trained):
    """The linear model that `LinearSolver` leaves.

    Attributes:
        design: learned.
        stored: statistics of the frozen encoders' pooled features, part by part; None for the others.
        coefficients: (F, K) of each part.
        bias: (K,).
    """

    design: Design
    stored: tuple[Stored | None, ...]
    coefficients: tuple[npt.NDArray[np.float32], ...]
    bias: npt.NDArray[np.float32]

    def scores(self, data: Data, keep: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.float64]:
        """See `Trained`. A hidden modality adds nothing: frozen features are at their mean, others at zero.

        A row of which nothing is there, or shown, is answered with the task's prior.
        """
        added = self._added(data)  # (N, M, K)
        if keep is not None:
            added = added * keep[:, :, None]
        return answered(self.design.task.scores(added.sum(1) + self.bias), self.design, data, keep)

    @property
    def width(self) -> int:
        """M · K: each modality and each logit."""
        return len(self.design.modalities) * len(self.bias)

    def embed(self, data: Data) -> npt.NDArray[np.float32]:
        """Return (N, M · K), what each modality adds to each logit. The features may be sparse and very wide."""
        return self._added(data).reshape(len(data), self.width).astype(np.float32)

    def evidence(self, data: Data) -> Mapping[str, npt.NDArray[np.float64]]:
        """Return nothing: a linear model weighs features, not modalities."""
        return {}

    def state(self) -> Mapping[str, Tensor]:
        """Return coefficients, bias and feature statistics by name."""
        state = {"bias": torch.from_numpy(self.bias)}
        for place, (coefficients, stored) in enumerate(zip(self.coefficients, self.stored, strict=True)):
            state[f"weight.{place}"] = torch.from_numpy(np.ascontiguousarray(coefficients))
            if stored is not None:
                state |= {f"factor.{place}": stored.factor, f"shift.{place}": stored.shift}
        return state

    def _added(self, data: Data) -> npt.NDArray[np.float64]:
        """Return (N, M, K), what each modality adds to each logit."""
        places = {name: place for place, name in enumerate(self.design.modalities)}
        added = np.zeros((len(data), len(places), len(self.bias)))
        for part, stored, coefficients in zip(self.design.parts, self.stored, self.coefficients, strict=True):
            place = places[part.modality]
            for rows in _chunks(np.arange(len(data))):
                # Sums of float32 depend on how many rows a chunk has, so a row's answer would on its company.
                matrix = _matrix(part, stored, data, rows).astype(np.float64)
                added[rows, place] += matrix @ coefficients.astype(np.float64)
        return added


def _chunks(rows: Index) -> Iterator[Index]:
    return (rows[start : start + CHUNK] for start in range(0, len(rows), CHUNK))


def _statistics(part: Part, data: Data, train: Index) -> Stored | None:
    if not part.encoder.frozen:
        return None
    rows = data.rows(part)
    return Stored.learn(_pooled(rows, chunk) for chunk in _chunks(train))


def _pooled(rows: Rows, numbers: Index) -> Cells:
    """Features of a frozen encoder with one token for the whole cell, (B, 1, D)."""
    cells = rows.take(torch.from_numpy(numbers))
    encoded = Encoded(cells["tokens"].float(), cells["mask"])
    return {"tokens": encoded.pooled().unsqueeze(1), "mask": encoded.present().unsqueeze(1)}


def _matrix(part: Part, stored: Stored | None, data: Data, rows: Index) -> Matrix:
    """Return the features (B, F) float32 of one part."""
    if stored is None:
        found = part.encoder.matrix(data.batch(part.column, rows))
        return found.astype(np.float32)
    pooled: npt.NDArray[np.float32] = stored(_pooled(data.rows(part), rows)).pooled().numpy()
    return pooled / np.float32(LENGTH)


def _check_finite(parts: Sequence[Part], blocks: Sequence[Matrix]) -> None:
    for part, block in zip(parts, blocks, strict=True):
        if not np.isfinite(block.data if sparse.issparse(block) else block).all():
            raise DataError(say("features.not_finite", column=part.column))


def _stacked(matrices: list[Matrix]) -> Matrix:
    if sparse.issparse(matrices[0]):
        return sparse.vstack(matrices, format="csr")
    return np.concatenate(matrices)
