"""Hair, and the skin of forehead and ears that the mesh of the face does not reach."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import srgb_to_lab
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person.crop import CropSquare, Pyramid, cut, polygon, unwarp
from intarsia.apps.tryon.person.face import OVAL, Face
from intarsia.apps.tryon.person.pose import INDEX, Pose
from intarsia.apps.tryon.person.skin import Lab, Likeness

Array = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

SIDE = 192
"""Pixels of the square, three faces high, in which a head is looked at."""
APART = 11.0
"""Distance from the skin's colour, lightness at half weight, from which on a pixel above the face is hair."""
PALE = 45.0
"""L* of skin from which on that distance holds in full."""
ENOUGH = 0.6
CROWN = 0.45
"""Share of the crown, the upper part of the band over the forehead, that must be unlike skin where there is hair: below
it a high forehead shows."""
BROW = 0.3
COVERED = (0.85, 0.6)
BESIDE = (0.1, 0.25)
"""The lowest part of that band, as a share of it; how much of that is unlike skin under a hat or a fringe; and share of
the temples that has a fringe's colour. The second of each holds for colours that hair seldom has."""
TEMPLE = 0.14
"""Width of the temples beside the face, beside the face's."""
VIVID = 42.0
"""Chroma that only a dye, or cloth, has."""
LEAST = 40
"""Pixels that are enough to tell what a part is."""
SKIN = 2.6
HAIR = 3.2
"""Standard deviations up to which a colour is that of the skin, of the hair."""


