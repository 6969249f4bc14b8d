"""The feature store: each cell is encoded once, ever; folds, seeds, strategies and processes share the answer."""

from __future__ import annotations

import contextlib
import json
import os
import warnings
import weakref
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from intarsia.assets import cache_root
from intarsia.columns.base import Column, columns, content_digest
from intarsia.encoders.base import Encoder, Extractor, Features
from intarsia.errors import IntarsiaWarning, OptionError, SchemaError
from intarsia.forked import Turn
from intarsia.i18n import messages
from intarsia.progress import Progress
from intarsia.store.database import Database
from intarsia.store.job import Job

say = messages(__package__)


FILE = "features-2.sqlite"
"""Name of the file in the cache; the number rises with the layout of its tables."""

LARGEST = float(np.finfo(np.float16).max)
"""65504, the largest float16. Values beyond it are stored as this with a warning, never as infinity."""


class FeatureStore:
    """What frozen encoders make of cells, on disk, found by content.

    A row is known by the encoder's fingerprint, the column's declaration and the cell's digest, and kept in float16.
    Every batch is committed on its own: a process that is killed, or stopped by Ctrl-C, loses the batch that it was
    working on and nothing else. Any number of threads and processes may use one file; threads of one store take turns.

    Cross-validation clones learners; the clones share this store (`__sklearn_clone__`). Copies and pickles open
    the same file anew.

    Args:
        path: the SQLite file, or an existing folder in which to keep it; by default Intarsia's cache folder.
        limit: bytes that the file may hold; what was unused for longest goes first.

    Attributes:
        encoded: distinct cells that this object had encoded since it was made.
        reused: distinct cells that this object found already known.
    """

    _database: Database | None

    def __init__(self, path: str | Path | None = None, limit: int = 10 * 2**30) -> None:
        if limit <= 0:
            raise OptionError(say("store.limit", limit=limit))
        self.path = path
        self.limit = limit
        self._reset()

    def features(
        self,
        column: Column,
        encoder: Encoder,
        cells: Sequence[object],
        name: str,
        digests: Sequence[bytes] | None = None,
    ) -> Features:
        """Return tokens (N, T, D) float16 and mask (N, T) of N cells; a missing cell is all zeros and all False.

        Args:
            column: what the cells are.
            encoder: a frozen encoder.
            cells: as they stand in the table.
            name: the column's name, for messages.
            digests: of the cells, where they are known; else they are computed.

        Raises:
            SchemaError: names every cell that cannot be read, after all others have been encoded and stored.
            StoreError: the file cannot be opened.
        """
        job = Job(column, encoder, cells, name)
        space = _space(column, encoder)
        job.sort(digests)
        with self._open() as database:
            unknown = self._fetch(job, space, database)
            if unknown:
                self._encode(job, space, unknown, database)
            if job.problems:
                job.problems.sort(key=lambda problem: problem.row)
                raise SchemaError(job.problems)
            return job.answer(database.shape(space) or self._shape(job, space))

    def forget(self, column: Column, encoder: Encoder, digests: Sequence[bytes]) -> None:
        """Delete the features of cells with these digests (`Column.digest`), so that nothing of the cells is left.

        Raises:
            StoreError: the file cannot be opened.
        """
        with self._open() as database:
            database.remove(_space(column, encoder), digests)

    def close(self) -> None:
        """Let go of the file; it is opened again when it is needed."""
        with self._lock:
            if self._database is not None:
                self._database.close()
                self._database = None

    def __sklearn_clone__(self) -> FeatureStore:
        return self

    def __getstate__(self) -> dict[str, Any]:
        return {"path": self.path, "limit": self.limit}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        self.path = state["path"]
        self.limit = state["limit"]
        self._reset()

    def __repr__(self) -> str:
        return f"FeatureStore({str(self._file())!r})"

    def _fetch(self, job: Job, space: str, database: Database) -> list[bytes]:
        """Fill in what is known and return the digests that remain, in the order in which to encode them."""
        unknown = set(job.rows)
        for digest, features in database.find(space, list(job.rows)):
            job.put((digest,), features)
            unknown.discard(digest)
        self.reused += len(job.rows) - len(unknown)
        # Cells of like length share a batch, so that little is padded; the longest first, so that too little memory
        # shows at once and the time left is not underrated. Within a length, the table's order.
        return sorted((digest for digest in job.rows if digest in unknown), key=job.size, reverse=True)

    def _encode(self, job: Job, space: str, unknown: Sequence[bytes], database: Database) -> None:
        extract = self._extractor(job.encoder, space)
        step = job.encoder.batch_size
        with (
            Progress("encoding", say("store.encoding", name=job.name), len(unknown)) as progress,
            ThreadPoolExecutor(os.cpu_count()) as pool,
        ):
            for start in range(0, len(unknown), step):
                asked = unknown[start : start + step]
                digests, batch = job.load(asked, pool)
                if digests:
                    digests, features = _usable(job, digests, extract(batch))
                    database.add(space, digests, features)
                    job.put(digests, features)
                    self.encoded += len(digests)
                progress.advance(len(asked))

    def _extractor(self, encoder: Encoder, space: str) -> Extractor:
        if space not in self._extractors:
            self._extractors[space] = encoder.extractor()
        return self._extractors[space]

    def _shape(self, job: Job, space: str) -> tuple[int, ...]:
        """Return (T, D) of an encoder that has no stored features because every cell so far was missing."""
        if job.tokens is not None:
            return job.tokens.shape[1:]
        return self._extractor(job.encoder, space)(job.column.collate([None])).tokens.shape[1:]

    @contextlib.contextmanager
    def _open(self) -> Iterator[Database]:
        if self._process != os.getpid():  # forked: locks, connections and sessions stay with the parent
            self._reset()
        with self._lock:
            if self._database is None:
                _drop_unchecked(self._file())
                self._database = Database(self._file(), self.limit)
                weakref.finalize(self, self._database.close)
            yield self._database

    def _file(self) -> Path:
        path = cache_root() if self.path is None else Path(self.path)
        return path / FILE if self.path is None or path.is_dir() else path

    def _reset(self) -> None:
        self.encoded = 0
        self.reused = 0
        self._process = os.getpid()
        self._lock = Turn()
        self._database = None
        self._extractors: dict[str, Extractor] = {}


