"""One open SQLite file. Threads take turns; other processes may read and write it at the same time. A forked child
opens it anew, since a connection must not be carried into another process.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from intarsia.errors import StoreError
from intarsia.forked import Turn, in_child, leave_alone
from intarsia.i18n import messages

say = messages(__package__)


WAIT = 60.0
"""Seconds to wait for another process that is writing."""


class WardrobeDatabase:
    """A wardrobe's file. Where it cannot be written it is read, unless a process that wrote to it was killed.

    Args:
        path: the file; made with its folder when it is not there.
        tables: SQL that makes what it needs.
        later: table → columns that files of before lack: they are added, empty.

    Raises:
        StoreError: it cannot be opened, or is no such file.
    """

    def __init__(self, path: Path, tables: str, later: Mapping[str, Sequence[str]]) -> None:
        self.path = path
        self._tables = tables
        self._later = later
        self._lock = Turn()
        self._connection: sqlite3.Connection | None = self._opened()
        in_child(self, WardrobeDatabase._leave)

    def _opened(self) -> sqlite3.Connection:
        path = self.path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.exists() and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
                connection = _connected(f"file:{quote(str(path.absolute()))}?{_how(path)}", uri=True)
            else:
                connection = _connected(str(path))
                connection.executescript(self._tables)
            for table, columns in self._later.items():
                _complete(connection, table, columns)
        except (sqlite3.Error, OSError, UnicodeError) as error:  # names of damaged tables are no text
            raise StoreError(say("wardrobe.cannot_open", path=path, why=error)) from error
        return connection

    def _leave(self) -> None:
        leave_alone(self._connection)
        self._connection = None

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()

    def run(self, query: str, *values: Any) -> list[Any]:
        """Return the rows of a query. Raises `StoreError`."""
        with self._lock:
            if self._connection is None:
                self._connection = self._opened()
            try:
                return self._connection.execute(query, values).fetchall()
            except (sqlite3.Error, OverflowError, UnicodeError) as error:
                raise StoreError(say("wardrobe.cannot_use", path=self.path, why=error)) from error

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Write all that is written inside, or nothing of it."""
        with self._lock:
            self.run("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.run("ROLLBACK")
                raise
            self.run("COMMIT")


def _connected(path: str, uri: bool = False) -> sqlite3.Connection:
    return sqlite3.connect(path, timeout=WAIT, isolation_level=None, check_same_thread=False, uri=uri)


def _complete(connection: sqlite3.Connection, table: str, columns: Sequence[str]) -> None:
    """Add the columns that are lacking; to a file that cannot be written, in a view over its table."""
    there = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    lacking = [column for column in columns if column not in there]
    for column in lacking:
        try:
            connection.execute(f"ALTER TABLE {table} ADD COLUMN {column}")  # of any type
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_READONLY:
                raise
            empty = ", ".join(f"NULL AS {name}" for name in lacking)
            connection.execute(f"CREATE TEMP VIEW {table} AS SELECT *, {empty} FROM main.{table}")
            break


def _how(path: Path) -> str:
    """Say how to read a file that cannot be written: as one that nobody changes, if nothing waits to go into it."""
    waiting = path.with_name(f"{path.name}-wal")
    return "mode=ro" if waiting.exists() and waiting.stat().st_size else "mode=ro&immutable=1"
