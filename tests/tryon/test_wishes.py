"""Wishes in English and Chinese."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import over
from intarsia.apps.tryon.garment.taxonomy import KINDS, kind_of
from intarsia.apps.tryon.wish.amounts import budget, temperature
from intarsia.apps.tryon.wish.garments import AskedGarment
from intarsia.apps.tryon.wish.lexicon import OCCASIONS, SEASONS, senses
from intarsia.apps.tryon.wish.numerals import digits
from intarsia.apps.tryon.wish.wishes import LONGEST, Wish
from intarsia.errors import OptionError, UnknownName

READ: list[tuple[str, dict[str, Any]]] = [
    ("summer wedding, not too formal", {"seasons": ("summer",), "occasions": ("wedding",), "formality": (0.53, 0.65)}),
    ("a blue shirt for the office under $80", {"kinds": (("shirt",),), "colours": ("blue",), "budget": (0, 80)}),
    ("hiking at 5 degrees, budget between 50 and 100", {"temperature": 5.0, "budget": (50, 100)}),
    ("a long-sleeve shirt dress in navy blue", {"kinds": (("dress",),), "colours": ("navy",), "sleeves": ("long",)}),
    ("warm coat for -5°C", {"kinds": (("outwear",),), "temperature": -5.0}),
    ("up to 30 degrees", {"temperature": 30.0, "budget": None}),
    ("jeans and a white T-shirt for a date", {"kinds": (("pants",), ("t-shirt",)), "occasions": ("date",)}),
    ("is there a dress code?", {"kinds": ()}),
    ("something warm for winter", {"temperature": 5.0, "seasons": ("winter",)}),
    ("not only black but also red", {"colours": ("black", "red"), "unwanted": {}}),
    ("夏天海边度假，想要白色连衣裙，别太正式", {"seasons": ("summer",), "colours": ("white",), "kinds": (("dress",),)}),
    ("冬天去上班穿的外套，预算三百块以内", {"temperature": 3.0, "occasions": ("office",), "budget": (0, 300)}),
    ("婚礼，不要太正式，150元以内", {"occasions": ("wedding",), "budget": (0, 150)}),
    ("短袖衬衫 200元以下", {"kinds": (("shirt",),), "sleeves": ("short",), "budget": (0, 200)}),
    ("特别正式的晚宴", {"formality": (0.73, 0.8), "occasions": ("dinner",)}),
    ("零下五度滑雪", {"temperature": -5.0}),
    ("白天穿的裙子", {"colours": (), "kinds": (("dress", "skirt"),)}),
    ("不错的白衬衫", {"colours": ("white",), "unwanted": {}}),
    ("something not too formal for a summer wedding", {"occasions": ("wedding",), "formality": (0.53, 0.65)}),
    ("nothing too formal or sporty for the office", {"occasions": ("office",), "formality": (0.45, 0.65)}),
    ("a not too formal summer dress", {"seasons": ("summer",), "kinds": (("dress",),), "unwanted": {}}),
    ("a not too warm jacket", {"kinds": (("outwear",),), "temperature": None, "unwanted": {}}),
    ("a shirt without stripes for work", {"occasions": ("office",), "unwanted": {"pattern": ("stripe",)}}),
    ("not for work", {"occasions": ()}),
    ("a dress without sleeves", {"sleeves": ("none",), "kinds": (("dress",),)}),
    ("a hot pink dress", {"colours": ("fuchsia",), "temperature": None}),
    ("non-formal", {"formality": (0.18, 0.42)}),
    ("非正式", {"formality": (0.18, 0.42)}),
    ("不太正式的连衣裙", {"formality": (0.0, 0.65), "kinds": (("dress",),), "unwanted": {}}),
    ("不那么正式的夏天婚礼", {"seasons": ("summer",), "occasions": ("wedding",), "formality": (0.53, 0.65)}),
    ("没有图案的衬衫", {"kinds": (("shirt",),), "unwanted": {"pattern": ("print",)}}),
    ("无印花的裙子", {"kinds": (("dress", "skirt"),), "unwanted": {"pattern": ("print",)}}),
    ("不是黑色的裤子", {"kinds": (("pants",),), "unwanted": {"colour": ("black",)}}),
    ("不要黑色的裤子", {"kinds": (), "unwanted": {}, "forbidden": (AskedGarment(("pants",), colours=(("black",),)),)}),
    ("黑色除外的大衣", {"kinds": (("outwear",),), "unwanted": {"colour": ("black",)}}),
]


@over(("text", "said"), READ)
def test_a_wish_is_read(text: str, said: dict[str, Any]) -> None:
    wish = Wish.read(text)
    assert {name: getattr(wish, name) for name in said} == said


@over(
    ("text", "colours", "unwanted"),
    [
        ("no black, white or grey, please something bright", ("bright",), ("black", "white", "grey")),
        ("not black, red please", ("red",), ("black",)),
        ("anything but green", (), ("green",)),
        ("不要黑色，要蓝色", ("blue",), ("black",)),
        ("红色的不要，要蓝色", ("blue",), ("red",)),
        ("除了黑色都可以", (), ("black",)),
        ("不要黑色、白色或灰色", (), ("black", "white", "grey")),
    ],
)
def test_negations_reach_to_the_end_of_their_list(
    text: str, colours: tuple[str, ...], unwanted: tuple[str, ...]
) -> None:
    wish = Wish.read(text)
    assert (wish.colours, wish.unwanted.get("colour", ())) == (colours, unwanted)


def test_what_is_not_too_formal_is_less_formal() -> None:
    usual = Wish.read("wedding").formality
    less = Wish.read("wedding, not too formal").formality
    not_at_all = Wish.read("wedding, not formal").formality
    assert usual is not None
    assert less is not None
    assert not_at_all is not None
    assert usual[1] > less[1] > not_at_all[1]
    assert Wish.read("婚礼，不要太正式").formality == less


def test_a_wish_that_says_nothing_definite_is_still_a_wish() -> None:
    wish = Wish.read("like my grandmother's kitchen")
    assert not wish.empty
    assert (wish.seasons, wish.occasions, wish.formality, wish.temperature) == ((), (), None, None)
    assert Wish.read(" \n ").empty


@over("sign", ["零", "万", "一百", "9", "1,", "不要", "not "])
def test_ten_thousand_numerals_are_no_number_and_take_no_time(sign: str) -> None:
    text = sign * (LONGEST // len(sign))
    assert digits(f"{text}元") == f"{text}元"
    assert Wish.read(text).budget is None


def test_a_long_wish_is_cut_and_says_so() -> None:
    wish = Wish.read("red " * LONGEST)
    assert len(wish.text) <= LONGEST
    assert wish.notes[0].en == "The wish has 40,000 characters; the first 10,000 were read."
    assert "40,000" in wish.notes[0].zh
    assert Wish.read("red").notes == ()


def test_a_wish_is_a_text() -> None:
    with pytest.raises(OptionError, match="a wish is a text, not int; leave it out when there is none"):
        Wish.read(3)  # type: ignore[arg-type]


@settings(max_examples=50, deadline=None)
@given(st.text())
def test_any_text_is_a_wish(text: str) -> None:
    wish = Wish.read(text)
    assert wish.formality is None or 0 <= wish.formality[0] <= wish.formality[1] <= 1


@over(
    ("text", "sums"),
    [
        ("under 80", (0, 80)),
        ("max 1,500 euros", (0, 1500)),
        ("€50-80", (50, 80)),
        ("2k dollars or less", (0, 2000)),
        ("between 100 and 50", (50, 100)),
        ("预算500", (0, 500)),
        ("一千五以内", (0, 1500)),
        ("两百到三百元", (200, 300)),
        ("size 40", None),
    ],
)
def test_budgets(text: str, sums: tuple[float, float] | None) -> None:
    assert budget(digits(text))[0] == sums


@over(
    ("text", "celsius"),
    [
        ("30°C", 30),
        ("86 fahrenheit", 30),
        ("95 degrees", 35),
        ("10 to 20 degrees", 15),
        ("minus 3 degrees", -3),
        ("二十五度", 25),
        ("零下十度", -10),
        ("度假三天", None),
        ("size 30", None),
    ],
)
def test_temperatures(text: str, celsius: float | None) -> None:
    assert temperature(digits(text))[0] == celsius


def test_the_lists_speak_of_things_that_are_known() -> None:
    known = {"season": SEASONS, "occasion": OCCASIONS, "kind": KINDS}
    for said in senses().values():
        for sense in said:
            if sense.what in known and sense.value != "-":
                assert set(sense.value.split("|")) <= set(known[sense.what]), sense


def test_unknown_categories_are_refused() -> None:
    with pytest.raises(UnknownName, match="no garment category named 'shrt'; did you mean 'shirt'"):
        kind_of("shrt")
