"""Pairs of outfits of which style guides agree (`style_pairs.toml`), and which of them the fitting room ranks so."""

from __future__ import annotations

import functools
import tomllib
from pathlib import Path

from clothes import asked, garment

from intarsia.apps.tryon.garment.garment import PATTERNS, Garment
from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.recommend.preference import Preference
from intarsia.apps.tryon.recommend.ranking import OutfitScores, Ranked
from intarsia.apps.tryon.scorers.base import every_scorer

FILE = Path(__file__).parent / "style_pairs.toml"


def style_pairs(section: str) -> dict[str, list[str]]:
    """Rule → lines "better > worse" of a section, "pairs" or "held_back"."""
    return dict(tomllib.loads(FILE.read_text("utf-8"))[section])


def outfit(words: str) -> Outfit:
    """The outfit that "navy/white stripe shirt, beige pants" describes."""
    return Outfit(tuple(_garment(each) for each in words.split(",")))


def judged(*outfits: Outfit) -> list[Ranked]:
    """Outfits as the fitting room scores them for somebody of whom nothing is known."""
    scores = OutfitScores(asked(), every_scorer(), Preference.of(every_scorer()))
    return scores.of(outfits)


@functools.cache
def margins(section: str) -> dict[str, float]:
    """Line → by how much the score of the better outfit is above that of the worse."""
    lines = [line for those in style_pairs(section).values() for line in those]
    found = judged(*(outfit(words) for line in lines for words in line.split(">")))
    return {line: found[2 * row].score - found[2 * row + 1].score for row, line in enumerate(lines)}


def _garment(words: str) -> Garment:
    *told, category = words.split()
    pattern = told.pop() if told[-1] in PATTERNS else "plain"
    return garment(category, *" ".join(told).split("/"), pattern=pattern)
