"""A kind of column whose cells are files, in a package of its own: curves, as lines of numbers.

It is opened as a sound or a clip would be: from a path in the table's folder, or from bytes that a stranger sends.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import torch

from intarsia.columns.base import Batch, Column, Field, Guess, Samples, columns, content_digest
from intarsia.columns.evidence import Evidence
from intarsia.columns.scalar import is_blank
from intarsia.encoders.base import Cells, Encoded, Encoder, EncoderModule, encoders
from intarsia.errors import CellError
from intarsia.html.cells import Shown
from intarsia.i18n import Message
from intarsia.media.source import located

Values = npt.NDArray[np.float32]


@columns.register("curve")
@dataclass(frozen=True)
class Curve(Column):
    """A curve. A loaded value is (L,) float32.

    Args:
        root: folder at which relative paths start.
        confined: what lies outside of that folder is not opened.
    """

    title: ClassVar[Message] = Message("curve", "曲线")
    rank: ClassVar[int] = 110
    slow: ClassVar[bool] = True

    root: Path | None = field(default=None, compare=False, repr=False, metadata={"transient": True})
    confined: bool = field(default=False, compare=False, repr=False, metadata={"transient": True})

    @classmethod
    def samples(cls) -> Samples:
        """Two curves as bytes, one of them twice."""
        return Samples((b"1\n2\n3", b"3\n2", b"1\n2\n3"), bad=(b"up and down", "no such file", 7), missing=("",))

    @classmethod
    def guess(cls, evidence: Evidence) -> Guess | None:
        """Paths that end in .curve."""
        fit = all(isinstance(cell, str) and cell.endswith(".curve") for cell in evidence.sample)
        return Guess(cls(), "paths of curves") if fit else None

    def at(self, root: Path | None, confined: bool = False) -> Curve:
        """See `Column.at`."""
        return replace(self, root=root, confined=confined)

    def open(self, cell: object) -> object:
        """The bytes of a file; a curve in memory as it is."""
        if is_blank(cell):
            return None
        if isinstance(cell, (str, os.PathLike)):
            return located(cell, self.root, confined=self.confined, medium=self.title).read_bytes()
        return cell

    def load(self, cell: object) -> Values | None:
        """(L,) float32."""
        content = self.open(cell)
        if content is None or isinstance(content, np.ndarray):
            return content
        if not isinstance(content, bytes):
            raise CellError(f"expected a curve, got {type(content).__name__}")
        try:
            return np.array(content.split(), dtype=np.float32)
        except ValueError as error:
            raise CellError("not a curve: write one number on each line") from error

    def digest(self, cell: object) -> bytes:
        """16 bytes of the loaded values."""
        values = self.load(cell)
        return b"" if values is None else content_digest(values.tobytes())

    def show(self, value: Any) -> Shown:
        """How long it is, and where it ends."""
        return Shown(f"{len(value)} values, up to {value[-1]:g}")

    def field(self) -> Field:
        """A file."""
        return Field("file", media=".curve", endings=frozenset({".curve"}))

    def cost(self, cell: object, most: int | None = None) -> int:
        """Its values."""
        content = self.open(cell)
        size = 0 if content is None else len(content.split() if isinstance(content, bytes) else content)
        if most is not None and size > most:
            raise CellError(f"{size} values are more than {most}")
        return size


@encoders.register("ends")
@dataclass(frozen=True)
class Ends(Encoder):
    """Where a curve begins and ends: (B, 1, 2)."""

    accepts: ClassVar[tuple[str, ...]] = ("curve",)
    default_for: ClassVar[tuple[tuple[str, str], ...]] = (("default", "curve"), ("plain", "curve"))

    @property
    def frozen(self) -> bool:
        """It learns nothing."""
        return True

    def tensors(self, batch: Batch) -> Cells:
        """`ends` (B, 2) float32, `present` (B,) bool."""
        ends = [(0.0, 0.0) if value is None else (value[0], value[-1]) for value in batch.values]
        array = np.array(ends, dtype=np.float32).reshape(-1, 2)
        return {"ends": torch.from_numpy(array), "present": torch.from_numpy(batch.present)}

    def build(self) -> EncoderModule:
        """No weights."""
        return _Ends()


class _Ends(EncoderModule):
    width = 2

    def forward(self, cells: Cells) -> Encoded:
        return Encoded(cells["ends"].unsqueeze(1), cells["present"].unsqueeze(1))  # (B, 1, 2), (B, 1)
