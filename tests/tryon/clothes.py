"""Small garments for tests: colours by name, embeddings drawn from a seed."""

from __future__ import annotations

import hashlib
from typing import Any

import numpy as np

from intarsia.apps.tryon.colour.names import named
from intarsia.apps.tryon.garment.garment import Garment, Palette
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.person.tones import Tone, Tones, contrast
from intarsia.apps.tryon.wardrobe.shelf import Shelf

WIDTH = 16
CATEGORIES = ("t-shirt", "shirt", "longsleeve", "pants", "skirt", "shorts", "dress", "outwear", "shoes")
COLOURS = ("black", "white", "navy", "red", "beige", "green", "mustard", "sky blue", "pink", "grey")
SLEEVES = {"t-shirt": "short", "shirt": "long", "longsleeve": "long", "outwear": "long", "dress": "none"}
PATTERNS = ("plain", "plain", "stripe", "check", "print")


def palette(*names: str) -> Palette:
    """Colours with falling shares."""
    found = [named(name) for name in names]
    shares = [2.0**-place for place in range(len(names))]
    return tuple((each.lab, share / sum(shares)) for each, share in zip(found, shares, strict=True) if each)


def vector(*parts: object, width: int = WIDTH) -> np.ndarray:
    """A unit vector; equal parts give equal ones, and the more parts are shared the more alike they are."""
    drawn = np.zeros(width)
    for part in parts:
        seed = int.from_bytes(hashlib.blake2b(repr(part).encode(), digest_size=4).digest(), "big")
        drawn += np.random.default_rng(seed).normal(size=width)
    return (drawn / np.linalg.norm(drawn)).astype(np.float32)


def garment(category: str = "shirt", *colours: str, **others: Any) -> Garment:
    """A garment of these colours (white by default)."""
    colours = colours or ("white",)
    pattern = others.get("pattern", "plain")
    told = {
        "digest": f"{category} {' '.join(colours)} {pattern} {others.get('title', '')} {others.pop('copy', 0)}",
        "pattern": pattern,
        "sleeve": SLEEVES.get(category),
        "image": vector(category, colours[0], pattern),
        "text": vector(category, others["title"]) if "title" in others else None,
    }
    return Garment(category=category, palette=palette(*colours), **(told | others))


def wardrobe(count: int = 40, seed: int = 0) -> tuple[Garment, ...]:
    """Garments of all kinds and colours, drawn at random, with titles and prices."""
    chance = np.random.default_rng(seed)
    drawn = []
    for copy in range(count):
        category, colour = CATEGORIES[copy % len(CATEGORIES)], str(chance.choice(COLOURS))
        pattern, price = str(chance.choice(PATTERNS)), float(chance.integers(10, 200))
        colours = (colour,) if pattern == "plain" else (colour, "white" if colour != "white" else "navy")
        title = f"{colour} {category}"
        drawn.append(garment(category, *colours, pattern=pattern, price=price, title=title, copy=copy))
    return tuple(drawn)


def asked(garments: tuple[Garment, ...] = (), **others: Any) -> Request:
    """A request over these garments."""
    return Request(Shelf(garments or wardrobe()), **others)


def tones(skin: str = "#c68863", hair: str | None = "#2b1b12") -> Tones:
    """A person's colours, stated."""
    face, head = Tone.of(skin), Tone.of(hair) if hair else None
    return Tones(skin=face, hair=head, contrast=contrast(head, face) if head else None)
