"""Layers that look at garments alone remember what they said: it is the same, asked for once, and bounded."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from clothes import garment

from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.scorers import Finding, scorers
from intarsia.apps.tryon.scorers import items as module
from intarsia.apps.tryon.scorers.items import FindingCache
from intarsia.apps.tryon.wardrobe.shelf import Shelf

LOOKS = [Outfit((garment("shirt", digest=f"{place}"), garment("pants", digest="p"))) for place in range(12)]
REMEMBERING = ("compatibility", "harmony")


class Judge:
    def __init__(self) -> None:
        self.request: list[Outfit] = []

    def __call__(self, looks: Sequence[Outfit]) -> list[Finding]:
        self.request += looks
        return [Finding(int(look.items[0].digest) / 20) for look in looks]


def test_a_look_is_judged_once_whoever_asks() -> None:
    memory, judge = FindingCache(), Judge()
    first = memory.of([*LOOKS[:4], LOOKS[0]], judge)
    assert [each.value for each in first] == [0, 0.05, 0.1, 0.15, 0]
    assert [each.value for each in memory.of(LOOKS[2:6], judge)] == [0.1, 0.15, 0.2, 0.25]
    assert judge.request == LOOKS[:6]
    assert memory.of([], judge) == []


def test_the_oldest_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 5)
    memory, judge = FindingCache(), Judge()
    assert [each.value for each in memory.of(LOOKS, judge)] == [place / 20 for place in range(12)]
    assert len(memory._known) == 5
    memory.of(LOOKS[-5:], judge)
    assert judge.request == LOOKS
    memory.of(LOOKS[:1], judge)
    assert judge.request == [*LOOKS, LOOKS[0]]


def test_threads_that_share_one_hear_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 3)
    memory, wrong = FindingCache(), []

    def ask(start: int) -> None:
        for turn in range(200):
            looks = [LOOKS[(start + turn + step) % 12] for step in range(7)]
            if [each.value for each in memory.of(looks, Judge())] != [int(each.items[0].digest) / 20 for each in looks]:
                wrong.append(start)

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
    assert len(memory._known) <= 3 + 4


@pytest.mark.parametrize("name", REMEMBERING)
def test_a_scorer_says_the_same_from_memory_to_another_visitor(name: str) -> None:
    scorer = scorers.make(name)
    shelf = Shelf(tuple({item for look in LOOKS for item in look.items}))
    first = scorer.build(Request(shelf))(LOOKS)
    again = scorer.build(Request(shelf, likes=(LOOKS[0].items[0],)))(LOOKS)
    assert [id(each) for each in again] == [id(each) for each in first]
    assert scorers.make(name).build(Request(shelf))(LOOKS) == first
    assert scorers.dump(scorer) == {"type": name}
    assert scorer == scorers.make(name)
