"""Numbers, standardised: the plain features of a linear model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from intarsia.columns.base import Batch
from intarsia.columns.number import as_array
from intarsia.encoders.base import Cells, Encoded, Encoder, EncoderModule, encoders
from intarsia.errors import DataError, OptionError
from intarsia.i18n import messages

say = messages(__package__)


TAILS = (0.005, 0.995)
"""Mean and deviation are taken of values held within these quantiles, from `ROWS` rows on also within
the second smallest and the second largest: one slip of the pen moves neither."""

ROWS = 10

FARTHEST = 8.0
"""Standardised values are held within ±FARTHEST deviations."""


@encoders.register("scaled")
@dataclass(frozen=True)
class Scaled(Encoder):
    """(x - mean) / deviation. In a network, token = value · weight + bias, (B, 1, D): the feature tokenizer of
    Gorishniy et al., "Revisiting Deep Learning Models for Tabular Data" (2021).

    Attributes:
        width: D of the token.
        mean: learned.
        scale: learned deviation; 1 for a constant column. None until learned.
    """

    accepts: ClassVar[tuple[str, ...]] = ("number",)
    default_for: ClassVar[tuple[tuple[str, str], ...]] = (("plain", "number"),)

    width: int = 32
    mean: float = 0.0
    scale: float | None = None

    def __post_init__(self) -> None:
        if self.width < 1:
            raise OptionError(say("option.width", width=self.width))

    def learn(self, batch: Batch) -> Scaled:
        """Take mean and deviation from the training rows."""
        values = as_array(batch)
        values = values[~np.isnan(values)]
        if not len(values):
            return replace(self, mean=0.0, scale=1.0)
        values = np.sort(values)
        if len(values) >= ROWS:
            values[[0, -1]] = values[[1, -2]]
        held = np.clip(values, *np.quantile(values, TAILS))
        mean = float(held.mean())
        deviation = float(held.std())
        # Digits of a constant column's mean that float64 cannot hold are no deviation.
        return replace(self, mean=mean, scale=deviation if deviation > 1e-12 * abs(mean) else 1.0)

    def tensors(self, batch: Batch) -> Cells:
        """`value` (B, 1) float32, standardised, 0 where missing; `present` (B,) bool."""
        if self.scale is None:
            raise DataError(say("learned.nothing", encoder="scaled", what=say("learned.mean")))
        values = as_array(batch)
        present = ~np.isnan(values)
        standard = np.clip((np.where(present, values, self.mean) - self.mean) / self.scale, -FARTHEST, FARTHEST)
        value = torch.from_numpy(standard.astype(np.float32)).unsqueeze(1)  # (B, 1)
        return {"value": value, "present": torch.from_numpy(present)}

    def build(self) -> EncoderModule:
        """Build a fresh weight and bias; it needs neither mean nor deviation."""
        return _Scaled(self.width)

    def matrix(self, batch: Batch) -> npt.NDArray[np.floating[Any]]:
        """Return (B, 2) float32, the value and a 1; zeros for a missing cell, so the 1 also says that it is there."""
        cells = self.tensors(batch)
        return torch.cat([cells["value"], cells["present"].unsqueeze(1).float()], 1).numpy()


class _Scaled(EncoderModule):
    """Maps a standardised value to its token (B, 1, D)."""

    side_by_side: ClassVar[bool] = True

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width
        self.linear = nn.Linear(1, width)

    def forward(self, cells: Cells) -> Encoded:
        return Encoded(self.linear(cells["value"]).unsqueeze(1), cells["present"].unsqueeze(1), finite=True)