@dataclass(frozen=True)
class HeadView:
    """An upright view of one head, `SIDE` pixels high and wide.

    Attributes:
        region: where it lies in the picture.
        lab: (S, S, 3) its colours.
        outline: (S, S) in [0, 1], the person.
        mesh: (468, 2) the face in its pixels.
        shoulders: row of the lower shoulder.
        skin: colours of the face.
    """

    region: CropSquare
    lab: Lab
    outline: Array
    mesh: Array
    shoulders: float
    skin: Likeness

    @classmethod
    def of(cls, pyramid: Pyramid, body: Pose, face: Face, skin: Likeness) -> HeadView:
        """Cut the head out of a picture."""
        region = face.region.scaled(3)
        lab = srgb_to_lab(pyramid.view(region, SIDE))
        outline = cut(body.mask, region, SIDE)
        joints = body.landmarks[[INDEX["left shoulder"], INDEX["right shoulder"]], :2]
        mesh = region.to_square(face.landmarks[:, :2]) * SIDE
        return cls(region, lab, outline, mesh, float(region.to_square(joints)[:, 1].max()) * SIDE, skin)

    def masks(self, shape: tuple[int, int]) -> dict[str, Mask]:
        """Return (H, W) of the picture: "hair", or the "hat" over it; "bare" skin around the face; the whole "head"."""
        above = self._hair()
        bare = self._like_skin & self._around & ~above & (self.outline > 0.5)
        nothing = np.zeros_like(above)
        hair, hat = (nothing, above) if self._has_hat(above) else (above, nothing)
        found = {"hair": hair, "hat": hat, "bare": bare, "head": self._around | above}
        return {name: unwarp(each.astype(np.float32), self.region, shape) > 0.5 for name, each in found.items()}

    def _hair(self) -> Mask:
        """Return what lies on the person above and beside the face, and has the colour of what lies right above it."""
        cv2 = require("cv2")
        above = self._forehead
        seeds = above & self._unlike
        if seeds.sum() < LEAST or self._unlike[_rows(above, 0, CROWN)].mean() < ENOUGH:  # bare, or not in the picture
            return np.zeros((SIDE, SIDE), dtype=bool)
        colour = self._colour
        like = colour.distance(self.lab) < np.minimum(HAIR, self.skin.distance(self.lab) + 0.5)
        like &= self._near & ~self._oval & (self.outline > 0.5)
        opened = cv2.morphologyEx(like.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        _, labels = cv2.connectedComponents(opened)
        kept = np.isin(labels, np.unique(labels[seeds & (labels > 0)])) & (labels > 0)
        return np.asarray(cv2.morphologyEx(kept.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)) > 0)

    def _has_hat(self, above: Mask) -> bool:
        """Whether what lies above the face is a hat: it hides the whole forehead like a fringe, but a fringe goes on at
        the temples.
        """
        temples = [each & (self.outline > 0.5) for each in self._temples]
        shown = [each for each in temples if each.sum() >= LEAST / 2]
        if not above.any() or not shown:
            return False
        vivid = bool(np.hypot(*self._colour.mean[1:]) > VIVID)
        like = self._colour.distance(self.lab) < HAIR
        covered = self._unlike[_rows(self._forehead, 1 - BROW, 1)].mean()
        return bool(covered >= COVERED[vivid] and max(like[each].mean() for each in shown) < BESIDE[vivid])

    @cached_property
    def _forehead(self) -> Mask:
        """The band over the forehead as far as it is the person."""
        return self._above & ~self._oval & (self.outline > 0.8)

    @cached_property
    def _colour(self) -> Likeness:
        """The colour of what lies right above the face, without skin."""
        return Likeness.of(self.lab[self._forehead & self._unlike], least=(7.0, 3.5, 4.5))

    @cached_property
    def _unlike(self) -> Mask:
        """Where colours differ clearly from the skin's."""
        return np.asarray(np.sqrt((((self.lab - self.skin.mean) * (0.5, 1, 1)) ** 2).sum(axis=-1)) > self._apart)

    @property
    def _temples(self) -> tuple[Mask, Mask]:
        """Beside the face on both sides, from the brows to the eyes' lower rim."""
        rows, columns = np.mgrid[:SIDE, :SIDE]
        left, right = self.mesh[[234, 454], 0]
        wide = TEMPLE * (right - left)
        high = (rows > self.mesh[[105, 334], 1].mean()) & (rows < self.mesh[[145, 374], 1].max())
        one = high & (columns > left - wide) & (columns < left + 0.2 * wide) & ~self._oval
        other = high & (columns < right + wide) & (columns > right - 0.2 * wide) & ~self._oval
        return one, other

    @property
    def _apart(self) -> float:
        """The distance from which on a pixel is hair: less for dark skin, which differs less from all colours."""
        return APART * min(1.0, max(0.35, float(self.skin.mean[0]) / PALE))

    @cached_property
    def _oval(self) -> Mask:
        return polygon((SIDE, SIDE), [self.mesh[list(OVAL)]])

    @cached_property
    def _like_skin(self) -> Mask:
        cv2 = require("cv2")
        like = (self.skin.distance(self.lab) < SKIN).astype(np.uint8)
        return np.asarray(cv2.morphologyEx(like, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)) > 0)

    @property
    def _above(self) -> Mask:
        """The band over the forehead, half a face high, narrower than the face."""
        rows, columns = np.mgrid[:SIDE, :SIDE]
        top = self.mesh[10, 1]
        height = self.mesh[152, 1] - self.mesh[10, 1]
        left, right = self.mesh[[234, 454], 0]
        near = np.abs(columns - (left + right) / 2) < 0.4 * (right - left)
        return np.asarray(near & (rows < top + 0.05 * height) & (rows > top - 0.5 * height))

    @property
    def _around(self) -> Mask:
        """From the crown to the lips, a little wider than the face: ears and forehead, no neck."""
        rows, columns = np.mgrid[:SIDE, :SIDE]
        left, right = self.mesh[[234, 454], 0]
        margin = 0.18 * (right - left)
        return np.asarray((columns > left - margin) & (columns < right + margin) & (rows < self.mesh[17, 1]))

    @property
    def _near(self) -> Mask:
        """Not below the shoulders, and in the middle not below the chin: there clothes of the same colour begin."""
        rows, columns = np.mgrid[:SIDE, :SIDE]
        chin = self.mesh[152, 1]
        (left, right) = self.mesh[[234, 454], 0]
        inner = 0.2 * (right - left)
        beside = (columns < left + inner) | (columns > right - inner)
        return np.asarray((rows < 0.8 * chin + 0.2 * self.mesh[10, 1]) | (beside & (rows < max(self.shoulders, chin))))


def _rows(mask: Mask, start: float, stop: float) -> Mask:
    """Return the rows of a mask (S, S), which is not empty, from one share of its height to another."""
    rows = np.flatnonzero(mask.any(axis=1))
    at = np.arange(SIDE)[:, None]
    return np.asarray(mask & (at >= rows[0] + start * len(rows)) & (at <= rows[0] + stop * len(rows)))
