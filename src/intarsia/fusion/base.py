"""The seam of the fusions, at two levels: tokens → one vector, and experts' answers → one answer."""

from __future__ import annotations

import abc
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn

from intarsia.encoders.base import Encoded
from intarsia.registry import Registry


@dataclass(frozen=True)
class Fused:
    """One vector per row, and what the fusion can say about how it came to it.

    Attributes:
        vector: (B, D) float.
        weights: (B, M) float, non-negative, rows sum to 1 over the present modalities (all 0 when none is), in the
            order of `parts`; None when the fusion has no such weights.
        attention: (B, T) float over the tokens of all modalities in order, rows sum to 1; None likewise.
    """

    vector: Tensor
    weights: Tensor | None = None
    attention: Tensor | None = None


class Fusion(abc.ABC):
    """How modalities become one. Abstract: every fusion is a `FeatureFusion` or a `DecisionFusion`."""

    level: ClassVar[str]


class FeatureFusion(Fusion):
    """tokens → one vector. Leaves are frozen dataclasses, final, registered in `fusions`."""

    level: ClassVar[str] = "feature"

    @abc.abstractmethod
    def build(self, dims: Mapping[str, int]) -> FusionModule:
        """A fresh module for modalities of these widths (name → D), in this order."""


class FusionModule(nn.Module, abc.ABC):
    """Holds the weights of a feature-level fusion. `width` is D of the fused vector.

    Contract (tests/contract): a missing modality never changes the answer whatever its tokens hold; rows do not
    influence each other; B = 1 works forward and backward; no in-place or data-dependent control flow, so that
    `torch.func.vmap` can train many copies at once.
    """

    width: int

    @abc.abstractmethod
    def forward(self, parts: Mapping[str, Encoded]) -> Fused:
        """parts[name].tokens is (B, T_name, D_name)."""


@dataclass(frozen=True)
class Votes:
    """Answers of E experts for N rows.

    Attributes:
        scores: (N, E, K) float64: class probabilities, or the value itself (K = 1) for a regression.
        present: (N, E) bool, False where an expert abstains because its modality is missing; its scores are ignored.
    """

    scores: npt.NDArray[np.float64]
    present: npt.NDArray[np.bool_]


class DecisionFusion(Fusion):
    """Experts' answers → one answer. Leaves are frozen dataclasses, final, registered in `fusions`.

    What is learned (weights, a meta-model's coefficients) is held in tuples, so a learned fusion is JSON-able.
    """

    level: ClassVar[str] = "decision"

    @abc.abstractmethod
    def learn(self, votes: Votes, target: npt.NDArray[Any], kind: str) -> DecisionFusion:
        """A new declaration fitted on out-of-fold votes (never on votes for rows that an expert was trained on).

        Args:
            target: (N,) int class numbers, (N, K) 0/1 labels, or (N,) float values.
            kind: "classify" (scores are probabilities over K classes that sum to 1), "multilabel" or "regress".
        """

    @abc.abstractmethod
    def combine(self, votes: Votes) -> npt.NDArray[np.float64]:
        """(N, K) scores. A row where every expert abstains gets the `prior` learned with `learn`."""

    @abc.abstractmethod
    def weights(self, votes: Votes) -> npt.NDArray[np.float64]:
        """(N, E) non-negative shares of the experts in each row's answer; 0 for absent experts, rows sum to 1."""


fusions: Registry[Fusion] = Registry("fusion", package="intarsia.fusion")
