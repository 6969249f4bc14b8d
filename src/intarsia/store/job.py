"""The cells of one call: which are equal, which cannot be read, and the features found so far."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.columns.base import Batch, Column
from intarsia.encoders.base import Encoder, Features
from intarsia.errors import BadValue, CellError
from intarsia.i18n import Message


@dataclass
class Job:
    """N cells of one column, to be encoded once each.

    Attributes:
        rows: digest → the rows whose cells have that content; missing cells are in no list.
        problems: cells that cannot be read, so far.
        tokens: (N, T, D) float16, zeros where nothing is known; None until the first features show T and D.
        mask: (N, T) bool.
    """

    column: Column
    encoder: Encoder
    cells: Sequence[object]
    name: str
    rows: dict[bytes, list[int]] = field(default_factory=dict)
    problems: list[BadValue] = field(default_factory=list)
    tokens: npt.NDArray[np.float16] | None = None
    mask: npt.NDArray[np.bool_] | None = None

    def sort(self, digests: Sequence[bytes] | None = None) -> None:
        """Group the cells by content; cells that cannot be read become problems."""
        for row, cell in enumerate(self.cells):
            try:
                digest = self.column.digest(cell) if digests is None else digests[row]
            except CellError as error:
                self.problems.append(BadValue(self.name, row, error.message))
                continue
            if digest:
                self.rows.setdefault(digest, []).append(row)

    def size(self, digest: bytes) -> int:
        """Return how long a cell takes to encode, as its encoder estimates it."""
        return self.encoder.size(self.cells[self.rows[digest][0]])

    def load(self, digests: Sequence[bytes], pool: Executor) -> tuple[list[bytes], Batch]:
        """Load cells. Return the digests and values of those that hold something; unreadable ones become problems."""
        loaded = zip(digests, pool.map(self._load, digests), strict=True)
        kept: dict[bytes, Any] = {}
        for digest, value in loaded:
            if isinstance(value, CellError):
                self.refuse(digest, value.message)
            elif value is not None:
                kept[digest] = value
        return list(kept), self.column.collate(list(kept.values()))

    def refuse(self, digest: bytes, why: Message) -> None:
        """Record that cells with this content cannot be used."""
        self.problems += [BadValue(self.name, row, why) for row in self.rows[digest]]

    def put(self, digests: Iterable[bytes], features: Features) -> None:
        """Fill in the rows of these digests: one row of features (T, D) each."""
        tokens, mask = self._arrays(features.tokens.shape[1:])
        for digest, row_tokens, row_mask in zip(digests, features.tokens, features.mask, strict=True):
            for row in self.rows[digest]:
                tokens[row] = row_tokens
                mask[row] = row_mask

    def answer(self, shape: tuple[int, ...]) -> Features:
        """Return the features of the whole column. `shape` is (T, D)."""
        return Features(*self._arrays(shape))

    def _load(self, digest: bytes) -> Any:
        try:
            value = self.column.load(self.cells[self.rows[digest][0]])
        except CellError as error:
            return error
        return None if value is None else self.encoder.prepare(value)

    def _arrays(self, shape: tuple[int, ...]) -> tuple[npt.NDArray[np.float16], npt.NDArray[np.bool_]]:
        if self.tokens is None or self.mask is None:
            self.tokens = np.zeros((len(self.cells), *shape), dtype=np.float16)
            self.mask = np.zeros((len(self.cells), shape[0]), dtype=np.bool_)
        return self.tokens, self.mask
