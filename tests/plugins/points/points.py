"""A toy task whose targets are ragged: any number of points in the unit square, each row its own.

The head reads the fused tokens and puts a fixed number of queries to them; each answers with a place and how sure it is
that there is a point. The loss sends every true point to its nearest query (a Chamfer loss), whatever their number.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from intarsia.errors import DataError
from intarsia.fusion import Fused
from intarsia.tasks import Target, Task, tasks
from intarsia.tasks.metrics import Metric

QUERIES = 4


def _chamfer(truth: Any, scores: Any, weights: Any) -> Any:
    """(R,) mean distance of every true point (N, P, 3: x, y, whether it is there) to the nearest point answered."""
    places = scores.reshape(len(scores), QUERIES, 3)
    apart = np.linalg.norm(truth[:, :, None, :2] - places[:, None, :, :2], axis=-1).min(2)  # (N, P)
    there = truth[:, :, 2]
    each = (apart * there).sum(1) / np.maximum(there.sum(1), 1)
    return weights @ each / weights.sum(1)


@tasks.register("points")
@dataclass(frozen=True)
class Points(Task):
    """y is a list of (x, y) per row; scores are (N, 4 queries · (x, y, how sure))."""

    samples: ClassVar[tuple[Any, ...]] = (
        [(0.1, 0.2)], [], [(0.5, 0.5), (0.9, 0.1), (0.2, 0.8)], [(0.3, 0.3)], [(0.7, 0.6), (0.4, 0.9)], [(0.8, 0.8)],
    )  # fmt: skip
    metrics: ClassVar[tuple[Metric, ...]] = (Metric("chamfer", _chamfer, greater_is_better=False, range=(0.0, 1.5)),)
    primary: ClassVar[str] = "chamfer"

    most: int = 0
    centre: tuple[float, float] = (0.0, 0.0)

    @property
    def outputs(self) -> int:
        return QUERIES * 3

    def learn(self, y: npt.ArrayLike, weight: npt.NDArray[np.float64] | None = None) -> Points:
        rows = _rows(y)
        every = np.concatenate([*rows, np.empty((0, 2))])
        heavy = np.repeat(np.ones(len(rows)) if weight is None else weight, [len(points) for points in rows])
        if not len(every):
            raise DataError("no row has a point: give at least one")
        return Points(max(map(len, rows)), tuple(np.average(every, 0, heavy).round(6).tolist()))

    def truth(self, y: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """(N, P, 3): places, and 1 where there is a point."""
        if not self.most:
            raise DataError("the task knows no points yet: call learn(y) first")
        rows = _rows(y)
        truth = np.zeros((len(rows), max(1, *map(len, rows)), 3))
        for row, points in enumerate(rows):
            truth[row, : len(points), :2] = points
            truth[row, : len(points), 2] = 1
        return truth

    def target(self, y: npt.ArrayLike) -> Target:
        truth = self.truth(y).astype(np.float32)
        return Target.even(points=truth[:, :, :2], mask=truth[:, :, 2] > 0)

    def head(self, width: int) -> nn.Module:
        return _Queries(width)

    def loss(self, logits: Tensor, target: Mapping[str, Tensor]) -> Tensor:
        logits = logits.clamp(-50, 50)
        places = logits[..., :2].sigmoid()  # (B, Q, 2)
        mask = target["mask"].float()  # (B, P)
        apart = (target["points"].unsqueeze(-2) - places.unsqueeze(-3)).square().sum(-1)  # (B, P, Q)
        near = apart.amin(-1) * mask
        wanted = (apart <= apart.amin(-1, keepdim=True)).float() * mask.unsqueeze(-1)
        taken = wanted.amax(-2)  # (B, Q)
        sure = nn.functional.softplus(logits[..., 2]) - logits[..., 2] * taken
        return near.sum(-1) / mask.sum(-1).clamp(min=1) + 0.1 * sure.mean(-1)

    def scores(self, logits: npt.NDArray[np.floating[Any]]) -> npt.NDArray[np.float64]:
        squashed = 1 / (1 + np.exp(-np.clip(np.float64(logits), -50, 50)))
        return squashed.reshape(len(logits), -1)  # (N, Q · 3)

    def decode(self, scores: npt.NDArray[np.float64]) -> npt.NDArray[Any]:
        found = np.empty(len(scores), dtype=object)
        found[:] = [self._points(row) for row in scores]
        return found

    def prior(self) -> npt.NDArray[np.float64]:
        return np.tile([*self.centre, 0.5], QUERIES)

    def score(
        self, y: npt.ArrayLike, scores: npt.NDArray[np.float64], weight: npt.NDArray[np.float64] | None = None
    ) -> float:
        heavy = np.ones(len(scores)) if weight is None else weight
        return -float(self.metrics[0].over(self.truth(y), scores, heavy[None])[0])

    def frame(self, label: str, scores: npt.NDArray[np.float64]) -> list[tuple[str, Any]]:
        return [(label, [str(points) for points in self.told(scores)])]

    def told(self, scores: npt.NDArray[np.float64]) -> list[Any]:
        return [[list(point) for point in self._points(row)] for row in scores]

    def _points(self, row: npt.NDArray[np.float64]) -> list[tuple[float, float]]:
        return [(round(x, 3), round(y, 3)) for x, y, sure in row.reshape(-1, 3).tolist() if sure >= 0.5]


class _Queries(nn.Module):
    """Each query attends to the tokens of its row: (B, T, D) → (B, Q, 3)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.queries = nn.Parameter(torch.randn(QUERIES, width) / width**0.5)
        self.answer = nn.Linear(2 * width, 3)

    def forward(self, fused: Fused) -> Tensor:
        tokens, mask = fused.sequence()
        logits = tokens @ self.queries.T  # (B, T, Q)
        logits = torch.where(mask.unsqueeze(-1), logits, torch.finfo(logits.dtype).min)
        read = torch.softmax(logits, -2).transpose(-1, -2) @ tokens  # (B, Q, D)
        asked = torch.cat([read, self.queries + fused.vector.unsqueeze(-2)], -1)
        return self.answer(asked)


def _rows(y: Any) -> list[npt.NDArray[np.float64]]:
    rows = [np.asarray(points, dtype=np.float64).reshape(-1, 2) for points in y]
    if not rows:
        raise DataError("y is empty: nothing can be learned from no rows")
    return rows
