"""Gradient training: all splits of a design, side by side where their shapes allow it."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy.typing as npt
from torch import Tensor

from intarsia.errors import OptionError
from intarsia.i18n import messages
from intarsia.model.design import Design
from intarsia.objectives.base import Objective, ObjectiveModule, objectives
from intarsia.objectives.supervised import Supervised
from intarsia.progress import Progress
from intarsia.training.base import Data, Fitter, Index, Split, Trained, fitters
from intarsia.training.batches import RunBatches
from intarsia.training.checkpoint import Checkpoint, fingerprint
from intarsia.training.holdout import holdout
from intarsia.training.loop import Callback, Schedule, Steps, adamw, train
from intarsia.training.network_model import TrainedNetwork
from intarsia.training.prepare import Run, is_wide, prepare
from intarsia.training.runtime import device, generator, keep_freed_blocks, precision, training
from intarsia.training.stopping import EarlyStopping
from intarsia.training.vectorized import Alone, Models, Stacked, stacks, vectorises

say = messages(__package__)


SMALL = 5_000_000
"""Numbers in a network that `threads` is meant for; larger ones take what torch has."""

ENOUGH = 40
"""Rows set aside that can tell when to stop where a table is wide: the loss on fewer is smallest by chance before
anything is learned, and then all rows are learned from. Measured with 150 rows of 400 numbers that all tell something:
with 15 set aside .49 of the training rows and .49 of new ones were right for one seed of two, with none 1.0 and .60 are
for both."""


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
    """Share of the training rows set aside to tell when to stop; 0, or too few rows of a wide table, trains on all rows
    for all epochs."""
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
    objective: Objective = field(default=Supervised(), metadata={"dump": objectives.dump, "load": objectives.make})
    """What is learned from, by name or declaration: "supervised", or an objective that needs no labels."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "objective", objectives.make(self.objective))
        self._check(
            ("epochs", "batch_size", "min_steps", "patience", "threads"),
            "wanted.whole",
            lambda given: given >= 1,
        )
        self._check(("holdout", "modality_dropout", "warmup"), "wanted.share", lambda given: 0 <= given < 1)
        self._check(("lr", "clip"), "wanted.positive", lambda given: given > 0)

    def fit(self, design: Design, data: Data, y: npt.NDArray[Any] | None, splits: Sequence[Split]) -> list[Trained]:
        """See `Fitter`. Splits with networks of the same shapes and equal steps are trained side by side; each comes
        out as it would alone. Without labels the objective must be one that needs none."""
        runs = list(prepare(design, self.objective, data, y, splits))
        keep_freed_blocks()
        small = all(_size(run) <= SMALL for run in runs)
        with training(self.threads if small else None):
            for alike in stacks(runs, self._steps):
                self._train(alike)
        return [TrainedNetwork(run.prepared.design, run.network) for run in runs]

    def resuming(self, folder: str) -> Trainer:
        """See `Fitter`: gradient training takes longest, so it keeps its state; a folder of its own comes first."""
        return self if self.checkpoint else replace(self, checkpoint=folder)

    def restore(self, design: Design, state: Mapping[str, Tensor]) -> Trained:
        """See `Fitter`. Raises `SavedModelError` when the numbers do not fit the design."""
        return TrainedNetwork.restore(design, state, device(self.device))

    def _train(self, alike: Sequence[Run]) -> None:
        """Leaves the runs' networks trained."""
        where = device(self.device)
        learn = [self._learn(run) for run in alike]
        batches = RunBatches(alike, learn, self._steps(alike[0]), self.epochs, where)
        schedule = Schedule(self.clip, self.warmup)
        with generator(0):
            models = self._models(alike).to(where)
            together = len(alike) == 1 or vectorises(models, batches[0])
        if not together:
            for run in alike:
                self._train([run])
            return
        best = self._run(models, batches, schedule, self._path(alike))
        for place, run in enumerate(alike):
            found = {
                name.removeprefix("network."): tensor[place]
                for name, tensor in best.items()
                if name.startswith("network.")
            }
            run.network.to(where).load_state_dict(found, strict=False)

    def _run(self, models: Models, batches: RunBatches, schedule: Schedule, path: Path | None) -> Mapping[str, Tensor]:
        """The best tensors of every model, name → (K, ...)."""
        optimizer = adamw(models, self.lr, self.weight_decay)
        stopping = EarlyStopping(models, batches, optimizer, self.patience)
        checkpoint = Checkpoint(path, stopping, self.checkpoint_seconds) if path else None
        start = checkpoint.resume() if checkpoint else 0
        if start is not None:
            with Progress(
                "training", say("train.progress", models=len(stopping.loss)), len(batches), start
            ) as progress:
                callbacks: list[Callback] = [stopping, Steps(progress), *([checkpoint] if checkpoint else [])]
                train(models, batches, optimizer, schedule, callbacks, start)
        if checkpoint:
            checkpoint.end()
        return stopping.best

    def _models(self, alike: Sequence[Run]) -> Models:
        modules = [self._module(run) for run in alike]
        exactness = precision(self.precision, device(self.device))
        return Stacked(modules, exactness) if len(alike) > 1 else Alone(modules[0], exactness)

    def _module(self, run: Run) -> ObjectiveModule:
        with generator(run.split.seed):  # what the objective adds begins as it would alone
            return self.objective.build(run.network, run.prepared.design.task, self.modality_dropout)

    def _steps(self, run: Run) -> int:
        """Steps per epoch. Four binary digits of them count, rounded up: so folds of about one size take equally many
        and can be trained side by side."""
        rows = len(self._learn(run))
        steps = max(math.ceil(rows / self.batch_size), min(self.min_steps, rows))
        unit = 1 << max(0, steps.bit_length() - 4)
        return min(rows, math.ceil(steps / unit) * unit)

    def _learn(self, run: Run) -> Index:
        """Positions in the run's rows that are not set aside."""
        share = self.holdout
        rows = len(run.prepared.strata)
        if is_wide(run.prepared.design) and share * rows < ENOUGH:
            share = 0.0
        return holdout(run.prepared.strata, share, run.split.seed, run.split.groups)[0]

    def _path(self, alike: Sequence[Run]) -> Path | None:
        if not self.checkpoint:
            return None
        return Path(self.checkpoint) / f"{fingerprint(fitters.dump(self), alike)}.safetensors"

    def _check(self, names: Sequence[str], wanted: str, good: Callable[[float], bool]) -> None:
        for name in names:
            if not good(getattr(self, name)):
                raise OptionError(say("trainer.option", option=name, value=getattr(self, name), wanted=say(wanted)))


def _size(run: Run) -> int:
    return sum(tensor.numel() for tensor in run.network.state_dict().values())
