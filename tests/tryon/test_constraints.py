"""The filter before the score."""

from __future__ import annotations

import dataclasses

import pytest
from clothes import garment, wardrobe

from cases import over
from intarsia.apps.tryon.outfit.constraints import Constraints
from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.wish.wishes import Wish
from intarsia.errors import OptionError, UnknownName
from intarsia.i18n import Message

DEAR, CHEAP, FREE = garment("shirt", price=120.0), garment("shirt", price=30.0, copy=1), garment("shirt", copy=2)


@over(
    ("constraints", "kept", "rule"),
    [
        (Constraints(worn=("upper",)), "t-shirt shirt longsleeve outwear", "worn"),
        (Constraints(worn=("lower",)), "pants skirt shorts", "worn"),
        (Constraints(worn=("whole",)), "dress", "worn"),
        (Constraints(without=("shoes", "outer", "skirt")), "t-shirt shirt longsleeve pants shorts dress", "without"),
    ],
)
def test_where_garments_are_worn(constraints: Constraints, kept: str, rule: str) -> None:
    sieved = constraints.sieve(wardrobe())
    assert {each.category for each in sieved.kept} == set(kept.split())
    assert len(sieved.kept) + len(sieved.removed) == 40
    assert sieved.counts() == {rule: len(sieved.removed)}


def test_budget_keeps_what_has_no_price_and_says_so() -> None:
    sieved = Constraints(budget=(0, 100)).sieve((DEAR, CHEAP, FREE))
    assert sieved.kept == (CHEAP, FREE)
    assert sieved.removed[0].why.en == "120 is above the budget of 100"
    assert sieved.notes[0].en == "1 garment without price kept."
    shirts = (("shirt",),)
    assert Constraints(budget=(50, 100), budgeted=shirts).sieve((CHEAP,)).removed[0].why.en == (
        "30 is below the budget of 50"
    )


def test_what_a_look_costs_at_least_need_not_be_the_price_of_each_garment() -> None:
    trousers = garment("pants", price=35.0)
    least = Constraints(budget=(50, 100))
    assert least.sieve((CHEAP, trousers)).kept == (CHEAP, trousers)
    assert least.allows(Outfit((CHEAP, trousers)))
    assert not least.allows(Outfit((CHEAP,)))
    assert least.may_become(Outfit((CHEAP,)))
    assert least.allows(Outfit((CHEAP, garment("pants"))))  # its price is not known
    assert least.allows(Outfit((CHEAP, trousers)), owned=(CHEAP, trousers))


def test_the_budget_is_for_the_whole_look_but_what_is_owned_costs_nothing() -> None:
    look = Outfit((CHEAP, garment("pants", price=80.0)))
    assert not Constraints(budget=(0, 100)).allows(look)
    assert Constraints(budget=(0, 100)).allows(look, owned=(CHEAP,))
    assert not Constraints(budget=(0, 100), kinds=(("shirt",),)).allows(look)
    assert Constraints(budget=(0, 100), budgeted=(("shirt",),)).allows(look)


def test_a_wish_names_what_its_own_budget_is_for_and_no_other() -> None:
    look = Outfit((CHEAP, garment("pants", price=80.0)))
    assert Constraints().and_wish(Wish.read("a shirt under 50")).allows(look)
    assert not Constraints(budget=(0, 100)).and_wish(Wish.read("a shirt")).allows(look)
    assert not Constraints(budget=(0, 100)).and_wish(Wish.read("a shirt under 50")).allows(look)


def test_looks_have_the_garments_that_were_asked_for() -> None:
    look = Outfit((CHEAP, garment("pants")))
    assert Constraints(kinds=(("shirt",), ("pants", "skirt"))).allows(look)
    for group, allowed, may_become in (
        (("dress",), False, False),
        (("outwear",), False, True),
        (("shirt",), True, True),
    ):
        constraints = Constraints(kinds=(group,))
        assert (constraints.allows(look), constraints.may_become(look)) == (allowed, may_become)


