"""A wardrobe as arrays."""

from __future__ import annotations

import numpy as np
import pytest
from clothes import garment, palette, vector, wardrobe

from intarsia.apps.tryon.wardrobe.shelf import Shelf, Space, apart, evenly, palettes


def test_embeddings_are_standardised_within_the_wardrobe() -> None:
    drawn = np.random.default_rng(0).normal(5, 1, (50, 8)).astype(np.float32)
    space = Space.of(list(drawn))
    assert np.linalg.norm(space.rows, axis=1) == pytest.approx(1, abs=1e-5)
    assert abs(float((space.rows @ space.rows.T).mean())) < 0.1  # what all have in common is gone
    assert space.place([drawn[3]])[0] == pytest.approx(space.rows[3], abs=1e-5)


def test_missing_embeddings_are_missing() -> None:
    space = Space.of([vector("a"), None, vector("b")])
    assert space.present.tolist() == [True, False, True]
    assert np.isnan(space.known(np.array([0, 1]))[1]).all()
    assert np.isnan(space.place([None, vector("c", width=3)])).all()
    assert Space.of([None]).rows.shape == (1, 1)


def test_distances_of_palettes() -> None:
    given = palettes([palette("navy"), palette("navy", "white"), palette("red")])
    assert given[..., 3].sum(1) == pytest.approx(1)
    found = apart(given, given)
    assert np.diag(found) == pytest.approx(0, abs=1e-4)
    assert found == pytest.approx(found.T, abs=1e-3)
    assert found[0, 1] < found[0, 2]


def test_a_shelf_knows_its_rows_and_slots() -> None:
    shelf = Shelf(wardrobe(9))
    assert len(shelf) == 9
    assert shelf.places[shelf.garments[4].digest] == 4
    assert shelf.slots.tolist() == [0, 0, 0, 1, 1, 1, 2, 3, 4]
    assert shelf.images.rows.shape == (9, 16)
    assert shelf.texts.present.all()
    assert len(Shelf((garment("shirt"),)).colours) == 1


def test_a_large_shelf_is_judged_by_a_sample_of_every_slot() -> None:
    assert evenly(3, 10).tolist() == [0, 1, 2]
    assert evenly(11, 3).tolist() == [0, 5, 10]
    assert evenly(0, 3).tolist() == []
    shelf = Shelf(wardrobe(45))
    assert sorted(shelf.sample.tolist()) == list(range(45))
