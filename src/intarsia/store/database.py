"""The SQLite file behind the feature store: rows found by content, dropped when long unused."""

from __future__ import annotations

import os
import sqlite3
import struct
import time
import warnings
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from intarsia.encoders.base import Features
from intarsia.errors import IntarsiaWarning, StoreError
from intarsia.forked import in_child, leave_alone
from intarsia.i18n import messages

say = messages(__package__)


WAIT = 60.0
"""Seconds to wait for another process that is writing."""

ASKED = 500
"""Digests looked up in one query."""

FRESH = 3600.0
"""Seconds within which another use is not recorded, so that not every read writes."""

CHECK = struct.Struct("<I")
"""The checksum at the end of a row: CRC-32, which misses no change within 32 bits, and one in 4 · 10⁹ of others."""

CORRUPT = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)

# Rows are written, used and dropped in the groups in which they were encoded, so that noting a use rewrites one
# small row instead of a thousand large ones.
TABLES = """
    PRAGMA page_size = 8192;
    PRAGMA auto_vacuum = INCREMENTAL;
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = NORMAL;
    CREATE TABLE IF NOT EXISTS spaces (id INTEGER PRIMARY KEY, key TEXT UNIQUE, tokens INTEGER, width INTEGER);
    CREATE TABLE IF NOT EXISTS batches (id INTEGER PRIMARY KEY, used REAL);
    CREATE TABLE IF NOT EXISTS features (
        id INTEGER PRIMARY KEY, space INTEGER, digest BLOB, batch INTEGER, content BLOB, UNIQUE (space, digest)
    );
    CREATE INDEX IF NOT EXISTS of_batch ON features (batch);
"""


