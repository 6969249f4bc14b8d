"""What engines that make up pixels are given, and how little of their answer is taken: cloth, where cloth lies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.wear.engines.warp import Warp
from intarsia.apps.tryon.wear.paint.preview import Preview, noted
from intarsia.apps.tryon.wear.person.body import Body
from intarsia.i18n import messages

say = messages(__package__)

Pixels = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]

HIDDEN = 128
"""Grey in place of a face that is not to be seen."""
RIM = 0.06
"""How far beyond face and hair that grey reaches, beside their height."""
DRAWN = say("note.drawn")


@dataclass(frozen=True)
class Draft:
    """The default engine's preview, to be drawn anew. It says where cloth lies; nothing else is ever changed.

    Attributes:
        photo: (H, W, 3) uint8: the person.
        garment: (h, w, 3) uint8: the garment alone, on white.
        cover: (H, W) float32 in [0, 1]: where its cloth is seen: never on face, hair or hands.
        preview: what the default engine drew.
        head: (H, W) bool: face and hair.
    """

    photo: Pixels
    garment: Pixels
    cover: Plane
    preview: Preview
    head: npt.NDArray[np.bool_]

    @staticmethod
    def of(body: Body, garment: Garment) -> Draft:
        """Draw what the default engine draws. Raises `RefusedPhoto` where that does."""
        preview = Warp().wear(body, garment)
        alone = np.where(garment.mask[..., None], garment.pixels, 255).astype(np.uint8)
        head = body.parts["face"] | body.parts["hair"]
        return Draft(body.person.photo.pixels, alone, preview.layers["garment"], preview, head)

    @property
    def mask(self) -> Pixels:
        """(H, W) uint8: 255 where cloth is to be drawn, else 0."""
        return np.where(self.cover > 0, 255, 0).astype(np.uint8)

    def faceless(self, pixels: Pixels) -> Pixels:
        """Return (H, W, 3) pixels with face and hair, and a rim around them, grey; cloth is left as it is."""
        rows = np.flatnonzero(self.head.any(axis=1))
        reach = round(RIM * (rows[-1] - rows[0] + 1)) if len(rows) else 0
        hidden = _wider(self.head, reach) & (self.cover == 0)
        return np.where(hidden[..., None], HIDDEN, pixels).astype(np.uint8)

    def drawn(self, cloth: Pixels, engine: Mapping[str, object]) -> Preview:
        """Return the preview with cloth (H, W, 3) in place of the default engine's; alpha and layers are the same.

        Args:
            cloth: as the engine drew it; what it drew elsewhere is thrown away.
            engine: what the sidecar says of it.
        """
        before = self.preview.picture.astype(np.float32)
        mixed = before + self.cover[..., None] * (cloth.astype(np.float32) - before)
        picture = np.where(self.cover[..., None] > 0, np.rint(mixed), before).astype(np.uint8)
        notes = self.preview.sidecar["notes"]
        assert isinstance(notes, list)
        sidecar = {**self.preview.sidecar, "engine": dict(engine), "notes": [*notes, noted(DRAWN)]}
        return Preview(picture, self.preview.alpha, self.preview.layers, self.preview.confidences, sidecar)


def _wider(mask: npt.NDArray[np.bool_], reach: int) -> npt.NDArray[np.bool_]:
    """Return a mask grown by so many pixels, in rows and in columns."""
    for axis in (0, 1):
        padded = np.pad(mask, [(reach, reach) if each == axis else (0, 0) for each in (0, 1)])
        mask = np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=axis).any(axis=-1))
    return mask
