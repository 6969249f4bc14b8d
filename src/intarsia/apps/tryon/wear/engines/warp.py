"""The default engine: the garment's own photo, warped in parts. On a CPU, without weights, in about a second."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.wear.engines.base import TryOnEngine, engines
from intarsia.apps.tryon.wear.garment.geometry import Cut, cut
from intarsia.apps.tryon.wear.garment.pattern import UPPER
from intarsia.apps.tryon.wear.paint.bare import BareLimbs, bare_limbs, hull
from intarsia.apps.tryon.wear.paint.painting import Painted, fronts, paint
from intarsia.apps.tryon.wear.paint.preview import MARK, Preview, noted
from intarsia.apps.tryon.wear.paint.uncovered import BARED, HATCHED, MUCH, Bare, Uncovered, hatching, ink, uncovered
from intarsia.apps.tryon.wear.person.body import Body
from intarsia.apps.tryon.wear.person.hem import below_waist
from intarsia.apps.tryon.wear.placement.drape import drape
from intarsia.apps.tryon.wear.placement.mesh import Laid
from intarsia.apps.tryon.wear.placement.suitable import check, check_clothes, check_cover, check_form
from intarsia.apps.tryon.wear.placement.trunk import own_size, taped
from intarsia.errors import OptionError
from intarsia.i18n import Message, messages

say = messages(__package__)


Plane = npt.NDArray[np.float32]

ENLARGED = 3.5
"""Pixels of the preview to one of the garment's photo from which cloth looks blurred."""
LIMBS: Mapping[str, tuple[str, ...]] = {"top": ("neck", "arm"), "bottom": ("leg",), "dress": ("neck", "arm", "leg")}
"""Slot of a garment → the limbs that it may leave bare."""


@engines.register("warp")
@dataclass(frozen=True)
class Warp(TryOnEngine):
    """Torso and sleeves in the frames of their bones; see `drape`.

    Args:
        landmarks: "left armpit", ... → x, y in pixels of `Garment.pixels`: where the user places what was found wrong.
    """

    landmarks: Mapping[str, Sequence[float]] = field(default_factory=dict)

    licence: ClassVar[str] = "none"
    memory: ClassVar[float] = 0.5
    device: ClassVar[str] = "cpu"

    def __post_init__(self) -> None:
        if not isinstance(self.landmarks, Mapping):
            raise OptionError(say("warp.landmarks", landmarks=self.landmarks))
        for name, place in self.landmarks.items():
            found = None if isinstance(place, str) else _numbers(place)
            if found is None or found.shape != (2,) or not np.isfinite(found).all():
                raise OptionError(say("warp.place", name=name, place=place))

    def wear(self, body: Body, garment: Garment) -> Preview:
        """Draw a garment on a body, see `TryOnEngine.wear`."""
        found = cut(garment, tuple((name, (float(x), float(y))) for name, (x, y) in sorted(self.landmarks.items())))
        made = found.value
        check(body.figure, found, body.person.mask.shape)
        check_clothes(body, made)
        laid = pieces(body, made)
        check_form(laid)
        painted = paint(made, laid, body)
        limbs = _limbs(body, made, painted)
        if limbs is not None:
            old = body.parts["top"] & body.parts["arms"]
            painted = painted.behind(limbs.front * old)
        rest = _rest(body, made, painted, limbs)
        check_cover(rest.hatched > 0.5, _old(body, made), body.figure, kind_of(garment.category).slot)
        return _look(body, made, painted, rest, {**body.confidences, "garment": found.confidence})


def _numbers(place: object) -> npt.NDArray[np.float64] | None:
    try:
        return np.asarray(place, np.float64)
    except (TypeError, ValueError):
        return None


def pieces(body: Body, made: Cut) -> list[Laid]:
    """Return a garment where it lies on a body, over what is worn there."""
    outline = body.person.mask > 0.5
    headless = outline & ~body.parts["hair"] & ~body.parts["face"]
    return drape(made, body.figure, _under(body, made), outline, headless)


def _under(body: Body, made: Cut) -> npt.NDArray[np.bool_]:
    """Return (H, W): the clothes, without arms, that a garment goes over."""
    parts = body.parts
    clothes = parts["clothes"] if made.has("armpit") else parts["bottom"]
    if made.shape == UPPER:
        clothes = parts["top"]
    return np.asarray(clothes & ~parts["arms"] & ~parts["hands"])


