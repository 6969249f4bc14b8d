"""Wishes: are the colours, patterns and sorts that a wish forbids really those that are taken out?

    python benchmarks/tryon_wishes.py [GARMENTS]

Rendered garments know their colours exactly. They are drawn in focal colours, and in colours to which people gave one
name in Munroe's survey (2010); where two names are usual, either counts. They go the whole way: rendered, read as a
photo, cut out, understood. A garment has a colour when at least `MUCH` of it is in it, has it not below `LITTLE`, and
between the two nobody is asked. A second part judges titles of our own, with the colours that each promises, beside
photos in a light that is not always good. Writes results/tryon_wishes.json.
"""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from intarsia.apps.tryon.colour.lab import srgb_to_lab
from intarsia.apps.tryon.colour.terms import TERMS, of_shade, shares
from intarsia.apps.tryon.garment.appearance import see
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.stated import Stated
from intarsia.apps.tryon.garment.understanding import describe
from intarsia.apps.tryon.outfit.constraints import Constraints
from intarsia.apps.tryon.photo import read
from intarsia.apps.tryon.synthetic import GarmentSpec, RenderedGarment, render_garment
from intarsia.apps.tryon.synthetic.garment import BACKGROUNDS
from intarsia.apps.tryon.synthetic.spec import KINDS
from intarsia.apps.tryon.wish.wishes import Wish
from intarsia.errors import RefusedPhoto

RESULT = Path(__file__).parent / "results" / "tryon_wishes.json"
GARMENTS = 420
SEED = 20261130
HEIGHT = 384
MUCH = 0.15
LITTLE = 0.05

FOCI = """
black: 000000 101010 0c0c0f 17130f
black or grey: 363737
grey: 929591 7d7f7c 6e6e6e a8a8a6 898b8c
grey or white: d8dcd6
white: ffffff f6f6f4 fbfbfb f4f6f8
white or beige: ffffc2 fffbea
red: e50000 be0119 c41e3a d11a2a
red or brown or purple or burgundy: 610023
burgundy, red or brown or purple: 650021 6b1a2c 7a1230
orange: f97306 fe9a2e ff7a1a e57200
yellow: ffff14 fffd37 fadc2a f5d000
yellow or brown: ceb301
green: 15b01a 033500 02590f 39ad48 6fc276 0a5f38
green or brown or yellow: 6e750e
green or yellow: aaff32
blue: 0343df 2242c7 95d0fc 75bbfd 4984b8 5170d7 6488ea
blue or green: 029386
navy, blue: 01153e 0f1e4a 1d2a55 172347
purple: 7e1e9c 9a0eea 8756a8 5d1f8a 6c3483
purple or pink: cea2fd
pink: ff81c0 ffb2d0 fd46b3 f58fb3 ff9ec1
brown: 653700 7f4e1e 4f2b12 824a26 60460f
beige: e6daa6 d1c3a0 dbcaa8 e3d2b4
beige or brown: d1b26f aa9468
"""
"""Names, which must stand before a comma and may stand after it: sRGB codes."""

BANS = (*TERMS, "navy", "burgundy")
FORBIDDEN = {"stripe": "no stripes", "check": "no checks", "print": "no prints"}

Lab = tuple[float, float, float]


@dataclass(frozen=True)
class Focus:
    """A colour, the words that people must call it, and those that they may call it."""

    lab: Lab
    surely: frozenset[str]
    perhaps: frozenset[str]


def foci() -> tuple[Focus, ...]:
    """Every colour of the list."""
    found = list[Focus]()
    for line in FOCI.strip().splitlines():
        names, _, codes = line.partition(": ")
        surely, _, maybe = names.rpartition(", ")
        sure = {surely} if surely else set[str]()
        some = set(maybe.split(" or "))
        if len(some) == 1:
            sure |= some
        for code in codes.split():
            lab = srgb_to_lab(np.frombuffer(bytes.fromhex(code), np.uint8)).tolist()
            found.append(Focus((lab[0], lab[1], lab[2]), frozenset(sure), frozenset(sure | some)))
    return tuple(found)


