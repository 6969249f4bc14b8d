"""Which modalities of which rows are there, and what is answered where none is."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.model.design import Design
from intarsia.training.base import Data


def presence(data: Data, design: Design) -> npt.NDArray[np.bool_]:
    """(N, M) bool: the row has a cell in at least one column of the modality."""
    there = np.zeros((len(data), len(design.modalities)), dtype=np.bool_)
    for part in design.parts:
        there[:, design.modalities.index(part.modality)] |= data.present(part)
    return there


def answered(
    scores: npt.NDArray[np.float64], design: Design, data: Data, keep: npt.NDArray[np.bool_] | None
) -> npt.NDArray[np.float64]:
    """(N, K) scores, with the task's prior where a row has no modality, or none that `keep` (N, M) leaves."""
    there = presence(data, design)
    shown = (there if keep is None else there & keep).any(1, keepdims=True)  # (N, 1)
    return np.where(shown, scores, design.task.prior())
