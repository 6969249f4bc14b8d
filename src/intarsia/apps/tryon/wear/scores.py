"""How good a preview is, by five measures that need no other picture of it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import ciede2000, srgb_to_lab
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.wear.engines.warp import pieces
from intarsia.apps.tryon.wear.garment.geometry import Cut, cut
from intarsia.apps.tryon.wear.paint.preview import Preview
from intarsia.apps.tryon.wear.person.body import Body
from intarsia.apps.tryon.wear.placement.mesh import BOUNDS, Laid, areas
from intarsia.apps.tryon.wear.placement.sampling import show

Plane = npt.NDArray[np.float32]

UNTOUCHED = 0.02
"""Alpha under which a pixel counts as the photo's own."""
WHOLE = 0.999
"""Cover from which nothing shines through."""
APART = 20.0
"""Difference of colours (CIEDE2000) at which nothing is left of a score."""
EVEN = 6.0
"""Standard deviation of a garment's lightness up to which it has no print that could be compared."""
MOST = 6000
"""Pixels that are compared."""


@dataclass(frozen=True)
class PreviewScores:
    """Five measures in [0, 1]; 1 is best.

    Attributes:
        background: share of what changed that is garment, not photo painted over.
        identity: share of face, hair and hands that is untouched.
        texture: correlation of the cloth with the garment's own, or nearness of their colours where it is plain.
        shape: share of what was worn that is covered, less where cloth is bent beyond bounds.
        realism: how whole and how sharp the cloth is, and how sure the stages are.
    """

    background: float
    identity: float
    texture: float
    shape: float
    realism: float

    @property
    def worst(self) -> tuple[str, float]:
        """The lowest of them, with its name."""
        return min(((each.name, float(getattr(self, each.name))) for each in fields(self)), key=lambda each: each[1])


def score(body: Body, garment: Garment, preview: Preview) -> PreviewScores:
    """Score a preview that the default engine made of a body and one garment."""
    made = cut(garment).value
    laid = pieces(body, made)
    cover = preview.layers["garment"]
    changed = float((preview.alpha > UNTOUCHED).sum())
    low, high = areas(laid)
    bent = min(1.0, low / BOUNDS[0], BOUNDS[1] / high)
    return PreviewScores(
        float((cover > UNTOUCHED).sum() / max(changed, 1.0)),
        _untouched(body, preview),
        _texture(made, laid, preview),
        (1 - float(preview.sidecar["not covered"])) * bent,  # type: ignore[arg-type]
        float((_whole(cover) * _sharp(laid) * preview.confidence) ** (1 / 3)),
    )


def seen_and_own(made: Cut, laid: list[Laid], preview: Preview) -> tuple[npt.NDArray[np.uint8], Plane]:
    """Return (N, 3) pixels of a preview in its topmost cloth, and (N, 3) float32 those of the garment at the same
    places.

    The cloth is led back to where it came from.
    """
    own = np.zeros(preview.picture.shape, np.float32)
    sure = np.zeros(preview.alpha.shape, bool)
    for piece in laid:
        shown = show(piece, preview.alpha.shape)
        there = shown.of(made.alpha * piece.part) > WHOLE
        own[shown.window][there] = shown.of(made.cloth)[there]
        sure[shown.window] |= there
    sure &= preview.layers["garment"] > WHOLE
    return preview.picture[sure], own[sure]


def differences(seen: npt.NDArray[np.uint8], own: Plane) -> Plane:
    """Return the differences of (N, 3) pixels and the garment's own, (N,) CIEDE2000."""
    return np.asarray(ciede2000(srgb_to_lab(seen), srgb_to_lab(np.clip(np.rint(own), 0, 255).astype(np.uint8))))


def _untouched(body: Body, preview: Preview) -> float:
    kept = body.parts["face"] | body.parts["hands"]
    return float((kept & (preview.alpha < UNTOUCHED)).sum() / max(kept.sum(), 1))


def _texture(made: Cut, laid: list[Laid], preview: Preview) -> float:
    seen, own = seen_and_own(made, laid, preview)
    if len(seen) < 2:
        return 0.0
    some = slice(None, None, max(1, len(seen) // MOST))
    seen = seen[some]
    own = own[some]
    near = 1 - float(np.median(differences(seen, own))) / APART
    light = own.mean(axis=1)
    if light.std() < EVEN:
        return max(near, 0.0)
    return max(min(float(np.corrcoef(seen.mean(axis=1), light)[0, 1]), near), 0.0)


def _whole(cover: Plane) -> float:
    """Return the share of the cloth that hangs together, and is no fringe."""
    cv2 = require("cv2")
    there = (cover > 0.5).astype(np.uint8)
    _, _, stats, _ = cv2.connectedComponentsWithStats(there)
    return float(stats[1:, 4].max() / max(there.sum(), 1)) if len(stats) > 1 else 0.0


def _sharp(laid: list[Laid]) -> float:
    """Return the pixels of the garment's photo for each of the person's, each way, at most 1."""
    usual = float(np.median(np.abs(np.linalg.det(laid[0].jacobians()))))
    return float(min(1.0, usual**-0.5))
