from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia import progress
from intarsia.errors import OptionError
from intarsia.explanation.shapley import MOST, coalitions, left_out, shapley

sizes = st.integers(1, 4)
seeds = st.integers(0, 2**16)


def _game(players, seed, rows=3, outputs=2):
    """A random answer for every row and subset of players."""
    worth = np.random.default_rng(seed).normal(size=(rows, 2**players, outputs))

    def ask(keep):
        return worth[np.arange(rows), keep @ (1 << np.arange(players))]

    return ask, np.ones((rows, players), dtype=bool)


@settings(deadline=None, max_examples=30)
@given(sizes, seeds)
def test_contributions_add_up_to_the_answer(players, seed):
    worth = coalitions(*_game(players, seed))
    nothing, everything = worth[(False,) * players], worth[(True,) * players]
    np.testing.assert_allclose(nothing + shapley(worth).sum(1), everything, atol=1e-12)


@settings(deadline=None, max_examples=20)
@given(sizes, seeds)
def test_they_are_means_over_all_orders(players, seed):
    worth = coalitions(*_game(players, seed))
    values = np.zeros_like(shapley(worth))
    orders = list(permutations(range(players)))
    for order in orders:
        shown = [False] * players
        for player in order:
            before = worth[tuple(shown)]
            shown[player] = True
            values[:, player] += (worth[tuple(shown)] - before) / len(orders)
    np.testing.assert_allclose(shapley(worth), values, atol=1e-12)


@settings(deadline=None, max_examples=20)
@given(st.integers(2, 4), seeds, st.data())
def test_a_missing_modality_contributes_nothing(players, seed, data):
    ask, present = _game(players, seed)
    missing = data.draw(st.integers(0, players - 1))
    present[1, missing] = False
    worth = coalitions(ask, present)
    assert not shapley(worth)[1, missing].any()
    assert not left_out(worth)[1, missing].any()
    assert shapley(worth)[0, missing].any()


def test_left_out_is_the_answer_less_the_answer_without():
    ask, present = _game(3, 0)
    without = present.copy()
    without[:, 1] = False
    np.testing.assert_allclose(left_out(coalitions(ask, present))[:, 1], ask(present) - ask(without))


def test_too_many_modalities_are_refused():
    with pytest.raises(
        OptionError, match=r"13 modalities would need 8,192 passes .* at most 12 .* ask learner\.scores"
    ):
        coalitions(lambda keep: keep, np.ones((1, MOST + 1), dtype=bool))


def test_long_work_tells_how_far_it_is(monkeypatch, capsys):
    monkeypatch.setattr(progress, "PAUSE", 0.0)
    coalitions(*_game(3, 0))
    assert "explaining, 8 passes: 3/24" in capsys.readouterr().err
