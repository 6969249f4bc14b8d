"""The task that asks which one of K classes a row is of."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from intarsia.errors import DataError, OptionError, UnknownName
from intarsia.fusion.family import Categorical, Family
from intarsia.i18n import messages
from intarsia.tasks import labelling
from intarsia.tasks.base import Array, Task, Weight, plain, tasks
from intarsia.tasks.metrics import CLASSES, Metric
from intarsia.tasks.target import Target, Targets

say = messages(__package__)


@tasks.register("classify")
@dataclass(frozen=True)
class Classify(Task):
    """Binary and multiclass classification: K logits, softmax, cross-entropy.

    Attributes:
        balance: "balanced" weighs every row by N / (K · rows of its class), so that all classes weigh the same in
            the loss; "none" does not.
        smoothing: share of the target that is spread over all classes, in [0, 1). Source: Szegedy et al.,
            "Rethinking the Inception Architecture" (2016), section 7.
        classes: learned, sorted; any hashable labels.
        shares: learned, (K,) shares of the classes among the training rows.
        dtype: learned, numpy's name of the labels' type.
    """

    samples: ClassVar[tuple[Any, ...]] = ("coat", "shirt", "shirt", "hat", "coat", "shirt")
    metrics: ClassVar[tuple[Metric, ...]] = CLASSES
    family: ClassVar[Family] = Categorical()
    probabilistic: ClassVar[bool] = True
    exclusive: ClassVar[bool] = True
    linear: ClassVar[bool] = True
    figures: ClassVar[tuple[str, ...]] = ("curves", "reliability", "confusion")
    estimator_type: ClassVar[str] = "classifier"

    balance: Literal["none", "balanced"] = "none"
    smoothing: float = 0.0
    classes: tuple[Any, ...] = field(default=(), metadata={"dump": labelling.dump, "load": labelling.load})
    shares: tuple[float, ...] = ()
    dtype: str = ""

    def __post_init__(self) -> None:
        if self.balance not in ("none", "balanced"):
            raise UnknownName(say("classify.balance"), self.balance, ("none", "balanced"))
        if not 0 <= self.smoothing < 1:
            raise OptionError(say("classify.smoothing", smoothing=self.smoothing))

    @property
    def primary(self) -> str:
        """The area under the ROC curve for two classes, accuracy for more."""
        return "roc_auc" if len(self.classes) == 2 else "accuracy"

    @property
    def outputs(self) -> int:
        """The number of learned classes."""
        return len(self.classes)

    def learn(self, y: npt.ArrayLike, weight: Weight | None = None) -> Classify:
        """Take classes and their shares from y. Raises `DataError` for missing labels, or one class only."""
        labels = labelling.column(y)
        codes, found = labelling.factorise(labels)
        classes = labelling.ordered(found)
        if len(classes) < 2:
            raise DataError(say("label.one_class", label=labelling.shown(classes[0])))
        heavy = np.bincount(codes, weight, len(found))
        share = dict(zip(found, (heavy / heavy.sum()).tolist(), strict=True))
        shares = tuple(share[label] for label in classes)
        return replace(self, classes=tuple(classes), shares=shares, dtype=labels.dtype.str)

    def truth(self, y: npt.ArrayLike) -> npt.NDArray[np.int64]:
        """Return the places (N,) of the labels among the classes. Raises `DataError` for one that was not learned."""
        labels = labelling.column(y)
        places = labelling.places(labels, self._learned())
        if (places < 0).any():
            row = int(np.argmax(places < 0))
            raise DataError(
                say("label.unknown", row=row, label=labelling.shown(labels[row]), known=labelling.listing(self.classes))
            )
        return places

    def target(self, y: npt.ArrayLike) -> Target:
        """`classes` (N,) int64; with balance weights that give every class the same share of the loss."""
        classes = self.truth(y)
        if self.balance == "none":
            return Target.even(classes=classes)
        weights = 1 / np.array(self.shares)[classes]
        return Target({"classes": classes}, np.asarray(weights / weights.mean(), dtype=np.float32))

    def strata(self, truth: Array) -> Array:
        """Return the classes: rows are dealt out evenly by them."""
        return truth

    def loss(self, logits: Tensor, target: Targets) -> Tensor:
        """Return the cross-entropy (B,) of logits (B, K) and classes (B,), in float32."""
        surprise = -torch.log_softmax(logits.float(), -1)  # (B, K)
        right = surprise.gather(-1, target["classes"].unsqueeze(-1)).squeeze(-1)  # (B,)
        return (1 - self.smoothing) * right + self.smoothing * surprise.mean(-1)

    def scores(self, logits: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
        """Return the softmax (N, K) of the logits."""
        raised = np.exp(np.float64(logits) - np.max(logits, axis=1, keepdims=True))
        return np.asarray(raised / raised.sum(1, keepdims=True))

    def decode(self, scores: npt.NDArray[np.float64]) -> npt.NDArray[Any]:
        """Return the most probable labels (N,), in the type and dtype of the learned y."""
        classes = labelling.array(self._learned(), self.dtype)
        return np.asarray(classes[scores.argmax(1)])

    def prior(self) -> npt.NDArray[np.float64]:
        """Return the shares (K,) of the classes among the training rows."""
        return np.array(self.shares)

    def score(self, y: npt.ArrayLike, scores: npt.NDArray[np.float64], weight: Weight | None = None) -> float:
        """Accuracy; a row whose label was not learned counts as wrong."""
        right = labelling.places(labelling.column(y), self._learned()) == scores.argmax(1)
        return float(np.average(right, weights=weight))

    def frame(self, label: str, scores: npt.NDArray[np.float64]) -> list[tuple[str, Any]]:
        """Return the most probable class, and the probability of each."""
        shares = [(f"p({name})", scores[:, place].round(6)) for place, name in enumerate(self.labels)]
        return [(label, self.decode(scores)), *shares]

    def told(self, scores: npt.NDArray[np.float64]) -> list[Any]:
        """Return the most probable classes, JSON-able."""
        return [plain(answer) for answer in self.decode(scores)]

    def _learned(self) -> tuple[Any, ...]:
        if not self.classes:
            raise DataError(say("classify.not_learned"))
        return self.classes
