"""Which rows belong together: numbers for groups that are named in any way."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from intarsia.columns.table import Table
from intarsia.errors import DataError
from intarsia.i18n import messages

say = messages(__package__)

Index = npt.NDArray[np.intp]


def grouped(table: Table, groups: Any) -> tuple[Table, Index | None]:
    """Return the table without the column that groups its rows, and the number of each row's group.

    Args:
        table: N rows.
        groups: name of the column, which is no input then; (N,) values; or None.

    Raises:
        TableError: there is no such column.
        DataError: there is not one group per row.
    """
    if groups is None:
        return table, None
    if np.isscalar(groups):
        return table.drop(str(groups)), group_numbers(table.cells(str(groups)), len(table))
    return table, group_numbers(groups, len(table))


def group_numbers(groups: Any, rows: int) -> Index:
    """Return the number (N,) of each row's group, from 0 in order of appearance; rows without a group get one each.

    Raises `DataError` when there is not one group per row.
    """
    if isinstance(groups, np.ndarray) and groups.ndim != 1:
        raise DataError(say("groups.shape", shape=groups.shape))
    # Not through an array: numpy would make the word "nan" of a missing cell among strings. Arrow's own cells are
    # scalars, the missing ones equal to each other.
    found = groups.to_pylist() if hasattr(groups, "to_pylist") else groups
    values = pd.Series(found if isinstance(found, (pd.Series, np.ndarray)) else list(found))
    if len(values) != rows:
        raise DataError(say("groups.rows", groups=len(values), rows=rows))
    try:
        numbers = np.array(pd.factorize(values)[0], dtype=np.intp)
    except TypeError as error:
        raise DataError(say("groups.not_hashable", why=error)) from error
    alone = numbers < 0
    numbers[alone] = numbers.max(initial=-1) + 1 + np.arange(alone.sum())
    return numbers
