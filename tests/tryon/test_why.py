"""Reasons say what the computation did, and nothing else."""

from __future__ import annotations

import dataclasses
import itertools
import re
from pathlib import Path

import numpy as np
import pytest
from clothes import garment, tones, vector, wardrobe

from intarsia.apps.tryon.garment.naming import called
from intarsia.apps.tryon.outfit.outfit import Outfit, slot_of
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.reasons import explain
from intarsia.apps.tryon.reasons.case import OutfitCase
from intarsia.apps.tryon.reasons.sentences import PARTS, speak
from intarsia.apps.tryon.recommend.recommendation import Recommendation
from intarsia.apps.tryon.room import FittingRoom
from intarsia.apps.tryon.scorers.items import FEW
from intarsia.apps.tryon.scorers.taste import VIEWS
from intarsia.i18n import messages

say = messages("intarsia.apps.tryon.reasons")
GARMENTS = tuple(dataclasses.replace(each, text=None) for each in wardrobe(60))
LIKES = (garment("shirt", "navy"), garment("skirt", "red"))
OWNED = (garment("pants", "black"),)


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Recommendation:
    me = object.__new__(Person)
    object.__setattr__(me, "tones", tones())
    room = FittingRoom(tmp_path_factory.mktemp("learned"))
    return room.recommend(me, LIKES, "summer office, blue", GARMENTS, owned=OWNED)


def test_the_bars_add_up_to_what_sets_the_score_apart(looks: Recommendation) -> None:
    for ranked in looks:
        why = explain(looks, ranked)
        assert sum(bar.value for bar in why.bars) == pytest.approx(why.score - why.average, abs=1e-9)
        assert why.score == ranked.score
        assert {bar.scorer for bar in why.bars} == {*ranked.parts} - {*ranked.unused}
        assert f"{why.score - why.average:+.2f}" in why.sentences[0].en


def test_bars_add_up_where_a_scorer_knows_nothing_of_this_look(tmp_path: Path) -> None:
    garments = tuple(each if at % 5 else dataclasses.replace(each, text=None) for at, each in enumerate(wardrobe(60)))
    room = FittingRoom(tmp_path, read=lambda text: vector("skirt", "red skirt"))
    looks = room.recommend(likes=LIKES, wish="vintage, like my grandmother's kitchen", wardrobe=garments)
    untold = [each for each in garments if each.text is None]
    look = Outfit(tuple(next(each for each in untold if each.category == kind) for kind in ("shirt", "pants")))
    (ranked,) = looks.scores.of([look])
    assert "wish" in ranked.unused
    why = explain(looks, ranked)
    assert looks.averages.of(look.slots).parts["wish"] != 0
    assert sum(bar.value for bar in why.bars) == pytest.approx(why.score - why.average, abs=1e-9)
    told = [words.en for words in why.sentences]
    assert "No wish in words that could be used." not in told
    assert any(
        each.startswith("Your wish: too little is known of these garments, so it counts 0 here") for each in told
    )


def test_reasons_do_not_depend_on_the_order_of_the_wardrobe(tmp_path: Path, looks: Recommendation) -> None:
    room = FittingRoom(tmp_path)
    both = [
        room.recommend(None, LIKES, "summer office, blue", order, owned=OWNED) for order in (GARMENTS, GARMENTS[::-1])
    ]
    for one, other in zip(*both, strict=True):
        assert one.outfit.key == other.outfit.key
        first, second = explain(both[0], one), explain(both[1], other)
        assert first.sentences == second.sentences
        assert first.average == pytest.approx(second.average)
        assert (first.change and first.change.words) == (second.change and second.change.words)


def test_an_average_is_of_all_looks_of_a_small_wardrobe(looks: Recommendation) -> None:
    tops, bottoms = ([each for each in GARMENTS if slot_of(each) == slot] for slot in ("top", "bottom"))
    values = looks.scores.values([Outfit(pair) for pair in itertools.product(tops, bottoms)])
    assert looks.averages.of(("top", "bottom")).score == pytest.approx(sum(values) / len(values))


def test_a_liked_garment_of_the_wardrobe_is_not_said_to_be_like_itself(tmp_path: Path) -> None:
    looks = FittingRoom(tmp_path).recommend(likes=(GARMENTS[6],), wardrobe=GARMENTS)
    (ranked,) = looks.scores.of([Outfit((GARMENTS[6],))])
    why = explain(looks, ranked)
    assert why.closest is not None
    name = called(GARMENTS[6]).en
    assert why.closest.words.en == f"One garment here is number 1 of your likes ({name}) itself: the {name}."
    assert any("you named this very garment: number 1 of your likes" in words.en for words in why.sentences)


