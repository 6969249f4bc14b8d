"""Reasons say what the computation did, and nothing else."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from clothes import garment, tones, wardrobe

from intarsia.apps.tryon.looks import Looks
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.reasons import explain
from intarsia.apps.tryon.room import Beside, FittingRoom

GARMENTS = tuple(dataclasses.replace(each, text=None) for each in wardrobe(60))
LIKES = (garment("shirt", "navy"), garment("skirt", "red"))
BESIDE = Beside(owned=(garment("pants", "black"),))


@pytest.fixture(scope="module")
def looks(tmp_path_factory: pytest.TempPathFactory) -> Looks:
    me = object.__new__(Person)
    object.__setattr__(me, "tones", tones())
    room = FittingRoom(tmp_path_factory.mktemp("learned"))
    return room.recommend(me, LIKES, "summer office, blue", GARMENTS, beside=BESIDE)


def test_the_bars_add_up_to_what_sets_the_score_apart(looks: Looks) -> None:
    for ranked in looks:
        why = explain(looks, ranked)
        assert sum(bar.value for bar in why.bars) == pytest.approx(why.score - why.average, abs=1e-9)
        assert why.score == ranked.score
        assert {bar.layer for bar in why.bars} == {*ranked.parts} - {*ranked.unused}
        assert f"{why.score - why.average:+.2f}" in why.sentences[0]["en"]


def test_sentences_are_in_both_languages(looks: Looks) -> None:
    for ranked in looks:
        for words in explain(looks, ranked).sentences:
            assert set(words) == {"en", "zh"}
            assert re.search("[\u4e00-\u9fff]", words["zh"])
            assert not re.search("[\u4e00-\u9fff]", words["en"])
            # The same numbers are told in both.
            assert re.findall(r"\d+%|\d+\.\d+", words["en"]) == re.findall(r"\d+%|\d+\.\d+", words["zh"])


def test_a_change_gains_what_it_says(looks: Looks) -> None:
    for ranked in looks:
        change = explain(looks, ranked).change
        if change is None:
            continue
        other = ranked.look.with_item(change.garment)
        assert looks.scores.values([other])[0] - ranked.score == pytest.approx(change.gain)
        assert f"{change.gain:+.2f}" in change.words["en"]
        assert change.dyed == (change.garment.digest == ranked.look.items[change.item].digest)


def test_the_closest_liked_garment_is_named(looks: Looks, tmp_path: Path) -> None:
    for ranked in looks:
        closest = explain(looks, ranked).closest
        assert closest is not None
        assert f"number {closest.liked + 1} of your likes" in closest.words["en"]
    alone = FittingRoom(tmp_path).recommend(wardrobe=GARMENTS)
    assert explain(alone, alone[0]).closest is None


def test_what_was_not_used_is_told(tmp_path: Path) -> None:
    looks = FittingRoom(tmp_path).recommend(likes=LIKES, wardrobe=GARMENTS)
    told = [words["en"] for words in explain(looks, looks[0]).sentences]
    assert "No wish in words that could be used." in told
    assert "No photo of you: colours were not compared with yours." in told


def test_without_photos_no_region_is_shown(looks: Looks) -> None:
    assert explain(looks, looks[0]).region is None
