"""Numbers as positions between the quantiles of the training rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from intarsia.columns.base import Batch
from intarsia.columns.number import as_array
from intarsia.encoders.base import Cells, Encoded, Encoder, EncoderModule, encoders
from intarsia.errors import DataError, OptionError
from intarsia.i18n import messages

say = messages(__package__)


MOST_BINS = 10_000
"""Bound of a declaration, which may come from elsewhere."""


@encoders.register("piecewise")
@dataclass(frozen=True)
class PiecewiseLinear(Encoder):
    """Piecewise-linear encoding: how far a number has climbed through each of a fixed number of quantile bins.

    Bin t of the value x between the edges b: clip((x - b[t]) / (b[t+1] - b[t]), 0, 1); a linear layer makes the
    token (B, 1, D) of it. Values beyond the outer edges count as the edges, so no outlier can be loud. Source:
    Gorishniy, Rubachev and Babenko, "On Embeddings for Numerical Features in Tabular Deep Learning" (2022), with
    quantile edges.

    Attributes:
        width: D.
        bins: number of bins; those that the data cannot fill stay empty, so that every fold has the same shapes.
        edges: learned, increasing, at most bins + 1; empty when the training rows have no value, and then every
            cell counts as missing: nothing was learned that could be said of it.
    """

    accepts: ClassVar[tuple[str, ...]] = ("number",)
    default_for: ClassVar[tuple[tuple[str, str], ...]] = (("default", "number"),)

    width: int = 32
    bins: int = 16
    edges: tuple[float, ...] | None = None

    def __post_init__(self) -> None:
        if self.width < 1 or not 1 <= self.bins <= MOST_BINS:
            raise OptionError(say("piecewise.options", width=self.width, bins=self.bins, most=MOST_BINS))

    def learn(self, batch: Batch) -> PiecewiseLinear:
        """Take the edges from the quantiles of the training rows."""
        values = as_array(batch)
        return replace(self, edges=tuple(_edges(values[~np.isnan(values)], self.bins + 1).tolist()))

    def tensors(self, batch: Batch) -> Cells:
        """`value` (B, 1) float32 in [0, bins], the bins climbed; `present` (B,) bool.

        The position holds the whole encoding (bin t is clip(position - t, 0, 1)) and is computed in float64.
        """
        values = as_array(batch)
        edges = self._learned()
        present = ~np.isnan(values) & bool(edges)
        climbed = np.interp(np.where(present, values, 0.0), edges or (0.0,), range(max(len(edges), 1)))  # (B,)
        value = np.where(present, climbed, 0.0).astype(np.float32)
        return {"value": torch.from_numpy(value).unsqueeze(1), "present": torch.from_numpy(present)}

    def build(self) -> EncoderModule:
        """Build a fresh linear layer over the bins; it needs no edges."""
        return _PiecewiseLinear(self.width, self.bins)

    def matrix(self, batch: Batch) -> npt.NDArray[np.floating[Any]]:
        """Return (B, bins + 1), the encoding less ½, and a 1; zeros for a missing cell.

        Less ½, because zeros would else be the smallest number, wherever no training row taught the 1 its weight.
        """
        cells = self.tensors(batch)
        present = cells["present"].unsqueeze(1)  # (B, 1)
        return torch.cat([(_climb(cells["value"], self.bins) - 0.5) * present, present.float()], 1).numpy()

    def _learned(self) -> tuple[float, ...]:
        if self.edges is None:
            raise DataError(say("learned.nothing", encoder="piecewise", what=say("learned.edges")))
        return self.edges


class _PiecewiseLinear(EncoderModule):
    """position → bins → token (B, 1, D)."""

    side_by_side: ClassVar[bool] = True

    def __init__(self, width: int, bins: int) -> None:
        super().__init__()
        self.width = width
        self.bins = bins
        self.linear = nn.Linear(bins, width)

    def forward(self, cells: Cells) -> Encoded:
        # From [0, 1] to [-1, 1]: a middling number starts with a token near 0, like a standardised feature.
        climbed = 2 * _climb(cells["value"], self.bins) - 1  # (B, bins)
        return Encoded(self.linear(climbed).unsqueeze(1), cells["present"].unsqueeze(1), finite=True)


def _climb(position: Tensor, bins: int) -> Tensor:
    """Expand (B, 1) in [0, bins] to (B, bins) in [0, 1]."""
    steps = torch.arange(bins, dtype=position.dtype, device=position.device)
    return (position - steps).clamp(0.0, 1.0)


def _edges(values: npt.NDArray[np.float64], count: int) -> npt.NDArray[np.float64]:
    """Return at most `count` distinct quantiles of the values.

    A value that is many quantiles at once (half of all rows are 0) takes one edge; the edges that it leaves go to
    the quantiles of the other values, so that they are told apart as well.
    """
    if not len(values):
        return values
    edges = np.unique(np.quantile(values, np.linspace(0, 1, count), method="inverted_cdf"))
    while len(edges) < count and len(rest := values[~np.isin(values, edges)]):
        inner = np.linspace(0, 1, count - len(edges) + 2)[1:-1]
        edges = np.union1d(edges, np.quantile(rest, inner, method="inverted_cdf"))
    return edges
