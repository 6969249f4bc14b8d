"""A person's colours in words, from the least to the greatest that each may be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from intarsia.apps.tryon.colour.lab import ciede2000, srgb_to_lab
from intarsia.apps.tryon.colour.names import colour_names
from intarsia.apps.tryon.page.words import tell
from intarsia.apps.tryon.person.tones import Interval, Tone
from intarsia.i18n import Message

SKIN = (25.0, 42.0, 60.0, 78.0)
"""L* from which skin is dark, medium, light and very light: between tones 9 and 8, 7 and 6, 6 and 5, 5 and 4 of the
Monk scale, as it is printed. Our own words."""
CONTRAST = (20.0, 40.0)
"""Differences in L* from which contrast is medium and strong. Our own words."""
HAIR = {
    "black": "1a1817", "dark_brown": "33231b", "brown": "523726", "light_brown": "80603f", "blond": "b8935f",
    "light_blond": "dcc49a", "auburn": "5f2a1c", "red": "a04e26", "grey": "8d8b89", "white": "d9d7d3",
}  # fmt: skip
EYES = {
    "dark_brown": "2a1a13", "brown": "523521", "light_brown": "83592f", "hazel": "766539", "green": "667a52",
    "grey": "8a9196", "blue": "5b82a6", "light_blue": "a0bfd6", "dark_blue": "34506e",
}  # fmt: skip
"""Word → the colour that it stands for, sRGB. Our own choice."""
DARKEST = 2.0
"""L* below which nothing is known of a colour."""
DYED = ("pink", "purple", "blue", "green")
"""Families of colours that hair has only when it is dyed: it is called by the words of clothes then."""


def worded(name: str, tone: Tone) -> Message:
    """Return a colour of a person in words, such as "dark brown to brown"; one word where it is surely that.

    Args:
        name: "skin", "hair" or "eyes".
        tone: the colour.
    """
    return _between(_word(name, tone, tone.lightness.low), _word(name, tone, tone.lightness.high))


def likely(name: str, tone: Tone) -> Message:
    """Return the most likely colour in a word."""
    return _word(name, tone, tone.lightness.mid)


def contrast_worded(contrast: Interval) -> Message:
    """Return the contrast of hair and skin in words."""
    low = tell(f"contrast.{_band(CONTRAST, contrast.low)}")
    return _between(low, tell(f"contrast.{_band(CONTRAST, contrast.high)}"))


def _between(low: Message, high: Message) -> Message:
    return low if low == high else tell("you.between", low=low, high=high)


def _word(name: str, tone: Tone, lightness: float) -> Message:
    if name == "skin":
        return tell(f"skin.{_band(SKIN, lightness)}")
    words = _words(name, HAIR if name == "hair" else EYES)
    if name == "hair":
        words |= {each.title: each.lab for each in colour_names() if each.family in DYED}
    # What is lit less is darker and greyer at once: else a brown eye would be called blue in a lighter reading.
    lit = lightness / max(tone.lightness.mid, DARKEST)
    colour = np.array([lightness, np.clip(tone.a.mid * lit, *_ends(tone.a)), np.clip(tone.b.mid * lit, *_ends(tone.b))])
    return list(words)[int(np.argmin(ciede2000(colour, np.array(list(words.values())))))]


def _words(name: str, colours: Mapping[str, str]) -> dict[Message, Sequence[float]]:
    return {
        tell(f"{name}.{word}"): srgb_to_lab(np.frombuffer(bytes.fromhex(code), np.uint8)).tolist()
        for word, code in colours.items()
    }


def _ends(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def _band(bounds: Sequence[float], value: float) -> int:
    return sum(value >= bound for bound in bounds)