def test_groups_of_which_there_is_none_are_told_and_dropped() -> None:
    found, notes = Constraints(kinds=(("dress", "skirt"), ("shirt",))).reachable((CHEAP,))
    assert found.kinds == (("shirt",),)
    assert notes[0] == Message(
        "Nothing to choose from of this kind: dress or skirt.", "可选的衣物中没有连衣裙或半身裙。"
    )


def test_sizes() -> None:
    small, large, any_size, unknown = (
        garment("shirt", sizes=sizes, copy=copy) for copy, sizes in enumerate((("S",), ("L", "XL"), ("one size",), ()))
    )
    sieved = Constraints(sizes=("s",)).sieve((small, large, any_size, unknown))
    assert sieved.kept == (small, any_size, unknown)
    assert sieved.removed[0].why.en == "in stock only in L, XL"
    assert sieved.notes[0].en == "1 garment without sizes kept."


def test_garments_of_children_are_offered_to_those_who_ask_for_them() -> None:
    worn_by = {name: garment("shirt", wearer=name, copy=name) for name in ("women", "men", "children", "all", None)}
    for asked, kept in (
        ((), {"women", "men", "all", None}),
        (("children",), {"children", "all", None}),
        (("women",), {"women", "all", None}),
        (("men", "children"), {"men", "children", "all", None}),
        (("all",), {"all", None}),
    ):
        sieved = Constraints(wearers=asked).sieve(worn_by.values())
        assert {each.wearer for each in sieved.kept} == kept, asked
        assert {each.rule for each in sieved.removed} == {"wearers"}
    assert sieved.notes[0].en == "1 garment of which it is not known whom it is for kept."
    (removal,) = Constraints().sieve((worn_by["children"],)).removed
    assert (removal.why.en, removal.why.zh) == ("it is for children", "童装")


def test_what_a_wish_forbids_is_removed() -> None:
    constraints = Constraints().and_wish(Wish.read("no black, no stripes, no skirts, without short sleeves"))
    removed = {each.garment.digest: each.rule for each in constraints.sieve(wardrobe()).removed}
    for each in wardrobe():
        forbidden = each.pattern == "stripe" or each.category in ("skirt", "t-shirt") or each.title.startswith("black")
        assert forbidden <= (each.digest in removed), each.title


def test_what_was_given_stands_before_the_wish() -> None:
    wish = Wish.read("a shirt under 50")
    assert Constraints().and_wish(wish) == Constraints(kinds=(("shirt",),), budget=(0, 50), budgeted=(("shirt",),))
    assert Constraints(budget=(0, 80)).and_wish(wish).budget == (0, 80)


def test_wrong_constraints_are_refused() -> None:
    with pytest.raises(UnknownName, match="no part of the body, slot or category named 'uper'; did you mean 'upper'"):
        Constraints(worn=("uper",))
    with pytest.raises(UnknownName, match="no wearer named 'woman'; did you mean 'women'"):
        Constraints(wearers=("woman",))
    with pytest.raises(OptionError, match="the least of a budget is 0 or more and not above the most, not 9 to 3"):
        Constraints(budget=(9, 3))


@over(
    ("constraints", "en", "zh"),
    [
        (Constraints(without=("shirt",)), "shirt: not asked for", "衬衫：不在要求之内"),
        (Constraints(budget=(0, 100)), "120 is above the budget of 100", "价格 120，高于预算 100"),
        (Constraints(colours=("navy",)), "100% of it is navy", "100% 是藏青色"),
        (Constraints(patterns=("stripe",)), "it is striped", "带条纹"),
        (Constraints(sleeves=("long",)), "its sleeves are long", "长袖"),
    ],
)
def test_why_a_garment_is_left_out_is_told_in_both_languages(constraints: Constraints, en: str, zh: str) -> None:
    shirt = dataclasses.replace(garment("shirt", "navy", price=120.0), pattern="stripe", sleeve="long")
    (removal,) = constraints.sieve((shirt,)).removed
    assert (removal.why.en, removal.why.zh) == (en, zh)
