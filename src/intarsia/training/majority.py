"""The answer that ignores the row: class shares, or the mean. What every model has to beat."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import Tensor

from intarsia.model.design import Design
from intarsia.training.base import Data, Fitter, Split, Trained, fitters, require_labels


@fitters.register("prior")
@dataclass(frozen=True)
class Prior(Fitter):
    """Learns nothing but the labels' shares (or mean) in the training rows."""

    def fit(self, design: Design, data: Data, y: npt.NDArray[Any] | None, splits: Sequence[Split]) -> list[Trained]:
        """Learn the labels' shares (or mean), once per split (see `Fitter.fit`)."""
        y = require_labels(self, y)
        return [TrainedPrior(replace(design, task=split.learned(design.task, y))) for split in splits]

    def restore(self, design: Design, state: Mapping[str, Tensor]) -> Trained:
        """Return the model of a learned task (see `Fitter.restore`)."""
        return TrainedPrior(design)


@dataclass(frozen=True, eq=False)
class TrainedPrior(Trained):
    """What `Prior` leaves: the learned task."""

    design: Design

    def scores(self, data: Data, keep: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.float64]:
        """Return the scores (N, K), the same for every row."""
        return np.tile(self.design.task.prior(), (len(data), 1))

    @property
    def width(self) -> int:
        """The number K of scores."""
        return self.design.task.outputs

    def embed(self, data: Data) -> npt.NDArray[np.float32]:
        """Return the scores (N, K), for want of anything else."""
        return self.scores(data).astype(np.float32)

    def evidence(self, data: Data) -> Mapping[str, npt.NDArray[np.float64]]:
        """Return nothing: no modality is looked at."""
        return {}

    def state(self) -> Mapping[str, Tensor]:
        """Return no tensors: the task holds all that was learned."""
        return {}
