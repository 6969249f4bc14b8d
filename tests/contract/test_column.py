"""What every column promises, whatever a cell is. The cells are the column's own samples."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import get_args

import numpy as np
import pytest

from intarsia.columns.base import Control, columns, title
from intarsia.errors import CellError

every_column = pytest.mark.parametrize("name", columns.names())


@every_column
def test_a_missing_cell_is_missing(name):
    column = columns.make(name)
    for cell in (None, float("nan"), *column.samples().missing):
        assert column.load(cell) is None, repr(cell)
        assert column.digest(cell) == b"", repr(cell)


@every_column
def test_a_bad_cell_is_refused_with_the_reason(name):
    column = columns.make(name)
    for cell in column.samples().bad:
        for ask in (column.check, column.load):
            with pytest.raises(CellError, match=r"\w"):
                ask(cell)


@every_column
def test_collate_says_what_is_there(name):
    column = columns.make(name)
    first, second, *_ = column.samples().good
    batch = column.collate([column.load(cell) for cell in (first, second, None)])
    assert len(batch) == 3
    assert batch.present.tolist() == [True, True, False]
    assert batch.take([2, 0]).present.tolist() == [False, True]


@every_column
def test_digests_tell_content_apart(name):
    column = columns.make(name)
    first, second, *_ = (column.digest(cell) for cell in column.samples().good)
    assert first != second
    assert len(first) == len(second) == 16
    assert column.digest(column.samples().good[0]) == first


@every_column
def test_no_cells_are_a_batch_as_well(name):
    batch = columns.make(name).collate([])
    assert len(batch) == 0
    assert batch.present.shape == (0,)


@every_column
def test_no_training_cell_is_unseen_and_columns_that_learned_read_the_same(name):
    column = columns.make(name)
    cells = column.samples().good
    learned = column.learn(cells)
    assert not any(map(learned.unseen, cells))
    assert [learned.digest(cell) for cell in cells] == [column.digest(cell) for cell in cells]


@every_column
def test_a_page_can_show_a_cell_and_name_its_kind(name):
    column = columns.make(name)
    shown = column.show(column.load(column.samples().good[0]))
    assert shown.words or shown.picture.startswith("data:image/")
    assert not shown.missing
    assert title(name).en
    assert title(name).zh


@every_column
def test_a_form_can_ask_for_a_cell(name):
    field = columns.make(name).field()
    assert field.control in get_args(Control)
    assert bool(field.endings) == bool(field.media) == field.is_file
    assert bool(field.choices) == (field.control == "choice")


@every_column
def test_a_column_that_takes_words_from_strangers_opens_no_file_that_they_name(name):
    column = columns.make(name)
    if column.field().is_file:
        pytest.skip("no words are taken from strangers")

    def told(cell):
        try:
            return column.digest(cell)
        except CellError as error:
            return str(error)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "secret"
        before = told(str(path))
        path.write_text("#aa3311")
        assert told(str(path)) == before


@every_column
def test_what_a_column_of_files_decodes_is_bounded_and_stays_a_cell(name):
    column = columns.make(name)
    if not column.field().is_file:
        assert column.cost(column.samples().good[0]) == 0
        pytest.skip("nothing is decoded")
    assert column.slow
    for cell in column.samples().good:
        assert column.cost(cell) > 0
        value = column.load(column.open(cell))
        np.testing.assert_array_equal(column.load(value), value)
        assert column.cost(cell, column.cost(cell)) == column.cost(cell)
        with pytest.raises(CellError):
            column.cost(cell, column.cost(cell) - 1)
