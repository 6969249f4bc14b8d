"""The seam of the columns: what a cell is, before any model looks at it.

A kind of cell is one file: a `Column` that says how cells are loaded and told apart, how a column of them is
recognised, how a page shows one, how a form asks for one, and which cells the contract tests try.
"""

from __future__ import annotations

import abc
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt

from intarsia.columns.evidence import Evidence
from intarsia.html.cells import Shown, shortened
from intarsia.i18n import EMPTY, Message, messages
from intarsia.registry import Registry

say = messages(__package__)


Control = Literal["line", "words", "decimal", "choice", "file"]


@dataclass(frozen=True)
class Batch:
    """The loaded cells of one column for B rows.

    Attributes:
        values: B loaded values; `None` where the cell is missing. What a value is, the column says.
        present: (B,) bool, False where the cell is missing.
    """

    values: tuple[Any, ...]
    present: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.values)

    def take(self, rows: Sequence[int] | npt.NDArray[np.intp]) -> Batch:
        """Return the rows at these positions, in this order."""
        return Batch(tuple(self.values[row] for row in rows), self.present[np.asarray(rows, dtype=np.intp)])


@dataclass(frozen=True)
class Field:
    """How a form asks for one cell.

    Attributes:
        control: a line of text, several lines, a number, one of `choices`, or a file. In a file's place no text is
            taken from strangers: it would be read as a path.
        choices: what can be chosen.
        media: what kinds of files are offered, as in HTML's attribute `accept` ("image/*").
        endings: of the names of such files, lower case, with the dot.
    """

    control: Control = "line"
    choices: tuple[str, ...] = ()
    media: str = ""
    endings: frozenset[str] = frozenset()

    @property
    def is_file(self) -> bool:
        """Whether the cell is the content of a file."""
        return self.control == "file"


@dataclass(frozen=True)
class Samples:
    """Cells that the contract tests of columns and encoders try.

    Attributes:
        good: at least two that differ.
        bad: cells that `load` refuses; may be empty where a column reads anything.
        missing: cells with nothing in them, besides None and NaN.
    """

    good: tuple[object, ...]
    bad: tuple[object, ...] = ()
    missing: tuple[object, ...] = ()


class Column(abc.ABC):
    """What a cell is. Leaves are frozen dataclasses, final, one per file, registered in `columns`."""

    version: ClassVar[int] = 1
    """Raised whenever the code changes what `load` gives for the same cell and options: old features are dropped."""

    title: ClassVar[Message | None] = None
    """What pages call this kind of cell; where there is none, the package's message "kind.NAME", or its name."""

    rank: ClassVar[int] = 200
    """Kinds are asked for a `guess` in this order, those first whose cells can hardly be taken for anything else.
    Pictures stand at 100, numbers at 300, categories at 500, text, which takes every string, at 600."""

    modality: ClassVar[str] = ""
    """Name of the modality that all columns of this kind form together, also with other kinds that name the same
    one; empty where every column is a modality of its own."""

    slow: ClassVar[bool] = False
    """Cells are slow to load (a file is opened and decoded): a table is checked by looking at them (`check`), and only
    what is needed is loaded."""

    @classmethod
    @abc.abstractmethod
    def samples(cls) -> Samples:
        """Return the cells with which tests try this kind and the encoders that read it."""

    @classmethod
    def guess(cls, evidence: Evidence) -> Guess | None:
        """Return the column that these cells look like and why, or None when they do not (the default)."""
        return None

    @classmethod
    def near_miss(cls, evidence: Evidence) -> Message | str:
        """Return a warning for cells that were taken for another kind although they nearly look like this one."""
        return ""

    @abc.abstractmethod
    def load(self, cell: object) -> Any | None:
        """Return the loaded value of a cell, or None when the cell is missing.

        A column of files loads its loaded values as well, unchanged: a service decodes them before others see them.

        Raises:
            CellError: the cell is neither missing nor what the column declares; the message is the reason.
        """

    @abc.abstractmethod
    def digest(self, cell: object) -> bytes:
        """Return 16 bytes that identify the content of a cell, or no bytes when the cell is missing.

        Equal content gives equal digests whatever its Python type; a picture is identified by its bytes,
        not by its path. Raises `CellError` like `load`.
        """

    def open(self, cell: object) -> object:
        """Return a cell with the same content that needs no further opening, such as the bytes of a file.

        By default the cell itself. Raises `CellError` like `load`.
        """
        return cell

    def check(self, cell: object) -> None:
        """Raise `CellError` when the cell cannot be loaded; columns whose cells are slow to load look less closely."""
        self.load(cell)

    def collate(self, values: Sequence[Any | None]) -> Batch:
        """Return the loaded values of B rows as one batch."""
        return Batch(tuple(values), np.array([value is not None for value in values], dtype=np.bool_))

    def learn(self, cells: Sequence[object]) -> Column:
        """Return the column with what `unseen` compares new cells to, learned in training; by default itself."""
        return self

    def unseen(self, cell: object) -> bool:
        """Return whether a model can make nothing of the cell because training had none like it."""
        return False

    def at(self, root: Path | None, confined: bool = False) -> Column:
        """The same column for a table that lies in folder `root`: relative paths start there, and where it is
        `confined`, no path leads out of it."""
        return self

    @property
    def variety(self) -> str:
        """Tells apart columns of one kind that need different encoders ("multilingual"); empty for the usual one."""
        return ""

    def show(self, value: Any) -> Shown:
        """Return how a page shows a loaded value that is not None."""
        return Shown(shortened(str(value)))

    def field(self) -> Field:
        """Return how a form asks for a cell of this column."""
        return Field()

    def cost(self, cell: object, most: int | None = None) -> int:
        """Return how many pixels, or values of similar size, loading the cell decodes; 0 when it decodes nothing.

        Only the head of a file is read for it. Raises `CellError` like `load`, and for what is larger than `most`.
        """
        return 0


@dataclass(frozen=True)
class Guess:
    """What a column is taken for (None: it is left out), why, and what its owner should know or do (empty: nothing).

    Attributes:
        otherwise: what it is taken for where another column of the table is of this kind beyond doubt; None where
            this guess is beyond doubt itself.
    """

    column: Column | None
    why: Message | str
    remark: Message = EMPTY
    otherwise: Guess | None = None


columns: Registry[Column] = Registry("column", package="intarsia.columns")


def title(kind: str) -> Message:
    """Return what pages call the kind of column with this name. Raises `UnknownName`."""
    own = columns.get(kind).title
    if own is not None:
        return own
    return say(f"kind.{kind}") if f"kind.{kind}" in say else Message.plain(kind)


def content_digest(content: bytes) -> bytes:
    """Return 16 bytes of BLAKE2b: short enough to store per row, long enough never to collide by accident."""
    return hashlib.blake2b(content, digest_size=16).digest()
