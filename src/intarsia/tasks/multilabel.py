"""The task that asks which of K labels a row has."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Literal

import numpy as np
import numpy.typing as npt
import torch
from scipy.special import expit
from torch import Tensor

from intarsia.columns.scalar import is_missing
from intarsia.errors import DataError, UnknownName
from intarsia.fusion.family import Bernoulli, Family
from intarsia.i18n import messages
from intarsia.tasks import labelling
from intarsia.tasks.base import Array, Task, Weight, plain, tasks
from intarsia.tasks.metrics import LABELS, Metric
from intarsia.tasks.target import Target, Targets

say = messages(__package__)


LISTS = "lists"
"""`form` of a y that holds a collection of labels per row; any other form is the dtype of a 0/1 matrix."""
LONGEST = 10_000
"""Characters of a list in text."""


@tasks.register("multilabel")
@dataclass(frozen=True)
class Multilabel(Task):
    """Multilabel classification: K logits, sigmoid, binary cross-entropy; a label is answered at 0.5 or more.

    y is a list, tuple or set of labels per row (empty for none; in text a JSON list), or an (N, K) matrix of 0 and 1
    (the columns of a data frame name the labels, else `names`, else they are 0 ... K - 1). Answers come in the same
    form: (N,) objects, tuples of labels; or (N, K) in the matrix's dtype.

    Attributes:
        balance: "balanced" weighs the two answers of every label so that both weigh the same in the loss.
        names: of the labels of a matrix whose columns have none.
        classes: learned labels, sorted; of a matrix, in the order of its columns.
        shares: learned, (K,) shares of the training rows that have the label.
        form: learned, "lists" or the dtype of the matrix.
    """

    samples: ClassVar[tuple[Any, ...]] = (("red",), (), ("blue", "red"), ("blue",), ("red",), ("green",))
    metrics: ClassVar[tuple[Metric, ...]] = LABELS
    family: ClassVar[Family] = Bernoulli()
    probabilistic: ClassVar[bool] = True
    linear: ClassVar[bool] = True
    figures: ClassVar[tuple[str, ...]] = ("curves", "reliability", "label_rows")
    estimator_type: ClassVar[str] = "classifier"
    primary: ClassVar[str] = "average_precision"

    balance: Literal["none", "balanced"] = "none"
    names: tuple[Any, ...] = field(default=(), metadata={"dump": labelling.dump, "load": labelling.load})
    classes: tuple[Any, ...] = field(default=(), metadata={"dump": labelling.dump, "load": labelling.load})
    shares: tuple[float, ...] = ()
    form: str = ""

    def __post_init__(self) -> None:
        if self.balance not in ("none", "balanced"):
            raise UnknownName(say("multilabel.balance"), self.balance, ("none", "balanced"))

    @property
    def outputs(self) -> int:
        """The number of learned labels."""
        return len(self.classes)

    def learn(self, y: npt.ArrayLike, weight: Weight | None = None) -> Multilabel:
        """Take the labels and their shares from y. Raises `DataError` when there is no label in it."""
        if (matrix := _matrix(y)) is not None:
            classes: list[Any] = list(getattr(y, "columns", self.names or range(matrix.shape[1])))
            if len(classes) != matrix.shape[1]:
                raise DataError(say("multilabel.names", columns=matrix.shape[1], names=len(classes)))
            form = matrix.dtype.str
        else:
            rows, labels = _flat(y)
            classes = labelling.ordered(labelling.factorise(labels, rows)[1]) if len(labels) else []
            form = LISTS
        if not classes:
            raise DataError(say("multilabel.no_labels"))
        known = replace(self, classes=tuple(classes), form=form)
        shares = np.average(known.truth(y).astype(np.float64), 0, weight)
        return replace(known, shares=tuple(shares.tolist()))

    def truth(self, y: npt.ArrayLike) -> npt.NDArray[np.float32]:
        """Return (N, K) of 0 and 1. Raises `DataError` for an unknown label, or a matrix of another width."""
        places, unknown = self._places(y)
        if unknown is not None:
            raise DataError(
                say(
                    "multilabel.unknown",
                    row=unknown[0],
                    label=labelling.shown(unknown[1]),
                    known=labelling.listing(self.classes),
                )
            )
        return places

    def target(self, y: npt.ArrayLike) -> Target:
        """`labels` (N, K) float32 of 0 and 1, and `label_weight` (N, K), how much each answer weighs in the loss."""
        labels = self.truth(y)
        if self.balance == "none":
            return Target.even(labels=labels, label_weight=np.ones_like(labels))
        # A label that all training rows or none have keeps a finite weight.
        share = np.array(self.shares, dtype=np.float32).clip(1e-3, 1 - 1e-3)
        return Target.even(labels=labels, label_weight=np.where(labels > 0.5, 0.5 / share, 0.5 / (1 - share)))

    def strata(self, truth: Array) -> Array:
        """Return the labels (N, K): rows are dealt out evenly by them."""
        return truth

    def loss(self, logits: Tensor, target: Targets) -> Tensor:
        """Return the binary cross-entropy (B,), mean over the K labels, in float32."""
        logits = logits.float()
        labels = target["labels"].float()
        each = torch.clamp(logits, min=0) - logits * labels + torch.log1p(torch.exp(-logits.abs()))  # (B, K)
        return (each * target["label_weight"]).mean(-1)

    def scores(self, logits: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
        """Return the sigmoid (N, K) of the logits."""
        return np.asarray(expit(np.asarray(logits, dtype=np.float64)))

    def decode(self, scores: npt.NDArray[np.float64]) -> npt.NDArray[Any]:
        """Return (N, K) in the dtype of the learned matrix, or (N,) tuples of labels."""
        self._learned()
        chosen = scores >= 0.5
        if self.form != LISTS:
            return chosen.astype(self.form)
        found = (tuple(self.classes[place] for place in np.flatnonzero(row)) for row in chosen)
        return np.fromiter(found, dtype=object, count=len(chosen))

    def prior(self) -> npt.NDArray[np.float64]:
        """Return the shares (K,) of the labels among the training rows."""
        return np.array(self.shares)

    def score(self, y: npt.ArrayLike, scores: npt.NDArray[np.float64], weight: Weight | None = None) -> float:
        """Subset accuracy: the share of rows with every label right; a label that was not learned makes a row wrong."""
        truth, _ = self._places(y)
        return float(np.average((truth == (scores >= 0.5)).all(1), weights=weight))

    def frame(self, label: str, scores: npt.NDArray[np.float64]) -> list[tuple[str, Any]]:
        """Return the labels as they were given, a JSON list or one column each, and the probability of each."""
        decoded = self.decode(scores)
        shares = [(f"p({name})", scores[:, place].round(6)) for place, name in enumerate(self.labels)]
        if self.form == LISTS:
            return [(label, [json.dumps(each, ensure_ascii=False, default=str) for each in decoded]), *shares]
        return [*((f"{label}={name}", decoded[:, place]) for place, name in enumerate(self.labels)), *shares]

    def told(self, scores: npt.NDArray[np.float64]) -> list[Any]:
        """Return the list of each row's labels."""
        return [[plain(self.classes[place]) for place in np.flatnonzero(row >= 0.5)] for row in scores]

    def _learned(self) -> tuple[Any, ...]:
        if not self.classes:
            raise DataError(say("multilabel.not_learned"))
        return self.classes

    def _places(self, y: npt.ArrayLike) -> tuple[npt.NDArray[np.float32], tuple[int, Any] | None]:
        """(N, K) 0 and 1, NaN throughout a row with an unknown label; and the first unknown label with its row."""
        classes = self._learned()
        if (matrix := _matrix(y)) is not None:
            if matrix.shape[1] != len(classes):
                raise DataError(say("multilabel.columns", columns=matrix.shape[1], labels=len(classes)))
            return matrix.astype(np.float32), None
        rows, labels = _flat(y)
        target = np.zeros((len(y), len(classes)), dtype=np.float32)  # type: ignore[arg-type]
        if not len(labels):
            return target, None
        places = labelling.places(labels, classes, rows)
        _refuse_twice(rows, labels, places)
        target[rows[places >= 0], places[places >= 0]] = 1
        target[rows[places < 0]] = np.nan
        first = int(np.argmax(places < 0))
        return target, (int(rows[first]), labels[first]) if places[first] < 0 else None


