"""Which rows are trained when: the batches of K runs side by side."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from intarsia.encoders.base import Cells
from intarsia.tasks.target import Target
from intarsia.training.base import Index, Rows
from intarsia.training.prepare import CHUNK, Run
from intarsia.training.rows import side_by_side


class RunBatches:
    """Batches (K, B, ...) of K runs, cut anew in every epoch, each run from its own generator.

    All runs take the same number of steps per epoch. They may differ in size: each deals its rows out evenly over
    the steps, and shorter batches are padded with rows of weight 0.

    Args:
        runs: K of them, of one design.
        learn: per run the positions in its training rows to learn from; the others are held out.
        steps: per epoch; B is what it takes for that.
        epochs: passes over the rows.
        device: where the batches go.
    """

    def __init__(
        self, runs: Sequence[Run], learn: Sequence[Index], steps: int, epochs: int, device: torch.device
    ) -> None:
        found = {id(run.prepared): _rows(run) for run in runs}  # seeds share what rows teach
        self.columns = list(found[id(runs[0].prepared)])
        self.cells = [tuple(found[id(run.prepared)].values()) for run in runs]
        self.seeds = [run.split.seed for run in runs]
        self.device = device
        self.epochs = epochs
        self.per_epoch = steps
        # The training rows of all runs one after the other are "lines"; one more, of weight 0, is the padding.
        targets = [run.prepared.target for run in runs]
        trains = [run.split.train for run in runs]
        joined = Target.joined([*targets, targets[0].take(np.zeros(1, dtype=np.intp))])
        joined.weight[-1] = 0
        self.row = torch.from_numpy(np.concatenate([*trains, trains[0][:1]]).astype(np.int64))
        self.target = joined.tensors()
        self.weight = torch.from_numpy(joined.weight)
        starts = np.cumsum([0, *(len(train) for train in trains[:-1])])
        self.learn = [start + positions for start, positions in zip(starts, learn, strict=True)]
        self.held = [
            start + np.setdiff1d(np.arange(len(train)), positions)
            for start, train, positions in zip(starts, trains, learn, strict=True)
        ]
        self._epoch = -1
        self._order = np.empty(0, dtype=np.int64)

    def __len__(self) -> int:
        return self.per_epoch * self.epochs

    def __getitem__(self, step: int) -> dict[str, Any]:
        epoch, place = divmod(step, self.per_epoch)
        if epoch != self._epoch:
            self._epoch = epoch
            self._order = self.order(epoch)
        return self.take(self._order[:, place])

    def order(self, epoch: int) -> Index:
        """Return the lines (K, steps, B) of one epoch."""
        shuffled = [
            np.random.default_rng((seed, epoch)).permutation(lines)
            for seed, lines in zip(self.seeds, self.learn, strict=True)
        ]
        return np.stack([self._dealt(lines) for lines in shuffled])

    def take(self, lines: Index) -> dict[str, Any]:
        """The batch of these lines, (K, B)."""
        places = torch.from_numpy(lines)
        flat = places.flatten()
        numbers = self.row.index_select(0, flat).view(places.shape)  # (K, B)
        cells = {
            column: {name: tensor.to(self.device) for name, tensor in stack_runs(found, numbers).items()}
            for column, found in zip(self.columns, zip(*self.cells, strict=True), strict=True)
        }
        target = {
            name: tensor.index_select(0, flat).view(*places.shape, *tensor.shape[1:]).to(self.device)  # (K, B, ...)
            for name, tensor in self.target.items()
        }
        weight = self.weight.index_select(0, flat).view(places.shape)
        return {"cells": cells, "target": target, "weight": weight.to(self.device)}

    def held_out(self) -> Iterator[dict[str, Any]]:
        """The rows that are held out, in batches."""
        longest = max(len(lines) for lines in self.held)
        lines = np.stack([self._padded(lines, longest) for lines in self.held])  # (K, longest)
        for start in range(0, longest, CHUNK):
            yield self.take(lines[:, start : start + CHUNK])

    def narrow(self, places: Sequence[int]) -> None:
        """Go on with the runs at these places alone."""
        for name in ("cells", "seeds", "learn", "held"):
            setattr(self, name, [getattr(self, name)[place] for place in places])
        self._epoch = -1

    def _dealt(self, lines: Index) -> Index:
        """Return lines (steps, B), the batches as equal as can be."""
        widest = max(math.ceil(len(found) / self.per_epoch) for found in self.learn)
        return np.stack([self._padded(batch, widest) for batch in np.array_split(lines, self.per_epoch)])

    def _padded(self, lines: Index, length: int) -> Index:
        return np.pad(lines, (0, length - len(lines)), constant_values=len(self.row) - 1)


def _rows(run: Run) -> dict[str, Rows]:
    """Column → its cells; those of columns that are computed at once are one."""
    columns = [part.column for part in run.prepared.design.parts]
    return side_by_side(dict(zip(columns, run.prepared.rows, strict=True)), run.network.groups)


def stack_runs(found: Sequence[Rows], numbers: Tensor) -> Cells:
    """Gather the cells (K, B, ...) of row numbers (K, B); at once when all K read the same rows."""
    if all(rows is found[0] for rows in found):
        flat = found[0].take(numbers.flatten())
        return {name: tensor.view(*numbers.shape, *tensor.shape[1:]) for name, tensor in flat.items()}  # (K, B, ...)
    taken = [rows.take(line) for rows, line in zip(found, numbers, strict=True)]
    return {name: torch.stack([cells[name] for cells in taken]) for name in taken[0]}
