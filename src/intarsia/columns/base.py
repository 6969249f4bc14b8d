"""The seam of the columns: what a cell is, before any model looks at it."""

from __future__ import annotations

import abc
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from intarsia.registry import Registry


@dataclass(frozen=True)
class Batch:
    """Loaded cells of one column.

    Attributes:
        values: B loaded values; `None` where the cell is missing. What a value is, the column says.
        present: (B,) bool, False where the cell is missing.
    """

    values: tuple[Any, ...]
    present: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: Sequence[int] | npt.NDArray[np.intp]) -> Batch:
        """The rows with these positions, in this order."""
        return Batch(tuple(self.values[row] for row in rows), self.present[np.asarray(rows, dtype=np.intp)])


class Column(abc.ABC):
    """What a cell is. Leaves are frozen dataclasses, final, one per file, registered in `columns`."""

    version: ClassVar[int] = 1
    """Raised whenever the code changes what `load` gives for the same cell and options: old features are dropped."""

    slow: ClassVar[bool] = False
    """Cells are slow to load: a table is checked by looking at them (`check`), and only what is needed is loaded."""

    @abc.abstractmethod
    def load(self, cell: object) -> Any | None:
        """One loaded value, or None when the cell is missing.

        Raises:
            CellError: the cell is neither missing nor what the column declares; the message is the reason.
        """

    @abc.abstractmethod
    def digest(self, cell: object) -> bytes:
        """16 bytes that identify the cell's content; empty when the cell is missing.

        Equal content gives equal digests whatever its Python type; a picture is identified by its bytes,
        not by its path. Raises `CellError` like `load`.
        """

    def open(self, cell: object) -> object:
        """A cell of the same content that needs no further opening: the bytes of the file that it points to.

        By default the cell itself. Raises `CellError` like `load`.
        """
        return cell

    def check(self, cell: object) -> None:
        """Raise `CellError` when the cell cannot be loaded; columns whose cells are slow to load look less closely."""
        self.load(cell)

    def collate(self, values: Sequence[Any | None]) -> Batch:
        """Loaded values of B rows as one batch."""
        return Batch(tuple(values), np.array([value is not None for value in values], dtype=np.bool_))

    def learn(self, cells: Sequence[object]) -> Column:
        """The column as it was when a model was trained: what `unseen` holds new cells against. By default itself."""
        return self

    def unseen(self, cell: object) -> bool:
        """The cell is of a kind that was not in training, so that a model can make nothing of it."""
        return False

    def at(self, root: Path | None, confined: bool = False) -> Column:
        """The same column for a table that lies in folder `root`: relative paths start there, and where it is
        `confined`, no path leads out of it."""
        return self


columns: Registry[Column] = Registry("column", package="intarsia.columns")


def content_digest(content: bytes) -> bytes:
    """16 bytes of BLAKE2b: short enough to store per row, long enough never to collide by accident."""
    return hashlib.blake2b(content, digest_size=16).digest()


def is_missing(cell: object) -> bool:
    """True for None, NaN, NaT and pandas' NA: the ways in which tables say "nothing here"."""
    if cell is None:
        return True
    if isinstance(cell, (str, bytes, np.ndarray, list, tuple, dict)):
        return False
    # NaN and NaT differ from themselves; pandas' NA answers every comparison with NA, whose truth is undefined.
    # A cell may be any object, and comparing it may raise anything (tensors, decimal's signalling NaN).
    try:
        return bool(cell != cell)
    except Exception:
        return type(cell).__name__ == "NAType"
