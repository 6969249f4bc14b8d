"""Garments in one SQLite file: what was seen, what was told, and the photos themselves, small and without metadata."""

from __future__ import annotations

import functools
import gc
import io
import json
import struct
import warnings
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import PIL.Image

from intarsia.apps.tryon.garment.appearance import VERSION, Appearance
from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.apps.tryon.garment.garment import Garment, Palette, Vector
from intarsia.apps.tryon.garment.heads import Classification
from intarsia.apps.tryon.garment.stated import Stated
from intarsia.apps.tryon.wardrobe.database import WardrobeDatabase
from intarsia.errors import IntarsiaWarning, RefusedPhoto, StoreError
from intarsia.i18n import Message, messages

say = messages(__package__)


PAGE = 5000
"""Garments that are read at a time."""
QUALITY = 92
"""The JPEG quality of the photos that are kept."""

# Facts stand apart from pictures: 100,000 garments are read without turning over gigabytes of photos.
TABLES = """
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    PRAGMA secure_delete = ON;
    CREATE TABLE IF NOT EXISTS files (content TEXT PRIMARY KEY, version INTEGER, digest TEXT, refusal TEXT);
    CREATE TABLE IF NOT EXISTS seen (digest TEXT PRIMARY KEY, facts TEXT, photo BLOB, mask BLOB);
    CREATE TABLE IF NOT EXISTS views (digest TEXT, view BLOB, PRIMARY KEY (digest, view));
    CREATE TABLE IF NOT EXISTS garments (
        number INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT UNIQUE, category TEXT, palette BLOB, pattern TEXT,
        sleeve TEXT, neck TEXT, length TEXT, sureness TEXT, image BLOB, words BLOB, title TEXT, description TEXT,
        price REAL, sizes TEXT, others TEXT, notes TEXT, told TEXT, version INTEGER
    );
"""

COLUMNS = (
    "digest, category, palette, pattern, sleeve, neck, length, sureness, image, words, title, description, price,"
    " sizes, others, notes"
)
WRITTEN = f"{COLUMNS}, told, version"
READ = f"{COLUMNS}, version, number, crc"
CHECKS = {"files": ("crc",), "seen": ("crc", "photo_crc"), "garments": ("crc", "told_crc")}
"""Table → columns with the checksums of its rows. Rows of before have none, and are believed."""
PALETTE = COLUMNS.split(", ").index("palette")
SURENESS = COLUMNS.split(", ").index("sureness")
IMAGE = COLUMNS.split(", ").index("image")
WORDS = COLUMNS.split(", ").index("words")
OTHERS = COLUMNS.split(", ").index("others")
"""The places of these columns in a row."""
FIELDS = tuple(field.name for field in fields(Garment))[:-1]
"""What a garment calls these columns: all but `load_cutout`, in the same order."""


