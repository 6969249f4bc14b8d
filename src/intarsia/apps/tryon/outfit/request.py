"""What is asked of the fitting room: every part may be missing."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.outfit.constraints import Constraints
from intarsia.apps.tryon.person.tones import Tones
from intarsia.apps.tryon.wardrobe.shelf import Shelf
from intarsia.apps.tryon.wish.wishes import Wish


@dataclass(frozen=True, eq=False)
class Request:
    """Everything that the scorers may go by.

    Attributes:
        shelf: the garments to choose from, after the constraints. Likeness is measured within them.
        tones: the person's colours; None without a photo.
        likes: garments that the user likes; they need not be on the shelf.
        dislikes: garments that the user dislikes; they need not be on the shelf.
        wish: what the user asked for in words.
        meaning: (N,) likeness of each garment's text on the shelf to the wish, NaN where a garment has none; only its
            order is used. None without a wish.
        owned: garments that the user has already.
        constraints: what every outfit must keep.
    """

    shelf: Shelf
    tones: Tones | None = None
    likes: tuple[Garment, ...] = ()
    dislikes: tuple[Garment, ...] = ()
    wish: Wish | None = None
    meaning: npt.NDArray[np.float32] | None = None
    owned: tuple[Garment, ...] = ()
    constraints: Constraints = field(default_factory=Constraints)
