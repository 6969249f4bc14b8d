"""Garments and persons drawn by rule, with everything about them known."""

from __future__ import annotations

from intarsia.apps.tryon.render.garment import RenderedGarment, render_garment
from intarsia.apps.tryon.render.spec import KINDS, GarmentSpec

__all__ = ["KINDS", "GarmentSpec", "RenderedGarment", "render_garment"]
