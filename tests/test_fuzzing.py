"""A part of what `fuzzing.py` runs in full: nothing but answers, and errors of ours."""

from __future__ import annotations

import pytest

from fuzzing import Format, formats, fuzz_cells, fuzz_files
from intarsia.columns.base import columns

FORMATS = formats()


@pytest.mark.slow
@pytest.mark.parametrize(("name", "form"), FORMATS.items(), ids=FORMATS)
def test_a_file_that_is_nearly_right_is_read_or_refused(name: str, form: Format) -> None:
    assert dict(fuzz_files(name, form, 25, seed=1).raw) == {}


@pytest.mark.parametrize("kind", columns.names())
def test_a_cell_that_is_nearly_right_is_read_or_refused(kind: str) -> None:
    assert dict(fuzz_cells(kind, 500, seed=1).raw) == {}
