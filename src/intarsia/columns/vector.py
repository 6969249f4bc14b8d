"""A vector: numbers that belong together and have no names, such as an embedding that was made elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from intarsia.columns.base import Column, Guess, Samples, columns, content_digest
from intarsia.columns.evidence import Evidence
from intarsia.columns.numeral import says_none
from intarsia.columns.scalar import is_blank
from intarsia.columns.vector_text import (
    fractions,
    has_decimal_commas,
    is_bare,
    is_cut,
    is_one_number,
    may_be_list,
    numbers_in_text,
)
from intarsia.errors import SHOWN, CellError, OptionError
from intarsia.html.cells import Shown, shortened
from intarsia.i18n import Message, messages

say = messages(__package__)

LARGEST = 100_000
"""Numbers of a vector."""
FEW = 20
"""Cells by which most columns are seen to hold no vectors."""

NEARLY = 0.02
"""Share of the cells of a column of vectors in text that may be something else, each of which is told."""
MOSTLY = 0.8
"""Share of them from which lists, which no other kind reads, are vectors, and text nearly is."""
LEAST = 20
"""Vectors that it takes to say that of a column."""

LEAST_BARE = 3
"""Numbers without brackets that may be a vector, if most of them have a decimal point."""
MANY_BARE = 16
"""Numbers without brackets that are one in any case: no date, telephone number or colour has so many."""

Floats = npt.NDArray[np.float32]


@columns.register("vector")
@dataclass(frozen=True)
class Vector(Column):
    """A vector. A loaded value is (D,) float32, NaN where one of its numbers is missing.

    A cell is a list, a tuple, an array or tensor (D,) or (1, D) of numbers, or a list in text ("[0.5, 1]", and what
    else `numbers_in_text` reads), as in CSV files. An empty one, and one of which every number is missing, is missing,
    and so are words such as "n/a".

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
        good = ([1.0, 2.0, -3.0], (0, 5, 1), np.array([0.5, 0.25, 8.0], dtype=np.float16), [1, None, 2], "[3  4.5 -1.]")
        return Samples(good, bad=("words", ["a"], [[1], [2]], {"x": 1}, 3.5, [1e300]), missing=("", "n/a", [], "[]"))

    @classmethod
    def guess(cls, evidence: Evidence) -> Guess | None:
        """Recognise lists of numbers that are all, or nearly all, of one length, and of more than one number."""
        if evidence.declared or not _may_be(evidence):
            return None
        size = _common_size(evidence.sample)
        if size < 2 or not _is_clear(evidence.sample, size):
            return None
        slips = [row for row, cell in enumerate(evidence.cells) if not _fits(cell, size)]
        why = say("why.vectors", size=size)
        if not slips:
            return Guess(cls(size), why)
        rows = len(evidence.present)
        share = NEARLY if any(isinstance(cell, str) for cell in evidence.sample) else 1 - MOSTLY
        if len(slips) > share * rows or rows - len(slips) < LEAST:
            return None
        told = [say("remark.slip", cell=_shown(evidence.cells[row]), row=row) for row in slips[:SHOWN]]
        remark = say("remark.vector_slips", name=evidence.name, size=size, count=len(slips), rows=rows, told=told)
        return Guess(cls(size), why, remark)

    @classmethod
    def near_miss(cls, evidence: Evidence) -> Message | str:
        """Tell of text that would be vectors if it were written another way, or if somebody said so."""
        words = [cell for cell in evidence.sample if isinstance(cell, str)]
        most = MOSTLY * len(evidence.sample)
        if evidence.declared or not words or len(words) < most or not _may_be(evidence):
            return ""
        for key, told in (("why.cut_vectors", is_cut), ("why.vector_commas", has_decimal_commas)):
            if sum(map(told, words)) >= most:
                return say(key)
        size = _common_size(words)
        other = next((word for word in words if not _fits(word, size)), None)
        fit = sum(_fits(word, size) for word in words)
        if size < 2 or fit < most or (other is None and size < LEAST_BARE) or all(map(is_one_number, words)):
            return ""
        return say("why.side_by_side", size=size) if other is None else say("why.nearly_vectors", other=_shown(other))

    def load(self, cell: object) -> Floats | None:
        """Return the vector (D,) as float32."""
        if is_blank(cell) or says_none(cell):
            return None
        found = numbers_in_text(cell) if isinstance(cell, str) else _array(cell)
        if not isinstance(found, (list, tuple, np.ndarray)) or not _is_list(found):
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


def _may_be(evidence: Evidence) -> bool:
    """Whether a few of the cells look like lists: a quick answer for most columns."""
    told = [cell for cell in evidence.sample if not says_none(cell)]
    few = told[:: max(1, len(told) // FEW)]
    return 2 * sum(may_be_list(cell) if isinstance(cell, str) else _is_list(cell) for cell in few) > len(few)


def _is_list(cell: object) -> bool:
    """Whether a cell holds several things side by side, of whatever library."""
    return isinstance(cell, (list, tuple)) or (hasattr(cell, "__array__") and len(getattr(cell, "shape", ())) > 0)


def _common_size(cells: Sequence[object]) -> int:
    """How many numbers most vectors among the cells have; 0 where there is none."""
    sizes = Counter(size for size in map(_size, cells) if size is not None)
    return sizes.most_common(1)[0][0] if sizes else 0


def _size(cell: object) -> int | None:
    try:
        value = Vector().load(cell)
    except CellError:
        return None
    return None if value is None else len(value)


def _fits(cell: object, size: int) -> bool:
    """Whether a cell is a vector of that size, or missing."""
    try:
        Vector(max(1, size)).load(cell)
    except CellError:
        return False
    return True


def _is_clear(cells: Sequence[object], size: int) -> bool:
    """Whether text without brackets is a vector, and not a date, a telephone number, a colour, or thousands apart."""
    bare = [cell for cell in cells if isinstance(cell, str) and is_bare(cell) and not says_none(cell)]
    if 2 * len(bare) <= len(cells) or size >= MANY_BARE:
        return True
    return size >= LEAST_BARE and sum(map(fractions, bare)) > len(bare) / 2


def _array(cell: object) -> object:
    """An array in place of what can be made one, such as tensors."""
    if isinstance(cell, (list, tuple, np.ndarray)) or not _is_list(cell):
        return cell
    try:
        # A tensor may lie on another device, or have a gradient.
        return np.asarray(cell.detach().cpu() if hasattr(cell, "detach") else cell)
    except (ValueError, TypeError, RuntimeError) as error:
        raise CellError(say("vector.not_numbers", why=error)) from error


def _shown(cell: object) -> str:
    return shortened(repr(cell), 40)


def _floats(found: Sequence[Any] | npt.NDArray[Any]) -> Floats:
    if len(found) == 1 and _is_list(found[0]):  # as a model gives the embedding of one thing
        found = found[0]
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
