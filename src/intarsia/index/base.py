"""The seam of the vector indexes: keys with vectors in, the nearest keys out."""

from __future__ import annotations

import abc
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from intarsia.errors import IntarsiaError, StoreError
from intarsia.i18n import messages
from intarsia.registry import Registry
from intarsia.sealed import parsed

say = messages(__package__)


Floats = npt.NDArray[np.float32]

METRICS = ("cosine", "inner")
"""How near two vectors are: by the cosine of their angle, or by their inner product."""

DECLARATION = "index.json"
"""The file in a saved index's folder that says which kind of index it is."""


@dataclass(frozen=True)
class Neighbours:
    """The nearest keys of Q queries, the nearest first.

    Attributes:
        keys: Q rows of up to k keys.
        scores: Q rows of as many similarities, float32; greater is nearer.
    """

    keys: tuple[tuple[str, ...], ...]
    scores: tuple[Floats, ...]


class VectorIndex(abc.ABC):
    """N vectors of one width D, each under a key of its own, kept in the order in which their keys were first added.

    A vector of zeros has similarity 0 to everything.
    """

    declaration: Index
    """What this index was built from."""

    @property
    @abc.abstractmethod
    def keys(self) -> Sequence[str]:
        """The N keys, in the order in which they were first added."""

    def __len__(self) -> int:
        return len(self.keys)

    @abc.abstractmethod
    def add(self, keys: Sequence[str], vectors: Floats) -> None:
        """Add vectors, or replace those of keys that are known.

        Args:
            keys: n keys, no two alike.
            vectors: (n, D) finite float32.

        Raises:
            DataError: keys and vectors do not match, a key comes twice, or D differs from what the index holds.
        """

    @abc.abstractmethod
    def remove(self, keys: Iterable[str]) -> int:
        """Remove the vectors of these keys; unknown keys are passed over. Returns how many were removed."""

    @abc.abstractmethod
    def search(self, queries: Floats, k: int, among: Sequence[str] | None = None) -> Neighbours:
        """Find the k nearest keys of each query; equally near ones come in the order in which they were added.

        Args:
            queries: (Q, D) finite float32.
            k: the greatest number of keys for each query.
            among: the only keys to choose from, which must be known; None for all.

        Raises:
            DataError: the width differs from what the index holds, or a key in `among` is not known.
        """

    @abc.abstractmethod
    def save(self, folder: str | Path) -> Path:
        """Write the index into a folder, which is made when needed. Each file appears whole or not at all."""


class Index(abc.ABC):
    """Declares an index. Leaves are frozen dataclasses, final, registered in `indexes`."""

    @abc.abstractmethod
    def build(self) -> VectorIndex:
        """Make an index that is empty."""

    @abc.abstractmethod
    def load(self, folder: Path) -> VectorIndex:
        """Read back what `VectorIndex.save` wrote. Raises `StoreError` when it is damaged."""


indexes: Registry[Index] = Registry("index", package="intarsia.index")


def load_index(folder: str | Path) -> VectorIndex:
    """Read an index of any kind from its folder.

    Raises:
        StoreError: the folder holds no index, or one that is damaged.
    """
    try:
        declared = parsed(Path(folder) / DECLARATION)["index"]
        index = indexes.load(declared)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, IntarsiaError) as error:
        raise StoreError(say("index.no_declaration", path=Path(folder) / DECLARATION, why=error)) from error
    return index.load(Path(folder))
