"""Single-shot detectors: anchors, boxes with keypoints, weighted non-maximum suppression (Bazarevsky et al. 2019)."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.person.crop import CropSquare, Pyramid
from intarsia.apps.tryon.person.network import network, sigmoid

Array = npt.NDArray[np.float32]

OVERLAP = 0.3
"""Boxes whose intersection over union is larger show the same thing."""


@dataclass(frozen=True)
class Detection:
    """Something that a detector found.

    Attributes:
        box: (4,) left, top, right, bottom in pixels of the picture.
        points: (P, 2) keypoints in pixels of the picture.
        score: in [0, 1].
    """

    box: Array
    points: Array
    score: float

    @property
    def side(self) -> float:
        """The longer side of the box, pixels."""
        return float(np.max(self.box[2:] - self.box[:2]))

    @property
    def centre(self) -> Array:
        """The centre (2,) of the box in pixels."""
        return np.asarray((self.box[:2] + self.box[2:]) / 2, np.float32)


@dataclass(frozen=True)
class Detector:
    """A network that finds things of one kind.

    Args:
        name: of the network.
        strides: of its feature maps, in pixels of its input, one for each anchor of a cell.
        boxes: name of its output (1, anchors, 4 + 2 P).
        scores: name of its output (1, anchors, 1), logits.
        least: smallest score that counts.
    """

    name: str
    strides: tuple[int, ...]
    boxes: str = "Identity"
    scores: str = "Identity_1"
    least: float = 0.5

    def find(self, pyramid: Pyramid, region: CropSquare) -> list[Detection]:
        """Return what is in an upright region, surest first."""
        net = network(self.name)
        outputs = net(pyramid.crop(region, net.side) * 2 - 1)
        scores = sigmoid(outputs[self.scores][0, :, 0])
        sure = scores >= self.least
        values = outputs[self.boxes][0].reshape(len(scores), -1, 2)[sure] / net.side  # (N, 2 + P, 2)
        values[:, 0] += _anchors(net.side, self.strides)[sure]
        values[:, 2:] += _anchors(net.side, self.strides)[sure][:, None]
        found = [(box, float(score)) for box, score in _suppressed(values, scores[sure])]
        return [_placed(box, score, region) for box, score in found]


def _placed(values: Array, score: float, region: CropSquare) -> Detection:
    centre = values[0]
    extent = values[1]
    points = values[2:]
    corners = region.to_picture(np.stack([centre - extent / 2, centre + extent / 2]))
    return Detection(corners.reshape(4), region.to_picture(points), score)


@functools.lru_cache(maxsize=8)
def _anchors(side: int, strides: tuple[int, ...]) -> Array:
    """Return (A, 2) centres in [0, 1]: neighbours of one stride share a map, cell by cell, all anchors of a cell
    together.
    """
    found = []
    for stride in sorted(set(strides)):
        cells = -(-side // stride)
        rows, columns = np.mgrid[:cells, :cells] + 0.5
        centres = np.stack([columns, rows], axis=-1).reshape(-1, 1, 2) / cells
        found.append(np.repeat(centres, strides.count(stride), axis=1).reshape(-1, 2))
    return np.concatenate(found).astype(np.float32)


def _suppressed(values: Array, scores: Array) -> list[tuple[Array, float]]:
    """Unite boxes (N, 2 + P, 2) that overlap into their mean, weighted by score, with the best one's score."""
    left = np.argsort(-scores)
    found = []
    while len(left):
        same = _overlap(values[left[0]], values[left]) > OVERLAP
        same[0] = True
        group = left[same]
        weights = scores[group] / scores[group].sum()
        found.append((np.einsum("n,npk->pk", weights, values[group]), float(scores[left[0]])))
        left = left[~same]
    return found


def _overlap(one: Array, others: Array) -> Array:
    """Return (N,) intersection over union of a box (2 + P, 2) with boxes (N, 2 + P, 2): centre and extent come
    first.
    """
    low = np.maximum(one[0] - one[1] / 2, others[:, 0] - others[:, 1] / 2)
    high = np.minimum(one[0] + one[1] / 2, others[:, 0] + others[:, 1] / 2)
    common = np.prod(np.maximum(high - low, 0), axis=1)
    return np.asarray(common / np.maximum(np.prod(one[1]) + np.prod(others[:, 1], axis=1) - common, 1e-9), np.float32)
