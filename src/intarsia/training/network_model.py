"""A trained network: rows in, answers out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from intarsia.allowance import allowance
from intarsia.encoders.base import Cells
from intarsia.encoders.stored import Stored
from intarsia.errors import DamagedFile, SavedModelError
from intarsia.i18n import messages
from intarsia.model.design import Design
from intarsia.model.network import Network, Output
from intarsia.training.base import Data, Trained, answered
from intarsia.training.prepare import CHUNK, network
from intarsia.training.rows import side_by_side

say = messages(__package__)


@dataclass(frozen=True, eq=False)
class TrainedNetwork(Trained):
    """The network that gradient training leaves.

    Attributes:
        design: learned.
        network: its weights, where they are to compute.
    """

    design: Design
    network: Network

    def __post_init__(self) -> None:
        self.network.eval().requires_grad_(False)

    @classmethod
    def restore(cls, design: Design, state: Mapping[str, Tensor], device: torch.device) -> TrainedNetwork:
        """Rebuild a network from a learned design and its `state`. Raises `SavedModelError` when they do not fit."""
        try:
            stored = {
                part.column: Stored(state[f"encoders.{place}.factor"], state[f"encoders.{place}.shift"])
                for place, part in enumerate(design.parts)
                if part.encoder.frozen
            }
            with allowance(sum(tensor.nbytes for tensor in state.values()), len(state)):
                fresh = network(design, stored)
            known = fresh.state_dict()
            fresh.load_state_dict({name: known[name] for name in fresh.rebuilt()} | dict(state))
        except (KeyError, RuntimeError, DamagedFile) as error:
            raise SavedModelError(say("saved.does_not_fit", why=error)) from error
        return cls(design, fresh.to(device))

    def outputs(self, data: Data, keep: npt.NDArray[np.bool_] | None = None) -> Iterator[Output]:
        """What the network says of all rows of `data`, some rows at a time; `keep` as in `scores`."""
        for start, cells in self._chunks(data):
            shown = None if keep is None else torch.from_numpy(keep[start : start + CHUNK]).to(self._device)
            with torch.inference_mode():
                output = self.network(cells, shown)
            yield output

    def scores(self, data: Data, keep: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.float64]:
        """See `Trained`. A row of which nothing is there, or shown, is answered with the task's prior."""
        task = self.design.task
        logits = [output.logits.float().cpu().numpy() for output in self.outputs(data, keep)]
        scores = task.scores(np.concatenate(logits)) if logits else np.empty((0, task.outputs))
        return answered(scores, self.design, data, keep)

    @property
    def width(self) -> int:
        """D of the fused vector."""
        return self.network.fusion.width

    def embed(self, data: Data) -> npt.NDArray[np.float32]:
        """Return the fused vectors (N, D)."""
        vectors = [output.fused.vector.float().cpu().numpy() for output in self.outputs(data)]
        return np.concatenate([*vectors, np.empty((0, self.network.fusion.width), np.float32)])

    def evidence(self, data: Data) -> Mapping[str, npt.NDArray[np.float64]]:
        """See `Trained`: what the fusion names in `Fused.evidence`."""
        found: dict[str, list[npt.NDArray[np.float64]]] = {}
        for output in self.outputs(data):
            for name, tensor in output.fused.evidence.items():
                found.setdefault(name, []).append(tensor.double().cpu().numpy())
        return {name: np.concatenate(parts) for name, parts in found.items()}

    def spans(self, data: Data) -> Mapping[str, int]:
        """Return how many tokens each modality has (see `Trained.spans`)."""
        if not len(data):
            return {}
        _, cells = next(self._chunks(data))
        return {name: encoded.mask.shape[1] for name, encoded in self.network.encode(cells).items()}

    def state(self) -> Mapping[str, Tensor]:
        """Return the learned tensors on the CPU, without those that encoders rebuild by themselves."""
        rebuilt = self.network.rebuilt()
        kept = {name: tensor for name, tensor in self.network.state_dict().items() if name not in rebuilt}
        return {name: tensor.detach().cpu().contiguous() for name, tensor in kept.items()}

    def _chunks(self, data: Data) -> Iterator[tuple[int, dict[str, Cells]]]:
        """Number of the first row, and all columns' tensors, of some rows at a time."""
        rows = side_by_side({part.column: data.rows(part) for part in self.design.parts}, self.network.groups)
        for start in range(0, len(data), CHUNK):
            numbers = torch.arange(start, min(start + CHUNK, len(data)))
            cells: dict[str, Cells] = {
                column: {name: tensor.to(self._device) for name, tensor in found.take(numbers).items()}
                for column, found in rows.items()
            }
            yield start, cells

    @property
    def _device(self) -> torch.device:
        return next(self.network.parameters()).device
