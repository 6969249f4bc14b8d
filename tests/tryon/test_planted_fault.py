"""A garment that clashes is put into outfits of one hue: the score, the reasons and the map must all find it.

What clashes is decided by what was rendered: its hue is 80 to 140 degrees from the hue that all others share. Garments
are rendered in grey once and dyed in CIELAB, which is fast; the scorers see the palettes of their pixels.
"""

from __future__ import annotations

import functools
import hashlib
from dataclasses import dataclass

import numpy as np
import pytest
from clothes import tones
from shops import Shop

from intarsia.apps.tryon.colour.harmony import neutral_chroma
from intarsia.apps.tryon.colour.lab import lab_to_srgb, polar, srgb_to_lab
from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.naming import called
from intarsia.apps.tryon.garment.palette import palette
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.outfit.constraints import Constraints, FilterResult
from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.reasons import Why, explain
from intarsia.apps.tryon.recommend.preference import Preference
from intarsia.apps.tryon.recommend.recommendation import Recommendation
from intarsia.apps.tryon.scorers.base import OutfitScorer, every_scorer, scorers
from intarsia.apps.tryon.synthetic import GarmentSpec, RenderedGarment, render_garment, wardrobe
from intarsia.apps.tryon.synthetic.spec import NAVY
from intarsia.apps.tryon.wardrobe.shelf import Shelf
from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
from intarsia.apps.tryon.wish.wishes import Wish

Lab = tuple[float, ...]

HEIGHT = 96
CASES = 100
RATE = 0.9
KINDS = {"top": ("t-shirt", "shirt", "longsleeve"), "bottom": ("trousers", "skirt", "shorts"), "outer": ("jacket",)}
COLOUR_SCORERS = ("harmony", "suits")


GREY: Lab = (55.0, 0.0, 0.0)
GREEN: Lab = (60.0, -34.0, 20.0)


@functools.cache
def drawn(kind: str) -> RenderedGarment:
    """A garment of the kind, grey."""
    return render_garment(GarmentSpec(kind, colours=(GREY,)), HEIGHT)


def dyed(kind: str, lab: Lab, right: Lab | None = None) -> Garment:
    """What the scorers of colour need of a rendered garment in that colour, from its pixels; half of it in another."""
    shape = drawn(kind)
    halves = np.arange(shape.mask.shape[1])[:, None] < shape.mask.shape[1] / 2  # (W, 1)
    colours = np.where(halves, lab, lab if right is None else right)
    pixels = np.where(
        shape.mask[..., None], lab_to_srgb(srgb_to_lab(shape.pixels) + colours - np.array(GREY)), shape.pixels
    )
    cutout = Cutout(pixels, shape.mask)
    digest = hashlib.blake2b(pixels.tobytes(), digest_size=8).hexdigest()
    return Garment(digest, shape.spec.style.category, palette(pixels, shape.mask), "plain", load_cutout=lambda: cutout)


@pytest.fixture(scope="module")
def looks() -> Recommendation:
    garments = tuple(dyed(spec.kind, spec.colours[0]) for spec in wardrobe(60, seed=5).specs)
    shelf = Shelf(garments)
    asked: tuple[OutfitScorer, ...] = tuple(scorers.make(name) for name in COLOUR_SCORERS)
    request = Request(shelf, tones=tones(), constraints=Constraints())
    return Recommendation((), request, FilterResult(shelf.garments, ()), asked, Preference.of(asked))


@dataclass(frozen=True)
class PlantedOutfit:
    """One of one hue, and with a fault: a garment of another hue, or half of it."""

    whole: Outfit
    broken: Outfit
    fault: Garment


def coloured(lightness: float, vivid: float, degrees: float) -> Lab:
    """A colour of so much chroma above that of a neutral of its hue."""
    neutral = float(neutral_chroma(polar(lightness, 1, degrees)))
    return tuple(polar(lightness, neutral + vivid, degrees).tolist())


