"""The loop. It knows nothing of modalities, tasks or folds."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import torch

from intarsia.objectives.base import TrainingBatch
from intarsia.training.device import seed
from intarsia.training.vectorized import Models


class Batches(Protocol):
    """All batches of a training, in order; the same batch again for the same step."""

    def __len__(self) -> int: ...

    def __getitem__(self, step: int) -> TrainingBatch: ...


class Callback(Protocol):
    """Is told of every step."""

    def after(self, steps: int) -> bool:
        """`steps` are done. True ends the training."""


@dataclass(frozen=True)
class Pace:
    """How the weights move.

    Attributes:
        clip: largest norm of one model's gradient.
        warmup: share of the steps in which the learning rate climbs; then it falls along a cosine
            (SGDR without restarts, Loshchilov & Hutter 2017).
    """

    clip: float
    warmup: float

    def share(self, step: int, steps: int) -> float:
        """Share of the full learning rate at this step of so many, in (0, 1]."""
        climb = max(1, round(self.warmup * steps))
        if step < climb:
            return (step + 1) / climb
        return 0.5 * (1 + math.cos(math.pi * (step - climb) / max(1, steps - climb)))

    def set(self, optimizer: torch.optim.Optimizer, step: int, steps: int) -> None:
        """Make the optimiser and torch's generator ready for this step.

        What is drawn (dropout) follows from the step alone: a training can go on from any step, and a model comes out
        the same whatever others are trained beside it.
        """
        for group in optimizer.param_groups:
            group["lr"] = group["full_lr"] * self.share(step, steps)
        seed(step)


def train(
    models: Models,
    batches: Batches,
    optimizer: torch.optim.Optimizer,
    pace: Pace,
    callbacks: Sequence[Callback] = (),
    start: int = 0,
) -> None:
    """Train from step `start` until the batches end or a callback says so."""
    models.train()
    for step in range(start, len(batches)):
        pace.set(optimizer, step, len(batches))
        loss = models(batches[step])["loss"]
        optimizer.zero_grad()
        loss.backward()
        models.clip(pace.clip)
        optimizer.step()
        verdicts = [callback.after(step + 1) for callback in callbacks]
        if any(verdicts):
            return