def _drop_unchecked(file: Path) -> None:
    """Delete the file of an Intarsia that kept no checksums; it may hold gigabytes, and nobody would ask for them."""
    if file.name == FILE:
        for suffix in ("", "-wal", "-shm"):
            with contextlib.suppress(OSError):
                file.with_name(f"features-1.sqlite{suffix}").unlink()


def _space(column: Column, encoder: Encoder) -> str:
    declared = json.dumps([column.version, columns.dump(column)], sort_keys=True, default=str)
    return f"{encoder.fingerprint()} {content_digest(declared.encode()).hex()}"


def _usable(job: Job, digests: Sequence[bytes], features: Features) -> tuple[list[bytes], Features]:
    """Return the features as float16, without cells whose features are not finite."""
    bad = np.isnan(features.tokens).any((1, 2))
    for row in np.flatnonzero(bad).tolist():
        job.refuse(digests[row], say("store.not_numbers", encoder=type(job.encoder).__name__))
    kept = [digest for digest, wrong in zip(digests, bad, strict=True) if not wrong]
    return kept, Features(_half(job, features.tokens[~bad]), features.mask[~bad])


def _half(job: Job, tokens: Any) -> Any:
    if tokens.size and np.abs(tokens).max() > LARGEST:
        warnings.warn(
            IntarsiaWarning(say("store.clipped", name=job.name, encoder=type(job.encoder).__name__, bound=LARGEST)),
            stacklevel=2,
        )
        tokens = np.clip(tokens, -LARGEST, LARGEST)
    return tokens.astype(np.float16)
