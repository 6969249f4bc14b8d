"""What a garment's photo shows: computed once for each photo, whatever is told of the garment later."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.cutout import Cutout, cut_out
from intarsia.apps.tryon.garment.embedding import embedding, strangeness
from intarsia.apps.tryon.garment.garment import Palette
from intarsia.apps.tryon.garment.heads import Answer, head
from intarsia.apps.tryon.garment.palette import palette
from intarsia.apps.tryon.garment.proportions import ratio
from intarsia.apps.tryon.garment.views import features
from intarsia.apps.tryon.garment.worn import clothes, is_worn
from intarsia.apps.tryon.photo import Photo
from intarsia.errors import RefusedPhoto

VERSION = 2
"""Rises when the same photo would give other answers: wardrobes then look at their photos again."""

HEADS = ("category", "pattern", "sleeve", "neck")
LEAST = 0.01
"""Share of a photo that a garment must fill."""


@dataclass(frozen=True)
class Seen:
    """What a photo shows.

    Attributes:
        digest: of the photo.
        name: of its file, for messages.
        look: gives the garment cut out, at most 512 pixels high and wide.
        sureness: of its outline, in [0, 1].
        ratio: its height by its width, see `ratio`.
        answers: "category", "pattern", "sleeve", "neck" → what the heads say.
        palette: see `palette`.
        vector: (D,) float32 of unit length.
        strangeness: how unlike any garment it is: 1 is as unlike as one garment in a hundred.
        worn: a person wears it.
    """

    digest: str
    name: str
    look: Callable[[], Cutout] = field(compare=False, repr=False)
    sureness: float
    ratio: float
    answers: Mapping[str, Answer] = field(compare=False)
    palette: Palette
    vector: npt.NDArray[np.float32] = field(compare=False, repr=False)
    strangeness: float
    worn: bool


def see(photo: Photo) -> Seen:
    """Look at a photo of one garment.

    Raises:
        RefusedPhoto: "no garment", when nothing stands out from the background.
    """
    worn = is_worn(photo)
    cutout = (clothes(photo) if worn else None) or cut_out(photo.pixels)
    called = photo.name or "the picture"
    if cutout.mask.mean() < LEAST:
        raise RefusedPhoto(
            "no garment",
            f"{called} shows nothing that stands out from its background; lay one garment flat on a plain surface",
            f"{called} 中没有从背景中突出的物品；请将一件衣物平放在纯色背景上拍摄。",
        )
    found = features([cutout])
    return Seen(
        photo.digest,
        photo.name,
        functools.partial(_same, cutout),
        cutout.sureness,
        ratio(cutout),
        {name: head(name)(found)[0] for name in HEADS},
        palette(cutout.pixels, cutout.mask),
        embedding(found)[0],
        float(strangeness(found)[0]),
        worn,
    )


def _same(cutout: Cutout) -> Cutout:
    return cutout
