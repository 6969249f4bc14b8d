"""The fitting room: own photo, liked garments and a wish in; styles that suit, with reasons and a preview, out.

Importing it costs next to nothing; each name loads what it needs when it is first used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from intarsia.apps.tryon.page import Lookbook
    from intarsia.apps.tryon.reasons import explain
    from intarsia.apps.tryon.recommend.constraints import Constraints
    from intarsia.apps.tryon.room import FittingRoom
    from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
    from intarsia.apps.tryon.wear import Body, Preview

_HOME = {
    "Body": "intarsia.apps.tryon.wear",
    "Constraints": "intarsia.apps.tryon.recommend.constraints",
    "FittingRoom": "intarsia.apps.tryon.room",
    "Lookbook": "intarsia.apps.tryon.page",
    "Preview": "intarsia.apps.tryon.wear",
    "Wardrobe": "intarsia.apps.tryon.wardrobe.wardrobe",
    "explain": "intarsia.apps.tryon.reasons",
}
"""Public name → module that holds it."""

__all__ = ["Body", "Constraints", "FittingRoom", "Lookbook", "Preview", "Wardrobe", "explain"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'intarsia.apps.tryon' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
