"""The opening of a neck: what a photo shows of a garment's inner back is hidden by the neck of who wears it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import srgb_to_lab
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.wear.garment.upright import Points
from intarsia.apps.tryon.wear.stage import StageResult

Plane = npt.NDArray[np.float32]

POINTS = 41
"""The number of points of the edge of an opening."""
BENDS = (1.0, 2.0, 3.0)
"""Forms of the front edge: pointed, round, wide."""
WIDTHS = (0.7, 0.85, 1.0)
"""Width of an opening beside the distance between the necks of the fit."""
DEPTHS: Mapping[str, tuple[float, float]] = {"round": (0.12, 1.6), "v": (0.5, 2.0), "collar": (0.5, 3.0)}
"""Neck → least and most depth of the front edge beside half its width."""
USUAL: Mapping[str, float] = {"round": 0.75, "v": 1.6, "collar": 1.6}
"""Neck → the depth beside half the width that is taken when no edge is seen."""
DEEP = 5.0
"""Most depth of what may stand open all the way down."""
CLEAR = 6.0
"""Mean difference of CIELAB across an edge from which it is believed."""
ENOUGH = 0.75
"""Share of the largest difference from which an edge is taken if it lies higher."""
FINE = 0.06
"""Steps of depth that are tried, in half widths."""
MOST = 25.0
"""Difference beyond which it says no more."""
SMOOTH = 0.8
"""Standard deviation of the edge of what is hidden, pixels."""
BESIDE = 2.5
"""Pixels on each side of an edge that are compared."""


@dataclass(frozen=True)
class Opening:
    """The front edge of the neck of a garment.

    Attributes:
        edge: (N, 2) pixels of the garment's photo, from the left side of the neck to the right.
        back: (2, 2) the same far above, so that edge and back enclose what is hidden.
    """

    edge: Points
    back: Points

    def cover(self, shape: tuple[int, ...]) -> Plane:
        """Return (H, W) float32 in [0, 1]: how much of each pixel is hidden."""
        cv2 = require("cv2")
        outline = np.concatenate([self.edge, self.back])
        filled = np.zeros(shape[:2], np.uint8)  # OpenCV smooths the edges of bytes only
        cv2.fillPoly(filled, [np.rint(outline * 16).astype(np.int32)], (255,), cv2.LINE_AA, 4)
        return np.asarray(cv2.GaussianBlur(filled, (0, 0), SMOOTH) / np.float32(255))


def opening(
    pixels: npt.NDArray[np.uint8],
    mask: npt.NDArray[np.bool_],
    sides: tuple[Points, Points],
    down: Points,
    neck: str,
    deep: bool,
) -> StageResult[Opening]:
    """Return the front edge between the two sides of a neck: where colours differ most across it.

    Args:
        pixels: (H, W, 3) uint8 sRGB.
        mask: (H, W) bool, the garment: an edge against the background is none of these.
        sides: (2,) each: left and right of the neck.
        down: (2,) of unit length: down the garment.
        neck: one of `DEPTHS`; another one is taken for "round".
        deep: it may stand open further, as jackets do.
    """
    cv2 = require("cv2")
    lab = cv2.GaussianBlur(srgb_to_lab(pixels).astype(np.float32), (0, 0), 1.0)
    left, right = sides
    low, high = DEPTHS.get(neck, DEPTHS["round"])
    tried = list(_edges(left, right, down, (low, DEEP if deep else high)))
    scores = [_across(lab, mask, edge, down) for edge in tried]
    good = [at for at, each in enumerate(scores) if each >= ENOUGH * max(scores)]
    # The highest: below it lie the band of the neck, stripes and prints. In a collar labels lie above it.
    best = int(np.argmax(scores)) if neck == "collar" else good[0]
    edge = tried[best]
    score = scores[best]
    if score < CLEAR:
        half = np.linalg.norm(right - left) / 2
        edge = _edge((left + right) / 2, (right - left) / 2, down * USUAL.get(neck, USUAL["round"]) * half, 2.0)
    lift = down * float(np.linalg.norm(right - left)) * 3
    back = np.stack([edge[-1] - lift, edge[0] - lift])
    return StageResult(Opening(edge, back), float(np.clip(score / (3 * CLEAR), 0.2, 1)))


def _edges(left: Points, right: Points, down: Points, depths: tuple[float, float]) -> Iterator[Points]:
    middle = (left + right) / 2
    half = (right - left) / 2
    reach = float(np.linalg.norm(half))
    for depth, wide, bend in itertools.product(np.arange(*depths, FINE), WIDTHS, BENDS):
        yield _edge(middle, half * wide, down * depth * reach, bend)


def _edge(middle: Points, half: Points, depth: Points, bend: float) -> Points:
    across = np.linspace(-1, 1, POINTS)[:, None]
    return np.asarray(middle + half * across + depth * (1 - np.abs(across) ** bend))


def _across(lab: Plane, mask: npt.NDArray[np.bool_], edge: Points, down: Points) -> float:
    """Return how much colours differ across an edge, over most of its length; what is darker within counts more."""
    along = np.gradient(edge, axis=0)
    normal = np.stack([-along[:, 1], along[:, 0]], axis=1)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-9)
    normal *= np.sign(normal @ down)[:, None]
    ways = [edge[3:-3] + normal[3:-3] * way * BESIDE for way in (-1, 1)]
    inside, outside = (_at(lab, way) for way in ways)
    apart = np.linalg.norm(inside - outside, axis=1) + 0.5 * (outside - inside)[:, 0]
    apart = np.minimum(apart, MOST) * _at(mask, ways[0] - normal[3:-3] * BESIDE) * _at(mask, ways[1])
    return float(np.mean(apart) - 0.5 * np.std(apart))


def _at(plane: npt.NDArray[np.generic], places: Points) -> npt.NDArray[Any]:
    height, width = plane.shape[:2]
    x, y = np.rint(places).astype(int).T
    return np.asarray(plane[np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)])