def drawn(count: int) -> Iterator[tuple[GarmentSpec, Sequence[Focus], str]]:
    """Yield garments of every kind, with every colour as their ground in turn, and the background of each."""
    chance = np.random.default_rng(SEED)
    every = foci()
    for number in range(count):
        colours = [every[number * 7 % len(every)]]
        pattern = str(chance.choice(["plain", "plain", "stripe", "check", "print"]))
        for at in chance.integers(len(every), size=int(chance.integers(1, 3)) if pattern != "plain" else 0):
            if all(np.linalg.norm(np.subtract(every[at].lab, other.lab)) > 25 for other in colours):
                colours.append(every[at])
        pattern = pattern if len(colours) > 1 else "plain"
        kind = list(KINDS)[number % len(KINDS)]
        spec = GarmentSpec(kind, colours=tuple(each.lab for each in colours), pattern=pattern, seed=SEED + number)
        yield spec, colours, str(chance.choice(list(BACKGROUNDS)))


def understood(rendered: RenderedGarment) -> Garment | None:
    """The garment as the fitting room sees it; None where its photo is refused."""
    try:
        return describe(see(read(rendered.pixels)), Stated(category=rendered.spec.style.category))
    except RefusedPhoto:
        return None


def truth(rendered: RenderedGarment, colours: Sequence[Focus], name: str) -> bool | None:
    """Whether people say that a garment has the colour; None where they differ, or it is neither much nor little."""
    of = {each.lab: each for each in colours}
    surely = 0.0
    perhaps = 0.0
    for lab, share in rendered.palette:
        focus = of.get(lab)
        if focus is None:  # where two stripes of a check cross: nobody named it
            perhaps += share * bool((shares(lab)[TERMS.index(name)] if name in TERMS else of_shade(lab, name)) > 0)
        else:
            surely += share * (name in focus.surely)
            perhaps += share * (name in focus.perhaps)
    if surely >= MUCH:
        return True
    return None if perhaps >= LITTLE else False


def banned(wish: str, garments: Sequence[Garment]) -> list[bool]:
    """Which garments a wish takes out."""
    sieved = Constraints().and_wish(Wish.read(wish)).sieve(garments)
    gone = {id(each.garment) for each in sieved.removed}
    return [id(each) in gone for each in garments]


def scored(pairs: Sequence[tuple[bool, bool | None]]) -> Mapping[str, float]:
    """Precision and recall of what was found, beside the truth."""
    known = [(found, right) for found, right in pairs if right is not None]
    hits = sum(found and right for found, right in known)
    return {
        "precision": round(hits / max(sum(found for found, _ in known), 1), 3),
        "recall": round(hits / max(sum(right for _, right in known), 1), 3),
        "have it": sum(bool(right) for _, right in known),
        "judged": len(known),
    }


def rendered_bans(count: int) -> dict[str, Any]:
    """Colours and patterns that wishes forbid, on rendered garments."""
    seen = list[tuple[RenderedGarment, Sequence[Focus], Garment]]()
    refused = 0
    for spec, colours, background in drawn(count):
        picture = render_garment(spec, HEIGHT, background)
        garment = understood(picture)
        if garment is None:
            refused += 1
        else:
            seen.append((picture, colours, garment))
    garments = [garment for _, _, garment in seen]
    colour_bans = {}
    for name in BANS:
        right = [truth(picture, colours, name) for picture, colours, _ in seen]
        colour_bans[name] = scored([*zip(banned(f"no {name}", garments), right, strict=True)])
    patterns = {}
    for name, wish in FORBIDDEN.items():
        right = [picture.spec.pattern == name for picture, _, _ in seen]
        patterns[name] = scored([*zip(banned(wish, garments), right, strict=True)])
    return {"garments": len(seen), "refused": refused, "colours": colour_bans, "patterns by the picture": patterns}