class Archive:
    """The garments in one open file.

    Args:
        path: the file; made with its folder when it is not there.

    Raises:
        StoreError: it cannot be opened, or is no such file.
    """

    def __init__(self, path: Path) -> None:
        self.database = WardrobeDatabase(path, TABLES, CHECKS)

    @property
    def state(self) -> int:
        """Another number when another connection has written."""
        return int(self.database.run("PRAGMA data_version")[0][0])

    def __len__(self) -> int:
        return int(self.database.run("SELECT count(*) FROM garments")[0][0])

    def looked(self, content: str) -> Appearance | RefusedPhoto | None:
        """Return what a file with this hash shows, if it was looked at as this version looks."""
        found = self.database.run(
            "SELECT digest, refusal, crc FROM files WHERE content = ? AND version = ?", content, VERSION
        )
        if not found:
            return None
        digest, refusal, crc = found[0]
        if not _is_whole(crc, content, digest, refusal):
            return None
        if refusal is not None:
            reason, english, chinese = json.loads(refusal)
            return RefusedPhoto(reason, Message(english, chinese))
        facts = self.database.run("SELECT facts, crc FROM seen WHERE digest = ?", digest)
        if not facts or not _is_whole(facts[0][1], digest, facts[0][0]) or self._photo(digest) is None:
            return None
        return _loaded(digest, facts[0][0], self._look(digest))

    def keep(self, content: str, seen: Appearance | RefusedPhoto, views: Sequence[bytes] = ()) -> None:
        """Keep what a file shows, with the photo and the names of its views in the feature store (`views.digests`)."""
        if isinstance(seen, RefusedPhoto):
            refusal = json.dumps([seen.reason, seen.message.en, seen.message.zh], ensure_ascii=False)
            self._keep_file(content, None, refusal)
            return
        facts = _dumped(seen)
        photo, mask = _compressed(seen.load_cutout())
        checks = (checksum(seen.digest, facts), checksum(seen.digest, photo, mask))
        with self.database.whole():
            query = "INSERT OR REPLACE INTO seen (digest, facts, photo, mask, crc, photo_crc) VALUES (?, ?, ?, ?, ?, ?)"
            self.database.run(query, seen.digest, facts, photo, mask, *checks)
            self._keep_file(content, seen.digest, None)
            for view in views:
                self.database.run("INSERT OR IGNORE INTO views VALUES (?, ?)", seen.digest, view)

    def _keep_file(self, content: str, digest: str | None, refusal: str | None) -> None:
        query = "INSERT OR REPLACE INTO files (content, version, digest, refusal, crc) VALUES (?, ?, ?, ?, ?)"
        self.database.run(query, content, VERSION, digest, refusal, checksum(content, digest, refusal))

    def views(self, digest: str) -> list[bytes]:
        """Return the names of a garment's views in the feature store; none for a garment that was kept before it had
        one.
        """
        return [view for (view,) in self.database.run("SELECT view FROM views WHERE digest = ?", digest)]

    def stated(self, digest: str) -> tuple[Stated, bool] | None:
        """Return what is stated of a garment, and whether this version described it so; None when there is no such
        garment, or what is kept of it is damaged.
        """
        found = self.database.run(
            f"SELECT {COLUMNS}, version, told, crc, told_crc FROM garments WHERE digest = ?", digest
        )
        if not found:
            return None
        *row, told, crc, told_crc = found[0]
        if not (_is_whole(crc, *row) and _is_whole(told_crc, digest, told)):
            return None
        facts = json.loads(told)
        return Stated(**{**facts, "sizes": tuple(facts["sizes"])}), row[-1] == VERSION

    def tell(self, garment: Garment, told: Stated) -> None:
        """Keep a garment, or what is newly told of it."""
        written = [*WRITTEN.split(", "), *CHECKS["garments"]]
        marks = ", ".join("?" * len(written))
        updates = ", ".join(f"{name} = excluded.{name}" for name in written[1:])
        row = _row(garment)
        text = spelled(told)
        query = f"INSERT INTO garments ({', '.join(written)}) VALUES ({marks})"
        checks = (checksum(*row, VERSION), checksum(garment.digest, text))
        self.database.run(f"{query} ON CONFLICT (digest) DO UPDATE SET {updates}", *row, text, VERSION, *checks)

    def garments(self, digests: Sequence[str] | None = None) -> tuple[Garment, ...]:
        """Return all garments in the order in which they came, or those with these digests; photos stay on disk.

        Those that are not as they were written are left out with a warning.
        """
        damaged = 0
        found: list[Garment] = []
        with _uncollected():
            for page in self._pages() if digests is None else self._those(digests):
                whole = [row for row in page if _is_whole(row[-1], *row[:-2])]
                damaged += len(page) - len(whole)
                found += self._described(whole)
        if damaged:
            told = say("wardrobe.damaged", path=self.database.path, count=damaged)
            warnings.warn(IntarsiaWarning(told), stacklevel=2)
        return tuple(found)

    def _described(self, rows: Sequence[Any]) -> list[Garment]:
        # Embeddings of another version live in another space.
        current = [row[-3] == VERSION for row in rows]
        images, words = (
            _vectors([row[place] if fits else None for row, fits in zip(rows, current, strict=True)])
            for place in (IMAGE, WORDS)
        )
        # All at once: calling the decoder takes longer than what it does.
        sureness, others = (json.loads(f"[{','.join(row[place] for row in rows)}]") for place in (SURENESS, OTHERS))
        return [
            _garment(row, DecodedColumns(*decoded), self._look(row[0]))
            for row, *decoded in zip(rows, sureness, images, words, others, strict=True)
        ]

    def _pages(self) -> Iterator[list[Any]]:
        last = 0
        query = f"SELECT {READ} FROM garments WHERE number > ? ORDER BY number LIMIT {PAGE}"
        while rows := self.database.run(query, last):
            last = rows[-1][-2]
            yield rows

    def _those(self, digests: Sequence[str]) -> Iterator[list[Any]]:
        query = f"SELECT {READ} FROM garments WHERE digest = ?"
        return (rows for digest in digests if (rows := self.database.run(query, digest)))

    def remove(self, digest: str) -> bool:
        """Delete one garment with its photo. True when there was one."""
        with self.database.whole():
            there = bool(self.database.run("DELETE FROM garments WHERE digest = ? RETURNING 1", digest))
            self.database.run("DELETE FROM seen WHERE digest = ?", digest)
            self.database.run("DELETE FROM files WHERE digest = ?", digest)
            self.database.run("DELETE FROM views WHERE digest = ?", digest)
        return there

    def _look(self, digest: str) -> functools.partial[Cutout]:
        return functools.partial(self._cutout, digest)

    def _cutout(self, digest: str) -> Cutout:
        contents = self._photo(digest)
        if contents is None:
            raise StoreError(say("wardrobe.photo_gone", path=self.database.path, digest=digest[:12]))
        photo, mask = (np.asarray(PIL.Image.open(io.BytesIO(content))) for content in contents)
        return Cutout(photo, mask.astype(bool))

    def _photo(self, digest: str) -> tuple[bytes, bytes] | None:
        """Return a garment's photo and mask, as JPEG and PNG; None when there is none, or it is damaged."""
        found = self.database.run("SELECT photo, mask, photo_crc FROM seen WHERE digest = ?", digest)
        if not found or not _is_whole(found[0][2], digest, *found[0][:2]):
            return None
        return found[0][0], found[0][1]


