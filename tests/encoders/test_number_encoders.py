"""Encoders of numbers: piecewise-linear and scaled."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.linear_model import Ridge

from cases import over
from intarsia.columns.number import Number
from intarsia.encoders.piecewise import PiecewiseLinear
from intarsia.encoders.scaled import FARTHEST, Scaled
from intarsia.errors import DataError, OptionError


def batch(*values):
    column = Number()
    return column.collate([column.load(value) for value in values])


def position(encoder, *values):
    return encoder.tensors(batch(*values))["value"][:, 0].tolist()


def test_a_number_climbs_through_the_bins():
    encoder = PiecewiseLinear(bins=4).learn(batch(0, 10, 20, 30, 40))
    assert encoder.edges == (0, 10, 20, 30, 40)
    np.testing.assert_allclose(position(encoder, -5, 0, 5, 20, 37.5, 40, 1e300), [0, 0, 0.5, 2, 3.75, 4, 4])
    np.testing.assert_allclose(encoder.matrix(batch(15, None)), [[0.5, 0, -0.5, -0.5, 1], [0, 0, 0, 0, 0]])


def test_every_fold_has_the_same_shapes():
    rng = np.random.default_rng(0)
    for values in (rng.normal(size=1000), [1, 2], [7], [], [None] * 3):
        encoder = PiecewiseLinear().learn(batch(*values))
        assert len(encoder.edges) <= encoder.bins + 1
        shapes = {name: tuple(tensor.shape) for name, tensor in encoder.build().state_dict().items()}
        assert shapes == {"linear.weight": (32, 16), "linear.bias": (32,)}


def test_a_value_that_fills_many_quantiles_leaves_edges_to_the_others():
    values = [0.0] * 900 + list(np.linspace(1, 100, 100))
    encoder = PiecewiseLinear(bins=16).learn(batch(*values))
    assert len(encoder.edges) == 17
    assert len([edge for edge in encoder.edges if edge >= 1]) == 16


def test_few_distinct_values_are_told_apart_exactly():
    encoder = PiecewiseLinear(bins=8).learn(batch(*[1, 2, 3] * 50))
    assert position(encoder, 1, 2, 3) == [0, 1, 2]


def test_constant_and_empty_columns_say_nothing():
    assert position(PiecewiseLinear().learn(batch(5, 5, 5)), 4, 5, 6) == [0, 0, 0]
    empty = PiecewiseLinear().learn(batch(None, None))
    assert not empty.tensors(batch(3))["present"].any()


def test_ids_and_time_stamps_keep_their_digits():
    start = 1_700_000_000.0
    encoder = PiecewiseLinear(bins=4).learn(batch(*[start + second for second in range(5)]))
    np.testing.assert_allclose(position(encoder, start + 1, start + 1.5), [1, 1.5], atol=1e-6)
    np.testing.assert_allclose(
        Scaled().learn(batch(start, start + 2)).tensors(batch(start, start + 1, start + 2))["value"][:, 0],
        [-1, 0, 1],
        atol=0.02,
    )


def test_heavy_tails_drown_nothing():
    values = [*np.linspace(0, 1, 999), 1e200]
    token = PiecewiseLinear().learn(batch(*values))
    low, high = position(token, 0.25, 0.75)
    assert high - low > 5
    scaled = Scaled().learn(batch(*values))
    low, high, far = scaled.tensors(batch(0.25, 0.75, 1e200))["value"][:, 0].tolist()
    assert high - low > 1
    assert far == FARTHEST


@over("slip", [1e308, -1e308, 1e9])
@over("rows", [10, 60, 201])
def test_one_slip_of_the_pen_among_few_numbers_drowns_nothing(rows, slip):
    values = np.linspace(0, 1, rows - 1)
    encoder = Scaled().learn(batch(*values, slip))
    low, high = encoder.tensors(batch(0.25, 0.75))["value"][:, 0].tolist()
    assert high - low > 1


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)), max_size=40),
    st.lists(st.one_of(st.none(), st.floats(allow_nan=True, allow_infinity=True)), max_size=10),
)
@pytest.mark.parametrize("encoder", [PiecewiseLinear(bins=5), Scaled()], ids=["piecewise", "scaled"])
def test_any_numbers_give_finite_features(encoder, seen, new):
    learned = encoder.learn(batch(*seen))
    cells = learned.tensors(batch(*new))
    assert cells["value"].shape == (len(new), 1)
    assert cells["value"].isfinite().all()
    assert np.isfinite(learned.matrix(batch(*new))).all()
    assert (cells["value"][~cells["present"]] == 0).all()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=40), st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=10))
def test_the_position_never_falls_where_the_number_rises(seen, new):
    encoder = PiecewiseLinear(bins=5).learn(batch(*seen))
    assert (np.diff(position(encoder, *sorted(new))) >= -1e-6).all()


def test_tokens_are_one_per_cell():
    for encoder in (PiecewiseLinear(), Scaled()):
        encoder = encoder.learn(batch(1, 2, 3))
        encoded = encoder.build()(encoder.tensors(batch(1, None)))
        assert encoded.tokens.shape == (2, 1, 32)
        assert encoded.mask.tolist() == [[True], [False]]


def test_a_linear_model_on_the_bins_learns_a_curve():
    x = torch.linspace(-3, 3, 300)
    encoder = PiecewiseLinear(width=1).learn(batch(*x.tolist()))
    module, cells, target = encoder.build(), encoder.tensors(batch(*x.tolist())), x.sin()
    optimizer = torch.optim.Adam(module.parameters(), lr=0.05)
    for _ in range(300):
        optimizer.zero_grad()
        loss = (module(cells).tokens[:, 0, 0] - target).square().mean()
        loss.backward()
        optimizer.step()
    assert loss < 0.02


def test_scaled_is_standardised_and_says_what_is_there():
    encoder = Scaled().learn(batch(1, 2, 3, None))
    assert encoder.mean == pytest.approx(2)
    matrix = encoder.matrix(batch(2, 3, None))
    np.testing.assert_allclose(matrix[:, 1], [1, 1, 0])
    assert matrix[0, 0] == 0
    assert matrix[1, 0] == pytest.approx(1.22, abs=0.02)
    assert Scaled().learn(batch(0.1, 0.1, 0.1)).scale == 1.0


def test_what_was_not_learned_cannot_be_used():
    with pytest.raises(DataError, match=r"the piecewise encoder has no edges yet: call learn\(\)"):
        PiecewiseLinear().tensors(batch(1))
    with pytest.raises(DataError, match=r"the scaled encoder has no mean yet: call learn\(\)"):
        Scaled().tensors(batch(1))


def test_options_that_cannot_work_are_refused():
    with pytest.raises(OptionError, match="width must be at least 1 and bins from 1 to 10,000, got 32 and 0"):
        PiecewiseLinear(bins=0)
    with pytest.raises(OptionError, match="width must be at least 1, got 0"):
        Scaled(width=0)


def test_a_missing_number_is_a_middling_one_where_none_was_missing_before():
    values = np.linspace(0, 100, 101)
    encoder = PiecewiseLinear().learn(batch(*values))
    model = Ridge().fit(encoder.matrix(batch(*values)), values)
    missing, smallest, middle = model.predict(encoder.matrix(batch(None, 0, 50)))
    assert missing == pytest.approx(middle, abs=5)
    assert smallest < 10