class Database:
    """An open file. A "space" is what one encoder gives for one kind of column; its rows share T and D.

    Reading a damaged file moves it aside with a warning and starts a new one. A write that fails (disk full, no
    permission) is a warning too: the features are only encoded again next time. So is a file that can be read alone.

    Args:
        path: the file; made with its folder when it is not there.
        limit: bytes that the file may hold; the batches unused for longest go first.

    Raises:
        StoreError: the file cannot be opened, or made.
    """

    def __init__(self, path: Path, limit: int) -> None:
        self.path = path
        self.limit = limit
        self.process = os.getpid()
        self.writable = True
        self._connection = self._open()
        in_child(self, _leave)

    def close(self) -> None:
        """Close the file, unless this is a forked child: the connection belongs to its parent."""
        if self.process == os.getpid():
            self._connection.close()

    def shape(self, space: str) -> tuple[int, int] | None:
        """Return (T, D) of a space, or None when nothing of it was ever stored."""
        query = "SELECT tokens, width FROM spaces WHERE key = ?"
        try:
            found: tuple[int, int] | None = self._connection.execute(query, (space,)).fetchone()
        except sqlite3.DatabaseError as error:
            self._recover(error)
            return None
        sound = found is not None and all(isinstance(each, int) and each >= 0 for each in found)
        return found if sound else None

    def find(self, space: str, digests: Sequence[bytes]) -> Iterator[tuple[bytes, Features]]:
        """Yield the digests that are known, with tokens (1, T, D) float16 and mask (1, T), in any order.

        What is not as it was written is told, and counts as unknown; so does what an older Intarsia wrote unchecked.
        """
        shape = self.shape(space)
        if shape is None:
            return
        stale: set[int] = set()
        damaged = 0
        try:
            for start in range(0, len(digests), ASKED):
                for digest, batch, used, content in self._select(space, digests[start : start + ASKED]):
                    if isinstance(used, float) and used < time.time() - FRESH:
                        stale.add(batch)
                    if isinstance(content, bytes) and len(content) == _size(shape):
                        continue  # of before there were checksums
                    if not _is_whole(space, digest, shape, content):
                        damaged += 1
                        continue
                    yield digest, _unpack(content[: -CHECK.size], shape)
            if self.writable:
                self._note(stale)
            if damaged:
                warnings.warn(IntarsiaWarning(say("store.row_damaged", path=self.path, count=damaged)), stacklevel=2)
        except sqlite3.DatabaseError as error:
            self._recover(error)

    def add(self, space: str, digests: Sequence[bytes], features: Features) -> None:
        """Store one batch: all of it or, when the process is killed, nothing."""
        if not self.writable:
            return
        try:
            with self._connection:  # commits, or rolls back
                self._connection.execute("BEGIN IMMEDIATE")
                self._insert(space, digests, features)
                dropped = self._evict()
            if dropped:
                self._connection.execute("PRAGMA incremental_vacuum").fetchall()
        except sqlite3.DatabaseError as error:
            self._recover(error)

    def remove(self, space: str, digests: Sequence[bytes]) -> None:
        """Delete the features of these digests; their bytes are overwritten in the file."""
        if not self.writable:
            return
        try:
            self._connection.execute("PRAGMA secure_delete = ON")
            try:
                with self._connection:  # commits, or rolls back
                    self._connection.execute("BEGIN IMMEDIATE")
                    self._connection.executemany(
                        "DELETE FROM features WHERE space = (SELECT id FROM spaces WHERE key = ?) AND digest = ?",
                        [(space, digest) for digest in digests],
                    )
            finally:
                self._connection.execute("PRAGMA secure_delete = OFF")
            self._connection.execute("PRAGMA incremental_vacuum").fetchall()
        except sqlite3.DatabaseError as error:
            self._recover(error)

    def _open(self) -> sqlite3.Connection:
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return self._connect()
            except sqlite3.DatabaseError as error:
                if error.sqlite_errorcode not in CORRUPT:
                    return self._connect_to_read(error)
                self._move_aside()
                return self._connect()
        except (sqlite3.DatabaseError, OSError) as error:
            raise StoreError(say("store.cannot_open", path=self.path, why=error)) from error

    def _connect(self) -> sqlite3.Connection:
        # One connection serves all threads: `FeatureStore` lets them in one at a time.
        connection = sqlite3.connect(self.path, timeout=WAIT, isolation_level=None, check_same_thread=False)
        try:
            connection.executescript(TABLES)
        except sqlite3.DatabaseError:
            connection.close()
            raise
        except UnicodeError as error:  # names of its tables are no text
            connection.close()
            damaged = sqlite3.DatabaseError(str(error))
            damaged.sqlite_errorcode = sqlite3.SQLITE_CORRUPT
            raise damaged from error
        return connection

    def _connect_to_read(self, why: sqlite3.DatabaseError) -> sqlite3.Connection:
        """Open a file on a full or read-only disk, whose content can still be read. Raises `why` when it cannot."""
        pending = self.path.with_name(f"{self.path.name}-wal")
        merged = not pending.exists() or not pending.stat().st_size
        if why.sqlite_errorcode & 0xFF in BUSY or not merged or not self.path.exists():
            raise why
        # "immutable" makes no files beside it, and takes no locks either: where another process is writing, or was
        # killed while it merged, pages of two states would be read as one.
        place = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
        connection = sqlite3.connect(place, uri=True, isolation_level=None, check_same_thread=False)
        try:
            connection.execute("SELECT id FROM features LIMIT 1").fetchone()
        except sqlite3.DatabaseError:
            connection.close()
            raise why from None
        self.writable = False
        _warn(self.path, why)
        return connection

    def _recover(self, error: sqlite3.DatabaseError) -> None:
        if not self.writable or getattr(error, "sqlite_errorcode", None) not in CORRUPT:
            _warn(self.path, error)
            return
        self._connection.close()
        self._move_aside()
        self._connection = self._open()

    def _move_aside(self) -> None:
        aside = self.path.with_name(f"{self.path.name}.damaged-{time.time_ns()}")
        warnings.warn(
            IntarsiaWarning(say("store.damaged", path=self.path, aside=aside.name)),
            stacklevel=2,
        )
        for suffix in ("-wal", "-shm"):  # they belong to the damaged file: a new one must not replay them
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        if self.path.exists():
            self.path.replace(aside)

    def _select(self, space: str, digests: Sequence[bytes]) -> sqlite3.Cursor:
        marks = ",".join("?" * len(digests))
        return self._connection.execute(
            "SELECT digest, batch, used, content FROM features JOIN batches ON batches.id = batch"
            f" WHERE space = (SELECT id FROM spaces WHERE key = ?) AND digest IN ({marks})",
            (space, *digests),
        )

    def _note(self, batches: set[int]) -> None:
        if batches:
            now = _now(self._connection)
            self._connection.executemany("UPDATE batches SET used = ? WHERE id = ?", [(now, id) for id in batches])

    def _insert(self, space: str, digests: Sequence[bytes], features: Features) -> None:
        _, tokens, width = features.tokens.shape
        run = self._connection.execute
        run(
            "INSERT INTO spaces (key, tokens, width) VALUES (?, ?, ?)"
            " ON CONFLICT (key) DO UPDATE SET tokens = excluded.tokens, width = excluded.width",
            (space, tokens, width),
        )
        number = run("SELECT id FROM spaces WHERE key = ?", (space,)).fetchone()[0]
        batch = run("INSERT INTO batches (used) VALUES (?)", (_now(self._connection),)).lastrowid
        self._connection.executemany(
            "INSERT OR REPLACE INTO features (space, digest, batch, content) VALUES (?, ?, ?, ?)",
            [
                (number, digest, batch, _pack(space, digest, (tokens, width), row.tobytes() + mask.tobytes()))
                for digest, row, mask in zip(digests, features.tokens, features.mask, strict=True)
            ],
        )

    def _evict(self) -> bool:
        run = self._connection.execute
        dropped = False
        while _bytes(self._connection) > self.limit:
            oldest = run("SELECT id FROM batches ORDER BY used, id LIMIT 1").fetchone()
            if oldest is None:
                break
            run("DELETE FROM features WHERE batch = ?", oldest)
            run("DELETE FROM batches WHERE id = ?", oldest)
            dropped = True
        return dropped


