"""What the scorers have in common, and what each says."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from clothes import asked, garment, tones, vector, wardrobe

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.scorers import scorers
from intarsia.apps.tryon.scorers.base import Finding, every_scorer
from intarsia.apps.tryon.scorers.compatibility import Compatible, features, together
from intarsia.apps.tryon.scorers.harmony import Harmonious
from intarsia.apps.tryon.scorers.novelty import Novelty
from intarsia.apps.tryon.scorers.suits import SuitsPerson
from intarsia.apps.tryon.scorers.taste import Taste
from intarsia.apps.tryon.scorers.wish import Wished
from intarsia.apps.tryon.wish.wishes import Wish

OUTFIT = Outfit((garment("shirt", "white"), garment("pants", "navy")))


def full(**others: Any) -> Request:
    """A request with every part."""
    told = {
        "likes": (garment("shirt", "navy"),),
        "dislikes": (garment("t-shirt", "red"),),
        "tones": tones(),
        "wish": Wish.read("summer wedding, blue"),
        "owned": (garment("shirt", "white", title="mine"),),
    }
    return asked(**(told | others))


def value(found: Finding) -> float:
    assert found.value is not None
    return found.value


@pytest.mark.parametrize("name", scorers.names())
class TestEveryLayer:
    def test_it_answers_in_bounds_and_the_same_again(self, name: str) -> None:
        scorer, request = scorers.make(name), full()
        looks = [OUTFIT, *(Outfit((each,)) for each in request.shelf.garments)]
        first, second = scorer.build(request)(looks), scorer.build(request)(looks)
        assert first == second
        for found in first:
            assert found.value is None or 0 <= found.value <= 1
            assert all(-1 - 1e-9 <= each <= 1 + 1e-9 for each in found.items.values())
            assert all(isinstance(fact, (float, str)) for fact in found.facts.values())

    def test_a_look_is_judged_alike_whatever_stands_beside_it(self, name: str) -> None:
        scorer, request = scorers.make(name), full()
        looks = [OUTFIT, *(Outfit((each,)) for each in request.shelf.garments[:5])]
        together = scorer.build(request)(looks)
        alone = scorer.score(OUTFIT, request)
        assert alone.value == pytest.approx(together[0].value, abs=1e-6)

    def test_with_nothing_to_go_by_it_says_so(self, name: str) -> None:
        found = scorers.make(name).score(Outfit((garment("shirt"),)), asked())
        assert found.value is None
        assert found.evidence == 0
        assert not found.items
        assert scorers.make(name).prior == (0, 1) or not found.traits

    def test_its_prior_is_a_prior(self, name: str) -> None:
        mean, deviation = scorers.get(name).prior
        assert mean >= 0 < deviation


def test_evidence_runs_from_against_to_for() -> None:
    assert [Finding(value).evidence for value in (0.0, 0.5, 1.0, None)] == [-1.0, 0.0, 1.0, 0.0]


def test_taste_is_for_what_is_like_the_likes_and_against_what_is_like_the_dislikes() -> None:
    garments = wardrobe(90)
    liked, disliked = (
        next(each for each in garments if each.category == "shirt" and each.palette[0][0] == colour)
        for colour in (garment("shirt", "navy").palette[0][0], garment("shirt", "red").palette[0][0])
    )
    request = asked(garments, likes=(liked,), dislikes=(disliked,))
    shirts = [each for each in garments if each.category == "shirt"]
    values = {each.digest: value(Taste().score(Outfit((each,)), request)) for each in shirts}
    assert max(values, key=lambda digest: values[digest]) == liked.digest
    assert min(values, key=lambda digest: values[digest]) == disliked.digest
    facts = Taste().score(Outfit((liked,)), request).facts
    assert facts["closest"] == liked.digest
    assert {"image", "text", "colour"} <= set(facts)


def test_taste_compares_within_the_slot_and_says_where_it_cannot() -> None:
    request = asked(likes=(garment("shirt", "navy"),))
    assert "elsewhere" in Taste().score(Outfit((garment("pants", "navy"),)), request).facts
    assert "elsewhere" not in Taste().score(Outfit((garment("t-shirt", "navy"),)), request).facts


def test_the_closest_like_is_one_that_can_be_compared() -> None:
    shirt, trousers = garment("shirt", "navy"), garment("pants", "black")
    unlike = garment("shirt", "mustard", image=-vector("shirt", "navy", "plain") + asked().shelf.images.centre)
    found = Taste().score(Outfit((unlike,)), asked((*wardrobe(), unlike), likes=(shirt, trousers)))
    assert float(found.facts["image"]) < 0.5  # nothing is less like the shirt, and yet trousers are no nearer
    assert found.facts["closest"] == shirt.digest


def test_dislikes_alone_are_something_to_go_by() -> None:
    request = asked(dislikes=(garment("shirt", "red"),))
    assert value(Taste().score(Outfit((garment("shirt", "red"),)), request)) < 0.2


def test_garments_without_embeddings_are_compared_by_colour() -> None:
    bare = tuple(dataclasses.replace(each, image=None, text=None) for each in wardrobe())
    found = Taste().score(Outfit((bare[0],)), asked(bare, likes=(bare[0],)))
    assert set(found.facts) == {"item", "colour", "closest", "closest_title"}
    assert value(found) > 0.8


def test_embeddings_of_another_model_are_not_compared() -> None:
    other = dataclasses.replace(garment("shirt", "navy"), image=vector("other", width=8))
    found = Taste().score(Outfit((garment("shirt", "navy"),)), asked(likes=(other,)))
    assert "image" not in found.facts


def test_the_wish_is_a_mean_of_the_parts_it_speaks_of() -> None:
    found = Wished().score(
        OUTFIT, asked(wish=Wish.read("navy trousers for the office, short sleeves, something white"))
    )
    formal = found.facts["formality"]
    parts = {"formality": formal, "colours": 1, "sleeves": 0, "kinds": 1, "garments": 1}
    assert found.facts == pytest.approx(parts, abs=0.02)
    assert value(found) == pytest.approx(np.mean([float(each) for each in found.facts.values()]))


def test_warm_wishes_want_warm_garments() -> None:
    coat, shorts = Outfit((garment("outwear", title="wool coat"),)), Outfit((garment("shorts"),))
    winter, summer = (asked(wish=Wish.read(text)) for text in ("-5°C", "33 degrees"))
    scorer = Wished()
    assert value(scorer.score(coat, winter)) > 0.9 > 0.1 > value(scorer.score(shorts, winter))
    assert value(scorer.score(shorts, summer)) > 0.9 > 0.1 > value(scorer.score(coat, summer))


def test_a_warm_shirt_does_not_make_up_for_shorts_in_the_snow() -> None:
    freezing = asked(wish=Wish.read("-5 degrees"))
    scorer, looks = Wished(), [("outwear", "shorts"), ("outwear", "pants"), ("outwear",), ("shorts",)]
    fits = [float(scorer.score(Outfit(tuple(map(garment, look))), freezing).facts["temperature"]) for look in looks]
    assert fits[0] == pytest.approx((fits[2] * fits[3]) ** 0.5)
    assert fits[0] < min(fits[1], (fits[2] + fits[3]) / 2)


def test_only_the_order_of_meanings_counts() -> None:
    garments = wardrobe()
    meaning = np.linspace(0.78, 0.86, len(garments)).astype(np.float32)
    meaning[3] = np.nan
    wish = Wish.read("like my grandmother's kitchen")
    looks = [Outfit((each,)) for each in garments]
    one, other = (Wished().build(asked(garments, wish=wish, meaning=each))(looks) for each in (meaning, 100 * meaning))
    assert one == other
    assert one[3].value is None
    of_slot = [found.facts["meaning"] for look, found in zip(looks, one, strict=True) if look.slots == ("dress",)]
    assert of_slot == sorted(of_slot)
    assert np.mean([float(each) for each in of_slot]) == pytest.approx(0.5)


def test_an_empty_wish_is_no_wish() -> None:
    assert Wished().score(OUTFIT, asked(wish=Wish.read("  "))) == Finding(None)


def test_colours_like_the_skin_suit_less() -> None:
    request = asked(tones=tones("#d9b48f"))
    navy, beige = (SuitsPerson().score(Outfit((garment("shirt", each),)), request) for each in ("navy", "beige"))
    assert value(navy) > value(beige)
    assert {"skin", "hair", "contrast", "from skin", "from hair"} <= set(navy.facts)
    assert SuitsPerson().score(OUTFIT, asked(tones=dataclasses.replace(tones(), skin=None))) == Finding(None)


def test_harmony_names_the_garment_that_disturbs() -> None:
    look = Outfit((garment("shirt", "royal blue"), garment("pants", "blue"), garment("outwear", "lime")))
    found = Harmonious().score(look, asked())
    assert found.facts["item"] == look.items[2].digest
    assert found.items[look.items[2].digest] < 0
    assert value(found) < value(Harmonious().score(Outfit(look.items[:2]), asked()))


def test_compatibility_prefers_what_the_rules_prefer() -> None:
    request = asked()
    formal = (garment("shirt", "white"), garment("pants", "navy", title="tailored suit trousers"))
    mixed = (garment("shirt", "red", "green", pattern="check"), garment("shorts", "fuchsia", "lime", pattern="stripe"))
    assert value(Compatible().score(Outfit(formal), request)) > value(Compatible().score(Outfit(mixed), request)) + 0.2
    assert together([]) == []
    table = features([formal])
    assert {len(column) for column in table.values()} == {1}


def test_what_is_owned_is_not_new() -> None:
    mine = garment("shirt", "white", title="mine")
    request = asked(owned=(mine,))
    same, like, other, none = (
        value(Novelty().score(Outfit((each,)), request))
        for each in (mine, garment("shirt", "white"), garment("shirt", "red"), garment("dress", "white"))
    )
    assert same == 0
    assert like < 0.1 < other <= none == 1


def test_garments_outside_the_shelf_are_judged_too() -> None:
    request = full()
    stranger = dataclasses.replace(request.shelf.garments[0], palette=garment("shirt", "mustard").palette)
    for scorer in every_scorer():
        found = scorer.score(Outfit((stranger,)), request)
        assert found.value is None or 0 <= found.value <= 1


def test_a_shelf_of_one_garment_compares_nothing() -> None:
    only: tuple[Garment, ...] = (garment("shirt"),)
    assert value(Taste().score(Outfit(only), asked(only, likes=(garment("shirt", "navy"),)))) == 0.5
