"""What every column promises, whatever a cell is."""

from __future__ import annotations

import numpy as np
import pytest

from intarsia.columns.base import columns

CELLS = {
    "image": [np.full((4, 5, 3), 200, dtype=np.uint8), np.zeros((6, 3, 3), dtype=np.uint8)],
    "text": ["A fine coat.", "一件好外套"],
    "number": [3.5, -2],
    "category": ["red", "blue"],
}
every_column = pytest.mark.parametrize("name", columns.names())


@every_column
@pytest.mark.parametrize("cell", [None, float("nan")])
def test_a_missing_cell_is_missing(name, cell):
    column = columns.make(name)
    assert column.load(cell) is None
    assert column.digest(cell) == b""


@every_column
def test_collate_says_what_is_there(name):
    column = columns.make(name)
    values = [column.load(cell) for cell in (*CELLS[name], None)]
    batch = column.collate(values)
    assert len(batch) == 3
    assert batch.present.tolist() == [True, True, False]
    assert batch.take([2, 0]).present.tolist() == [False, True]


@every_column
def test_digests_tell_content_apart(name):
    column = columns.make(name)
    first, second = (column.digest(cell) for cell in CELLS[name])
    assert first != second
    assert len(first) == len(second) == 16
    assert column.digest(CELLS[name][0]) == first


@every_column
def test_no_cells_are_a_batch_as_well(name):
    batch = columns.make(name).collate([])
    assert len(batch) == 0
    assert batch.present.shape == (0,)
