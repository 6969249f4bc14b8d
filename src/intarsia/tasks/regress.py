"""The task that asks for a number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Literal, cast

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn

from intarsia.errors import DataError, UnknownName
from intarsia.fusion.family import Family, Gaussian
from intarsia.i18n import messages
from intarsia.tasks import labelling
from intarsia.tasks.base import Array, Task, Weight, plain, tasks
from intarsia.tasks.metrics import VALUES, Metric
from intarsia.tasks.target import Target, Targets

say = messages(__package__)


@tasks.register("regress")
@dataclass(frozen=True)
class Regress(Task):
    """Regression of one value, standardised with the mean and deviation of the training rows.

    Attributes:
        criterion: "mse", (z - t)² / 2, whose best answer is the mean; or "huber", which grows linearly beyond one
            deviation and so follows outliers less. Source: Huber, "Robust Estimation of a Location Parameter" (1964).
        mean: learned.
        scale: learned deviation; 1 when all rows have one value. None until learned.
    """

    samples: ClassVar[tuple[Any, ...]] = (1.5, 2.0, -3.0, 8.0, 0.0, 2.5)
    metrics: ClassVar[tuple[Metric, ...]] = VALUES
    family: ClassVar[Family] = Gaussian()
    linear: ClassVar[bool] = True
    figures: ClassVar[tuple[str, ...]] = ("residuals",)
    estimator_type: ClassVar[str] = "regressor"
    primary: ClassVar[str] = "r2"

    criterion: Literal["mse", "huber"] = "mse"
    mean: float = 0.0
    scale: float | None = None

    def __post_init__(self) -> None:
        if self.criterion not in ("mse", "huber"):
            raise UnknownName(say("regress.criterion"), self.criterion, ("mse", "huber"))

    @property
    def outputs(self) -> int:
        """A regression has one output."""
        return 1

    def learn(self, y: npt.ArrayLike, weight: Weight | None = None) -> Regress:
        """Take mean and deviation from y. Raises `DataError` for anything but finite numbers."""
        values = _values(y)
        with np.errstate(over="ignore", invalid="ignore"):
            mean = float(np.average(values, weights=weight))
            deviation = float(np.sqrt(np.average(np.square(values - mean), weights=weight)))
        if not math.isfinite(deviation):
            raise DataError(say("regress.too_large", low=values.min(), high=values.max()))
        # Digits of a constant's mean that float64 cannot hold are no deviation.
        return replace(self, mean=mean, scale=deviation if deviation > 1e-12 * abs(mean) else 1.0)

    def truth(self, y: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Return the values (N,) in the unit of y."""
        return _values(y)

    def target(self, y: npt.ArrayLike) -> Target:
        """Return `values` (N,) float32, standardised."""
        return Target.even(values=self.strata(_values(y)))

    def strata(self, truth: Array) -> Array:
        """Return the standardised values (N,) float32, by which rows are put in order."""
        return ((truth - self.mean) / self._learned()).astype(np.float32)

    def loss(self, logits: Tensor, target: Targets) -> Tensor:
        """Loss (B,) of logits (B, 1) and standardised values (B,), in float32."""
        value = logits.float().squeeze(-1)  # (B,)
        if self.criterion == "huber":
            return nn.functional.huber_loss(value, target["values"], reduction="none")
        return (value - target["values"]).square() / 2

    def scores(self, logits: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
        """Return the values (N, 1) in the unit of y."""
        return np.asarray(np.float64(logits) * self._learned() + self.mean)

    def decode(self, scores: npt.NDArray[np.float64]) -> npt.NDArray[Any]:
        """Return the values (N,) float64."""
        return scores[:, 0]

    def prior(self) -> npt.NDArray[np.float64]:
        """Return the mean (1,) of the training rows."""
        return np.array([self.mean])

    def score(self, y: npt.ArrayLike, scores: npt.NDArray[np.float64], weight: Weight | None = None) -> float:
        """Return R²; for a constant y 1 when every score is right and 0 otherwise."""
        values = _values(y)
        left = np.average(np.square(values - scores[:, 0]), weights=weight)
        spread = np.average(np.square(values - np.average(values, weights=weight)), weights=weight)
        return float(1 - left / spread) if spread > 0 else float(left == 0)

    def frame(self, label: str, scores: npt.NDArray[np.float64]) -> list[tuple[str, Any]]:
        """Return the values as one column."""
        return [(label, self.decode(scores))]

    def told(self, scores: npt.NDArray[np.float64]) -> list[Any]:
        """Return the values; None where one is not finite."""
        return [plain(answer) for answer in self.decode(scores)]

    def _learned(self) -> float:
        if self.scale is None:
            raise DataError(say("regress.not_learned"))
        return self.scale


def _values(y: npt.ArrayLike) -> npt.NDArray[np.float64]:
    try:
        array = np.asarray(y)
    except ValueError:  # a row holds several numbers: it is named below
        array = labelling.array(cast(Sequence[Any], y), "|O")
    if array.ndim != 1:
        raise DataError(say("regress.shape", shape=array.shape))
    if not len(array):
        raise DataError(say("label.empty"))
    if array.dtype.kind in "mM":
        raise DataError(say("regress.moments", first=array[0]))
    try:
        values = array.astype(np.float64)
    except (TypeError, ValueError):
        row = next(row for row, value in enumerate(array) if not _is_number(value))
        raise DataError(say("regress.not_number", row=row, value=labelling.shown(array[row]))) from None
    if not np.isfinite(values).all():
        row = int(np.argmin(np.isfinite(values)))
        raise DataError(say("regress.not_finite", row=row, value=values[row]))
    return values


def _is_number(value: Any) -> bool:
    try:
        float(value)
    except (TypeError, ValueError):
        return False
    return True
