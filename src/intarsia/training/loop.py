"""The loop, its optimiser and the schedule of its steps. It knows nothing of modalities, tasks or folds."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import nn

from intarsia.encoders.base import EncoderModule
from intarsia.model.side_by_side import SideBySide
from intarsia.objectives.base import TrainingBatch
from intarsia.progress import Progress
from intarsia.training.runtime import generator
from intarsia.training.vectorized import Models


class Batches(Protocol):
    """All batches of a training, in order; the same batch again for the same step."""

    def __len__(self) -> int: ...

    def __getitem__(self, step: int) -> TrainingBatch: ...


class Callback(Protocol):
    """A callback is told of every step."""

    def after(self, steps: int) -> bool:
        """`steps` are done. True ends the training."""


@dataclass(frozen=True)
class Steps:
    """A callback that tells how far a training is."""

    progress: Progress

    def after(self, steps: int) -> bool:
        """Count that one more step is done."""
        self.progress.advance(1)
        return False


@dataclass(frozen=True)
class Schedule:
    """How large the steps of the weights are.

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
        """Make the optimiser ready for this step."""
        for group in optimizer.param_groups:
            group["lr"] = group["full_lr"] * self.share(step, steps)


def train(
    models: Models,
    batches: Batches,
    optimizer: torch.optim.Optimizer,
    schedule: Schedule,
    callbacks: Sequence[Callback] = (),
    start: int = 0,
) -> None:
    """Train from step `start` until the batches end or a callback says so.

    What is drawn (dropout) follows from the step alone: a training can go on from any step, and a model comes out the
    same whatever others are trained beside it, or in other threads.
    """
    models.train()
    for step in range(start, len(batches)):
        schedule.set(optimizer, step, len(batches))
        with generator(step):
            loss = models(batches[step])["loss"]
        optimizer.zero_grad()
        loss.backward()
        models.clip(schedule.clip)
        optimizer.step()
        verdicts = [callback.after(step + 1) for callback in callbacks]
        if any(verdicts):
            return


def adamw(models: Models, lr: float, weight_decay: float) -> torch.optim.AdamW:
    """Fused AdamW (Loshchilov & Hutter 2019). Matrices decay, biases and scales do not; encoders say how gently
    they are to be moved (`EncoderModule.lr_scale`). Each group's `full_lr` is its step size at its highest."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for parameter, scale, matrix in _described(models):
        groups.setdefault((lr * scale, weight_decay if matrix else 0.0), []).append(parameter)
    described = [
        {"params": found, "lr": rate, "full_lr": rate, "weight_decay": decay} for (rate, decay), found in groups.items()
    ]
    return torch.optim.AdamW(described, lr=lr, fused=True)


def _described(models: Models) -> Iterator[tuple[nn.Parameter, float, bool]]:
    """Each trained parameter, the share of the step size that it gets, and whether one model's is a matrix."""
    modules = dict(models.one().named_modules())
    scales = [(f"{at}.", module.lr_scale) for at, module in modules.items() if isinstance(module, EncoderModule)]
    stacked = [f"{at}." for at, module in modules.items() if isinstance(module, SideBySide)]
    for name, parameter in models.named():
        if parameter.requires_grad:
            scale = next((scale for prefix, scale in scales if name.startswith(prefix)), 1.0)
            extra = any(name.startswith(prefix) for prefix in stacked)
            yield parameter, scale, parameter.ndim > models.depth + extra + 1
