"""A wardrobe on disk."""

from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe

__all__ = ["Wardrobe"]
