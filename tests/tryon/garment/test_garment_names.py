"""What garments are called, as their photos show them."""

from __future__ import annotations

from intarsia.apps.tryon.garment.naming import called
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.synthetic import GarmentSpec, render_garment


def rendered(lightness: float) -> str:
    """What a neutral T-shirt of this L* is called."""
    photo = render_garment(GarmentSpec("t-shirt", colours=((lightness, 0.0, 0.0),)), 256).pixels
    return called(understand(photo, category="t-shirt")).en


def test_black_cloth_in_a_photo_is_called_black() -> None:
    """A photo of black cloth is lit: it has an L* of 10 to 20, as `colour.terms` knows."""
    assert [rendered(lightness) for lightness in (6.0, 12.0, 18.0)] == ["black T-shirt"] * 3


def test_dark_grey_cloth_is_not_called_black() -> None:
    assert rendered(28.0) == "charcoal T-shirt"
    assert rendered(42.0) == "dark grey T-shirt"
