"""MediaPipe's networks (Apache-2.0), run by LiteRT; all that surrounds them is this package's own."""

from __future__ import annotations

import functools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.extra import require
from intarsia.assets import locate
from intarsia.forked import Turn, in_child, leave_alone

Array = npt.NDArray[np.float32]

ASSET = "mediapipe-models"
THREADS = 2


class LiteNetwork:
    """One `.tflite` file with its buffers. Calls from several threads wait for each other; a forked child, in which the
    threads of its parent's interpreter are not there, opens the file anew.

    Args:
        path: the file.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._turn = Turn()
        self._interpreter: Any = _interpreter(path)
        in_child(self, LiteNetwork._leave)
        (given,) = self._interpreter.get_input_details()
        self._input = given["index"]
        self._outputs = {each["name"]: each["index"] for each in self._interpreter.get_output_details()}
        self.side = int(given["shape"][1])

    def __call__(self, picture: Array) -> dict[str, Array]:
        """Return outputs by name for one picture, (S, S, 3) float32 in the range that the network was trained on."""
        with self._turn:
            if self._interpreter is None:
                self._interpreter = _interpreter(self._path)
            self._interpreter.set_tensor(self._input, picture[None])
            self._interpreter.invoke()
            return {name: self._interpreter.get_tensor(index) for name, index in self._outputs.items()}

    def _leave(self) -> None:
        leave_alone(self._interpreter)
        self._interpreter = None


def _interpreter(path: Path) -> Any:
    interpreter = require("ai_edge_litert.interpreter").Interpreter
    with _quiet():
        opened = interpreter(str(path), num_threads=min(THREADS, os.cpu_count() or 1))
        opened.allocate_tensors()
    return opened


@functools.lru_cache(maxsize=16)
def network(name: str) -> LiteNetwork:
    """Return the network of that name, loaded once in a process. Raises `AssetError` when it cannot be had."""
    return LiteNetwork(locate(ASSET) / f"{name}.tflite")


def sigmoid(values: npt.ArrayLike) -> Array:
    """Map logits to (0, 1), cut where float32 would overflow."""
    return np.asarray(1 / (1 + np.exp(-np.clip(np.asarray(values, np.float32), -80, 80))), np.float32)


_STDERR = Turn()


@contextmanager
def _quiet() -> Iterator[None]:
    """Silence LiteRT, which writes a line about its delegate past Python to stderr, and has no switch for it."""
    with _STDERR, open(os.devnull, "wb") as nowhere:
        kept = os.dup(2)
        try:
            os.dup2(nowhere.fileno(), 2)
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
