"""Exact search in memory: every vector is compared with every query."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.errors import DataError, StoreError, UnknownName
from intarsia.files import whole
from intarsia.i18n import messages
from intarsia.index.base import DECLARATION, METRICS, Floats, Index, Neighbours, VectorIndex, indexes
from intarsia.sealed import parsed, sealed, unsealed

say = messages(__package__)


FORMAT = 2
"""The number of the layout of the saved files. 1: the digest in the declaration is that of the vectors alone."""
VECTORS = "vectors.npy"
TOGETHER = 64
"""Queries whose similarities to all vectors are in memory at a time."""


@indexes.register("exact")
@dataclass(frozen=True)
class Exact(Index):
    """Compares every vector with every query, in float32. Nothing is approximated and nothing is trained.

    Args:
        metric: "cosine", which brings vectors to unit length, or "inner", which keeps them as they are.
    """

    metric: str = "cosine"

    def __post_init__(self) -> None:
        if self.metric not in METRICS:
            raise UnknownName(say("index.metric_kind"), self.metric, METRICS)

    def build(self) -> ExactIndex:
        """Make an index that is empty (see `Index.build`)."""
        return ExactIndex(self)

    def load(self, folder: Path) -> ExactIndex:
        """Read back what `ExactIndex.save` wrote (see `Index.load`)."""
        try:
            told = _declaration(folder / DECLARATION)
            content = (folder / VECTORS).read_bytes()
            if told["vectors"] != _digest(content) or told["format"] > FORMAT:
                raise StoreError(say("index.mismatch", folder=folder))
            vectors = np.load(io.BytesIO(content), allow_pickle=False)
            keys = [str(key) for key in told["keys"]]
        except StoreError:
            raise
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise StoreError(say("index.unreadable", folder=folder, why=error)) from error
        sound = vectors.ndim == 2 and vectors.dtype == np.float32 and len(vectors) == len(keys) == len(set(keys))
        if not sound:
            raise StoreError(say("index.mismatch", folder=folder))
        found = ExactIndex(self)
        found._set(keys, vectors)
        return found


class ExactIndex(VectorIndex):
    """An index that keeps its vectors as one matrix.

    Args:
        declaration: what it was declared as.

    Attributes:
        vectors: (N, D) float32, as they are compared; (0, 0) while the index is empty. Not to be changed.
    """

    def __init__(self, declaration: Exact) -> None:
        self.declaration = declaration
        self.metric = declaration.metric
        self._known: dict[str, int] | None = None
        self._set([], np.zeros((0, 0), np.float32))

    @property
    def keys(self) -> Sequence[str]:
        """Return the N keys, in the order in which they were first added."""
        return self._keys

    def add(self, keys: Sequence[str], vectors: Floats) -> None:
        """Add or replace vectors. The first ones are kept where they are when their metric leaves them as they are."""
        vectors = np.asarray(vectors, np.float32)
        if vectors.ndim != 2 or len(vectors) != len(keys):
            raise DataError(say("index.shape", keys=len(keys), shape=vectors.shape))
        if len(set(keys)) < len(keys):
            raise DataError(say("index.twice"))
        compared = self._compared(vectors)
        if not self._keys:
            self._set(list(keys), compared)
            return
        self._check_width(vectors)
        places = self._places
        fresh = [row for row, key in enumerate(keys) if key not in places]
        known = [row for row, key in enumerate(keys) if key in places]
        merged = np.concatenate([self.vectors, compared[fresh]])
        merged[[places[keys[row]] for row in known]] = compared[known]
        self._set([*self._keys, *(keys[row] for row in fresh)], merged)

    def remove(self, keys: Iterable[str]) -> int:
        """Remove the vectors of these keys and return how many there were (see `VectorIndex.remove`)."""
        gone = {self._places[key] for key in keys if key in self._places}
        if gone:
            kept = [row for row in range(len(self._keys)) if row not in gone]
            self._set([self._keys[row] for row in kept], self.vectors[kept])
        return len(gone)

    def search(self, queries: Floats, k: int, among: Sequence[str] | None = None) -> Neighbours:
        """Find the k nearest keys of each query (see `VectorIndex.search`)."""
        rows = None if among is None else np.sort(self._rows(among))
        chosen = np.arange(len(self)) if rows is None else rows
        keys: list[tuple[str, ...]] = []
        scores: list[Floats] = []
        for start in range(0, len(queries), TOGETHER):
            for similarities in self.similarities(np.asarray(queries)[start : start + TOGETHER]):
                found = similarities[chosen]
                best = greatest(found, k)
                keys.append(tuple(self._keys[row] for row in chosen[best].tolist()))
                scores.append(found[best])
        return Neighbours(tuple(keys), tuple(scores))

    def similarities(self, queries: Floats) -> Floats:
        """Compare queries (Q, D) with all N vectors: (Q, N) float32, in the order of `keys`."""
        queries = np.asarray(queries, np.float32)
        if not len(self):
            return np.zeros((len(queries), 0), np.float32)
        self._check_width(queries)
        compared = self._compared(queries)
        # One product for each query: a row's similarity does not depend on which other queries there are.
        found = np.empty((len(queries), len(self)), np.float32)
        for row, query in enumerate(compared):
            np.matmul(self.vectors, query, out=found[row])
        return found

    def save(self, folder: str | Path) -> Path:
        """Write vectors and declaration into a folder (see `VectorIndex.save`)."""
        folder = Path(folder)
        content = io.BytesIO()
        np.save(content, self.vectors, allow_pickle=False)
        told = {
            "format": FORMAT,
            "index": indexes.dump(self.declaration),
            "keys": list(self._keys),
            "vectors": _digest(content.getvalue()),
        }
        with whole(folder / VECTORS) as part:
            part.write_bytes(content.getvalue())
        with whole(folder / DECLARATION) as part:
            part.write_bytes(sealed(told))
        return folder

    @property
    def _places(self) -> Mapping[str, int]:
        """Key → row; made when a key is first asked for."""
        if self._known is None:
            self._known = {key: row for row, key in enumerate(self._keys)}
        return self._known

    def _set(self, keys: list[str], vectors: Floats) -> None:
        self._keys = keys
        self.vectors = vectors
        self._known = None

    def _rows(self, keys: Sequence[str]) -> npt.NDArray[np.intp]:
        unknown = [key for key in keys if key not in self._places]
        if unknown:
            raise DataError(say("index.not_held", key=unknown[0]))
        return np.array([self._places[key] for key in dict.fromkeys(keys)], np.intp)

    def _compared(self, vectors: Floats) -> Floats:
        """The vectors as they are compared: of unit length for the cosine, zeros staying zeros."""
        if self.metric == "inner":
            return vectors
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)

    def _check_width(self, vectors: Floats) -> None:
        width = self.vectors.shape[1]
        if vectors.ndim != 2 or vectors.shape[1] != width:
            raise DataError(say("index.width", width=width, shape=vectors.shape))


def greatest(scores: npt.NDArray[np.floating], k: int) -> npt.NDArray[np.intp]:
    """The places of the k greatest of N scores, the greatest first; equal ones in the order in which they stand."""
    if len(scores) <= k:
        return np.argsort(-scores, kind="stable")
    if k < 1:
        return np.zeros(0, np.intp)
    least = np.partition(scores, len(scores) - k)[len(scores) - k]
    above = np.flatnonzero(scores > least)
    level = np.flatnonzero(scores == least)[: k - len(above)]
    best = np.sort(np.concatenate([above, level]))
    return best[np.argsort(-scores[best], kind="stable")]


def _declaration(file: Path) -> dict[str, Any]:
    told = parsed(file)
    return told | {"vectors": told["digest"]} if told.get("format") == 1 else unsealed(told)


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
