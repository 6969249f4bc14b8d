"""Garments in one SQLite file: what was seen, what was told, and the photos themselves, small and without metadata."""

from __future__ import annotations

import functools
import gc
import io
import json
import os
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image

from intarsia.apps.tryon.garment.appearance import VERSION, Appearance
from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.heads import Classification
from intarsia.apps.tryon.garment.stated import Stated
from intarsia.apps.tryon.photo import MAX_SIDE
from intarsia.apps.tryon.wardrobe.database import WardrobeDatabase
from intarsia.apps.tryon.wardrobe.rows import (
    COLUMNS,
    READ,
    UNREADABLE,
    WRITTEN,
    checked,
    checksum,
    garments_of,
    is_whole,
    row_of,
)  # fmt: skip
from intarsia.errors import CellError, IntarsiaWarning, RefusedPhoto, StoreError
from intarsia.i18n import Message, messages
from intarsia.media.image import Opener

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
        price REAL, sizes TEXT, others TEXT, notes TEXT, told TEXT, version INTEGER, wearer TEXT, rivals TEXT,
        shown TEXT
    );
"""
LATER = ("wearer", "rivals", "shown")
"""Columns of garments that files of before lack."""
CHECKS = {"files": ("crc",), "seen": ("crc", "photo_crc"), "garments": ("crc", "told_crc")}
"""Table → columns with the checksums of its rows. Rows of before have none, and are believed."""


class Archive:
    """The garments in one open file.

    Args:
        path: the file; made with its folder when it is not there.

    Raises:
        StoreError: it cannot be opened, or is no such file.
    """

    def __init__(self, path: Path) -> None:
        later = {**CHECKS, "garments": (*LATER, *CHECKS["garments"])}
        self.database = WardrobeDatabase(path, TABLES, later)

    @property
    def state(self) -> int:
        """Another number when another connection has written, and in a forked child: its connection counts anew."""
        return os.getpid() << 32 | int(self.database.run("PRAGMA data_version")[0][0])

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
        if not is_whole(crc, content, digest, refusal):
            return None
        if refusal is not None:
            return _refusal(refusal)
        facts = self.database.run("SELECT facts, crc FROM seen WHERE digest = ?", digest)
        if not facts or not is_whole(facts[0][1], digest, facts[0][0]) or _photo(self.database, digest) is None:
            return None
        try:
            return _loaded(digest, facts[0][0], self._look(digest))
        except UNREADABLE:  # of before, without a checksum: it is looked at again
            return None

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
        if not (is_whole(crc, *checked(row)) and is_whole(told_crc, digest, told)):
            return None
        try:
            facts = json.loads(told)
            return Stated(**{**facts, "sizes": tuple(facts["sizes"])}), row[-1] == VERSION
        except UNREADABLE:
            return None

    def tell(self, garment: Garment, told: Stated) -> None:
        """Keep a garment, or what is newly told of it."""
        written = [*WRITTEN.split(", "), *CHECKS["garments"]]
        marks = ", ".join("?" * len(written))
        updates = ", ".join(f"{name} = excluded.{name}" for name in written[1:])
        row = row_of(garment)
        text = spelled(told)
        query = f"INSERT INTO garments ({', '.join(written)}) VALUES ({marks})"
        checks = (checksum(*row, VERSION), checksum(garment.digest, text))
        self.database.run(f"{query} ON CONFLICT (digest) DO UPDATE SET {updates}", *row, text, VERSION, *checks)

    def garments(self, digests: Sequence[str] | None = None) -> tuple[Garment, ...]:
        """Return all garments in the order in which they came, or those with these digests; photos stay on disk.

        Those that are not as they were written are left out with a warning.
        """
        count = 0
        found: list[Garment] = []
        with _uncollected():
            for page in self._pages() if digests is None else self._those(digests):
                count += len(page)
                found += garments_of(page, self._look)
        if len(found) < count:
            told = say("wardrobe.damaged", path=self.database.path, count=count - len(found))
            warnings.warn(IntarsiaWarning(told), stacklevel=2)
        return tuple(found)

    def _pages(self) -> Iterator[list[Any]]:
        last = 0
        query = f"SELECT {READ} FROM garments WHERE number > ? ORDER BY number LIMIT {PAGE}"
        while rows := self.database.run(query, last):
            if not last < rows[-1][-2]:  # pages of a damaged file may lead in a circle
                raise StoreError(say("wardrobe.circle", path=self.database.path))
            last = rows[-1][-2]
            yield rows

    def _those(self, digests: Sequence[str]) -> Iterator[list[Any]]:
        query = f"SELECT {READ} FROM garments WHERE digest = ?"
        return (rows for digest in digests if (rows := self.database.run(query, digest)))

    def _look(self, digest: str) -> functools.partial[Cutout]:
        return functools.partial(_cutout, self.database, digest)

    def remove(self, digest: str) -> bool:
        """Delete one garment with its photo. True when there was one."""
        with self.database.whole():
            there = bool(self.database.run("DELETE FROM garments WHERE digest = ? RETURNING 1", digest))
            self.database.run("DELETE FROM seen WHERE digest = ?", digest)
            self.database.run("DELETE FROM files WHERE digest = ?", digest)
            self.database.run("DELETE FROM views WHERE digest = ?", digest)
        return there


def _cutout(database: WardrobeDatabase, digest: str) -> Cutout:
    """Load a garment's photo and outline. Raises `StoreError`."""
    gone = say("wardrobe.photo_gone", path=database.path, digest=digest[:12])
    contents = _photo(database, digest)
    if contents is None:
        raise StoreError(gone)
    opener = Opener(MAX_SIDE, MAX_SIDE**2)
    try:
        photo = opener.decoded(contents[0])
        mask = opener.decoded(contents[1])
    except CellError as error:
        raise StoreError(gone) from error
    return Cutout(photo, mask[..., 0] > 0)  # (H, W, 3), (H, W)


def _photo(database: WardrobeDatabase, digest: str) -> tuple[bytes, bytes] | None:
    """Return a garment's photo and mask, as JPEG and PNG; None when there is none, or it is damaged."""
    found = database.run("SELECT photo, mask, photo_crc FROM seen WHERE digest = ?", digest)
    if not found or not is_whole(found[0][2], digest, *found[0][:2]):
        return None
    return found[0][0], found[0][1]


def spelled(told: Stated) -> str:
    """Return what was told, as text that is the same for the same facts."""
    return json.dumps(asdict(told), ensure_ascii=False, sort_keys=True, default=str)


def _dumped(seen: Appearance) -> str:
    facts = {
        "name": seen.name,
        "answers": {name: dict(answer.probabilities) for name, answer in seen.answers.items()},
        "palette": seen.palette,
        "vector": [round(float(value), 6) for value in seen.vector],
        **{name: getattr(seen, name) for name in ("sureness", "ratio", "strangeness", "worn", "moving")},
    }
    return json.dumps(facts, ensure_ascii=False)


def _refusal(kept: str) -> RefusedPhoto | None:
    try:
        reason, english, chinese = json.loads(kept)
    except UNREADABLE:
        return None
    return RefusedPhoto(str(reason), Message(str(english), str(chinese)))


def _loaded(digest: str, stored: str, look: functools.partial[Cutout]) -> Appearance:
    facts = json.loads(stored)
    answers = {name: Classification(shares) for name, shares in facts.pop("answers").items()}
    palette = tuple(((L, a, b), share) for (L, a, b), share in facts.pop("palette"))
    vector = np.asarray(facts.pop("vector"), np.float32)
    return Appearance(digest=digest, answers=answers, palette=palette, vector=vector, load_cutout=look, **facts)


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