def checksum(*values: Any) -> int:
    """CRC-32 of what columns hold, all in their order."""
    blobs = b"".join([value for value in values if type(value) is bytes])
    texts = "\x1f".join([str(value) for value in values if type(value) is not bytes])
    return zlib.crc32(texts.encode("utf-8", "surrogatepass"), zlib.crc32(blobs))


def _is_whole(crc: int | None, *values: Any) -> bool:
    return crc is None or crc == checksum(*values)


def spelled(told: Stated) -> str:
    """Return what was told, as text that is the same for the same facts."""
    return json.dumps(asdict(told), ensure_ascii=False, sort_keys=True, default=str)


def _dumped(seen: Appearance) -> str:
    facts = {
        "name": seen.name,
        "answers": {name: dict(answer.probabilities) for name, answer in seen.answers.items()},
        "palette": seen.palette,
        "vector": [round(float(value), 6) for value in seen.vector],
        **{name: getattr(seen, name) for name in ("sureness", "ratio", "strangeness", "worn")},
    }
    return json.dumps(facts, ensure_ascii=False)


def _loaded(digest: str, stored: str, look: functools.partial[Cutout]) -> Appearance:
    facts = json.loads(stored)
    answers = {name: Classification(shares) for name, shares in facts.pop("answers").items()}
    palette = tuple(((L, a, b), share) for (L, a, b), share in facts.pop("palette"))
    vector = np.asarray(facts.pop("vector"), np.float32)
    return Appearance(digest=digest, answers=answers, palette=palette, vector=vector, load_cutout=look, **facts)


def _row(garment: Garment) -> tuple[Any, ...]:
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
    )


class DecodedColumns(NamedTuple):
    """The columns of a row that are decoded for many rows at once."""

    sureness: Mapping[str, float]
    image: Vector | None
    text: Vector | None
    others: Mapping[str, object]


def _garment(row: tuple[Any, ...], decoded: DecodedColumns, look: Callable[[], Cutout]) -> Garment:
    facts = dict(zip(FIELDS, row, strict=False))  # the row goes on with version and number
    facts |= {name: tuple(facts[name].split("\n")) if facts[name] else () for name in ("sizes", "notes")}
    # A frozen dataclass sets field by field through `object.__setattr__`: three times as long, and there are 100,000.
    garment = object.__new__(Garment)
    garment.__dict__.update(facts, palette=_unpacked(row[PALETTE]), load_cutout=look, **decoded._asdict())
    return garment


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the garbage collector rest: it would look through all garments again and again, in as long as reading
    takes.
    """
    active = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if active:
            gc.enable()


def _compressed(cutout: Cutout) -> tuple[bytes, bytes]:
    photo = io.BytesIO()
    mask = io.BytesIO()
    PIL.Image.fromarray(cutout.pixels).save(photo, "JPEG", quality=QUALITY)
    PIL.Image.fromarray(cutout.mask).save(mask, "PNG")
    return photo.getvalue(), mask.getvalue()


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
