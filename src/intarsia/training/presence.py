"""Which modalities of which rows are there."""

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
