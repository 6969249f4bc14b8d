"""How much of a garment has a colour that somebody names: from its palette, and from what its title calls it."""

from __future__ import annotations

import functools

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import ciede2000
from intarsia.apps.tryon.colour.names import colour_names, named
from intarsia.apps.tryon.colour.terms import TERMS, TINTS, has_tint, of_shade, shares
from intarsia.apps.tryon.garment.garment import Garment, Palette
from intarsia.apps.tryon.garment.wording import wording
from intarsia.errors import UnknownName
from intarsia.i18n import messages

say = messages(__package__)

Array = npt.NDArray[np.float64]
Lab = tuple[float, float, float]

SEEN = 0.11
"""The share of a garment from which people say that it has a colour; buttons, seams and labels have less."""
HARDLY = 0.25
CLEARLY = 0.5
"""How far a colour belongs to a word when nobody calls it so yet, and when everybody may: between, some do."""
SHADOW = 0.35
"""The greatest share of a plain garment that is taken for the shadow or the gloss of its main colour."""
DARKER = 38.0
GLOSSIER = 26.0
"""How much less, and more, L* a shadow and a gloss of one cloth may have."""
OTHER_DYE = 9.0
"""The difference in a* and b*, but for what less light takes from both, from which it is another cloth."""
NEAR_TITLE = 24.0
NEAR_TITLE_OF_PATTERN = 12.0
"""CIEDE2000 up to which a colour of the photo is the one in the title, in the light of the photo."""
CONFIRMED = 0.15
DENIED = 0.04
"""Shares of the photo from which a colour in the title is there, and below which it is none of the garment where
others are there: "Red Tape" makes black shoes."""
PROMISED = 0.5
"""The share of a patterned garment that has the one colour of its title, though the photo does not show it."""


def colour_word(word: str) -> str:
    """Return a colour as `colour_fit` knows it, from a word in English or Chinese. Raises `UnknownName`."""
    found = named(word)
    known = {*TINTS, *TERMS, *(each.english for each in colour_names())}
    if found is None and word.lower() not in known:
        raise UnknownName(say("kind.colour"), word.lower(), known)
    return found.english if found else word.lower()


def colour_fit(garment: Garment, name: str) -> float:
    """Return how much of the garment has a colour, in [0, 1].

    Args:
        garment: the garment.
        name: a basic term ("blue" stands for all its shades), a shade ("navy"), a tint ("dark"), or a tint of a colour
            ("dark green").
    """
    return _fit(garment.palette, garment.pattern, wording(garment).colours, name)


@functools.lru_cache(200_000)
def _fit(palette: Palette, pattern: str, titles: tuple[str, ...], name: str) -> float:
    colours, parts, called = _coloured(palette, pattern, titles)
    fits = np.array([_belongs(lab, title, name) for lab, title in zip(colours, called, strict=True)])
    return float(np.clip((parts * fits).sum(), 0, 1))


def _belongs(lab: Lab, title: str, name: str) -> float:
    """Return how far one colour of a garment, which its title may call by a name, is the one that is meant."""
    if title == name:
        return 1.0
    tint, _, plain = name.partition(" ")
    if name in TINTS:
        return float(has_tint(lab, name))
    if tint in TINTS and plain and named(name) is None:
        return _belongs(lab, title, plain) * float(has_tint(lab, tint))
    if name in TERMS:
        part = (_terms(title) if title else shares(lab))[TERMS.index(name)]
        return float(np.clip((part - HARDLY) / (CLEARLY - HARDLY), 0, 1))
    return 0.0 if named(title) and title not in TERMS else float(of_shade(lab, name))


@functools.cache
def _terms(title: str) -> Array:
    """Return how far a colour that goes by a name belongs to each of `TERMS`, (12,)."""
    tint, _, plain = title.partition(" ")
    if title in TERMS:
        return np.asarray(np.eye(len(TERMS))[TERMS.index(title)])
    found = named(title)
    if found is not None:
        return shares(found.lab)
    return _terms(plain) if tint in TINTS and plain else np.zeros(len(TERMS))


@functools.lru_cache(50_000)
def _coloured(palette: Palette, pattern: str, titles: tuple[str, ...]) -> tuple[list[Lab], Array, list[str]]:
    """Return the colours of a garment, their shares, and by which name of the title each goes ("" for none)."""
    colours = [lab for lab, _ in palette]
    parts = np.array([share for _, share in palette])
    if pattern == "plain":
        colours = _in_one_light(colours, parts)
    titles = tuple(each for each in titles if each not in TINTS and _terms(each).any())
    called = _called(colours, parts, pattern, titles)
    covered = float(parts[[bool(each) for each in called]].sum())
    if len(titles) == 1 and covered < PROMISED and parts.sum():
        rest = 0.0 if pattern == "plain" else 1 - PROMISED
        parts = np.append(parts * rest, 1 - rest)
        colours = [*colours, _focus(titles[0])[0]]
        called = [*called, titles[0]]
    return colours, parts, called


def _in_one_light(colours: list[Lab], parts: Array) -> list[Lab]:
    """Put the main colour for its shadows and its gloss: a plain white shirt is not partly grey."""
    if not colours:
        return colours
    main = np.array(colours[0])
    return [
        colours[0] if share <= SHADOW and _is_light(np.array(lab), main) else lab
        for lab, share in zip(colours, parts, strict=True)
    ]


def _is_light(lab: Array, main: Array) -> bool:
    between = (lab[0] + main[0]) / 2
    dyes = [each[1:] * between / max(each[0], 4.0) if each[0] > between else each[1:] for each in (lab, main)]
    return bool(np.linalg.norm(dyes[0] - dyes[1]) <= OTHER_DYE and -DARKER <= lab[0] - main[0] <= GLOSSIER)


def _called(colours: list[Lab], parts: Array, pattern: str, titles: tuple[str, ...]) -> list[str]:
    if not titles or not colours:
        return [""] * len(colours)
    apart = np.array([ciede2000(np.array(colours)[:, None], _focus(each)).min(1) for each in titles])  # (T, K)
    reach = NEAR_TITLE if pattern == "plain" else NEAR_TITLE_OF_PATTERN
    there = np.array([parts[row <= NEAR_TITLE].sum() for row in apart])
    if (there >= CONFIRMED).any():
        apart[there < DENIED] = np.inf
    nearest = apart.argmin(0)
    return [titles[nearest[at]] if apart[nearest[at], at] <= reach else "" for at in range(len(colours))]


@functools.cache
def _focus(title: str) -> Array:
    """Return the colours (K, 3) that a name stands for: one, or those of all its shades."""
    own = [each.lab for each in colour_names() if each.english == title]
    if title in TERMS:
        own += [each.lab for each in colour_names() if shares(each.lab)[TERMS.index(title)] > 0.5]
    tint, _, plain = title.partition(" ")
    if not own and plain:
        own = [tuple(lab) for lab in _focus(plain) if has_tint(lab, tint)] or [tuple(lab) for lab in _focus(plain)]
    return np.array(own)
