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
"""Characters of a text in a page."""


@dataclass(frozen=True)
class Shown:
    """A cell as a page shows it.

    Attributes:
        words: its text, shortened; beside a picture what is to be said of it.
        picture: its picture as a data URI (see `data_uri`); empty for a cell that has none.
        missing: there is no cell.
    """

    words: str = ""
    picture: str = ""
    missing: bool = False


MISSING = Shown(missing=True)
"""A missing cell."""


def shortened(words: str, letters: int = LETTERS) -> str:
    """Return at most this many characters on one line, cut between words where possible."""
    words = " ".join(words.split())
    if len(words) <= letters:
        return words
    return words[: letters - 1].rsplit(" ", 1)[0].rstrip(",;:.，；：。") + "…"


def minus(number: str) -> str:
    """Return a number with the minus sign of print, which the encodings of some terminals lack."""
    return number.replace("-", "−")


def data_uri(pixels: npt.NDArray[np.uint8]) -> str:
    """Return a picture (H, W, 3) as a data URI of at most 128 x 128 pixels, JPEG or PNG, whichever is smaller."""
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