def _leave(database: Database) -> None:
    """Leave a parent's connection open in its child, where closing it could merge the log under the parent's hands."""
    leave_alone(database._connection)


def _now(connection: sqlite3.Connection) -> float:
    """The time, or that of the latest use when the clock was set back: what is used now is the newest."""
    latest = connection.execute("SELECT max(used) FROM batches").fetchone()[0]
    return max(time.time(), latest or 0.0)


def _warn(path: Path, error: sqlite3.DatabaseError) -> None:
    warnings.warn(
        IntarsiaWarning(say("store.cannot_keep", path=path, why=error)),
        stacklevel=3,
    )


def _size(shape: tuple[int, int]) -> int:
    tokens, width = shape
    return tokens * width * 2 + tokens


def _pack(space: str, digest: bytes, shape: tuple[int, int], content: bytes) -> bytes:
    return content + CHECK.pack(_check(space, digest, shape, content))


def _is_whole(space: str, digest: Any, shape: tuple[int, int], content: Any) -> bool:
    """Whether a row is as it was written: SQLite keeps values of any type, and believes the type that it reads."""
    if not isinstance(digest, bytes) or not isinstance(content, bytes) or len(content) != _size(shape) + CHECK.size:
        return False
    return CHECK.pack(_check(space, digest, shape, content[: -CHECK.size])) == content[-CHECK.size :]


def _check(space: str, digest: bytes, shape: tuple[int, int], content: bytes) -> int:
    """The checksum of a row, which covers whose features they are, and their shape."""
    return zlib.crc32(content, zlib.crc32(f"{space} {shape}".encode() + digest))


def _unpack(content: bytes, shape: tuple[int, int]) -> Features:
    tokens, width = shape
    values = np.frombuffer(content, dtype=np.float16, count=tokens * width).reshape(1, tokens, width)
    mask = np.frombuffer(content, dtype=np.bool_, offset=tokens * width * 2).reshape(1, tokens)
    return Features(values, mask)


def _bytes(connection: sqlite3.Connection) -> int:
    """How much of the file is in use."""
    pages, free, size = (
        int(connection.execute(f"PRAGMA {name}").fetchone()[0])
        for name in ("page_count", "freelist_count", "page_size")
    )
    return (pages - free) * size
