"""The fitting room: own photo, liked garments and a wish in; styles that suit, with reasons and a preview, out.

Importing it costs next to nothing; each name loads what it needs when it is first used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from intarsia import lazy
from intarsia.apps.tryon.app import Tryon

if TYPE_CHECKING:
    from intarsia.apps.tryon.outfit.constraints import Constraints
    from intarsia.apps.tryon.page import Lookbook
    from intarsia.apps.tryon.reasons import explain
    from intarsia.apps.tryon.room import FittingRoom
    from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
    from intarsia.apps.tryon.wear import Body, Preview

_HOME = {
    "Body": "intarsia.apps.tryon.wear",
    "Constraints": "intarsia.apps.tryon.outfit.constraints",
    "FittingRoom": "intarsia.apps.tryon.room",
    "Lookbook": "intarsia.apps.tryon.page",
    "Preview": "intarsia.apps.tryon.wear",
    "Wardrobe": "intarsia.apps.tryon.wardrobe.wardrobe",
    "explain": "intarsia.apps.tryon.reasons",
}
"""Public name → module that holds it."""

__all__ = ["Body", "Constraints", "FittingRoom", "Lookbook", "Preview", "Tryon", "Wardrobe", "explain"]


__getattr__ = lazy.names(__name__, _HOME)


def __dir__() -> list[str]:
    return sorted(__all__)
