"""The seam of the training: a design and rows in, trained models out, one per split, all splits in one call."""

from __future__ import annotations

import abc
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
from torch import Tensor

from intarsia.columns.base import Batch, Column
from intarsia.encoders.base import Cells
from intarsia.errors import OptionError
from intarsia.i18n import messages
from intarsia.model.design import Design, Part
from intarsia.registry import Registry
from intarsia.tasks.base import Task
from intarsia.tasks.target import Target

say = messages(__package__)


Index = npt.NDArray[np.intp]


class Rows(Protocol):
    """Cells of one column for N rows, wherever they lie (memory, or made when asked for)."""

    def __len__(self) -> int: ...

    def take(self, rows: Tensor) -> Cells:
        """Tensors (B, ...) of the rows with these numbers; `rows` is int64 (B,)."""


class Data(Protocol):
    """A table as training sees it: columns by name, frozen features out of the store. N rows."""

    def __len__(self) -> int: ...

    def column(self, name: str) -> Column:
        """What the cells of a column are."""

    def batch(self, column: str, rows: Index | None = None) -> Batch:
        """Loaded cells of a column (of these rows)."""

    def rows(self, part: Part) -> Rows:
        """What the part's (learned) encoder makes of all N cells. Frozen encoders' features come from the store."""

    def present(self, part: Part) -> npt.NDArray[np.bool_]:
        """Return (N,) bool: the row has a cell in the part's column."""

    def frame(self, columns: Sequence[str]) -> Any:
        """The raw cells of these columns as a pandas frame, for estimators of other libraries."""

    def take(self, rows: Index) -> Data:
        """The rows with these numbers, in this order; features that are already computed come along."""


@dataclass(frozen=True)
class Split:
    """One training: on which rows, with which seed.

    Attributes:
        train: row numbers; early stopping takes its rows out of these.
        seed: fixes initial weights, order of rows, dropout.
        groups: (len(train),) group of each training row, kept together when early stopping's rows are taken out.
        folds: (len(train),) int fold of each training row, along which stacking takes its out-of-fold votes; None
            lets it draw its own.
        weight: (len(train),) float64 above 0, how heavy each training row is in the loss, and in all that the task
            learns of labels; None for all alike. Encoders look at rows, however heavy.
    """

    train: Index
    seed: int = 0
    groups: npt.NDArray[Any] | None = None
    folds: npt.NDArray[np.intp] | None = None
    weight: npt.NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.seed, (int, np.integer)) or not 0 <= self.seed < 2**63:
            raise OptionError(say("split.seed", seed=self.seed))

    def learned(self, task: Task, y: npt.NDArray[Any]) -> Task:
        """The task, knowing the labels of the training rows; `y` (N,) are those of all rows. Raises `DataError`."""
        return task.learn(y[self.train], self.weight)

    def weighted(self, target: Target) -> Target:
        """The targets of the training rows, as heavy as these are."""
        return target if self.weight is None else target.weighted(self.weight)


class Trained(abc.ABC):
    """A trained model of one design. What is saved is `design` (learned) and `state()`."""

    design: Design

    @abc.abstractmethod
    def scores(self, data: Data, keep: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.float64]:
        """Return the scores (N, K) of all rows of `data` (see `Task`).

        Args:
            keep: (N, M) bool; False hides a modality of a row, as if its cells were missing.
        """

    @property
    @abc.abstractmethod
    def width(self) -> int:
        """How many numbers D stand for a row in `embed`."""

    @abc.abstractmethod
    def embed(self, data: Data) -> npt.NDArray[np.float32]:
        """Return the fused vectors (N, D)."""

    @abc.abstractmethod
    def evidence(self, data: Data) -> Mapping[str, npt.NDArray[np.float64]]:
        """What the fusion says of how each answer came about: name → (N, ...), such as `weights` (N, V), the shares of
        its voices, or `attention` (N, T), the shares of the tokens of all modalities in order."""

    def spans(self, data: Data) -> Mapping[str, int]:
        """Modality → number of its tokens, in order: how `attention` is cut; {} where there are no tokens."""
        return {}

    @property
    def voices(self) -> tuple[str, ...]:
        """What the V columns of the evidence `weights` stand for: the modalities, or the experts of an ensemble."""
        return self.design.modalities

    @abc.abstractmethod
    def state(self) -> Mapping[str, Tensor]:
        """All learned numbers, by name: what goes into model.safetensors."""


class Fitter(abc.ABC):
    """How a design is fitted. Leaves are frozen dataclasses, final, registered in `fitters`."""

    @abc.abstractmethod
    def fit(self, design: Design, data: Data, y: npt.NDArray[Any] | None, splits: Sequence[Split]) -> list[Trained]:
        """One trained model per split. `y` (N,) are the user's labels, None where nothing is to be answered; each
        split learns its own task, vocabulary and statistics from its training rows alone.

        Raises `OptionError` when there are no labels and it needs some.
        """

    def resuming(self, folder: str) -> Fitter:
        """The same fitter, going on from what a fit that was stopped left in a folder; by default it begins anew."""
        return self

    @abc.abstractmethod
    def restore(self, design: Design, state: Mapping[str, Tensor]) -> Trained:
        """The trained model back from what `Trained.design` and `Trained.state` saved."""


fitters: Registry[Fitter] = Registry("fitter", package="intarsia.training")


def require_labels(fitter: Fitter, y: npt.NDArray[Any] | None) -> npt.NDArray[Any]:
    """Return the labels. Raises `OptionError` where there are none."""
    if y is None:
        raise OptionError(say("fitter.no_labels", fitter=fitters.name_of(fitter)))
    return y


def presence(data: Data, design: Design) -> npt.NDArray[np.bool_]:
    """Return (N, M) bool: the row has a cell in at least one column of the modality."""
    places = {name: place for place, name in enumerate(design.modalities)}
    there = np.zeros((len(data), len(places)), dtype=np.bool_)
    for part in design.parts:
        there[:, places[part.modality]] |= data.present(part)
    return there


def answered(
    scores: npt.NDArray[np.float64], design: Design, data: Data, keep: npt.NDArray[np.bool_] | None
) -> npt.NDArray[np.float64]:
    """Return the scores (N, K), with the task's prior where a row has no modality, or `keep` (N, M) leaves none."""
    there = presence(data, design)
    shown = (there if keep is None else there & keep).any(1, keepdims=True)  # (N, 1)
    return np.where(shown, scores, design.task.prior())
