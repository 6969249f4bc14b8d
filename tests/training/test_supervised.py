"""Learning from labels: modality dropout and row weights."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from intarsia.objectives.supervised import modality_mask


@settings(deadline=None, max_examples=30)
@given(rows=st.integers(1, 50), modalities=st.integers(1, 5), rate=st.floats(0, 0.99), seed=st.integers(0, 100))
def test_a_rows_last_modality_is_never_hidden(rows, modalities, rate, seed):
    torch.manual_seed(seed)
    present = torch.rand(rows, modalities) > 0.5
    left = modality_mask(present, rate) & present
    assert torch.equal(left.any(1), present.any(1))


def test_modalities_are_hidden_as_often_as_asked():
    present = torch.ones(20_000, 3, dtype=torch.bool)
    hidden = ~modality_mask(present, 0.2)
    # Each is hidden with probability 0.2, but never all three: 0.2 - 0.2**3 / 3.
    assert abs(hidden.float().mean().item() - (0.2 - 0.2**3 / 3)) < 0.01
