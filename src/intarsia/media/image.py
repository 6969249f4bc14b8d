"""Any Pillow picture as 8-bit RGB."""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

import numpy as np
import numpy.typing as npt
import PIL.ExifTags
import PIL.Image

from intarsia.errors import CellError
from intarsia.i18n import messages

say = messages(__package__)


_UPRIGHT = {
    2: PIL.Image.Transpose.FLIP_LEFT_RIGHT,
    3: PIL.Image.Transpose.ROTATE_180,
    4: PIL.Image.Transpose.FLIP_TOP_BOTTOM,
    5: PIL.Image.Transpose.TRANSPOSE,
    6: PIL.Image.Transpose.ROTATE_270,
    7: PIL.Image.Transpose.TRANSVERSE,
    8: PIL.Image.Transpose.ROTATE_90,
}
"""EXIF orientation → what sets the picture upright."""

_RANGES = {"I": (255, 65535), "F": (1, 255, 65535)}
"""Modes wider than their files often are, and the maxima that their values may have."""

_PARALLEL = {None, "JPEG", "MPO", "PNG", "WEBP", "GIF", "BMP"}
"""Formats that do not warn while they decode, so that threads need not wait for each other."""

_FILTERS = threading.Lock()


@contextmanager
def silently() -> Iterator[None]:
    """No warnings inside. Python's warning filters are shared by all threads, hence the lock: keep it short."""
    with _FILTERS, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def rgb(picture: PIL.Image.Image, max_side: int) -> npt.NDArray[np.uint8]:
    """(H, W, 3) uint8, upright, on white, its longer side at most `max_side` pixels."""
    with nullcontext() if picture.format in _PARALLEL else silently():
        picture.load()
    turn = _UPRIGHT.get(_orientation(picture))
    picture = _on_white(_reduced(_eight_bit(picture), max_side))
    return np.array(picture if turn is None else picture.transpose(turn))  # (H, W, 3)


def from_array(array: npt.NDArray[Any]) -> PIL.Image.Image:
    """The picture of an array (H, W) or (H, W, C), C = 1, 3 or 4, of bool, integers 0..255, uint16 or floats 0..1."""
    if array.ndim not in (2, 3) or (array.ndim == 3 and array.shape[2] not in (1, 3, 4)):
        first = array.ndim == 3 and array.shape[0] in (1, 3, 4)
        raise CellError(say("array.channels_first" if first else "array.shape", shape=array.shape))
    if array.size == 0:
        raise CellError(say("array.empty", shape=array.shape))
    pixels = _bytes(array)
    return PIL.Image.fromarray(pixels[:, :, 0] if pixels.shape[2:] == (1,) else pixels)


def _bytes(array: npt.NDArray[Any]) -> npt.NDArray[np.uint8]:
    if array.dtype == np.uint8:
        return np.ascontiguousarray(array)
    if array.dtype.kind == "u" and array.dtype.itemsize == 2:
        return (array >> 8).astype(np.uint8)
    if array.dtype.kind not in "biuf":
        raise CellError(say("array.dtype", dtype=array.dtype))
    top = 255 if array.dtype.kind in "iu" else 1
    low = float(array.min())
    high = float(array.max())
    if not (low >= 0 and high <= top):  # written so that NaN is refused too
        raise CellError(say("array.range", dtype=array.dtype, top=top, low=low, high=high))
    greys: npt.NDArray[np.float32] = array.astype(np.float32) * (255 / top)
    return np.rint(greys).astype(np.uint8)


def _orientation(picture: PIL.Image.Image) -> int:
    with silently():
        try:
            return int(picture.getexif().get(PIL.ExifTags.Base.Orientation, 1))
        except Exception:  # broken metadata is no reason to lose the picture
            return 1


def _eight_bit(picture: PIL.Image.Image) -> PIL.Image.Image:
    """The picture in mode L, RGB or RGBA."""
    if picture.mode.startswith("I;16"):
        return PIL.Image.fromarray((np.asarray(picture) >> 8).astype(np.uint8))
    if picture.mode in _RANGES:
        return PIL.Image.fromarray(_scaled(np.asarray(picture), _RANGES[picture.mode]))
    if picture.mode == "La":
        picture = picture.convert("LA")
    if picture.has_transparency_data:
        return picture.convert("RGBA")
    return picture if picture.mode in ("L", "RGB") else picture.convert("L" if picture.mode == "1" else "RGB")


def _scaled(values: npt.NDArray[Any], known: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """(H, W) values as 8-bit greys. The first of the `known` maxima that holds them all is white, and 0 is black;
    when none does, they are stretched from the smallest to the largest."""
    greys: npt.NDArray[np.float32] = values.astype(np.float32)
    np.nan_to_num(greys, copy=False, posinf=0.0, neginf=0.0)
    np.clip(greys, -1e30, 1e30, out=greys)  # beyond, differences would overflow; in place, since it may be large
    low = float(greys.min())
    high = float(greys.max())
    top = next((top for top in known if low >= 0 and high <= top), None)
    start, span = (low, max(high - low, 1e-30)) if top is None else (0.0, top)
    greys -= start
    greys *= 255 / span
    return np.rint(greys, out=greys).astype(np.uint8)


def _reduced(picture: PIL.Image.Image, max_side: int) -> PIL.Image.Image:
    longer = max(picture.size)
    if longer <= max_side:
        return picture
    width, height = (max(1, round(side * max_side / longer)) for side in picture.size)
    return picture.resize((width, height), PIL.Image.Resampling.BICUBIC, reducing_gap=2.0)


def _on_white(picture: PIL.Image.Image) -> PIL.Image.Image:
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    white = PIL.Image.new("RGBA", picture.size, "white")
    return PIL.Image.alpha_composite(white, picture).convert("RGB")
