"""Exact search in a large wardrobe."""

from __future__ import annotations

import numpy as np
from clothes import asked, garment, vector, wardrobe

from intarsia.apps.tryon.outfit.outfit import slot_of
from intarsia.apps.tryon.recommend.candidates import candidates, meaning
from intarsia.apps.tryon.wardrobe.shelf import Shelf

GARMENTS = wardrobe(300)


def test_a_small_wardrobe_is_taken_whole() -> None:
    found = candidates(asked(GARMENTS))
    assert sum(map(len, found.values())) == 300
    assert set(found) == {"top", "bottom", "dress", "outer", "shoes"}
    assert {slot_of(each) for each in found["top"]} == {"top"}


def test_of_a_large_one_the_nearest_to_the_likes_are_taken() -> None:
    liked, disliked = garment("shirt", "navy", title="navy shirt"), garment("t-shirt", "red")
    found = candidates(asked(GARMENTS, likes=(liked,), dislikes=(disliked,)), count=10)["top"]
    assert len(found) == 10
    assert all("navy" in each.title or each.category == "shirt" for each in found)


def test_the_wish_is_searched_too() -> None:
    shelf = Shelf(GARMENTS)
    likeness = meaning(shelf, vector("shirt", "navy shirt"))
    found = candidates(asked(GARMENTS, meaning=likeness), count=2)["top"]
    assert {each.title for each in found} == {"navy shirt"}


def test_without_likes_and_wish_the_same_ones_stand_for_all_in_whatever_order() -> None:
    found, backwards = (candidates(asked(given), count=4)["dress"] for given in (GARMENTS, GARMENTS[::-1]))
    assert found == backwards
    assert len({each.digest for each in found}) == 4
    assert {each.category for each in found} == {"dress"}


def test_garments_without_text_have_no_meaning() -> None:
    some = (garment("shirt", title="a"), garment("shirt", copy=1))
    assert np.isnan(meaning(Shelf(some), vector("a"))).tolist() == [False, True]  # type: ignore[arg-type]
    assert meaning(Shelf((garment("shirt"),)), vector("a")) is None


def test_equally_near_garments_come_in_the_order_of_the_wardrobe() -> None:
    same = tuple(garment("shirt", copy=copy) for copy in range(30))
    found = candidates(asked(same, likes=(garment("shirt"),)), count=30)["top"]
    assert found == same
    with_ties = candidates(asked(same, likes=(garment("shirt"),)), count=7)["top"]
    assert len(set(with_ties)) == 7
