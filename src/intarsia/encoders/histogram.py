"""Pictures as histograms of colours and of the directions of edges: the plain features of a linear model."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import PIL.Image
import torch

from intarsia.columns.base import Batch
from intarsia.encoders.base import Cells, Encoded, Encoder, EncoderModule, encoders
from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


Floats = npt.NDArray[np.float32]
Index = npt.NDArray[np.intp]

DIRECTIONS = 9
"""Directions of edges that are told apart, over half a turn: light to dark or dark to light is one."""

LARGEST_SIDE = 1024
MOST_BINS = 100_000
"""Bounds of a declaration, which may come from elsewhere: 64 pictures of so many numbers take 50 MB."""


@encoders.register("histogram")
@dataclass(frozen=True)
class Histogram(Encoder):
    """The colours of a picture, overall and in each part, and the directions of its edges in each part: (B, 1, F).

    Colours are counted in `levels`³ bins of hue, saturation and value; edges vote with their strength for the two
    directions next to theirs, as in Dalal and Triggs, "Histograms of oriented gradients for human detection" (2005).
    Every histogram is divided by its sum, and the root is taken: distances are then Hellinger's.

    Attributes:
        side: height and width to which pictures are reduced first, pixels.
        levels: bins of each colour channel.
        colour_grid: colours are counted in colour_grid² parts, and in the whole.
        edge_grid: edges are counted in edge_grid² parts.
    """

    accepts: ClassVar[tuple[str, ...]] = ("image",)
    default_for: ClassVar[tuple[tuple[str, str], ...]] = (("plain", "image"),)
    batch_size: ClassVar[int] = 64

    side: int = 64
    levels: int = 4
    colour_grid: int = 2
    edge_grid: int = 8

    def __post_init__(self) -> None:
        if min(self.levels, self.colour_grid, self.edge_grid) < 1 or self.levels > 256:
            raise OptionError(say("histogram.levels", levels=self.levels, colour=self.colour_grid, edge=self.edge_grid))
        if not max(8, self.colour_grid, self.edge_grid) <= self.side <= LARGEST_SIDE:
            raise OptionError(say("histogram.side", side=self.side, most=LARGEST_SIDE))
        if self._width() > MOST_BINS:
            raise OptionError(say("histogram.bins", bins=self._width(), most=MOST_BINS))

    @property
    def frozen(self) -> bool:
        """True, since nothing is learned."""
        return True

    def prepare(self, value: Any) -> npt.NDArray[np.uint8]:
        """Resize the whole picture to (side, side, 3) uint8."""
        if value.shape[:2] == (self.side, self.side):
            return np.asarray(value)
        small = PIL.Image.fromarray(value).resize((self.side, self.side), PIL.Image.Resampling.BOX)
        return np.asarray(small)

    def tensors(self, batch: Batch) -> Cells:
        """`histograms` (B, F) float32 in [0, 1], zeros where missing; `present` (B,) bool."""
        empty = np.zeros((self.side, self.side, 3), np.uint8)
        pictures = np.stack([empty if value is None else self.prepare(value) for value in batch.values])
        histograms = np.concatenate([self._colours(pictures), self._edges(pictures)], 1) * batch.present[:, None]
        return {"histograms": torch.from_numpy(histograms), "present": torch.from_numpy(batch.present)}

    def build(self) -> EncoderModule:
        """Build a module that passes the histograms on."""
        return _Histogram(self._width())

    def _width(self) -> int:
        return (1 + self.colour_grid**2) * self.levels**3 + self.edge_grid**2 * DIRECTIONS

    def _colours(self, pictures: npt.NDArray[np.uint8]) -> Floats:
        """Count colours: RGB (B, side, side, 3) → histograms (B, (1 + colour_grid²) · levels³)."""
        hsv = np.stack([np.asarray(PIL.Image.fromarray(picture).convert("HSV")) for picture in pictures])
        level = hsv.astype(np.intp) * self.levels // 256
        bins = (level[..., 0] * self.levels + level[..., 1]) * self.levels + level[..., 2]  # (B, side, side)
        parts = _count(bins, np.ones(bins.shape), self.colour_grid, self.levels**3)  # (B, parts, bins)
        return _hellinger(np.concatenate([parts.sum(1, keepdims=True), parts], 1))

    def _edges(self, pictures: npt.NDArray[np.uint8]) -> Floats:
        """Count directions of edges: RGB (B, side, side, 3) → histograms (B, edge_grid² · DIRECTIONS)."""
        strength, turn = _gradients(pictures)
        below = np.floor(turn)
        votes = [
            _count((below.astype(np.intp) + step) % DIRECTIONS, strength * share, self.edge_grid, DIRECTIONS)
            for step, share in ((0, 1 - (turn - below)), (1, turn - below))
        ]
        return _hellinger(votes[0] + votes[1])


class _Histogram(EncoderModule):
    """Passes histograms (B, F) on as tokens (B, 1, F)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.width = width

    def forward(self, cells: Cells) -> Encoded:
        return Encoded(cells["histograms"].unsqueeze(1), cells["present"].unsqueeze(1))


def _gradients(pictures: npt.NDArray[np.uint8]) -> tuple[Floats, Floats]:
    """Return strength and direction (in [0, DIRECTIONS], half a turn) of the steepest channel, both (B, side, side)."""
    padded = np.pad(pictures.astype(np.float32), ((0, 0), (1, 1), (1, 1), (0, 0)), mode="edge")
    across = padded[:, 1:-1, 2:] - padded[:, 1:-1, :-2]  # (B, side, side, C)
    down = padded[:, 2:, 1:-1] - padded[:, :-2, 1:-1]
    steepest = (across**2 + down**2).argmax(-1)[..., None]  # (B, side, side, 1)
    x, y = (np.take_along_axis(step, steepest, -1)[..., 0] for step in (across, down))
    return np.hypot(x, y), np.arctan2(y, x) % np.pi * np.float32(DIRECTIONS / np.pi)


def _count(bins: Index, weight: npt.NDArray[np.floating[Any]], grid: int, size: int) -> npt.NDArray[np.float64]:
    """Return (B, grid², size), the weight in each bin and part of the picture; `bins` and `weight` are (B, H, W)."""
    rows, height, width = bins.shape
    part = (np.arange(height) * grid // height)[:, None] * grid + np.arange(width) * grid // width  # (H, W)
    places = (np.arange(rows)[:, None, None] * grid**2 + part) * size + bins
    counted = np.bincount(places.ravel(), weight.ravel(), rows * grid**2 * size)
    return counted.reshape(rows, grid**2, size).astype(np.float64, copy=False)


def _hellinger(histograms: npt.NDArray[np.float64]) -> Floats:
    """Take roots of the shares of each histogram (B, parts, bins), giving (B, parts · bins)."""
    total = histograms.sum(-1, keepdims=True)
    roots: Floats = np.sqrt(histograms / np.maximum(total, 1e-12)).astype(np.float32)
    return roots.reshape(len(histograms), -1)
