"""The page of looks: one file that needs nothing but itself."""

from __future__ import annotations

from intarsia.apps.tryon.page.lookbook import Lookbook

__all__ = ["Lookbook"]
