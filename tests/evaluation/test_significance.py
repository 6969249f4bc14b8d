"""The adjustment of tests that are asked together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.evaluation.significance import Comparison, adjusted, holm


def test_holm_by_hand():
    np.testing.assert_allclose(holm(np.array([0.01, 0.04, 0.03])), [0.03, 0.06, 0.06])
    np.testing.assert_allclose(holm(np.array([0.9, 0.01, np.nan, 0.8])), [1.0, 0.03, np.nan, 1.0])
    assert holm(np.array([])).size == 0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
@settings(deadline=None, max_examples=60)
def test_holm_never_lowers_a_p_and_keeps_their_order(values):
    p = np.array(values)
    found = holm(p)
    assert (found >= p - 1e-15).all()
    assert (found <= np.minimum(1, p * len(p)) + 1e-15).all()
    assert (np.diff(found[np.argsort(p, kind="stable")]) >= 0).all()


def test_adjusting_changes_nothing_but_the_adjusted_p():
    tests = {name: Comparison(0.1, 0.0, 0.2, p, p) for name, p in (("a", 0.02), ("b", 0.04))}
    found = adjusted(tests)
    assert [test.p_adjusted for test in found.values()] == pytest.approx([0.04, 0.04])
    assert found["b"].p == 0.04
    assert found["b"].significant
