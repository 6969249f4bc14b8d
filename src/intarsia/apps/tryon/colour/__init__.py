"""Colour as people see it: CIELAB, names, harmony, and a garment beside a person."""

from __future__ import annotations

from intarsia.apps.tryon.colour.harmony import Harmony, Palette, harmony
from intarsia.apps.tryon.colour.lab import chroma, ciede2000, hue, lab_to_srgb, polar, srgb_to_lab
from intarsia.apps.tryon.colour.names import ColourName, colour_name, colour_names, named
from intarsia.apps.tryon.colour.suits import Suits, suits

__all__ = [
    "ColourName",
    "Harmony",
    "Palette",
    "Suits",
    "chroma",
    "ciede2000",
    "colour_name",
    "colour_names",
    "harmony",
    "hue",
    "lab_to_srgb",
    "named",
    "polar",
    "srgb_to_lab",
    "suits",
]
