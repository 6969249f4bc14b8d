"""What the photo of a garment shows: computed once for each photo, whatever is stated of the garment later."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import PIL.Image

from intarsia.apps.tryon.garment.cutout import Cutout, cut_out, reduced, tidy
from intarsia.apps.tryon.garment.embedding import embedding, strangeness
from intarsia.apps.tryon.garment.garment import Palette
from intarsia.apps.tryon.garment.heads import Classification, classify
from intarsia.apps.tryon.garment.palette import palette
from intarsia.apps.tryon.garment.proportions import ratio
from intarsia.apps.tryon.garment.views import ViewFeatures, features
from intarsia.apps.tryon.person.crop import Pyramid
from intarsia.apps.tryon.person.face import face_of
from intarsia.apps.tryon.person.faceless import flesh
from intarsia.apps.tryon.person.hands import hands_of
from intarsia.apps.tryon.person.measuring import measure
from intarsia.apps.tryon.person.pose import people, pose
from intarsia.apps.tryon.person.quality import is_grey
from intarsia.apps.tryon.photo import Photo
from intarsia.errors import RefusedPhoto
from intarsia.i18n import messages

say = messages(__package__)


VERSION = 3
"""Rises when the same photo would give other answers: wardrobes then look at their photos again."""

HEADS = ("category", "pattern", "sleeve", "neck")
LEAST = 0.01
"""The least share of a photo that a garment must fill."""
JUDGED = 256
"""Pixels of the picture in which it is judged whether it has colours."""
BODY = 0.5
"""The least score of a pose that is a body; garments laid out like one often reach it, but have no face."""
WORN_SURENESS = 0.6
"""The sureness of an outline of clothes that a person wears: several garments are worn at once."""


@dataclass(frozen=True)
class Inspection:
    """A garment cut out of its photo, before any model has said what it is.

    Attributes:
        digest: the digest of the photo.
        name: the name of its file, for messages.
        cutout: the garment, at most 512 pixels high and wide.
        ratio: the height of the garment by its width, see `ratio`.
        palette: the colours, see `palette`.
        worn: True when a person wears it.
        moving: True when the photo is the first picture of an animation.
    """

    digest: str
    name: str
    cutout: Cutout
    ratio: float
    palette: Palette
    worn: bool
    moving: bool = False


@dataclass(frozen=True)
class Appearance:
    """What a photo of one garment shows.

    Attributes:
        digest: the digest of the photo.
        name: the name of its file, for messages.
        load_cutout: returns the garment cut out, at most 512 pixels high and wide.
        sureness: how sure the outline is, in [0, 1].
        ratio: the height of the garment by its width, see `ratio`.
        answers: "category", "pattern", "sleeve", "neck" → what the heads say.
        palette: the colours, see `palette`.
        vector: (D,) float32 of unit length, see `embedding`.
        strangeness: how unlike any garment it is; one garment in a hundred reaches 1.
        worn: True when a person wears it.
        moving: True when the photo is the first picture of an animation.
    """

    digest: str
    name: str
    load_cutout: Callable[[], Cutout] = field(compare=False, repr=False)
    sureness: float
    ratio: float
    answers: Mapping[str, Classification] = field(compare=False)
    palette: Palette
    vector: npt.NDArray[np.float32] = field(compare=False, repr=False)
    strangeness: float
    worn: bool
    moving: bool = False


def see(photo: Photo) -> Appearance:
    """Look at a photo of one garment. Nothing of it is written anywhere.

    Raises:
        RefusedPhoto: "no garment", when nothing stands out from the background.
    """
    inspected = inspect(photo)
    (found,) = recognise([inspected], features([inspected.cutout]))
    return found


def inspect(photo: Photo) -> Inspection:
    """Cut the garment out of its photo.

    Raises:
        RefusedPhoto: "no garment", when nothing stands out from the background.
    """
    worn = is_worn(photo)
    cutout = (clothes(photo) if worn else None) or cut_out(photo.pixels, photo.alpha)
    called = photo.name or say("refused.nameless")
    if cutout.mask.mean() < LEAST:
        raise RefusedPhoto(
            "no garment",
            say("refused.nothing_seen", called=called),
        )
    colours = palette(cutout.pixels, cutout.mask)
    return Inspection(photo.digest, photo.name, cutout, ratio(cutout), colours, worn, photo.moving)


def recognise(inspected: Sequence[Inspection], found: ViewFeatures) -> list[Appearance]:
    """Say what N garments look like.

    Args:
        inspected: the garments, cut out.
        found: (N, V, D) the features of their views, see `views.features`.
    """
    answers = {name: classify(name, found) for name in HEADS}
    vectors = embedding(found)
    strange = strangeness(found)
    return [
        Appearance(
            digest=each.digest,
            name=each.name,
            load_cutout=functools.partial(_same, each.cutout),
            sureness=each.cutout.sureness,
            ratio=each.ratio,
            answers={name: answers[name][row] for name in HEADS},
            palette=each.palette,
            vector=vectors[row],
            strangeness=float(strange[row]),
            worn=each.worn,
            moving=each.moving,
        )
        for row, each in enumerate(inspected)
    ]


def is_worn(photo: Photo) -> bool:
    """Return True where a body has a face, or a bare neck, arms or hands: shops crop their models at the mouth. A face
    printed on a garment is not where the face of a body would be.
    """
    pyramid = Pyramid(photo.pixels)
    bodies = [body for body in (pose(pyramid, found) for found in people(pyramid)) if body.score >= BODY]
    if any(face_of(pyramid, body) is not None for body in bodies):
        return True
    grey = is_grey(pyramid.small(JUDGED))
    return any(flesh(pyramid, body, hands_of(pyramid, body), grey) is not None for body in bodies)


def clothes(photo: Photo) -> Cutout | None:
    """Cut out the clothes of the one person in a photo, without skin and hair; None when they cannot be told apart."""
    try:
        worn = measure(photo).regions["clothes"]
    except RefusedPhoto:
        return None
    pixels = reduced(photo.pixels)
    height, width = pixels.shape[:2]
    mask = PIL.Image.fromarray(worn).resize((width, height), PIL.Image.Resampling.NEAREST)
    return Cutout(pixels, tidy(np.asarray(mask)), WORN_SURENESS, "person")


def _same(cutout: Cutout) -> Cutout:
    return cutout
