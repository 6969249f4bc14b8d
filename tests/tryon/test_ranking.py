"""The additive score."""

from __future__ import annotations

import itertools
from collections import Counter

import numpy as np
import pytest
from clothes import asked, garment, tones, wardrobe
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.apps.tryon.outfit.outfit import Outfit, slot_of
from intarsia.apps.tryon.recommend.preference import Feedback, Preference
from intarsia.apps.tryon.recommend.ranking import again, diverse, likeness, rank
from intarsia.apps.tryon.scorers.base import every_scorer
from intarsia.apps.tryon.wish.wishes import Wish

GARMENTS = wardrobe(30)
LOOKS = [Outfit(pair) for pair in itertools.combinations(GARMENTS, 2) if slot_of(pair[0]) != slot_of(pair[1])]
PARTS = {
    "likes": (garment("shirt", "navy"),),
    "tones": tones(),
    "wish": Wish.read("office, blue"),
    "owned": (garment("pants", "black"),),
}
SCORERS = every_scorer()
PRIOR = Preference.of(SCORERS)


@settings(max_examples=20, deadline=None)
@given(st.sets(st.sampled_from(sorted(PARTS))), st.lists(st.tuples(st.floats(-1, 1), st.booleans()), max_size=5))
def test_the_parts_add_up_to_the_score(given_parts: set[str], told: list[tuple[float, bool]]) -> None:
    preference = PRIOR.learn([Feedback({"harmony": evidence, "taste": -evidence}, liked) for evidence, liked in told])
    request = asked(GARMENTS, **{name: PARTS[name] for name in given_parts})
    for each in rank(LOOKS[:12], request, SCORERS, preference):
        assert sum(each.parts.values()) == pytest.approx(each.score, abs=1e-9)
        for name, part in each.parts.items():
            found = each.findings[name]
            learned = sum(preference.weights[trait] * value for trait, value in found.traits.items())
            assert part == pytest.approx(preference.weights.get(name, 0) * found.evidence + learned, abs=1e-9)


@pytest.mark.parametrize(
    ("left_out", "scorer"), [("likes", "taste"), ("tones", "suits"), ("wish", "wish"), ("owned", "novelty")]
)
def test_a_missing_part_contributes_nothing_and_is_named(left_out: str, scorer: str) -> None:
    request = asked(GARMENTS, **{name: part for name, part in PARTS.items() if name != left_out})
    complete = {each.outfit.key: each for each in rank(LOOKS[:12], asked(GARMENTS, **PARTS), SCORERS, PRIOR)}
    for each in rank(LOOKS[:12], request, SCORERS, PRIOR):
        assert set(each.unused) == {scorer, "style"}  # of which nothing was rated
        assert each.parts[scorer] == 0
        # Its weight goes to no other scorer: all else stays what it was.
        others = {name: part for name, part in each.parts.items() if name != scorer}
        assert others == pytest.approx({name: complete[each.outfit.key].parts[name] for name in others}, abs=1e-6)


def test_a_request_for_nothing_still_ranks_by_what_goes_together() -> None:
    found = rank(LOOKS, asked(GARMENTS), SCORERS, PRIOR)
    assert set(found[0].unused) == {"taste", "suits", "wish", "novelty", "style"}
    assert found[0].score > found[-1].score


def test_the_best_comes_first_and_the_order_of_looks_does_not_matter() -> None:
    request = asked(GARMENTS, **PARTS)
    one, other = rank(LOOKS, request, SCORERS, PRIOR), rank(LOOKS[::-1], request, SCORERS, PRIOR)
    assert [each.score for each in one] == sorted((each.score for each in one), reverse=True)
    assert [each.outfit.key for each in one] == [each.outfit.key for each in other]


def test_disliking_a_scorers_favourites_turns_the_ranking() -> None:
    request = asked(GARMENTS, **PARTS)
    found = rank(LOOKS, request, SCORERS, PRIOR)
    colourful = [Feedback.of(each.findings, each.findings["harmony"].evidence < 0.5) for each in found[:60]]
    learned = PRIOR.learn(colourful)
    assert learned.weights["harmony"] < PRIOR.weights["harmony"]
    before, after = (
        np.mean([each.findings["harmony"].evidence for each in rank(LOOKS, request, SCORERS, preference)[:20]])
        for preference in (PRIOR, learned)
    )
    assert after < before
    assert again(found, learned) == rank(LOOKS, request, SCORERS, learned)


def test_what_was_rated_is_learned_of_kinds_patterns_and_colours() -> None:
    request = asked(GARMENTS, **PARTS)
    found = rank(LOOKS, request, SCORERS, PRIOR)
    striped = [each for each in found if each.findings["style"].facts["stripe"]]
    rated = [Feedback.of(each.findings, each in striped) for each in found[:60]]
    learned = {each.outfit.key: each for each in rank(LOOKS, request, SCORERS, PRIOR.learn(rated))}
    assert "style" in found[0].unused
    assert all("style" not in each.unused for each in learned.values())
    means = [
        np.mean([learned[each.outfit.key].parts["style"] for each in found if (each in striped) == there])
        for there in (True, False)
    ]
    assert means[0] > means[1]


def test_looks_that_share_garments_are_alike() -> None:
    shirt, pants, skirt = garment("shirt", "navy"), garment("pants"), garment("skirt", "red")
    request = asked(GARMENTS)
    alike = likeness(
        [Outfit((shirt, pants)), Outfit((shirt, skirt)), Outfit((garment("dress"),))], request.shelf.images
    )
    assert np.diag(alike) == pytest.approx(1)
    assert alike == pytest.approx(alike.T)
    assert alike[0, 1] >= 1 / 3 > alike[0, 2] >= 0
    assert alike.max() <= 1 + 1e-9


def test_what_is_shown_differs() -> None:
    request = asked(GARMENTS, **PARTS)
    found = rank(LOOKS, request, SCORERS, PRIOR)
    shown = diverse(found, request, 6)
    assert shown[0] is found[0]

    def common(looks: list[Outfit]) -> float:
        alike = likeness(looks, request.shelf.images)
        return float(alike[np.triu_indices(len(alike), 1)].mean())

    assert common([each.outfit for each in shown]) < common([each.outfit for each in found[:6]])
    worn = Counter(item.digest for each in shown for item in each.outfit.items)
    assert max(worn.values()) <= 2
    assert diverse([], request, 6) == []