def _old(body: Body, made: Cut) -> npt.NDArray[np.bool_]:
    """Return (H, W): the old garment that the new one is worn instead of."""
    parts = body.parts
    slot = kind_of(made.garment.category).slot
    old = {"top": parts["top"], "bottom": parts["bottom"], "dress": parts["top"] | parts["bottom"]}.get(slot)
    if old is None or _colourless(body):  # without colours bare skin would be taken for clothes
        return np.zeros(body.person.mask.shape, bool)
    return old


def _limbs(body: Body, made: Cut, painted: Painted) -> BareLimbs | None:
    """Return the limbs that a garment may leave bare; None where nothing is worn that hides them."""
    if not _old(body, made).any():
        return None
    names = LIMBS.get(kind_of(made.garment.category).slot, ())
    return bare_limbs(body, names, painted.cover, painted.sleeves)


def _rest(body: Body, made: Cut, painted: Painted, limbs: BareLimbs | None) -> Uncovered:
    old = _old(body, made)
    if body.tucked and old.any():
        old = old | _tail(body, painted.cover)
    slot = kind_of(made.garment.category).slot
    below = Bare(limbs, hull(body.figure, old.shape, slot), body.parts.outline, body.parts.unclaimed, body.figure.size)
    return uncovered(body.person.photo.pixels, old, painted.cover, fronts(body, made)["limbs"] > 0.5, below)


def _tail(body: Body, cover: Plane) -> npt.NDArray[np.bool_]:
    """Return (H, W): what of a top that is tucked in would hang out beside trousers or a skirt of a cover."""
    return np.asarray(body.parts["top"] & below_waist(cover > 0.5) & ~body.parts["arms"] & ~body.parts["hands"])


def _look(body: Body, made: Cut, painted: Painted, rest: Uncovered, confidences: Mapping[str, float]) -> Preview:
    whole, alpha = _composed(body, painted, rest)
    layers = {"garment": painted.cover, "filled": rest.filled, "not covered": rest.hatched}
    sidecar = {
        "mark": MARK.dump(),
        "photo": body.person.photo.digest,
        "garment": made.garment.digest,
        "confidences": {name: round(value, 3) for name, value in confidences.items()},
        "scale": "centimetres" if taped(made, body.figure) else "proportions",
        "not covered": round(rest.share, 3),
        "notes": [noted(note) for note in _notes(body, made, rest)],
    }
    return Preview(whole, alpha, layers, dict(confidences), sidecar)


def _composed(body: Body, painted: Painted, rest: Uncovered) -> tuple[npt.NDArray[np.uint8], Plane]:
    """Return the photo with what is filled, hatched and covered, and its alpha; computed only where something
    changes.
    """
    photo = body.person.photo.pixels
    lines = rest.hatched * hatching(photo.shape, body.figure.size)
    alpha = np.asarray(1 - (1 - painted.cover) * (1 - rest.filled) * (1 - lines), np.float32)
    rows, columns = (np.flatnonzero(alpha.any(axis=axis)) for axis in (1, 0))
    if not len(rows):
        return photo, alpha
    at = slice(int(rows[0]), int(rows[-1]) + 1), slice(int(columns[0]), int(columns[-1]) + 1)
    picture = photo[at].astype(np.float32)
    picture += rest.filled[at][..., None] * (rest.colours[at] - picture)
    picture += lines[at][..., None] * (ink(picture, body.figure.size) - picture)
    picture += painted.cover[at][..., None] * (painted.cloth[at] - picture)
    np.clip(np.rint(picture, out=picture), 0, 255, out=picture)
    whole = photo.copy()
    whole[at] = np.where(alpha[at][..., None] > 0, picture, photo[at])
    return whole, alpha


def _colourless(body: Body) -> bool:
    return "black and white" in body.person.quality.notes


def _notes(body: Body, made: Cut, rest: Uncovered) -> Iterator[Message]:
    yield say("note.guessed")
    if body.figure.size > ENLARGED * own_size(made, body.figure):
        yield say("note.blurred")
    if _colourless(body):
        yield say("note.colourless")
    if rest.bared:
        yield BARED
    if rest.share > MUCH:
        yield HATCHED
