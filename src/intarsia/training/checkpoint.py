"""A training on disk, so that it goes on where it was cut off."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from intarsia.errors import SavedModelError
from intarsia.training.lesson import Lesson
from intarsia.training.stopping import EarlyStopping

MOMENTS = ("step", "exp_avg", "exp_avg_sq")
"""What AdamW remembers of each parameter."""


class Checkpoint:
    """Writes the training's state now and then; a reader finds the old state or the new one, never a part.

    What dropout draws and the order of the rows follow from the seed and the step, so tensors and the number of steps
    are all there is to keep.

    Args:
        path: a `.safetensors` file; its header holds the number of steps as JSON.
        stopping: knows the models, their optimizer, and the best of each so far.
        every: seconds between two writings.
    """

    def __init__(self, path: Path, stopping: EarlyStopping, every: float) -> None:
        self.path, self.stopping, self.every = path, stopping, every
        self.written = time.monotonic()

    def after(self, steps: int) -> bool:
        """Write when the last writing is old enough."""
        if time.monotonic() - self.written >= self.every:
            self._write(self._best() | self._now(), {"steps": steps, "done": False})
            self.written = time.monotonic()
        return False

    def end(self) -> None:
        """Keep the outcome alone: a training that is started again ends at once."""
        self._write(self._best(), {"steps": 0, "done": True})

    def resume(self) -> int | None:
        """Put everything back and return the number of steps done; None when the training had ended.

        Raises:
            SavedModelError: the file cannot be read, or is of another training.
        """
        if not self.path.exists():
            return 0
        try:
            with safe_open(self.path, "pt") as file:
                state = json.loads(file.metadata()["state"])
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 (it is no dict)
            self._restore_best(tensors)
            if not state["done"]:
                self._restore_now(tensors)
        except (SafetensorError, KeyError, TypeError, ValueError, RuntimeError) as error:
            raise SavedModelError(f"cannot go on from {self.path} ({error}): delete it to start anew") from error
        return None if state["done"] else int(state["steps"])

    def _best(self) -> dict[str, Tensor]:
        stopping = self.stopping
        book = {"stopping.loss": stopping.loss, "stopping.since": stopping.since, "stopping.active": stopping.active}
        return {f"best.{name}": tensor for name, tensor in stopping.best.items()} | book

    def _now(self) -> dict[str, Tensor]:
        now = {f"now.{name}": tensor for name, tensor in self.stopping.models.tensors().items()}
        return now | {
            f"{moment}.{name}": state[moment]
            for name, parameter in self.stopping.models.named()
            if (state := self.stopping.optimizer.state.get(parameter))
            for moment in MOMENTS
        }

    def _restore_best(self, tensors: Mapping[str, Tensor]) -> None:
        stopping = self.stopping
        for name, tensor in stopping.best.items():
            tensor.copy_(tensors[f"best.{name}"])
        stopping.loss, stopping.since = tensors["stopping.loss"], tensors["stopping.since"]
        stopping.narrow(tensors["stopping.active"])

    def _restore_now(self, tensors: Mapping[str, Tensor]) -> None:
        for name, tensor in self.stopping.models.tensors().items():
            tensor.copy_(tensors[f"now.{name}"])
        for name, parameter in self.stopping.models.named():
            if f"step.{name}" in tensors:
                moments = {moment: tensors[f"{moment}.{name}"].to(parameter.device) for moment in MOMENTS}
                self.stopping.optimizer.state[parameter] = moments

    def _write(self, tensors: Mapping[str, Tensor], state: Mapping[str, object]) -> None:
        part = self.path.with_name(f"{self.path.name}.{os.getpid()}.part")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            solid = {name: tensor.contiguous() for name, tensor in tensors.items()}
            save_file(solid, part, metadata={"state": json.dumps(state)})
            os.replace(part, self.path)
        except (OSError, SafetensorError) as error:
            with suppress(OSError):
                part.unlink()
            raise SavedModelError(
                f"cannot write the checkpoint {self.path} ({error}): make room or choose another folder"
            ) from error


def fingerprint(options: Mapping[str, Any], lessons: Sequence[Lesson]) -> str:
    """Names a training by all that decides its outcome, so that no other goes on from its file."""
    digest = hashlib.blake2b(json.dumps(options, sort_keys=True, default=str).encode(), digest_size=16)
    for lesson in lessons:
        fold, train = lesson.fold, lesson.split.train
        parts = [(part.column, part.modality, part.encoder.fingerprint()) for part in fold.design.parts]
        digest.update(repr((parts, fold.design.fusion, fold.design.task, lesson.split.seed)).encode())
        some = torch.from_numpy(train[:16].astype(np.int64))
        cells = [tensor for rows in fold.rows for _, tensor in sorted(rows.take(some).items())]
        for numbers in (train, lesson.split.groups, fold.target, fold.weight, *(tensor.numpy() for tensor in cells)):
            digest.update(b"" if numbers is None else np.ascontiguousarray(numbers).tobytes())
    return digest.hexdigest()
