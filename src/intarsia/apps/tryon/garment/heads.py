"""Small models on the features of a garment's views, saved beside this file as Intarsia saves any model."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from intarsia.apps.tryon.garment.views import Features
from intarsia.encoders.stored import LENGTH
from intarsia.errors import SavedModelError
from intarsia.learner.saving import load_model, read, rebuilding
from intarsia.training.linear import TrainedLinear

FOLDER = Path(__file__).with_name("heads")
"""A folder for each head: config.json, model.safetensors, CARD.md."""


@dataclass(frozen=True)
class Answer:
    """What a head says of one garment: value → probability, the likeliest first; they sum to 1."""

    probabilities: Mapping[str, float]

    @property
    def value(self) -> str:
        """The likeliest."""
        return next(iter(self.probabilities))

    @property
    def probability(self) -> float:
        """Of the likeliest."""
        return self.probabilities[self.value]

    def among(self, values: tuple[str, ...]) -> Answer:
        """The answer when it is known to be one of these values."""
        kept = {value: share for value, share in self.probabilities.items() if value in values}
        total = sum(kept.values()) or 1.0
        return Answer({value: share / total for value, share in kept.items()})


@dataclass(frozen=True, eq=False)
class Head:
    """A linear classifier. Its answers for the views of a garment are averaged.

    Args:
        classes: the K values.
        model: as `LinearSolver` trained it, on one part.
    """

    classes: tuple[str, ...]
    model: TrainedLinear

    def __call__(self, features: Features) -> list[Answer]:
        """(N, V, D) features of N garments → N answers."""
        stored = self.model.stored[0]
        weights = self.model.coefficients[0]
        if stored is None:
            raise SavedModelError("a head of the fitting room reads stored features: train it anew with its script")
        standard = (torch.from_numpy(features) * stored.factor[0] + stored.shift[0]).numpy() / LENGTH
        shares = self.model.design.task.scores(
            (standard @ weights + self.model.bias).reshape(-1, len(self.classes))
        )  # (N · V, K)
        return [_answer(self.classes, row) for row in shares.reshape(*features.shape[:2], -1).mean(1)]


@functools.cache
def head(name: str) -> Head:
    """The head of that name, loaded once in a process. Raises `SavedModelError`."""
    folder = FOLDER / name
    config, state = read(folder)
    with rebuilding(folder):
        model, _ = load_model(config["model"], {key: tensor.float() for key, tensor in state.items()})
        if not isinstance(model, TrainedLinear):
            raise SavedModelError(f"{folder} is no linear model: train the head anew with its script")
        classes = model.design.task.decode(np.eye(model.design.task.outputs))
        return Head(tuple(str(each) for each in classes), model)


def _answer(classes: tuple[str, ...], shares: npt.NDArray[np.float64]) -> Answer:
    order = np.argsort(-shares, kind="stable")
    return Answer({classes[at]: float(shares[at]) for at in order})
