"""Garments and persons drawn by rule, with everything about them known."""

from __future__ import annotations

from intarsia.apps.tryon.synthetic.garment import RenderedGarment, render_garment
from intarsia.apps.tryon.synthetic.person import PersonSpec, RenderedPerson, render_person
from intarsia.apps.tryon.synthetic.spec import GarmentSpec
from intarsia.apps.tryon.synthetic.wardrobe import Rack, wardrobe

__all__ = [
    "GarmentSpec",
    "PersonSpec",
    "Rack",
    "RenderedGarment",
    "RenderedPerson",
    "render_garment",
    "render_person",
    "wardrobe",
]
