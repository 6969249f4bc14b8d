"""Cells of a table as a page shows them: a small picture, or a few words."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import PIL.Image

SIDE = 128
"""Longest side of a picture in a page; pixels."""

LETTERS = 400
"""Letters of a text in a page."""


@dataclass(frozen=True)
class Shown:
    """One cell.

    Attributes:
        name: of the column.
        words: its text, shortened; empty for a picture.
        picture: its picture as a data URI; empty for anything else.
        missing: there is no cell.
    """

    name: str
    words: str = ""
    picture: str = ""
    missing: bool = False


def shown(name: str, value: Any) -> Shown:
    """A loaded value: an (H, W, 3) uint8 picture, a text, a number, a category, or None."""
    if value is None:
        return Shown(name, missing=True)
    if isinstance(value, np.ndarray) and value.ndim == 3:
        return Shown(name, picture=data_uri(value))
    if isinstance(value, float):
        return Shown(name, f"{value:.6g}")
    return Shown(name, shortened(str(value)))


def shortened(words: str, letters: int = LETTERS) -> str:
    """At most so many letters, on one line, cut between words where there are such."""
    words = " ".join(words.split())
    if len(words) <= letters:
        return words
    return words[: letters - 1].rsplit(" ", 1)[0].rstrip(",;:.，；：。") + "…"


def data_uri(pixels: npt.NDArray[np.uint8]) -> str:
    """A picture (H, W, 3) at most 128 pixels high and wide, as JPEG or PNG, whichever is smaller."""
    picture = PIL.Image.fromarray(pixels)
    picture.thumbnail((SIDE, SIDE))
    kinds = {
        "jpeg": _written(picture, "JPEG", quality=82, optimize=True),
        "png": _written(picture, "PNG", optimize=True),
    }
    kind, content = min(kinds.items(), key=lambda pair: len(pair[1]))
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def _written(picture: PIL.Image.Image, form: str, **options: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, form, **options)
    return file.getvalue()