TITLES = """
navy, blue | Navy Blue Slim Fit Chinos | 23242b
navy, blue | Midnight wool coat, navy | 1b1c22
black | Men Black Polo Tee | 2e2f33
black | Red Tape Men Black Casual Shoes | 141414
white | White Linen Shirt | cfcac0
white | Crisp white tee with red logo | e9e6df
grey | Grey Marl Sweatshirt | 8f8b86
grey | 灰色针织开衫 | 7c7a76
red | Cherry red swing dress | 8e1b26
red | 大红色毛衣 | a01820
burgundy, red or brown or purple | Burgundy Velvet Blazer | 4a1a22
orange | Burnt orange jumper | b0521f
yellow | Yellow sundress with pockets | e3b637
green | Bottle green parka | 1d2b26
green | Women Green Printed Kurta | 49643f
green | 军绿色工装裤 | 56553f
blue | Blue Denim Jacket | 5c6675
blue | 浅蓝色衬衫 | c9d3da
blue | Sky-blue blouse | b9c8d2
purple | Purple Party Dress | 4b2a5a
purple | 紫色连衣裙 | 5f3f74
pink | Pink Pleated Skirt | d9a9ad
pink | 粉色卫衣 | e4b9b9
brown | Brown Leather Boots | 3a2a22
brown | 棕色皮衣 | 4d3628
beige | Beige Trench Coat | cdbfa8
beige | 米色风衣 | d3c6ae
black, white | Black and White Striped Tee | 181818 f0f0ee
white, blue | White Shirt With Blue Stripes | f2f2f0 3f62a5
navy, blue, red | Navy and red checked shirt | 22283f a32330
grey, black | Grey and black colour-block hoodie | 8c8c8c 111111
green | Olive cargo trousers | 5d5b3c
beige or white | Cream cable-knit sweater | e6dcc4
red | Tomato print dress in red | b3282b
pink | Hot pink mini dress | c9307c
blue or green | Teal satin slip dress | 1f6068
yellow or brown | Mustard corduroy trousers | b58a2c
brown or beige | Camel wool coat | b58f62
black | Pink Floyd graphic T-shirt, black | 161616
white | Orange Label white sneakers | efeeea
"""
"""Colours that it has, as in `FOCI` | a title | what the photo shows, in a light that is not always good."""


def titled_bans() -> dict[str, Any]:
    """The same bans on garments with titles of our own."""
    garments = list[Garment]()
    sure = list[frozenset[str]]()
    some = list[frozenset[str]]()
    for number, line in enumerate(TITLES.strip().splitlines()):
        names, title, codes = line.split(" | ")
        parts = [part.split(" or ") for part in names.split(", ")]
        sure.append(frozenset(part[0] for part in parts if len(part) == 1))
        some.append(frozenset(word for part in parts for word in part))
        labs = [srgb_to_lab(np.frombuffer(bytes.fromhex(code), np.uint8)).tolist() for code in codes.split()]
        palette = tuple(((lab[0], lab[1], lab[2]), 1 / len(labs)) for lab in labs)
        garments.append(Garment(str(number), "shirt", palette, "plain" if len(labs) == 1 else "stripe", title=title))
    pairs = list[tuple[bool, bool | None]]()
    wrong = list[str]()
    for name in BANS:
        for garment, gone, surely, perhaps in zip(garments, banned(f"no {name}", garments), sure, some, strict=True):
            right = None if name in perhaps and name not in surely else name in surely
            pairs.append((gone, right))
            if right is not None and gone != right:
                wrong.append(f"no {name}: {garment.title}")
    return {**scored(pairs), "titles": len(garments), "wrong": wrong}


def main(count: int) -> None:
    """Run both parts and write what was found."""
    found = {
        "machine": {"processors": os.cpu_count(), "python": platform.python_version(), "system": platform.system()},
        "rendered": rendered_bans(count),
        "titles": titled_bans(),
    }
    RESULT.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2, ensure_ascii=False))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else GARMENTS)
