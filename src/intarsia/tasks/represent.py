"""The task that asks nothing: rows are only represented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn

from intarsia.errors import DataError
from intarsia.fusion.base import Fused
from intarsia.i18n import messages
from intarsia.tasks.base import Array, Task, Weight, tasks
from intarsia.tasks.metrics import Metric
from intarsia.tasks.target import Targets

say = messages(__package__)


@tasks.register("represent")
@dataclass(frozen=True)
class Represent(Task):
    """A model that is trained without labels, for its embeddings: `Learner(task="represent", fitter=Trainer(
    objective=...)).fit(table).transform(rows)`. It has no outputs (K = 0), and whatever needs an answer is refused."""

    metrics: ClassVar[tuple[Metric, ...]] = ()
    primary: ClassVar[str] = ""
    labelled: ClassVar[bool] = False

    @property
    def outputs(self) -> int:
        """The task has no outputs."""
        return 0

    def head(self, width: int) -> nn.Module:
        """Return a head that gives no logits."""
        return _NoHead()

    def learn(self, y: npt.ArrayLike, weight: Weight | None = None) -> Represent:
        """Raises `DataError`: there is nothing to learn from labels."""
        raise DataError(say("represent.no_answers"))

    def truth(self, y: npt.ArrayLike) -> Array:
        """Raises `DataError`: the task has no answers."""
        raise DataError(say("represent.no_answers"))

    def loss(self, logits: Tensor, target: Targets) -> Tensor:
        """Raises `DataError`: an objective without labels has a loss of its own."""
        raise DataError(say("represent.no_answers"))

    def scores(self, logits: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
        """Return an empty array (N, 0)."""
        return np.empty((len(logits), 0))

    def decode(self, scores: npt.NDArray[np.float64]) -> Array:
        """Raises `DataError`: the task has no answers."""
        raise DataError(say("represent.no_answers"))

    def prior(self) -> npt.NDArray[np.float64]:
        """Return an empty array (0,)."""
        return np.empty(0)

    def score(self, y: npt.ArrayLike, scores: npt.NDArray[np.float64], weight: Weight | None = None) -> float:
        """Raises `DataError`: the task has no answers."""
        raise DataError(say("represent.no_answers"))

    def frame(self, label: str, scores: npt.NDArray[np.float64]) -> list[tuple[str, Any]]:
        """Raises `DataError`: the task has no answers."""
        raise DataError(say("represent.no_answers"))

    def told(self, scores: npt.NDArray[np.float64]) -> list[Any]:
        """Raises `DataError`: the task has no answers."""
        raise DataError(say("represent.no_answers"))


class _NoHead(nn.Module):
    """Maps a fused vector (B, D) to no logits (B, 0)."""

    def forward(self, fused: Fused) -> Tensor:
        """Return no logits, as an empty tensor (B, 0)."""
        return fused.vector[:, :0]
