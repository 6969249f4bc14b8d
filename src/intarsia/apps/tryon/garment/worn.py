"""Whether a person wears the garment, and then which pixels are clothes."""

from __future__ import annotations

import numpy as np
import PIL.Image

from intarsia.apps.tryon.garment.cutout import Cutout, reduced, tidy
from intarsia.apps.tryon.person.crop import Pyramid
from intarsia.apps.tryon.person.face import face_of
from intarsia.apps.tryon.person.measuring import measure
from intarsia.apps.tryon.person.pose import people, pose
from intarsia.apps.tryon.photo import Photo
from intarsia.errors import RefusedPhoto

LEAST = 0.5
"""Smallest score of a pose that is a body; garments laid out like one often reach it, but have no face."""
SURENESS = 0.6
"""Of clothes told from a person: no more, since several garments are worn at once."""


def is_worn(photo: Photo) -> bool:
    """True where a body has a face. A face printed on a garment is not where a body's would be."""
    pyramid = Pyramid(photo.pixels)
    bodies = [pose(pyramid, found) for found in people(pyramid)]
    return any(body.score >= LEAST and face_of(pyramid, body) is not None for body in bodies)


def clothes(photo: Photo) -> Cutout | None:
    """The clothes of the one person in a photo, without skin and hair; None when they cannot be told."""
    try:
        worn = measure(photo).regions["clothes"]
    except RefusedPhoto:
        return None
    pixels = reduced(photo.pixels)
    height, width = pixels.shape[:2]
    mask = PIL.Image.fromarray(worn).resize((width, height), PIL.Image.Resampling.NEAREST)
    return Cutout(pixels, tidy(np.asarray(mask)), SURENESS, "person")
