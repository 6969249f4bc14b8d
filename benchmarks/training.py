"""Five folds, and twenty models, in one vectorised loop against a good plain loop.

    python benchmarks/training.py [--models 5 20] [--runs 3] [--threads 1 2]

Both train the same networks on the same stored features: same epochs, same batch size, fused AdamW, clipping, the same
schedule. The plain loop trains one model after the other and does nothing else. Times alternate; ratios are medians.
Both get the same number of threads: one, which is what Trainer takes for heads of this size unless it is told
otherwise, and two, which gain where nothing else runs on the machine.
Writes benchmarks/results/training.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor

from intarsia.columns.base import Batch
from intarsia.encoders.base import Cells, Encoder, EncoderModule
from intarsia.fusion.concat import Concat
from intarsia.fusion.weighted_sum import WeightedSum
from intarsia.model.design import Design, Part
from intarsia.objectives.supervised import Supervised
from intarsia.tasks.classify import Classify
from intarsia.training.base import Rows, Split
from intarsia.training.prepare import Run, prepare
from intarsia.training.trainer import Trainer

ROWS = 5000
CLASSES = 5
MODALITIES = ("photo", "words", "table")
FOLDS = 5
TRAINER = Trainer(epochs=3, batch_size=128, holdout=0.0, modality_dropout=0.0, device="cpu")
HEADS: dict[str, tuple[int, Any]] = {
    "3 x 64, concat, 64 wide": (64, Concat(hidden=64)),
    "3 x 64, weighted sum, 128 wide": (64, WeightedSum(width=128)),
    "3 x 384, concat, 64 wide": (384, Concat(hidden=64)),
    "3 x 384, weighted sum, 64 wide": (384, WeightedSum(width=64)),
    "3 x 384, concat, 128 wide": (384, Concat(hidden=128)),
}


@dataclass(frozen=True)
class Kept(Encoder):
    """Stands for a frozen encoder whose features are stored."""

    accepts: ClassVar[tuple[str, ...]] = ()

    @property
    def frozen(self) -> bool:
        return True

    def tensors(self, batch: Batch) -> Cells:
        raise NotImplementedError

    def build(self) -> EncoderModule:
        raise NotImplementedError


@dataclass(frozen=True)
class Features:
    """Stored features of the whole table, float16."""

    tokens: dict[str, Tensor]

    def __len__(self) -> int:
        return len(next(iter(self.tokens.values())))

    def batch(self, column: str, rows: Any = None) -> Batch:
        raise NotImplementedError

    def rows(self, part: Part) -> Rows:
        return Gathered(self.tokens[part.column])

    def present(self, part: Part) -> np.ndarray:
        return np.ones(len(self), dtype=np.bool_)


@dataclass(frozen=True)
class Gathered(Rows):
    """Rows of one column."""

    tokens: Tensor

    def __len__(self) -> int:
        return len(self.tokens)

    def take(self, rows: Tensor) -> Cells:
        return {"tokens": self.tokens.index_select(0, rows), "mask": torch.ones(len(rows), 1, dtype=torch.bool)}


def table(width: int, rows: int = ROWS) -> tuple[Features, np.ndarray]:
    """Features that each tell a little of the class."""
    chance = np.random.default_rng(0)
    y = chance.integers(0, CLASSES, rows)
    centres = chance.normal(size=(len(MODALITIES), CLASSES, width)) * 0.5 / width**0.25
    tokens = {
        name: torch.from_numpy((centre[y] + chance.normal(size=(rows, width))).astype(np.float16)[:, None])
        for name, centre in zip(MODALITIES, centres, strict=True)
    }
    return Features(tokens), y


def splits(rows: int, models: int) -> list[Split]:
    """Five folds, as often as it takes, with other seeds."""
    everything = np.arange(rows)
    return [Split(everything[everything % FOLDS != number % FOLDS], seed=number) for number in range(models)]


def vectorised(design: Design, data: Features, y: np.ndarray, given: Sequence[Split]) -> list[Any]:
    trainer = replace(TRAINER, threads=torch.get_num_threads())
    return [(trained.design.task, trained.network) for trained in trainer.fit(design, data, y, given)]  # type: ignore


def plain(design: Design, data: Features, y: np.ndarray, given: Sequence[Split]) -> list[Any]:
    return [_plain(run, data) for run in prepare(design, Supervised(), data, y, given)]


def _plain(run: Run, data: Features) -> Any:
    """One training, as one would write it by hand."""
    network = run.network.train()
    task = run.prepared.design.task
    optimizer = torch.optim.AdamW(network.parameters(), lr=TRAINER.lr, weight_decay=TRAINER.weight_decay, fused=True)
    train = torch.from_numpy(run.split.train)
    target = run.prepared.target.tensors()
    steps = TRAINER.epochs * -(-len(train) // TRAINER.batch_size)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, TRAINER.lr, steps, pct_start=TRAINER.warmup)
    for _ in range(TRAINER.epochs):
        for places in torch.randperm(len(train)).split(TRAINER.batch_size):
            cells = {part.column: data.rows(part).take(train[places]) for part in run.prepared.design.parts}
            loss = task.loss(network(cells).logits, {name: each[places] for name, each in target.items()}).mean()
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), TRAINER.clip)
            optimizer.step()
            schedule.step()
    return task, network.eval()


def accuracy(answers: list[Any], data: Features, y: np.ndarray, given: Sequence[Split]) -> float:
    """Mean over the models, each on the rows that it was not trained on."""
    found = []
    for (task, network), split in zip(answers, given, strict=True):
        test = np.setdiff1d(np.arange(len(y)), split.train)
        rows = torch.from_numpy(test)
        with torch.inference_mode():
            logits = network({name: Gathered(tokens).take(rows) for name, tokens in data.tokens.items()}).logits
        found.append(task.score(y[test], task.scores(logits.numpy())))
    return float(np.mean(found))


def compared(name: str, models: int, runs: int) -> dict[str, Any]:
    """Seconds and accuracy of both ways, alternating."""
    width, fusion = HEADS[name]
    data, y = table(width)
    design = Design(tuple(Part(column, column, Kept()) for column in MODALITIES), fusion, Classify())
    given = splits(len(y), models)
    ways: dict[str, Callable[..., list[Any]]] = {"plain": plain, "vectorised": vectorised}
    seconds: dict[str, list[float]] = {way: [] for way in ways}
    scores: dict[str, float] = {}
    for _ in range(runs):
        for way, train in ways.items():
            begun = time.perf_counter()
            answers = train(design, data, y, given)
            seconds[way].append(time.perf_counter() - begun)
            scores[way] = accuracy(answers, data, y, given)
    ratios = [slow / fast for slow, fast in zip(seconds["plain"], seconds["vectorised"], strict=True)]
    return {
        "head": name,
        "models": models,
        "threads": torch.get_num_threads(),
        "seconds": {way: round(statistics.median(found), 2) for way, found in seconds.items()},
        "accuracy": {way: round(score, 4) for way, score in scores.items()},
        "ratio": round(statistics.median(ratios), 2),
        "ratios": [round(ratio, 2) for ratio in ratios],
    }


def commit() -> str:
    return subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=int, nargs="+", default=[5, 20])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--heads", nargs="+", default=list(HEADS), choices=list(HEADS))
    given = parser.parse_args()
    machine: dict[str, Any] = {"processor": platform.processor() or platform.machine(), "commit": commit()}
    machine |= {"load": [round(load, 1) for load in os.getloadavg()]}  # other work takes more from the wider stack
    print(machine | {"torch": torch.__version__})
    found = []
    for threads in given.threads:
        torch.set_num_threads(threads)
        for name in given.heads:
            for models in given.models:
                found.append(compared(name, models, given.runs))
                print(found[-1], flush=True)
    out = Path(__file__).parent / "results" / "training.json"
    out.write_text(json.dumps({"machine": machine, "torch": torch.__version__, "results": found}, indent=1) + "\n")


if __name__ == "__main__":
    main()
