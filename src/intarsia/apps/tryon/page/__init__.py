"""The page of looks: one file that needs nothing but itself."""

from __future__ import annotations

from intarsia.apps.tryon.page.writing import Shown, looks_page

__all__ = ["Shown", "looks_page"]