def _matrix(y: Any) -> npt.NDArray[Any] | None:
    """y as an (N, K) array of 0 and 1, or None when it holds collections of labels."""
    array = np.asarray(y) if isinstance(y, np.ndarray) or hasattr(y, "columns") else None
    if array is None or array.ndim == 1:
        return None
    if array.ndim != 2 or not len(array):
        raise DataError(say("multilabel.shape", shape=array.shape))
    wrong = ~np.isin(array, (0, 1))
    if wrong.any():
        row, place = np.argwhere(wrong)[0].tolist()
        raise DataError(say("multilabel.not_binary", row=row, place=place, value=labelling.shown(array[row, place])))
    return array.astype(np.int64) if array.dtype == object else array


def _flat(y: Any) -> tuple[npt.NDArray[np.intp], npt.NDArray[Any]]:
    """Collections of labels → all labels one after the other, and the row of each."""
    if not len(y):
        raise DataError(say("label.empty"))
    y = [_listed(found) for found in y]
    for row, found in enumerate(y):
        if isinstance(found, (str, bytes)) or not isinstance(found, Iterable):
            key = "multilabel.missing" if is_missing(found) else "multilabel.not_list"
            raise DataError(say(key, row=row, value=found))
    counts = np.fromiter((len(found) for found in y), dtype=np.intp, count=len(y))
    labels = labelling.column([label for found in y for label in found]) if counts.any() else np.empty(0)
    return np.repeat(np.arange(len(y)), counts), labels


def lists_in_text(y: npt.NDArray[Any]) -> bool:
    """Return whether all labels are lists in text, as a file without types holds them."""
    if y.ndim != 1 or y.dtype.kind not in "OU" or not len(y):
        return False
    return all(isinstance(found, str) and isinstance(_listed(found), (list, tuple, set)) for found in y.tolist())


def _listed(found: Any) -> Any:
    """The list in a text such as '["red", "blue"]' or "['red', 'blue']", as JSON or Python writes one; anything else as
    it is."""
    if not isinstance(found, str) or not found.strip().startswith(("[", "{")) or len(found) > LONGEST:
        return found
    for read in (json.loads, ast.literal_eval):
        try:
            told = read(found.strip())
        except (ValueError, SyntaxError, RecursionError, MemoryError, TypeError):
            continue
        if isinstance(told, (list, tuple, set)):
            return told
    return found


def _refuse_twice(rows: npt.NDArray[np.intp], labels: npt.NDArray[Any], places: npt.NDArray[np.int64]) -> None:
    """A row that names a label twice is rather a row of a 0/1 matrix, written as a list."""
    _, first = np.unique(np.stack([rows, places]), axis=1, return_index=True)
    if len(first) < len(rows):
        again = int(np.setdiff1d(np.arange(len(rows)), first)[0])
        raise DataError(say("multilabel.twice", row=rows[again], label=labelling.shown(labels[again])))
