"""Whether a person wears the garment: then its photo shows skin, hair and other clothes as well."""

from __future__ import annotations

from intarsia.apps.tryon.person.crop import Pyramid
from intarsia.apps.tryon.person.face import face_of
from intarsia.apps.tryon.person.pose import people, pose
from intarsia.apps.tryon.photo import Photo

LEAST = 0.5
"""Smallest score of a pose that is a body; garments laid out like one often reach it, but have no face."""


def is_worn(photo: Photo) -> bool:
    """True where a body has a face. A face printed on a garment is not where a body's would be."""
    pyramid = Pyramid(photo.pixels)
    bodies = [pose(pyramid, found) for found in people(pyramid)]
    return any(body.score >= LEAST and face_of(pyramid, body) is not None for body in bodies)
