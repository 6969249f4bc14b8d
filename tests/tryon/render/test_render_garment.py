"""Rendered garments: the truth about them is true."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from intarsia.apps.tryon.colour import Palette, ciede2000, srgb_to_lab
from intarsia.apps.tryon.synthetic import GarmentSpec, render_garment
from intarsia.apps.tryon.synthetic.spec import KINDS
from intarsia.errors import OptionError, UnknownName

RED, CREAM, GREEN = (45.0, 60.0, 35.0), (92.0, 0.0, 14.0), (30.0, -22.0, 10.0)


@pytest.mark.parametrize("kind", KINDS)
def test_every_cut_of_every_kind(kind: str) -> None:
    style = KINDS[kind]
    for sleeve, neck, length in itertools.product(style.sleeves, style.necks, style.lengths):
        drawn = render_garment(GarmentSpec(kind, sleeve, neck, length, (RED,)), 96)
        assert drawn.pixels.shape == (96, 80, 3)
        assert drawn.pixels.dtype == np.uint8
        assert 0.08 < drawn.mask.mean() < 0.75
        assert drawn.spec == GarmentSpec(kind, sleeve, neck, length, (RED,))
        assert not drawn.mask[[0, -1]].any()
        assert not drawn.mask[:, [0, -1]].any()


@pytest.mark.parametrize("kind", KINDS)
def test_the_mask_is_where_the_colour_is(kind: str) -> None:
    drawn = render_garment(GarmentSpec(kind, colours=(RED,)), 160)
    lab = srgb_to_lab(drawn.pixels)
    red = lab[..., 1] > 20
    inside = drawn.mask & red
    assert inside.sum() / (drawn.mask | red).sum() > 0.9  # cords, zips and buttons are not red
    assert ciede2000(np.median(lab[drawn.mask], axis=0), RED) < 6


@pytest.mark.parametrize("kind", KINDS)
def test_landmarks_lie_on_the_garment(kind: str) -> None:
    drawn = render_garment(GarmentSpec(kind, colours=(RED,)), 240)
    assert len(drawn.landmarks) >= 4
    rows, columns = np.nonzero(drawn.mask)
    for name, (x, y) in drawn.landmarks.items():
        assert np.hypot(columns + 0.5 - x, rows + 0.5 - y).min() < 6, name
        assert (x < 100) == name.startswith("left"), name


@pytest.mark.parametrize("pattern", ["plain", "stripe", "check", "print"])
@pytest.mark.parametrize("seed", range(6))
def test_the_palette_is_what_the_picture_shows(pattern: str, seed: int) -> None:
    drawn = render_garment(GarmentSpec("skirt", colours=(CREAM, GREEN, RED), pattern=pattern, seed=seed), 240)
    shares = np.array([share for _, share in drawn.palette])
    assert shares.sum() == pytest.approx(1)
    assert (np.diff(shares) <= 0).all()
    assert (len(shares) == 1) == (pattern == "plain")
    seen = srgb_to_lab(drawn.pixels)[drawn.mask]
    centres = np.array([lab for lab, _ in drawn.palette])
    nearest = np.argmin(ciede2000(seen[:, None], centres[None]), axis=1)
    assert np.abs(np.bincount(nearest, minlength=len(shares)) / len(nearest) - shares).max() < 0.12


def palette_of(seed: int) -> Palette:
    return render_garment(GarmentSpec("dress", colours=(CREAM, RED), pattern="print", seed=seed), 96).palette


def test_the_same_again() -> None:
    spec = GarmentSpec("shirt", colours=(CREAM, RED), pattern="check", seed=3)
    assert (render_garment(spec, 120).pixels == render_garment(spec, 120).pixels).all()
    assert palette_of(1) == palette_of(1) != palette_of(2)


def test_backgrounds() -> None:
    means = [render_garment(GarmentSpec(), 96, name).pixels[:4].mean() for name in ("white", "paper", "grey")]
    assert means == sorted(means, reverse=True)
    with pytest.raises(UnknownName, match="no background named 'gray'; did you mean 'grey'"):
        render_garment(GarmentSpec(), 96, "gray")


def test_what_there_is_not() -> None:
    with pytest.raises(UnknownName, match="no kind of garment named 'tshirt'; did you mean 't-shirt'"):
        GarmentSpec("tshirt")
    with pytest.raises(UnknownName, match="no pattern named 'dots'"):
        GarmentSpec(pattern="dots")
    with pytest.raises(OptionError, match="neck of hoodie is hood, not 'v'") as refused:
        GarmentSpec("hoodie", neck="v")
    assert refused.value.message.zh == "连帽衫的领型应为 hood，而不是 'v'"
    with pytest.raises(OptionError, match="a garment needs at least one colour"):
        GarmentSpec(colours=())
