"""A network may take the memory that its weights fill, and not much more."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import nn

from cases import over
from intarsia.allowance import BYTES, INNER, TENSORS, allowance
from intarsia.errors import DamagedFile

MANY = BYTES // 4 + 1
"""Numbers that are more than may be."""


@over(
    "make",
    [
        lambda: nn.Linear(MANY, 1),
        lambda: nn.Embedding(MANY, 1),
        lambda: nn.GRU(1, 1, 2 * TENSORS),
        lambda: torch.arange(MANY),
        lambda: torch.full((MANY,), 1.0),
        lambda: torch.ones(1).new_zeros(MANY),
        lambda: torch.randint(9, (MANY,)),
        lambda: [nn.Parameter(torch.zeros(1)) for _ in range(TENSORS + 1)],
        lambda: [torch.empty(MANY // 2) for _ in range(3)],
    ],
)
def test_what_is_far_larger_is_never_made(make: Callable[[], object]) -> None:
    with pytest.raises(DamagedFile, match="far larger than its weights can fill"), allowance(), torch.device("meta"):
        make()


def test_what_the_weights_fill_may_be_made() -> None:
    with allowance(4 * MANY, 3 * TENSORS), torch.device("meta"):
        nn.Linear(MANY, 1)
        for _ in range(3 * TENSORS):
            torch.zeros(1)


def test_one_inside_of_another_counts_for_itself_up_to_a_bound() -> None:
    with allowance(), torch.device("meta"):
        for _ in range(5):
            with allowance():
                torch.empty(BYTES // 4)
        with pytest.raises(DamagedFile), allowance():
            torch.empty(MANY)
        torch.empty(BYTES // 4)
    with pytest.raises(DamagedFile), allowance(), torch.device("meta"), allowance(INNER):
        torch.empty(INNER // 4 + 1)


def test_numbers_are_drawn_as_without_it() -> None:
    torch.manual_seed(0)
    alone = torch.randn(4)
    torch.manual_seed(0)
    with allowance():
        assert torch.equal(torch.randn(4), alone)
        assert torch.zeros(2, 2, layout=torch.sparse_coo).is_sparse
    torch.empty(1)
