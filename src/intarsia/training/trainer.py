"""Gradient training: all splits of a design, side by side where their shapes allow it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy.typing as npt
from torch import Tensor

from intarsia.errors import OptionError
from intarsia.i18n import messages
from intarsia.model.design import Design
from intarsia.objectives.supervised import Supervised
from intarsia.training.base import Data, Fitter, Index, Split, Trained, fitters
from intarsia.training.batches import LessonBatches
from intarsia.training.checkpoint import Checkpoint, fingerprint
from intarsia.training.device import device, precision
from intarsia.training.holdout import holdout
from intarsia.training.loop import Pace, train
from intarsia.training.memory import keep_freed_blocks
from intarsia.training.network_model import TrainedNetwork
from intarsia.training.optimizer import adamw
from intarsia.training.prepare import Lesson, generator, lessons
from intarsia.training.progress import Progress
from intarsia.training.stacks import stacks, vectorises
from intarsia.training.stopping import EarlyStopping
from intarsia.training.threads import limited
from intarsia.training.vectorized import Alone, Models, Stacked

say = messages(__package__)


SMALL = 5_000_000
"""Numbers in a network that `threads` is meant for; larger ones take what torch has."""


@fitters.register("gradient")
@dataclass(frozen=True)
class Trainer(Fitter):
    """AdamW (Loshchilov & Hutter 2019) with warm-up, cosine schedule, gradient clipping and early stopping."""

    epochs: int = 30
    """Passes over the training rows, at most."""
    lr: float = 1e-3
    """Step size of AdamW at its highest."""
    weight_decay: float = 1e-2
    """Decay of matrices; biases and scales are left alone."""
    batch_size: int = 256
    """Rows per step, at most."""
    min_steps: int = 16
    """Steps per epoch, at least, as long as there are rows: small tables get smaller batches."""
    warmup: float = 0.1
    """Share of the steps in which the step size climbs."""
    clip: float = 1.0
    """Largest norm of a model's gradient."""
    holdout: float = 0.1
    """Share of the training rows set aside to tell when to stop; 0 trains on all rows for all epochs."""
    patience: int = 5
    """Epochs without a smaller loss on the rows set aside, after which a model is no longer trained."""
    modality_dropout: float = 0.1
    """Probability with which a present modality of a training row is hidden; never a row's last."""
    precision: str = "auto"
    """"bf16" (autocast), "fp32", or "auto": bf16 where the device is built for it."""
    device: str = field(default="auto", metadata={"transient": True})
    """"cpu", "cuda", "mps", or "auto": the first of cuda, mps, cpu that is there."""
    threads: int = field(default=1, metadata={"transient": True})
    """Threads for small networks. More gain a little where nothing else runs, and cost much where something does."""
    checkpoint: str | None = field(default=None, metadata={"transient": True})
    """Folder that keeps a training while it runs, and its outcome: started again, it goes on from there."""
    checkpoint_seconds: float = field(default=10.0, metadata={"transient": True})
    """Seconds between two writings into that folder."""

    def __post_init__(self) -> None:
        self._check(
            ("epochs", "batch_size", "min_steps", "patience", "threads"),
            "wanted.whole",
            lambda given: given >= 1,
        )
        self._check(("holdout", "modality_dropout", "warmup"), "wanted.share", lambda given: 0 <= given < 1)
        self._check(("lr", "clip"), "wanted.positive", lambda given: given > 0)

    def fit(self, design: Design, data: Data, y: npt.NDArray[Any], splits: Sequence[Split]) -> list[Trained]:
        """See `Fitter`. Splits with networks of the same shapes and equal steps are trained side by side; each comes
        out as it would alone."""
        prepared = list(lessons(design, data, y, splits))
        keep_freed_blocks()
        small = all(_size(lesson) <= SMALL for lesson in prepared)
        with limited(self.threads) if small else nullcontext():
            for alike in stacks(prepared, self._steps):
                self._train(alike)
        return [TrainedNetwork(lesson.fold.design, lesson.network) for lesson in prepared]

    def restore(self, design: Design, state: Mapping[str, Tensor]) -> Trained:
        """See `Fitter`. Raises `SavedModelError` when the numbers do not fit the design."""
        return TrainedNetwork.restore(design, state, device(self.device))

    def _train(self, alike: Sequence[Lesson]) -> None:
        """Leaves the lessons' networks trained."""
        where = device(self.device)
        learn = [self._learn(lesson) for lesson in alike]
        batches = LessonBatches(alike, learn, self._steps(alike[0]), self.epochs, where)
        pace = Pace(self.clip, self.warmup)
        with generator(0):
            models = self._models(alike).to(where)
            if len(alike) > 1 and not vectorises(models, batches[0]):
                for lesson in alike:
                    self._train([lesson])
                return
            best = self._run(models, batches, pace, self._path(alike))
        for place, lesson in enumerate(alike):
            found = {name.removeprefix("network."): tensor[place] for name, tensor in best.items()}
            lesson.network.to(where).load_state_dict(found, strict=False)

    def _run(self, models: Models, batches: LessonBatches, pace: Pace, path: Path | None) -> Mapping[str, Tensor]:
        """The best tensors of every model, name → (K, ...)."""
        optimizer = adamw(models, self.lr, self.weight_decay)
        stopping = EarlyStopping(models, batches, optimizer, self.patience)
        progress = Progress(len(batches), batches[0]["weight"].numel())
        checkpoint = Checkpoint(path, stopping, self.checkpoint_seconds) if path else None
        start = checkpoint.resume() if checkpoint else 0
        if start is not None:
            train(models, batches, optimizer, pace, [stopping, progress, *([checkpoint] if checkpoint else [])], start)
            progress.end()
        if checkpoint:
            checkpoint.end()
        return stopping.best

    def _models(self, alike: Sequence[Lesson]) -> Models:
        objectives = [Supervised(lesson.network, lesson.fold.design.task, self.modality_dropout) for lesson in alike]
        exactness = precision(self.precision, device(self.device))
        return Stacked(objectives, exactness) if len(alike) > 1 else Alone(objectives[0], exactness)

    def _steps(self, lesson: Lesson) -> int:
        """Steps per epoch. Four binary digits of them count, rounded up: so folds of about one size take equally many
        and can be trained side by side."""
        rows = len(self._learn(lesson))
        steps = max(math.ceil(rows / self.batch_size), min(self.min_steps, rows))
        unit = 1 << max(0, steps.bit_length() - 4)
        return min(rows, math.ceil(steps / unit) * unit)

    def _learn(self, lesson: Lesson) -> Index:
        """Positions in the lesson's rows that are not set aside."""
        return holdout(lesson.fold.target, self.holdout, lesson.split.seed, lesson.split.groups)[0]

    def _path(self, alike: Sequence[Lesson]) -> Path | None:
        return (
            Path(self.checkpoint) / f"{fingerprint(fitters.dump(self), alike)}.safetensors" if self.checkpoint else None
        )

    def _check(self, names: Sequence[str], wanted: str, good: Callable[[float], bool]) -> None:
        for name in names:
            if not good(getattr(self, name)):
                raise OptionError(say("trainer.option", option=name, value=getattr(self, name), wanted=say(wanted)))


def _size(lesson: Lesson) -> int:
    return sum(tensor.numel() for tensor in lesson.network.state_dict().values())
