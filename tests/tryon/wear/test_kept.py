"""What is kept of a garment between two previews goes with the garment."""

from __future__ import annotations

import dataclasses
import gc
import weakref

import numpy as np
from dressed import KINDS, garment

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.wear.garment import geometry as module
from intarsia.apps.tryon.wear.garment.geometry import cut
from intarsia.apps.tryon.wear.stage import GarmentCache


def fresh(digest: str) -> Garment:
    return dataclasses.replace(garment(KINDS["tank"]), digest=digest)


def test_a_garment_in_use_is_cut_once() -> None:
    asked: list[str] = []

    def find(each: Garment, more: int) -> int:
        asked.append(each.digest)
        return more

    kept, one = GarmentCache(find, 2), fresh("one")
    assert [kept.of(one, 1), kept.of(fresh("one"), 1), kept.of(one, 2)] == [1, 1, 2]
    assert asked == ["one", "one"]
    others = [fresh(name) for name in ("two", "three")]
    assert [kept.of(each, 1) for each in (*others, *others)] == [1] * 4
    assert asked[2:] == ["two", "three"]
    assert len(kept) == 2


def test_nothing_is_kept_of_a_garment_that_nobody_has() -> None:
    mine = fresh("mine")
    cloth, seen = weakref.ref(cut(mine).value.cloth), weakref.ref(mine)
    assert cloth() is not None
    assert cut(mine).value.cloth is cloth()
    del mine
    gc.collect()
    assert seen() is None
    assert cloth() is None


def test_a_cut_is_of_the_garment_that_was_asked_for() -> None:
    one = fresh("same")
    other = dataclasses.replace(one, others={"width_cm": 50})
    assert cut(one).value.garment is one
    assert cut(other).value.garment is other
    assert np.array_equal(cut(one).value.alpha, cut(other).value.alpha)
    assert len(module._CUTS) <= module.KEPT
