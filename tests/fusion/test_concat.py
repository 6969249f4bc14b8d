from __future__ import annotations

import pytest
import torch

from intarsia.encoders.base import Encoded
from intarsia.errors import OptionError
from intarsia.fusion.concat import Concat

DIMS = {"photo": 3, "words": 2}


def test_without_hidden_layers_it_is_the_concatenation():
    module = Concat(hidden=0, dropout=0.0).build(DIMS)
    photo, words = torch.randn(4, 1, 3), torch.randn(4, 5, 2)
    fused = module({"photo": Encoded(photo, torch.ones(4, 1) > 0), "words": Encoded(words, torch.ones(4, 5) > 0)})
    assert module.width == 7
    torch.testing.assert_close(fused.vector, torch.cat([photo[:, 0], words.mean(1), torch.zeros(4, 2)], 1))


def test_a_missing_part_is_zeros_and_a_flag():
    found = {
        "photo": Encoded(torch.randn(2, 1, 3), torch.tensor([[True], [False]])),
        "words": Encoded(torch.randn(2, 1, 2), torch.ones(2, 1) > 0),
    }
    vector = Concat(hidden=0, dropout=0.0).build(DIMS)(found).vector
    assert not vector[1, :3].any()
    assert vector[:, 5:].tolist() == [[0, 0], [1, 0]]


def test_hidden_layers_learn_what_no_sum_can():
    a, b = torch.randn(256, 1, 1), torch.randn(256, 1, 1)
    found = {"a": Encoded(a, torch.ones(256, 1) > 0), "b": Encoded(b, torch.ones(256, 1) > 0)}
    target = (a * b > 0).float().flatten()  # exclusive or
    fusion = Concat(hidden=32, dropout=0.0).build({"a": 1, "b": 1})
    model = torch.nn.ModuleList([fusion, torch.nn.Linear(32, 1)])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.02)
    for _ in range(200):
        optimizer.zero_grad()
        logits = model[1](fusion(found).vector).squeeze(1)
        torch.nn.functional.binary_cross_entropy_with_logits(logits, target).backward()
        optimizer.step()
    assert ((logits > 0) == (target > 0)).float().mean() > 0.95


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hidden": -1}, "hidden must be >= 0 and layers >= 1, got -1 and 1"),
        ({"layers": 0}, "hidden must be >= 0 and layers >= 1, got 128 and 0"),
        ({"dropout": -0.1}, r"dropout must be in \[0, 1\), got -0.1"),
    ],
)
def test_options_that_cannot_work_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        Concat(**options)
