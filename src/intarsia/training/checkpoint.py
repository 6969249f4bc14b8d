"""A training on disk, so that it goes on where it was cut off."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from intarsia.errors import DamagedFile, SavedModelError
from intarsia.files import whole
from intarsia.i18n import messages
from intarsia.training.base import Index
from intarsia.training.prepare import Prepared, Run, chunks
from intarsia.training.stopping import EarlyStopping

say = messages(__package__)


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
        self.path = path
        self.stopping = stopping
        self.every = every
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
                if file.metadata().get("digest") not in (None, _digest(tensors, file.metadata()["state"])):
                    raise DamagedFile(say("checkpoint.changed"))
            self._restore_best(tensors)
            if not state["done"]:
                self._restore_now(tensors)
        except (SafetensorError, KeyError, TypeError, ValueError, RuntimeError) as error:
            raise SavedModelError(say("checkpoint.unreadable", path=self.path, why=error)) from error
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
        stopping.loss = tensors["stopping.loss"]
        stopping.since = tensors["stopping.since"]
        stopping.narrow(tensors["stopping.active"])

    def _restore_now(self, tensors: Mapping[str, Tensor]) -> None:
        for name, tensor in self.stopping.models.tensors().items():
            tensor.copy_(tensors[f"now.{name}"])
        for name, parameter in self.stopping.models.named():
            if f"step.{name}" in tensors:
                moments = {moment: tensors[f"{moment}.{name}"].to(parameter.device) for moment in MOMENTS}
                self.stopping.optimizer.state[parameter] = moments

    def _write(self, tensors: Mapping[str, Tensor], state: Mapping[str, object]) -> None:
        solid = {name: tensor.contiguous() for name, tensor in tensors.items()}
        text = json.dumps(state)
        told = {"state": text, "digest": _digest(solid, text)}
        try:
            with whole(self.path) as part:
                save_file(solid, part, metadata=told)
        except (OSError, SafetensorError) as error:
            raise SavedModelError(say("checkpoint.cannot_write", path=self.path, why=error)) from error


def _digest(tensors: Mapping[str, Tensor], state: str) -> str:
    """The digest of all tensors, their names and the state: a changed bit would be trained on without a word."""
    digest = hashlib.blake2b(state.encode(), digest_size=16)
    for name, tensor in sorted(tensors.items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.detach().cpu().reshape(-1).view(torch.uint8).numpy().tobytes())
    return digest.hexdigest()


def fingerprint(options: Mapping[str, Any], runs: Sequence[Run]) -> str:
    """Names a training by all that decides its outcome, so that no other goes on from its file."""
    digest = hashlib.blake2b(json.dumps(options, sort_keys=True, default=str).encode(), digest_size=16)
    cells: dict[int, bytes] = {}  # seeds share what rows teach, and reading its cells is what takes time
    for run in runs:
        prepared = run.prepared
        train = run.split.train
        if id(prepared) not in cells:
            cells[id(prepared)] = _cells(prepared, train)
        parts = [(part.column, part.modality, part.encoder.fingerprint()) for part in prepared.design.parts]
        digest.update(repr((parts, prepared.design.fusion, prepared.design.task, run.split.seed)).encode())
        # Names of groups may be objects, whose bytes are addresses: which rows belong together is what counts.
        groups = () if run.split.groups is None else np.unique(run.split.groups, return_inverse=True)[1]
        target = prepared.target
        for numbers in (train, groups, *(target.values[name] for name in sorted(target.values)), target.weight):
            digest.update(np.ascontiguousarray(numbers).tobytes())
        digest.update(cells[id(prepared)])
    return digest.hexdigest()


def _cells(prepared: Prepared, train: Index) -> bytes:
    """Digest of every training row's tensors."""
    digest = hashlib.blake2b(digest_size=16)
    for rows in prepared.rows:
        for cells in chunks(rows, train):
            for name, tensor in sorted(cells.items()):
                digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
                digest.update(np.ascontiguousarray(tensor.numpy()).tobytes())
    return digest.digest()
