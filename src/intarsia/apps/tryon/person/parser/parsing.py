"""From a photo to its parts: hair, face, skin, and what is worn, whoever it is and however they stand."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from intarsia.apps.tryon.person.crop import CropSquare, Pyramid, unwarp
from intarsia.apps.tryon.person.parser.cues import HEIGHT, SIDES, STRIDE, cues, frame, outline
from intarsia.apps.tryon.person.parser.decoder import CLASSES, decoder
from intarsia.apps.tryon.person.parser.edges import to_the_edges
from intarsia.apps.tryon.person.person import Person
from intarsia.apps.tryon.person.pose import people, people_cut_off, pose, region_of
from intarsia.apps.tryon.photo import read
from intarsia.encoders.efficientnet import FeatureMaps

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

FINEST = 640
"""Pixels of the crop's side, at most, at which edges are followed."""
STEP = HEIGHT // (SIDES.start or HEIGHT)
"""The crop's side is a multiple of this, so that its middle columns can be cut out."""
OUTSIDE = 1e-6
"""What a class must be likelier than to be told at all: outside of the crop none is, and all is background."""


@dataclass(frozen=True)
class Parsed:
    """The parts of the person in a photo.

    Attributes:
        masks: each of `CLASSES` → (H, W) bool; they do not overlap, and together are the whole photo. "upper" holds
            jackets, "lower" tights, "hair" hats, "arms" hands, "neck" the skin of the trunk, "carried" bags.
        confidences: the same names → mean probability in the mask, in [0, 1]; 0 of an empty one.
        sure: (H, W) float32 in [0, 1]: the probability of the part that a pixel was given; 1 outside of the crop.
    """

    masks: Mapping[str, Mask]
    confidences: Mapping[str, float]
    sure: Array

    def __getitem__(self, name: str) -> Mask:
        return self.masks[name]

    @property
    def person(self) -> Mask:
        """(H, W) bool: all that is not background."""
        return ~self.masks["background"]


def parse(source: object) -> Parsed:
    """Tell the parts of the person in a measured `Person`, or of the largest one in whatever `photo.read` reads.

    No face need be seen. Where the pose finds nobody, all of the picture is looked at, and confidences are low.

    Raises:
        RefusedPhoto: as `photo.read` does.
    """
    if isinstance(source, Person):
        return parsed(source.photo.pixels, source.landmarks, source.mask)
    pixels = read(source).pixels
    pyramid = Pyramid(pixels)
    found = people(pyramid) or people_cut_off(pyramid)
    if not found:
        return parsed(pixels, np.zeros((33, 5), np.float32), np.zeros(pixels.shape[:2], np.float32))
    body = pose(pyramid, max(found, key=lambda each: each.score * region_of(each).side))
    return parsed(pixels, body.landmarks, body.mask)


def parsed(pixels: npt.NDArray[np.uint8], landmarks: Array, mask: Array) -> Parsed:
    """Tell the parts of a person by the picture (H, W, 3), the pose (33, 5) and the outline (H, W) that it gives."""
    region = frame(landmarks, mask)
    pyramid = Pyramid(pixels)
    coarse = _coarse(pyramid, region, landmarks, mask)
    side = int(np.clip(round(region.side), HEIGHT, FINEST)) // STEP * STEP
    columns = slice(side // STEP, side - side // STEP)
    fine = to_the_edges(coarse, np.ascontiguousarray(pyramid.view(region, side)[:, columns]))
    shape = (pyramid.height, pyramid.width)
    best = np.full(shape, OUTSIDE, np.float32)
    labels = np.zeros(shape, np.uint8)
    square = np.zeros((side, side), np.float32)
    for number, plane in enumerate(fine):
        square[:, columns] = plane
        laid = unwarp(square, region, shape)
        labels[laid > best] = number
        np.maximum(best, laid, out=best)
    masks = {name: labels == number for number, name in enumerate(CLASSES)}
    best[best <= OUTSIDE] = 1.0
    confidences = {name: float(best[each].mean()) if each.any() else 0.0 for name, each in masks.items()}
    return Parsed(masks, confidences, best)


def _coarse(pyramid: Pyramid, region: CropSquare, landmarks: Array, mask: Array) -> Array:
    """Return (K, HEIGHT / 2, WIDTH / 2) probabilities in the crop."""
    pixels = np.ascontiguousarray(pyramid.view(region, HEIGHT)[:, SIDES])
    told = cues(landmarks, outline(mask, region), region)
    with torch.inference_mode():
        small = (torch.from_numpy(pixels).permute(2, 0, 1)[None].float() - 127) / 128  # (1, 3, H, W)
        small = torch.nn.functional.avg_pool2d(small, STRIDE)
        maps = [torch.from_numpy(each) for each in _encoder()(pixels[None])]
        logits = decoder()(maps, small, torch.from_numpy(told)[None])
        return np.asarray(logits.softmax(1)[0].numpy(), np.float32)


@functools.cache
def _encoder() -> FeatureMaps:
    return FeatureMaps()
