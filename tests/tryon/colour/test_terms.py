"""Words for colours: which colours go by them, and that borders are soft."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases import over
from intarsia.apps.tryon.colour import srgb_to_lab
from intarsia.apps.tryon.colour.terms import TERMS, has_tint, of_shade, shares

CALLED = """
black: 000000 0a0a0a 111111 15161a 121011 0b0c10
black grey: 1f1f1f 262626 2b2b2b
grey: 3c3c3c 555555 696969 808080 999999 a9a9a9 bebebe 50545a 59656d
grey white: d3d3d3 dcdcdc e5e5e5
grey blue: 708090 778899 5f6b7a
white: ffffff fafafa f5f5f5 f8f8ff fffafa
white beige: fffff0 faf0e6 fdf5e6 f8f4e3
beige: d9c7a3 e1d0b0 d8c3a5 e8d9c0 cfbd9b e6daa6
beige brown: d2b48c c3b091 b5a27c a99a8c aa9468
brown: 8b4513 654321 7b3f00 5c4033 4e2a14 3d2314 704214 964b00
brown orange: cd853f d2691e a0522d b5651d
red: ff0000 dc143c c8102e b22222 a80f1c 800020 8b0000
red orange: ff4500 ff6347 e34234
orange: ffa500 ff8c00 ff7f00 f28c28 ff9933
orange pink red: ff7f50 fa8072 e9967a
yellow: ffff00 ffe135 ffd700 fde910 f4c430
yellow orange brown: daa520 e1ad01
yellow beige: f0e68c eedc82
green: 008000 228b22 2e8b57 32cd32 006400 014421 90ee90 355e3b 556b2f 4b5320
green yellow brown: 808000 9aae07
green blue: 008080 40e0d0 00ced1 00ffff 1c6b70
blue: 0000ff 1e90ff 4169e1 4682b4 87ceeb add8e6 3b5998 000080 14213d 1b2a49
blue purple: 483d8b 6a5acd
purple: 800080 6a0dad 9b59b6 663399 9370db 4b0082 b19cd9
purple pink: da70d6 ee82ee ff00ff
pink: ffc0cb ffb6c1 ff69b4 ff1493 f78fa7 e75480 f9c6d0
pink beige white: e6cfc9 f4dfd9
"""
"""What people call colours (Munroe's survey of 2010, CSS); several words where they differ."""


def lab(code: str) -> np.ndarray:
    return srgb_to_lab(np.frombuffer(bytes.fromhex(code), np.uint8))


@over(("words", "codes"), [line.split(": ") for line in CALLED.strip().splitlines()])
def test_colours_go_by_the_words_that_people_use(words: str, codes: str) -> None:
    own = [TERMS.index(word) for word in words.split()]
    missed = [code for code in codes.split() if shares(lab(code))[own].sum() < 0.7]
    assert missed == []


@given(st.tuples(st.floats(0, 100), st.floats(-80, 80), st.floats(-80, 80)))
def test_every_colour_belongs_wholly_to_the_words(colour: tuple[float, float, float]) -> None:
    found = shares(colour)
    assert found.shape == (len(TERMS),)
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1)


def test_many_colours_are_judged_as_each_alone() -> None:
    some = np.stack([lab(code) for code in ("000080", "ff0000", "d9c7a3")])
    np.testing.assert_allclose(shares(some), [shares(each) for each in some])


@over(
    ("shade", "inside", "outside"),
    [
        ("navy", "000080 14213d 001f3f 1d2a55", "000000 2b2b2b 4169e1 0000ff 4b0082"),
        ("burgundy", "800020 6b1a2c", "ff0000 e75480 654321 000000"),
        ("khaki", "b5a27c c3b091", "8b4513 ffff00 f5f5f5 2e8b47"),
        ("sky blue", "87ceeb 7db8e6", "14213d 808080 40e0d0"),
        ("olive", "808000 6b6b3a", "32cd32 b5a27c"),
    ],
)
def test_a_shade_has_a_cell_of_its_own(shade: str, inside: str, outside: str) -> None:
    assert [code for code in inside.split() if of_shade(lab(code), shade) < 0.5] == []
    assert [code for code in outside.split() if of_shade(lab(code), shade) > 0.2] == []


def test_tints_are_many_colours_at_once() -> None:
    dark, pale, vivid = lab("14213d"), lab("f9c6d0"), lab("ff0000")
    assert [bool(has_tint(each, "dark")) for each in (dark, pale, vivid)] == [True, False, False]
    assert [bool(has_tint(each, "pastel")) for each in (dark, pale, vivid)] == [False, True, False]
    assert [bool(has_tint(each, "bright")) for each in (dark, pale, vivid)] == [False, False, True]
