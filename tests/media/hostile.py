"""Pictures that are made to do harm: small files that take minutes, gigabytes, or the decoder."""

from __future__ import annotations

import io
import struct

import numpy as np
import PIL.Image
import pytest


def scanned(side: int, scans: int) -> bytes:
    """A progressive JPEG, side x side, whose last scan is drawn again and again."""
    content = io.BytesIO()
    PIL.Image.new("L", (side, side), 128).save(content, "JPEG", progressive=True, quality=10)
    drawn = content.getvalue()
    last = drawn.rfind(b"\xff\xda")
    return drawn[:last] + drawn[last:-2] * scans + b"\xff\xd9"


def tagged(form: str, tags: int, size: int) -> bytes:
    """A picture of some pixels with metadata of as many tags, which all mean the same `size` bytes of the file."""
    entries = b"".join(struct.pack("<HHII", 40_000 + tag, 1, size, 8) for tag in range(tags))
    content = io.BytesIO()
    if form == "TIFF":
        PIL.Image.new("RGB", (64, 64)).save(content, "TIFF")
        plain = content.getvalue()
        place = struct.unpack_from("<I", plain, 4)[0]
        known = struct.unpack_from("<H", plain, place)[0]
        entries = plain[place + 2 : place + 2 + 12 * known] + entries
        directory = struct.pack("<H", known + tags) + entries + bytes(4)
        return plain[:4] + struct.pack("<I", len(plain)) + plain[8:] + directory + bytes(size)
    directory = b"II*\0" + struct.pack("<IH", 8, tags) + entries + bytes(4)
    PIL.Image.new("RGB", (64, 64)).save(content, form, exif=directory + bytes(size))
    return content.getvalue()


def icon(side: int) -> bytes:
    """An ICO of some kilobytes that says it is small, and holds a picture of side x side."""
    inner = io.BytesIO()
    PIL.Image.fromarray(np.zeros((side, side), np.bool_)).save(inner, "PNG")
    content = inner.getvalue()
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, 16, 16, 0, 0, 1, 32, len(content), 22) + content


def solid(form: str, side: int) -> bytes:
    """A file of some kilobytes that is decoded to side x side pixels."""
    content = io.BytesIO()
    picture = PIL.Image.new("L", (side, side), 128)
    if form == "HEIF":  # Pillow learns it from another package
        pytest.importorskip("pillow_heif").from_pillow(picture).save(content, quality=10)
    else:
        picture.save(content, form)
    return content.getvalue()