@pytest.mark.parametrize("count", [3, 12, 60])
def test_a_garment_stands_where_it_is_said_to_stand(tmp_path: Path, count: int) -> None:
    shirts = [each for each in wardrobe(900) if each.category == "shirt"][:count]
    looks = FittingRoom(tmp_path).recommend(likes=(garment("shirt", "navy"),), wardrobe=shirts)
    ranked = looks.scores.of([Outfit((each,)) for each in shirts])
    for each in ranked:
        good = (each.findings["taste"].value or 0) > 0.5
        words = speak("taste", OutfitCase(looks, each), 0, good).en
        if count < FEW:
            assert f"{'more' if good else 'less'} to your taste than is usual among all garments here" in words
            continue
        view = next(name for name in VIEWS if f"by {say(f'view.{name}').en}," in words)
        values = np.array([float(other.findings["taste"].facts[view]) for other in ranked])
        own = float(each.findings["taste"].facts[view])
        beaten = int((values < own - 1e-9).sum() if good else (values > own + 1e-9).sum())
        told = f"{beaten} of" if count <= 20 else f"{beaten / (count - 1):.0%} of"
        told = "all" if beaten == count - 1 else told
        assert f" than {told} {count - 1} other tops here" in words


def test_colours_that_are_far_from_the_skin_are_not_said_to_be_near_it(looks: Recommendation) -> None:
    far = 0
    numbers = re.compile(r"stand out from your (skin|hair) by (\d+)%; those of the .* here by (\d+)% on average")
    for ranked in looks.scores.of([Outfit((each,)) for each in GARMENTS]):
        for good in (True, False):
            case = OutfitCase(looks, ranked)
            words = speak("suits", case, 0, good)
            if found := numbers.search(words.en):
                part, *told = found.groups()
                facts = ranked.findings["suits"].facts
                usual = case.usual("suits", part, 0)
                assert told == [f"{100 * facts[part]:.0f}", f"{100 * usual:.0f}"]
                assert not re.search(r"\b(?:near|close|like)", words.en)
                assert f"区分开 {facts[part]:.0%}" in words.zh
                assert not re.search("接近|相近|相似", words.zh)
                far += facts[f"from {part}"] > case.usual("suits", f"from {part}", 0)
    assert far > 5


def test_a_pair_that_goes_together_as_well_as_others_is_not_said_to_go_together_only_so_well(
    looks: Recommendation,
) -> None:
    pairs = [Outfit(pair) for pair in itertools.product(*(looks.averages.pieces(slot) for slot in ("top", "bottom")))]
    said = set()
    for ranked in looks.scores.of(pairs):
        case = OutfitCase(looks, ranked)
        words = speak("compatibility", case, 0, good=False).en
        worst = float(ranked.findings["compatibility"].facts["worst"])
        assert ("% only;" in words) is (worst < case.usual("compatibility", "value"))
        said.add("% only;" in words)
    assert said == {True, False}


def test_the_garment_named_for_a_wish_makes_most_of_the_difference(looks: Recommendation) -> None:
    chance, named = np.random.default_rng(0), 0
    slots = [[each for each in GARMENTS if slot_of(each) == slot] for slot in ("top", "bottom", "outer")]
    for ranked in looks.scores.of(
        [Outfit(tuple(each[chance.integers(len(each))] for each in slots)) for _ in range(60)]
    ):
        case = OutfitCase(looks, ranked)
        words = speak("wish", case, 0, good=False).en
        part = next(name for name in PARTS if say(f"part.{name}", value=0).en.split("0%")[0].strip() in words)
        if (said := words.partition("Most of the difference: the ")[2]) == "":
            continue
        named += 1
        gaps = [case.usual("wish", part, item) - float(case.alone("wish", item).facts[part]) for item in range(3)]
        assert called(ranked.outfit.items[int(np.argmax(gaps))]).en == said.rstrip(".")
        assert max(gaps) > sum(max(gap, 0) for gap in gaps) / 2
    assert named > 5


def test_sentences_are_in_both_languages(looks: Recommendation) -> None:
    for ranked in looks:
        for words in explain(looks, ranked).sentences:
            assert words.en
            assert words.zh
            assert re.search("[\u4e00-\u9fff]", words.zh)
            assert not re.search("[\u4e00-\u9fff]", words.en)
            # The same numbers are told in both.
            assert re.findall(r"\d+%|\d+\.\d+", words.en) == re.findall(r"\d+%|\d+\.\d+", words.zh)


def test_a_change_gains_what_it_says(looks: Recommendation) -> None:
    told = 0
    for ranked in looks:
        change = explain(looks, ranked).change
        if change is None:
            continue
        told += 1
        other = ranked.outfit.with_item(change.garment)
        assert looks.scores.values([other])[0] - ranked.score == pytest.approx(change.gain)
        assert f"{change.gain:+.2f}" in change.words.en
        assert change.dyed == (change.garment.digest == ranked.outfit.items[change.item].digest)
    assert told > len(looks) / 2


def test_the_closest_liked_garment_is_named(looks: Recommendation, tmp_path: Path) -> None:
    for ranked in looks:
        closest = explain(looks, ranked).closest
        assert closest is not None
        assert f"number {closest.liked + 1} of your likes" in closest.words.en
    alone = FittingRoom(tmp_path).recommend(wardrobe=GARMENTS)
    assert explain(alone, alone[0]).closest is None


def test_what_was_not_used_is_told(tmp_path: Path) -> None:
    looks = FittingRoom(tmp_path).recommend(likes=LIKES, wardrobe=GARMENTS)
    told = [words.en for words in explain(looks, looks[0]).sentences]
    assert "No wish in words that could be used." in told
    assert "No photo of you: colours were not compared with yours." in told


def test_without_photos_no_region_is_shown(looks: Recommendation) -> None:
    assert explain(looks, looks[0]).region is None
