"""What a garment is in a row of the wardrobe's table, and back: packed, with a checksum."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

import numpy as np

from intarsia.apps.tryon.garment.appearance import VERSION
from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.apps.tryon.garment.garment import Garment, Palette, Vector
from intarsia.apps.tryon.garment.taxonomy import KINDS

COLUMNS = (
    "digest, category, palette, pattern, sleeve, neck, length, sureness, image, words, title, description, price,"
    " sizes, others, notes, wearer, rivals, shown"
)
WRITTEN = f"{COLUMNS}, told, version"
READ = f"{COLUMNS}, version, number, crc"
PALETTE = COLUMNS.split(", ").index("palette")
SURENESS = COLUMNS.split(", ").index("sureness")
IMAGE = COLUMNS.split(", ").index("image")
WORDS = COLUMNS.split(", ").index("words")
OTHERS = COLUMNS.split(", ").index("others")
PRICE = COLUMNS.split(", ").index("price")
CATEGORY = COLUMNS.split(", ").index("category")
LATER = COLUMNS.split(", ").index("wearer")
"""The places of these columns in a row. From `LATER` on stand those that rows of before do not have."""
FIELDS = tuple(field.name for field in fields(Garment))[:-1]
"""What a garment calls these columns: all but `load_cutout`, in the same order."""

UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError, struct.error)
"""What decoding raises of a row that is not as it was written."""

Look = Callable[[str], Callable[[], Cutout]]
"""A garment's digest → what loads its photo."""


def row_of(garment: Garment) -> tuple[Any, ...]:
    """The values of `COLUMNS` of a garment."""
    return (
        garment.digest,
        garment.category,
        _packed(garment.palette),
        garment.pattern,
        garment.sleeve,
        garment.neck,
        garment.length,
        json.dumps(dict(garment.sureness)),
        _blob(garment.image),
        _blob(garment.text),
        garment.title,
        garment.description,
        None if garment.price is None else float(garment.price),  # as it is read back, and so its checksum
        "\n".join(garment.sizes),
        json.dumps(dict(garment.others), ensure_ascii=False, default=str),
        "\n".join(garment.notes),
        garment.wearer or "",
        "\n".join(garment.rivals),
        "" if garment.shown is None else json.dumps(garment.shown),
    )


def garments_of(rows: Sequence[Any], look: Look) -> list[Garment]:
    """The garments in rows of `READ`, without those that are not as they were written."""
    sound = [row for row in rows if _is_sound(row)]
    try:
        return _decoded(sound, look)
    except UNREADABLE:  # rows without a checksum, among which the damaged ones are looked for by halves
        if len(sound) == 1:
            return []
        half = len(sound) // 2
        return garments_of(sound[:half], look) + garments_of(sound[half:], look)


def checksum(*values: Any) -> int:
    """CRC-32 of what columns hold, all in their order."""
    blobs = b"".join([value for value in values if type(value) is bytes])
    texts = "\x1f".join([str(value) for value in values if type(value) is not bytes])
    return zlib.crc32(texts.encode("utf-8", "surrogatepass"), zlib.crc32(blobs))


def is_whole(crc: int | None, *values: Any) -> bool:
    """Whether values have this checksum; those of before, which have none, are believed."""
    return crc is None or crc == checksum(*values)


def checked(row: Sequence[Any]) -> tuple[Any, ...]:
    """Return what of the values of `COLUMNS` and the version behind them a checksum is of: rows of before have none of
    the later columns.
    """
    later = len(COLUMNS.split(", "))
    old = all(value is None for value in row[LATER:later])
    return (*row[:LATER], *row[later:]) if old else tuple(row)


def _is_sound(row: tuple[Any, ...]) -> bool:
    price = row[PRICE]
    return (
        is_whole(row[-1], *checked(row[:-2])) and row[CATEGORY] in KINDS and (price is None or isinstance(price, float))
    )


def _decoded(rows: Sequence[Any], look: Look) -> list[Garment]:
    # Embeddings of another version live in another space.
    current = [row[-3] == VERSION for row in rows]
    images = _vectors([row[IMAGE] if fits else None for row, fits in zip(rows, current, strict=True)])
    words = _vectors([row[WORDS] if fits else None for row, fits in zip(rows, current, strict=True)])
    # All at once: calling the decoder takes longer than what it does.
    sureness = json.loads(f"[{','.join(row[SURENESS] for row in rows)}]")
    others = json.loads(f"[{','.join(row[OTHERS] for row in rows)}]")
    return [
        _garment(row, DecodedColumns(*decoded), look(row[0]))
        for row, *decoded in zip(rows, sureness, images, words, others, strict=True)
    ]


class DecodedColumns(NamedTuple):
    """The columns of a row that are decoded for many rows at once."""

    sureness: Mapping[str, float]
    image: Vector | None
    text: Vector | None
    others: Mapping[str, object]


def _garment(row: tuple[Any, ...], decoded: DecodedColumns, look: Callable[[], Cutout]) -> Garment:
    facts = dict(zip(FIELDS, row, strict=False))  # the row goes on with version and number
    facts |= {name: tuple(facts[name].split("\n")) if facts[name] else () for name in ("sizes", "notes", "rivals")}
    facts |= {"wearer": facts["wearer"] or None, "shown": _shown(facts["shown"])}
    # A frozen dataclass sets field by field through `object.__setattr__`: three times as long, and there are 100,000.
    garment = object.__new__(Garment)
    garment.__dict__.update(facts, palette=_unpacked(row[PALETTE]), load_cutout=look, **decoded._asdict())
    return garment


def _shown(written: str | None) -> tuple[str, float] | None:
    if not written:
        return None
    kind, share = json.loads(written)
    return str(kind), float(share)


def _packed(palette: Palette) -> bytes:
    return np.array([(*lab, share) for lab, share in palette], np.float64).tobytes()


def _unpacked(content: bytes) -> Palette:
    return tuple([((L, a, b), share) for L, a, b, share in struct.iter_unpack("4d", content)])


def _blob(vector: Vector | None) -> bytes | None:
    return None if vector is None else vector.astype(np.float16).tobytes()


def _vectors(contents: Sequence[bytes | None]) -> list[Vector | None]:
    """Decode all at once, which is faster than one by one; they share their memory."""
    there = [content for content in contents if content is not None]
    if not there:
        return [None] * len(contents)
    rows = iter(np.frombuffer(b"".join(there), np.float16).astype(np.float32).reshape(len(there), -1))
    return [None if content is None else next(rows) for content in contents]
