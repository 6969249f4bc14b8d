"""Out-of-fold scores of finished strategies on disk, so that an interrupted comparison goes on where it was."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.errors import OptionError
from intarsia.files import whole
from intarsia.i18n import messages
from intarsia.training.base import Split

say = messages(__package__)


Scores = npt.NDArray[np.float64]


class Results:
    """Keeps (out-of-fold scores, seconds) by what they depend on. Files appear whole or not at all.

    Args:
        folder: where; None keeps nothing.
        question: everything all strategies depend on: cells, labels, folds. Any change of it makes a new key.
    """

    def __init__(self, folder: str | Path | None, question: Sequence[bytes]) -> None:
        self.folder = None if folder is None else Path(folder) / "finished"
        self._question = hashlib.blake2b(b"\0".join(question), digest_size=16).digest()

    def get(self, strategy: object) -> tuple[Scores, float] | None:
        """What was kept for a strategy (known by its repr), or None."""
        path = self._path(strategy)
        if path is None or not path.exists():
            return None
        try:
            with np.load(path, allow_pickle=False) as kept:
                return kept["oof"], float(kept["seconds"])
        except Exception:  # NumPy raises whatever a damaged file leads it to
            return None  # it costs one training, nothing else

    def put(self, strategy: object, oof: Scores, seconds: float) -> None:
        """Keep the scores of a finished strategy. Raises `OptionError` when the disk is full or the folder is lost."""
        path = self._path(strategy)
        if path is None:
            return
        try:
            with whole(path) as part, part.open("wb") as file:
                np.savez(file, oof=oof, seconds=seconds)
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