def outfit(chance: np.random.Generator, half: bool = False) -> PlantedOutfit:
    hue, odd, turn = chance.uniform(0, 360), str(chance.choice(list(KINDS))), chance.choice([-1, 1])
    items, away = list[Garment](), turn * chance.uniform(80, 140)
    fault: Garment | None = None
    for slot, kinds in KINDS.items():
        kind, lightness, vivid = str(chance.choice(kinds)), chance.uniform(35, 65), chance.uniform(20, 35)
        angle = hue + chance.uniform(-10, 10)
        lab, other = (coloured(lightness, vivid, each) for each in (angle, hue + away))
        items.append(dyed(kind, lab))
        if slot == odd:
            fault = dyed(kind, lab, other) if half else dyed(kind, other)
    assert fault is not None
    whole = Outfit(tuple(items))
    return PlantedOutfit(whole, whole.with_item(fault), fault)


def told(why: Why, garment: Garment) -> bool:
    """Whether the reasons say that this garment is at odds with the rest, or most worth changing, and no other is."""
    sentences = [each.en.replace("The ", "the ") for each in why.sentences]
    blamed = [
        each for each in sentences if "does not go with the rest" in each or each.startswith("Most worth changing")
    ]
    return bool(blamed) and all(f"the {called(garment).en}" in each for each in blamed)


def test_a_planted_fault_is_found(looks: Recommendation) -> None:
    found = {"score": 0, "reasons": 0, "map": 0}
    for case in range(CASES):
        planted = outfit(np.random.default_rng(case))
        before, after = looks.scores.of([planted.whole, planted.broken])
        why = explain(looks, after)
        region = why.region
        assert region is not None
        found["score"] += after.score < before.score
        found["reasons"] += told(why, planted.fault)
        item = planted.broken.items[region.item]
        found["map"] += item is planted.fault and region.map[item.mask].any() and not region.map[~item.mask].any()
    print(found)
    assert min(found.values()) >= RATE * CASES


def test_the_map_lies_on_the_half_that_clashes(looks: Recommendation) -> None:
    found = {"named": 0, "half": 0}
    for case in range(CASES):
        planted = outfit(np.random.default_rng((case, 1)), half=True)
        region = explain(looks, looks.scores.of([planted.broken])[0]).region
        assert region is not None
        if planted.broken.items[region.item] is not planted.fault:
            continue
        found["named"] += 1
        columns, mask = np.arange(region.map.shape[1]) >= region.map.shape[1] / 2, planted.fault.mask
        found["half"] += region.map[mask & columns].mean() > region.map[mask & ~columns].mean()
    print(found)
    assert found["named"] >= RATE * CASES
    assert found["half"] >= RATE * found["named"]


@pytest.mark.parametrize("hue", [10.0, 310.0])
def test_a_planted_fault_is_found_by_all_scorers(shop: Shop, hue: float) -> None:
    jackets = {
        name: understand(render_garment(GarmentSpec("jacket", colours=(lab,)), 256).pixels, category="outwear")
        for name, lab in (("navy", NAVY), ("grey", GREY), ("fault", tuple(polar(50, 50, hue).tolist())))
    }
    skirt = understand(render_garment(GarmentSpec("skirt", colours=(GREEN,)), 256).pixels, category="skirt")
    others = tuple(Wardrobe(shop.wardrobe).garments())
    asked = Request(
        Shelf((*others, skirt, *jackets.values())), tones(), likes=(jackets["navy"],), wish=Wish.read("office")
    )
    looks = Recommendation(
        (), asked, FilterResult(asked.shelf.garments, ()), every_scorer(), Preference.of(every_scorer())
    )
    green = [next(each for each in others if each.title == "green top"), skirt]
    whole, broken = looks.scores.of([Outfit((*green, jackets[name])) for name in ("navy", "fault")])
    why = explain(looks, broken)
    assert broken.score < whole.score
    assert told(why, jackets["fault"])
    assert why.region is not None
    assert broken.outfit.items[why.region.item] is jackets["fault"]
    assert not why.region.map[~jackets["fault"].mask].any()
    assert why.change is not None
    assert why.change.item == why.region.item
