"""Whole outfits are ranked as style guides agree, by the score that the fitting room gives when nothing is known."""

from __future__ import annotations

import itertools

import pytest
from clothes import garment
from style_pairs import judged, margins, outfit

from intarsia.apps.tryon.colour.harmony import harmony_score
from intarsia.apps.tryon.outfit.outfit import Outfit

NEUTRAL = ("black", "white", "grey", "navy", "beige", "denim blue", "brown")
STRONG = ("lime", "red", "yellow", "fuchsia", "royal blue", "orange", "purple")
TOGETHER = ("harmony", "compatibility")
VIVID = {garment("shirt", colour).palette[0][0] for colour in STRONG}


def test_of_thirty_pairs_of_outfits_the_one_that_guides_advise_scores_higher() -> None:
    found = margins("pairs")
    wrong = [line for line, margin in found.items() if margin <= 0]
    assert len(found) == 30
    assert len(wrong) <= 3, "\n".join(wrong)


def test_so_it_does_of_pairs_that_were_held_back() -> None:
    found = margins("held_back")
    wrong = [line for line, margin in found.items() if margin <= 0]
    assert len(found) == 25
    assert len(wrong) <= 3, "\n".join(wrong)


def test_the_best_of_all_outfits_of_a_wardrobe_is_not_strong_in_colour_from_head_to_toe() -> None:
    tops = [garment("shirt", colour) for colour in (*NEUTRAL, *STRONG)]
    bottoms = [garment("pants", colour) for colour in (*NEUTRAL, *STRONG)]
    found = judged(*(Outfit(pair) for pair in itertools.product(tops, bottoms)))
    found.sort(key=lambda each: -each.score)
    strong = [sum(item.palette[0][0] in VIVID for item in each.outfit.items) for each in found]
    assert max(strong[:40]) <= 1
    assert min(strong[-40:]) == 2


@pytest.mark.parametrize(
    "words", ["white shirt, navy pants", "white t-shirt, denim blue pants", "navy outwear, white t-shirt, beige pants"]
)
def test_plain_outfits_in_neutral_colours_are_spoken_for(words: str) -> None:
    (found,) = judged(outfit(words))
    assert all(found.parts[name] > 0.1 for name in TOGETHER)


@pytest.mark.parametrize("colour", STRONG)
def test_one_strong_colour_from_head_to_toe_is_spoken_against(colour: str) -> None:
    (found,) = judged(outfit(f"{colour} t-shirt, {colour} pants"))
    assert sum(found.parts[name] for name in TOGETHER) < 0


@pytest.mark.parametrize("top", ["red", "sky blue", "sage", "white"])
def test_one_neutral_is_nearly_as_good_as_another(top: str) -> None:
    found = judged(*(outfit(f"{top} shirt, {neutral} pants") for neutral in NEUTRAL if neutral != top))
    clash = judged(*(outfit(f"{top} shirt, {strong} pants") for strong in STRONG if strong != top))
    scores = [each.score for each in found]
    assert max(scores) - min(scores) < 0.25
    if top == "red":
        assert min(scores) > max(each.score for each in clash) + 0.5


def test_the_order_of_garments_does_not_matter() -> None:
    words = ["navy outwear", "red/white check shirt", "olive pants", "brown shoes"]
    scores = {each.score for each in judged(*(outfit(", ".join(order)) for order in itertools.permutations(words)))}
    assert len(scores) == 1


def test_a_garment_alone_is_neither_spoken_for_nor_against() -> None:
    for words in ("lime t-shirt", "red/green check dress", "white shirt"):
        (found,) = judged(outfit(words))
        assert [found.parts[name] for name in TOGETHER] == [0, 0]
        assert set(TOGETHER) <= set(found.unused)


def test_each_further_pattern_is_spoken_against() -> None:
    found = judged(
        *(
            outfit(f"grey{one} outwear, white/grey{other} shirt, black{third} pants")
            for one, other, third in [("", "", ""), (" check", " check", ""), (" check", " check", " check")]
        )
    )
    parts = [each.parts["compatibility"] for each in found]
    assert parts == sorted(parts, reverse=True)
    assert parts[0] > parts[1] + 0.1 > parts[2] + 0.2


def test_cloth_in_the_light_of_a_photo_is_as_neutral_as_its_name() -> None:
    """Washed denim, faded black and warm white, as medians of photos give them."""
    photographed = [(46.0, -2.0, -18.0), (18.0, 3.0, -4.0), (86.0, 2.0, 9.0), (62.0, 4.0, 21.0), (30.0, 5.0, -16.0)]
    for lab in photographed:
        assert harmony_score([[(lab, 1.0)], garment("shirt", "red").palette]) > 0.85
