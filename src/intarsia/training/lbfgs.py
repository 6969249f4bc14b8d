"""Weights of a linear model over blocks of features, dense and sparse side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import torch
from scipy import optimize, sparse

from intarsia.tasks.base import Task
from intarsia.tasks.target import Target

Index = npt.NDArray[np.intp]
Matrix: TypeAlias = npt.NDArray[np.float32] | sparse.csr_matrix
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LinearProblem:
    """N rows to be answered by one linear model: C · Σ weight · loss + ½ ‖W‖² is to be smallest; the bias is free.

    Attributes:
        blocks: one (N, F) matrix per column.
        target: of the N rows, with their weights.
        task: gives the loss, convex in the logits.
    """

    blocks: Sequence[Matrix]
    target: Target
    task: Task

    @property
    def size(self) -> int:
        """How many numbers a solution has: (ΣF + 1) K, the bias last."""
        return (sum(int(block.shape[1]) for block in self.blocks) + 1) * self.task.outputs

    def take(self, rows: Index) -> LinearProblem:
        """The problem of these rows alone."""
        blocks = [block[rows] for block in self.blocks]
        return LinearProblem(blocks, self.target.take(rows), self.task)

    def solve(self, C: float, iterations: int, start: Floats) -> Floats:
        """The best solution (size,), sought from `start` with L-BFGS (Liu & Nocedal 1989)."""
        options = {"maxiter": iterations, "gtol": 1e-4, "ftol": 1e-6}
        found = optimize.minimize(self._cost, start, args=(C,), jac=True, method="L-BFGS-B", options=options)
        return np.asarray(found.x)

    def loss(self, solution: Floats) -> float:
        """Return the mean loss of a solution."""
        return self._losses(solution)[0]

    def split(self, solution: Floats) -> tuple[list[npt.NDArray[np.float32]], npt.NDArray[np.float32]]:
        """A solution as weights (F, K) per block, and bias (K,)."""
        table = solution.reshape(-1, self.task.outputs).astype(np.float32)
        ends = np.cumsum([block.shape[1] for block in self.blocks])
        *weights, bias = np.split(table, ends)
        return weights, bias[0]

    def _cost(self, solution: Floats, C: float) -> tuple[float, Floats]:
        """What is minimised, divided by C · Σ weight as the optimiser's tolerances expect, and its gradient."""
        loss, slope = self._losses(solution)
        pull = solution / (C * max(float(self.target.weight.sum()), 1e-9))
        pull[-self.task.outputs :] = 0
        gradient = np.concatenate([*(np.asarray(block.T @ slope) for block in self.blocks), slope.sum(0)[None]])
        return loss + 0.5 * float(pull @ solution), gradient.ravel().astype(np.float64) + pull

    def _losses(self, solution: Floats) -> tuple[float, npt.NDArray[np.float32]]:
        """Mean loss, and its slope (N, K) at each row's logits."""
        weights, bias = self.split(solution)
        logits = sum((np.asarray(block @ part) for block, part in zip(self.blocks, weights, strict=True)), start=bias)
        given = torch.from_numpy(np.ascontiguousarray(logits, dtype=np.float32)).requires_grad_()
        weight = torch.from_numpy(self.target.weight)
        loss = (self.task.loss(given, self.target.tensors()) * weight).sum() / weight.sum().clamp(min=1e-9)
        (slope,) = torch.autograd.grad(loss, given)
        return float(loss.detach()), slope.numpy()
