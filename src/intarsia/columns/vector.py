"""A vector: numbers that belong together and have no names, such as an embedding that was made elsewhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from intarsia.columns.base import Column, Guess, Samples, columns, content_digest
from intarsia.columns.evidence import Evidence
from intarsia.columns.scalar import is_blank
from intarsia.errors import CellError, OptionError
from intarsia.html.cells import Shown
from intarsia.i18n import messages

say = messages(__package__)

LARGEST = 100_000
"""Numbers of a vector."""
LONGEST = 4_000_000
"""Characters of one that is written as text."""

Floats = npt.NDArray[np.float32]


@columns.register("vector")
@dataclass(frozen=True)
class Vector(Column):
    """A vector. A loaded value is (D,) float32, NaN where one of its numbers is missing.

    A cell is a list, a tuple or a 1-D array of numbers, or a list in text ("[0.5, 1]"), as in CSV files. An empty
    one, and one of which every number is missing, is missing.

    Attributes:
        size: D; None takes vectors of any length.
    """

    rank: ClassVar[int] = 250

    size: int | None = None

    def __post_init__(self) -> None:
        if self.size is not None and not 1 <= self.size <= LARGEST:
            raise OptionError(say("vector.size", size=self.size, most=LARGEST))

    @classmethod
    def samples(cls) -> Samples:
        """Return vectors of three numbers, one of them with a gap."""
        good = ([1.0, 2.0, -3.0], (0, 5, 1), np.array([0.5, 0.25, 8.0], dtype=np.float16), [1, None, 2], "[3, 4.5, -1]")
        return Samples(good, bad=("words", ["a"], [[1], [2]], {"x": 1}, 3.5, [1e300]), missing=("", " ", [], "[]"))

    @classmethod
    def guess(cls, evidence: Evidence) -> Guess | None:
        """Recognise lists of numbers that are all of one length, and of more than one number."""
        sizes = set()
        for cell in evidence.present:
            try:
                value = cls().load(cell)
            except CellError:
                return None
            sizes.add(None if value is None else len(value))
        sizes.discard(None)
        if len(sizes) != 1 or 1 in sizes:
            return None
        (size,) = sizes
        return Guess(cls(size), say("why.vectors", size=size))

    def load(self, cell: object) -> Floats | None:
        """Return the vector (D,) as float32."""
        if is_blank(cell):
            return None
        found = _listed(cell) if isinstance(cell, str) else cell
        if not isinstance(found, (list, tuple, np.ndarray)):
            raise CellError(say("vector.other_kind", kind=type(cell).__name__))
        value = _floats(found)
        if not len(value) or np.isnan(value).all():
            return None
        if self.size is not None and len(value) != self.size:
            raise CellError(say("vector.length", found=len(value), expected=self.size))
        return value

    def digest(self, cell: object) -> bytes:
        """Return 16 bytes of the loaded numbers; see `Column.digest`."""
        value = self.load(cell)
        return b"" if value is None else content_digest(value.tobytes())

    def show(self, value: Any) -> Shown:
        """Return how many numbers there are, and the first of them."""
        first = ", ".join(f"{number:.3g}" for number in value[:3])
        return Shown(f"{len(value)}: {first}{', …' if len(value) > 3 else ''}")


def _listed(cell: str) -> object:
    """The list in a text. Raises `CellError`."""
    try:
        return json.loads(cell) if len(cell) <= LONGEST else None
    except (ValueError, RecursionError) as error:
        raise CellError(say("vector.not_json", why=error)) from error


def _floats(found: Sequence[Any] | npt.NDArray[Any]) -> Floats:
    if isinstance(found, np.ndarray) and found.ndim != 1:
        raise CellError(say("vector.shape", shape=found.shape))
    if len(found) > LARGEST:
        raise CellError(say("vector.too_long", found=len(found), most=LARGEST))
    try:
        value = np.asarray(found, dtype=np.float64)
    except (ValueError, TypeError) as error:
        raise CellError(say("vector.not_numbers", why=error)) from error
    if value.ndim != 1:
        raise CellError(say("vector.shape", shape=value.shape))
    with np.errstate(over="ignore"):
        narrow = value.astype(np.float32)
    if np.isinf(narrow).any():
        raise CellError(say("vector.infinite"))
    return narrow + np.float32(0)  # -0.0 + 0.0 is 0.0: one zero, one digest
