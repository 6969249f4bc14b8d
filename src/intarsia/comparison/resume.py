"""Out-of-fold scores of finished strategies on disk, so that an interrupted comparison goes on where it was."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.errors import OptionError
from intarsia.files import whole
from intarsia.i18n import messages
from intarsia.timing import Cost
from intarsia.training.base import Split

say = messages(__package__)


Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Result:
    """What a finished strategy leaves.

    Attributes:
        oof: (repeats, N, K) out-of-fold scores.
        alone: what training it costs by itself.
        added_seconds: what it added to the comparison in which it was trained.
        on_test: (J, M, K) scores of the test table by the model of each fold; None where there is none. Kept apart.
    """

    oof: Scores
    alone: Cost
    added_seconds: float
    on_test: Scores | None = None


class Results:
    """Keeps the results of finished strategies by what they depend on. Files appear whole or not at all.

    Args:
        folder: where; None keeps nothing.
        question: everything all strategies depend on: cells, labels, folds. Any change of it makes a new key.
    """

    def __init__(self, folder: str | Path | None, question: Sequence[bytes]) -> None:
        self.folder = None if folder is None else Path(folder) / "finished"
        self._question = hashlib.blake2b(b"\0".join(question), digest_size=16).digest()

    def get(self, strategy: object) -> Result | None:
        """What was kept for a strategy (known by its repr), or None."""
        path = self._path(strategy)
        if path is None or not path.exists():
            return None
        try:
            with np.load(path, allow_pickle=False) as kept:
                # Those of before know the seconds alone.
                cpu, added = (
                    float(kept[name]) if name in kept else np.nan for name in ("cpu_seconds", "added_seconds")
                )
                return Result(kept["oof"], Cost(float(kept["seconds"]), cpu), added)
        except Exception:  # NumPy raises whatever a damaged file leads it to
            return None  # it costs one training, nothing else

    def put(self, strategy: object, result: Result) -> None:
        """Keep the result of a finished strategy. Raises `OptionError` when the disk is full or the folder is lost."""
        path = self._path(strategy)
        if path is None:
            return
        try:
            with whole(path) as part, part.open("wb") as file:
                np.savez(file, oof=result.oof, added_seconds=result.added_seconds, **vars(result.alone))
        except OSError as error:
            raise OptionError(say("out.cannot_write", folder=path.parent, why=error.strerror or error)) from error

    def _path(self, strategy: object) -> Path | None:
        if self.folder is None:
            return None
        name = hashlib.blake2b(self._question + repr(strategy).encode(), digest_size=16).hexdigest()
        return self.folder / f"{name}.npz"


def question(
    cells: Sequence[Sequence[bytes]],
    y: npt.NDArray[Any],
    splits: Sequence[Split],
    tested: Sequence[npt.NDArray[np.intp]],
) -> list[bytes]:
    """What a comparison depends on, as bytes: digests of all cells by column, labels, every split, tested rows."""
    told = [bytes([len(digest)]) + digest for column in cells for digest in column]  # lengths keep gaps in their place
    told.append("\0".join(map(repr, y.tolist())).encode())
    for split in splits:
        told += [_bytes(split.train), str(split.seed).encode(), _bytes(split.groups), _bytes(split.folds)]
    return [*told, *map(_bytes, tested)]


def _bytes(values: npt.NDArray[Any] | None) -> bytes:
    return b"" if values is None else repr(values.tolist()).encode()
