"""Colour words: sensible, in two languages, and found again."""

from __future__ import annotations

import numpy as np

from cases import over
from intarsia.apps.tryon.colour import ciede2000, colour_name, colour_names, named, srgb_to_lab


@over(
    ("code", "english", "family"),
    [
        ("000000", "black", "black"),
        ("ffffff", "white", "white"),
        ("000080", "indigo", "purple"),
        ("1b2a4a", "navy", "blue"),
        ("ff0000", "scarlet", "red"),
        ("808080", "grey", "grey"),
        ("ffd700", "yellow", "yellow"),
    ],
)
def test_known_colours(code: str, english: str, family: str) -> None:
    found = colour_name(srgb_to_lab(np.frombuffer(bytes.fromhex(code), np.uint8)))
    assert (found.english, found.family) == (english, family)


def test_every_word_is_found_by_itself() -> None:
    for each in colour_names():
        assert colour_name(each.lab) is each
        assert named(each.english) is each
        assert named(each.chinese) is each


def test_words_are_told_apart() -> None:
    words = colour_names()
    assert len({each.english for each in words}) == len({each.chinese for each in words}) == len(words)
    centres = np.array([each.lab for each in words])
    apart = ciede2000(centres[:, None], centres[None]) + 100 * np.eye(len(words))
    assert apart.min() > 4


def test_spelling_is_forgiven_and_other_words_are_no_colour() -> None:
    assert named("Light-Gray") is named("light grey")
    assert named("summer") is None
