"""A kind of column in a package of its own: colours written as #aabbcc, with the encoder that reads them.

Nothing in Intarsia knows of it. The entry point in the folder beside this file names this module, and that is all.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import torch

from intarsia.columns.base import Batch, Column, Guess, Samples, columns, content_digest
from intarsia.columns.evidence import Evidence
from intarsia.columns.scalar import spelled
from intarsia.encoders.base import Cells, Encoded, Encoder, EncoderModule, encoders
from intarsia.errors import CellError
from intarsia.html.cells import Shown, data_uri
from intarsia.i18n import Message

WHY = Message("colours, written as #rrggbb", "颜色，写作 #rrggbb")
WRITTEN = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


@columns.register("colour")
@dataclass(frozen=True)
class Colour(Column):
    """A colour written as #rrggbb. A loaded value is (red, green, blue), each 0 to 255."""

    title: ClassVar[Message] = Message("colour", "颜色")

    @classmethod
    def samples(cls) -> Samples:
        """Some colours, one of them twice."""
        return Samples(("#aa3311", "#0000ff", "#AA3311", "#ffffff", "#000000", "#33aa11"), bad=("red", "#12345", 7))

    @classmethod
    def guess(cls, evidence: Evidence) -> Guess | None:
        """Every cell is written as a colour."""
        fit = all(isinstance(cell, str) and WRITTEN.fullmatch(cell.strip()) for cell in evidence.present)
        return Guess(cls(), WHY) if fit else None

    def load(self, cell: object) -> tuple[int, int, int] | None:
        """Red, green, blue."""
        text = spelled(cell)
        if text is None:
            return None
        if not WRITTEN.fullmatch(text.strip()):
            got = repr(text[:20])
            raise CellError(
                Message(f"expected a colour such as #aa3311, got {got}", f"应为 #aa3311 这样的颜色，却是 {got}")
            )
        red, green, blue = bytes.fromhex(text.strip()[1:])
        return red, green, blue

    def digest(self, cell: object) -> bytes:
        """16 bytes of the loaded value; see `Column.digest`."""
        value = self.load(cell)
        return b"" if value is None else content_digest(bytes(value))

    def show(self, value: Any) -> Shown:
        """A swatch, and how the colour is written."""
        return Shown("#" + bytes(value).hex(), data_uri(np.full((8, 8, 3), value, dtype=np.uint8)))


@encoders.register("rgb")
@dataclass(frozen=True)
class Rgb(Encoder):
    """Red, green and blue as they are: (B, 1, 3), each from 0 to 1."""

    accepts: ClassVar[tuple[str, ...]] = ("colour",)
    default_for: ClassVar[tuple[tuple[str, str], ...]] = (("default", "colour"), ("plain", "colour"))

    @property
    def frozen(self) -> bool:
        """It learns nothing."""
        return True

    def tensors(self, batch: Batch) -> Cells:
        """`values` (B, 3) float32, `present` (B,) bool."""
        values: Sequence[Any] = [value or (0, 0, 0) for value in batch.values]
        array = np.array(values, dtype=np.float32).reshape(-1, 3) / 255
        return {"values": torch.from_numpy(array), "present": torch.from_numpy(batch.present)}

    def build(self) -> EncoderModule:
        """No weights."""
        return _Rgb()


class _Rgb(EncoderModule):
    width = 3

    def forward(self, cells: Cells) -> Encoded:
        return Encoded(cells["values"].unsqueeze(1), cells["present"].unsqueeze(1))  # (B, 1, 3), (B, 1)
