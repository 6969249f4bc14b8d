"""Garments beside what is asked: colours by photo and title, patterns, sorts and cloth by title and description."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from clothes import garment

from cases import over
from intarsia.apps.tryon.colour import srgb_to_lab
from intarsia.apps.tryon.garment.colouring import SEEN, colour_fit, colour_word
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.matching import is_made_of, is_sort, patterns
from intarsia.apps.tryon.garment.wording import wording
from intarsia.apps.tryon.outfit.constraints import Constraints
from intarsia.apps.tryon.room import FittingRoom
from intarsia.apps.tryon.wish.wishes import Wish
from intarsia.errors import UnknownName


def of(*colours: tuple[str, float], pattern: str = "plain", title: str = "", category: str = "shirt") -> Garment:
    """A garment of sRGB colours with their shares."""
    labs = [srgb_to_lab(np.frombuffer(bytes.fromhex(code), np.uint8)).tolist() for code, _ in colours]
    palette = tuple(((lab[0], lab[1], lab[2]), share) for lab, (_, share) in zip(labs, colours, strict=True))
    return Garment(f"{colours} {pattern} {title}", category, palette, pattern, title=title)


def has(each: Garment) -> set[str]:
    """The basic words and shades that a shopper would say of a garment."""
    words = ("black", "white", "grey", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "beige")
    return {word for word in (*words, "navy") if colour_fit(each, word) >= SEEN}


@over(
    ("shown", "words"),
    [
        (of(("f4f4f2", 0.75), ("b4b4b6", 0.25)), {"white"}),  # its folds are no grey
        (of(("f4f4f2", 0.75), ("b4b4b6", 0.25), pattern="stripe"), {"white", "grey"}),
        (of(("101012", 0.8), ("3c3c40", 0.2)), {"black"}),  # gloss
        (of(("c8102e", 0.94), ("f5f5f5", 0.06)), {"red"}),  # buttons
        (of(("14213d", 0.85), ("fafafa", 0.15), pattern="print"), {"navy", "blue", "white"}),
        (of(("2f6fc4", 0.5), ("c8102e", 0.5)), {"blue", "red"}),
        (of(("5c6675", 1.0), title="Blue Denim Jacket"), {"blue"}),
        (of(("cfcac0", 1.0), title="White linen shirt"), {"white"}),
        (of(("23242b", 1.0), title="Navy slim chinos"), {"navy", "blue"}),
        (of(("141414", 1.0), title="Red Tape Men Casual Black Shoes"), {"black"}),
        (of(("c8102e", 1.0), title="深蓝色毛衣"), {"navy", "blue"}),  # the shop knows better
        (of(("f2f2f0", 0.6), ("3f62a5", 0.4), pattern="stripe", title="White striped shirt"), {"white", "blue"}),
        (of(("f2f2f0", 0.97), ("14213d", 0.03), title="White shirt with navy collar"), {"white"}),
        (of(("808080", 1.0), title="Multi-coloured knit in red, green and blue"), {"grey"}),
    ],
)
def test_a_garment_has_the_colours_that_a_shopper_would_say(shown: Garment, words: set[str]) -> None:
    assert has(shown) == words


def test_a_column_of_the_table_goes_before_the_title() -> None:
    shown = dataclasses.replace(of(("8a8b8d", 1.0), title="Red Bull racing tee"), others={"baseColour": "Grey"})
    assert has(shown) == {"grey"}


def test_tinted_colours_are_both() -> None:
    dark, light = of(("14421f", 1.0)), of(("98fb98", 1.0))
    assert colour_fit(dark, "dark green") > 0.9
    assert colour_fit(light, "dark green") < 0.1
    assert colour_fit(light, "light green") > 0.9


def test_colours_that_are_none_are_asked_back() -> None:
    assert [colour_word(word) for word in ("Navy", "酒红色", "beige", "dark")] == ["navy", "burgundy", "beige", "dark"]
    with pytest.raises(UnknownName, match="did you mean 'navy'"):
        colour_word("navvy")


@over(
    ("title", "category", "pattern", "expected"),
    [
        ("Men White Striped Shirt", "shirt", "plain", ("stripe",)),
        ("Plaid flannel overshirt", "shirt", "stripe", ("check",)),
        ("碎花连衣裙", "dress", "plain", ("print",)),
        ("格纹衬衫", "shirt", "plain", ("check",)),
        ("Solid navy tee", "t-shirt", "stripe", ("plain",)),
        ("Linen shirt", "shirt", "stripe", ("stripe",)),
        ("", "shirt", "check", ("check",)),
        ("Polka dot skirt without stripes", "skirt", "plain", ("print",)),
    ],
)
def test_titles_name_patterns(title: str, category: str, pattern: str, expected: tuple[str, ...]) -> None:
    assert patterns(garment(category, title=title, pattern=pattern)) == expected


@over(
    ("title", "category", "sort", "known"),
    [
        ("Slim fit jeans", "pants", "jeans", True),
        ("高腰牛仔裤", "pants", "jeans", True),
        ("Pleated trousers", "pants", "jeans", False),
        ("Chinos in khaki", "pants", "jeans", False),
        ("", "pants", "jeans", None),
        ("Aurora 501", "pants", "jeans", None),
        ("Pepe Jeans logo tee", "t-shirt", "jeans", False),
        ("Zip hoodie", "longsleeve", "sweatshirt", True),
        ("Crew-neck sweatshirt", "longsleeve", "hoodie", False),
        ("Double-breasted trench coat", "outwear", "coat", True),
        ("Canvas trainers", "shoes", "sneakers", True),
    ],
)
def test_titles_name_sorts_as_far_as_they_do(title: str, category: str, sort: str, known: bool | None) -> None:
    assert is_sort(garment(category, title=title), sort) is known


def test_what_a_description_advises_beside_a_garment_is_not_the_garment() -> None:
    shirt = garment("shirt", title="Oxford shirt", description="100 % cotton. Pair it with denim and a wool coat.")
    assert wording(shirt).fabrics == ("cotton",)
    assert is_made_of(shirt, "denim") is False
    assert is_made_of(garment("shirt", title="Oxford shirt"), "denim") is None
    assert is_made_of(garment("pants", title="Blue jeans"), "denim") is True


TROUSERS = tuple(
    garment("pants", colour, title=title, copy=copy)
    for copy, (colour, title) in enumerate(
        [("navy", "Slim jeans"), ("black", "Wool trousers"), ("navy", "直筒牛仔裤"), ("grey", ""), ("beige", "Chinos")]
    )
)
CLOTHES = (
    *TROUSERS,
    garment("shoes", "red", title="Red sneakers"),
    garment("shoes", "black", title="Leather boots"),
    garment("t-shirt", "yellow", title="Yellow tee"),
    garment("t-shirt", "red", title="Logo tee", pattern="print"),
    garment("shirt", "white", title="White shirt"),
    garment("shirt", "white", "navy", title="Breton shirt", pattern="plain"),
    garment("dress", "red", title="Swing dress"),
    garment("dress", "black", title="Sheath dress"),
)


def gone(wish: str, garments: Sequence[Garment] = CLOTHES) -> list[str]:
    return [each.garment.title for each in Constraints().and_wish(Wish.read(wish)).sieve(garments).removed]


@over(
    ("wish", "titles"),
    [
        ("no jeans", ["Slim jeans", "直筒牛仔裤"]),
        ("不要牛仔裤", ["Slim jeans", "直筒牛仔裤"]),
        ("不要牛仔", ["Slim jeans", "直筒牛仔裤"]),
        ("no leather", ["Leather boots"]),
        ("no red shoes", ["Red sneakers"]),
        ("不要红色的鞋子", ["Red sneakers"]),
        ("no stripes", ["Breton shirt"]),
        ("no prints", ["Logo tee"]),
        ("no red", ["Red sneakers", "Logo tee", "Swing dress"]),
        ("no dresses in black", ["Sheath dress"]),
        ("no tight trousers", []),
    ],
)
def test_a_wish_takes_out_what_it_rules_out_and_nothing_else(wish: str, titles: list[str]) -> None:
    assert gone(wish) == titles


def test_what_nobody_can_know_is_kept_and_said() -> None:
    notes = Constraints().and_wish(Wish.read("no jeans")).sieve(CLOTHES).notes
    assert [note.en for note in notes] == ["1 garment kept of which nothing says whether it is jeans."]


def test_sizes_are_compared_where_they_are_of_one_system() -> None:
    shirt = garment("shirt", sizes=("S", "M"))
    large = garment("shirt", sizes=("L",), copy=1)
    shoes = garment("shoes", sizes=("38", "39"))
    sieved = Constraints().and_wish(Wish.read("size M")).sieve((shirt, large, shoes))
    assert sieved.kept == (shirt, shoes)
    assert Constraints().and_wish(Wish.read("39码的鞋子")).sieve((shirt, shoes)).kept == (shirt, shoes)
    assert Constraints().and_wish(Wish.read("size 41")).sieve((shirt, shoes)).kept == (shirt,)


@over(
    ("wish", "titles"),
    [
        ("yellow top with jeans", ({"Yellow tee"}, {"Slim jeans", "直筒牛仔裤"})),
        ("red dress", ({"Swing dress"},)),
        ("白衬衫黑裤子", ({"White shirt", "Breton shirt"}, {"Wool trousers"})),
        ("black trousers and a striped shirt, no red shoes", ({"Wool trousers"}, {"Breton shirt"})),
        ("navy jeans", ({"Slim jeans", "直筒牛仔裤"},)),
    ],
)
def test_what_is_asked_for_in_every_part_leads(tmp_path: Path, wish: str, titles: tuple[set[str], ...]) -> None:
    looks = FittingRoom(tmp_path, read=lambda text: np.ones(16, np.float32) / 4).recommend(wish=wish, wardrobe=CLOTHES)
    for ranked in looks:
        there = {item.title for item in ranked.outfit.items}
        assert all(there & group for group in titles), there
        assert "Red sneakers" not in there or "no red shoes" not in wish


def test_where_nothing_is_just_that_what_comes_nearest_is_shown_and_said(tmp_path: Path) -> None:
    looks = FittingRoom(tmp_path, read=lambda text: np.ones(16, np.float32) / 4).recommend(
        wish="a green dress", wardrobe=CLOTHES
    )
    assert any(item.category == "dress" for item in looks[0].outfit.items)
    assert any("green dress" in note.en for note in looks.notes)


def test_nonsense_earns_nothing(tmp_path: Path) -> None:
    looks = FittingRoom(tmp_path, read=lambda text: np.ones(16, np.float32) / 4).recommend(
        wish="robe rouge, qwerty", wardrobe=CLOTHES
    )
    assert all(ranked.parts["wish"] == 0 for ranked in looks)
    assert "Not understood: robe, rouge, qwerty." in [note.en for note in looks.notes]
