"""From a photo to the person in it, or to the reason why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.person.colours import is_unusual, tones
from intarsia.apps.tryon.person.crop import Pyramid
from intarsia.apps.tryon.person.detector import Detection
from intarsia.apps.tryon.person.face import Face, face_of, faces, faces_closer
from intarsia.apps.tryon.person.faceless import faceless_regions, flesh
from intarsia.apps.tryon.person.hands import Hand, hands_of
from intarsia.apps.tryon.person.light import lights
from intarsia.apps.tryon.person.person import Person, visible_parts
from intarsia.apps.tryon.person.pose import INDEX, Pose, people, people_cut_off, pose, region_of
from intarsia.apps.tryon.person.quality import (
    DARK,
    SMALL,
    PhotoAssessment,
    brightness,
    is_blurred,
    is_grey,
    notes,
    notes_on_light,
    refused,
)
from intarsia.apps.tryon.person.regions import regions
from intarsia.apps.tryon.person.shading import is_drawn
from intarsia.apps.tryon.person.skin import skin_samples
from intarsia.apps.tryon.person.tones import Tones
from intarsia.apps.tryon.photo import read

Mask = npt.NDArray[np.bool_]

LEAST = 0.5
"""Smallest score of the pose that is a person."""
SHOWN = 0.75
"""Share of a face that must lie inside of the photo: of less, neither its colours nor its outline are known."""
ALIKE = 0.5
"""Another face, or body, counts from this share of the size of the main one: those far behind do not."""
SMALL_SIDE = 256
"""Pixels of the picture in which its light is judged."""
FACE_SIDE = 128
"""Pixels of the face in which its sharpness is judged."""


def measure(source: object) -> Person:
    """Measure the person in a `Photo`, or in whatever `photo.read` reads.

    Raises:
        RefusedPhoto: with one of the names in `quality.REFUSALS`, or those of `photo.read`.
    """
    photo = read(source)
    pyramid = Pyramid(photo.pixels)
    bright = brightness(pyramid.small(SMALL_SIDE))
    if bright < DARK:
        raise refused("too dark")
    body, face = _person(pyramid)
    if face is not None and is_drawn(pyramid, face):
        raise refused("drawing")
    hands = hands_of(pyramid, body)
    if face is None:
        masks = _faceless(pyramid, body, hands)
        colours = Tones()
        quality = _assessed_by_light(pyramid, bright)
    else:
        masks = regions(pyramid, body, face, hands)
        colours, quality = _colours(pyramid, face, masks, bright)
    if photo.moving:
        quality = replace(quality, notes=tuple(sorted((*quality.notes, "moving"))))
    visible = visible_parts(body.landmarks, hands, (photo.height, photo.width))
    return Person(photo, body.landmarks, body.mask, face, hands, masks, visible, quality, colours)


def _person(pyramid: Pyramid) -> tuple[Pose, Face | None]:
    """Return the one person in a picture, by pose, and the face unless it is hidden or mostly outside. Raises
    `RefusedPhoto`.
    """
    others = faces(pyramid)
    found = people(pyramid) or ([] if others else people_cut_off(pyramid))
    if not found:
        raise refused(_why_nobody(others if len(_as_large(others)) > 1 else faces_closer(pyramid)))
    main = max(found, key=lambda each: each.score * region_of(each).side)
    body = pose(pyramid, main)
    if body.score < LEAST:
        raise refused("no person")
    face = face_of(pyramid, body)
    if _is_crowd(main, found, face, others, body):
        raise refused("several people")
    if face is not None and face.shown(body.mask.shape) < SHOWN:
        face = None
    if face is not None and face.height < SMALL:
        raise refused("too small")
    return body, face


def _faceless(pyramid: Pyramid, body: Pose, hands: Sequence[Hand]) -> dict[str, Mask]:
    """Return the regions of a body without a face. Raises `RefusedPhoto` for one from behind, and for what may be a
    garment that lies like a body.
    """
    bare = flesh(pyramid, body, hands, is_grey(pyramid.small(SMALL_SIDE)))
    if bare is None or is_from_behind(body):
        raise refused(_why_no_face(body))
    return faceless_regions(pyramid, body, hands, bare)


def _assessed_by_light(pyramid: Pyramid, bright: float) -> PhotoAssessment:
    """Return what is amiss with a photo that shows no face."""
    small = pyramid.small(SMALL_SIDE)
    light = lights(small)
    amiss = ["faceless", *notes_on_light(light, bright), *(["black and white"] if is_grey(small) else [])]
    return PhotoAssessment(tuple(sorted(amiss)), 0.0, 0.0, light.cast, bright)


def _why_nobody(found: list[Detection]) -> str:
    """Return the name of the refusal when no body is found, by the faces."""
    if len(_as_large(found)) > 1:
        return "several people"
    return "too small" if found else "no person"


def _as_large(found: list[Detection]) -> list[Detection]:
    largest = max((each.side for each in found), default=0.0)
    return [each for each in found if each.side >= ALIKE * largest]


def _is_crowd(main: Detection, found: list[Detection], face: Face | None, others: list[Detection], body: Pose) -> bool:
    """Return True when somebody else is about as large: another body, or a face that is no print on the person's
    clothes.
    """
    size = region_of(main).side
    if any(each is not main and region_of(each).side >= ALIKE * size for each in found):
        return True
    if face is None:
        return len(_as_large(others)) > 1
    own = face.landmarks[:, :2].mean(axis=0)
    apart = [each for each in others if np.abs(each.centre - own).max() > 0.5 * max(each.side, face.width)]
    return any(each.side >= ALIKE * face.width and not _worn(each, body) for each in apart)


def _worn(found: Detection, body: Pose) -> bool:
    """Return True for what lies on the person below the shoulders."""
    column, row = found.centre.astype(int)
    height, width = body.mask.shape
    if not (0 <= row < height and 0 <= column < width):
        return False
    shoulders = body.landmarks[[INDEX["left shoulder"], INDEX["right shoulder"]], 1].min()
    return bool(body.mask[row, column] > 0.5 and row > shoulders)


def _why_no_face(body: Pose) -> str:
    """Return the name of the refusal when there is a body, or a garment that looks like one, without a face."""
    if body.landmarks[INDEX["nose"], 1] < 0.02 * len(body.mask):
        return "headless"
    return "back view" if is_from_behind(body) else "no face"


def is_from_behind(body: Pose) -> bool:
    """Return whether a body turns its back: from the front, its left shoulder is on the picture's right."""
    left, right = body.landmarks[[INDEX["left shoulder"], INDEX["right shoulder"]], 0]
    return bool(left < right)


def _colours(pyramid: Pyramid, face: Face, masks: dict[str, Mask], bright: float) -> tuple[Tones, PhotoAssessment]:
    pixels = pyramid.levels[0]
    small = pyramid.small(SMALL_SIDE)
    skin = skin_samples(pixels, masks)
    light = lights(small)
    amiss = notes(face, light, skin, bright)
    if is_blurred(pyramid.view(face.region, FACE_SIDE)):
        amiss.append("blurred")
    found = tones(pixels, masks, skin, face, light)
    if is_grey(small):
        amiss = [*amiss, "black and white"]
        found = Tones()
    elif masks["hat"].any():
        amiss.append("hat")
    elif found.hair is None:
        amiss.append("no hair seen")
    elif is_unusual(found.hair):
        amiss.append("unusual hair")
    return found, PhotoAssessment(tuple(sorted(amiss)), face.height, face.turn, light.cast, bright)
