"""The seam of the fusions, at two levels: tokens → one vector, and experts' answers → one answer."""

from __future__ import annotations

import abc
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from intarsia.encoders.base import Encoded
from intarsia.fusion.family import Family
from intarsia.registry import Registry

WEIGHTS = "weights"
"""Evidence (B, M): non-negative shares of the modalities in the order of `parts`; the rows sum to 1 over the present
ones, and are 0 where none is."""
ATTENTION = "attention"
"""Evidence (B, T) over the tokens of all modalities in order; the rows sum to 1."""


@dataclass(frozen=True)
class Fused:
    """B rows made one, and what the fusion can say about how it came to it.

    Attributes:
        vector: (B, D) float.
        tokens: (B, T, D) float, for heads that read more than one vector; None where the fusion keeps no tokens.
        mask: (B, T) bool, True where a token exists; None where the fusion keeps no tokens.
        losses: name → (B,) auxiliary terms, such as the balance of a router. The objective adds their weighted mean
            to the loss of the task; a fusion scales its terms itself.
        evidence: name → (B, ...) what explains the vector: `WEIGHTS`, `ATTENTION`, gates, edges.
    """

    vector: Tensor
    tokens: Tensor | None = None
    mask: Tensor | None = None
    losses: Mapping[str, Tensor] = field(default_factory=dict)
    evidence: Mapping[str, Tensor] = field(default_factory=dict)

    def sequence(self) -> tuple[Tensor, Tensor]:
        """The tokens (B, T, D) and their mask (B, T); the vector as the only token where the fusion keeps none."""
        if self.tokens is not None and self.mask is not None:
            return self.tokens, self.mask
        return self.vector.unsqueeze(1), torch.ones_like(self.vector[:, :1], dtype=torch.bool)


class Fusion(abc.ABC):
    """How modalities become one. Abstract: every fusion is a `FeatureFusion` or a `DecisionFusion`."""

    level: ClassVar[str]
    needs_several: ClassVar[bool]
    """One modality leaves it nothing to do."""
    shortlisted: ClassVar[bool] = True
    """A comparison includes it by default; otherwise only when it is named, or all are asked for."""

    def variants(self) -> Mapping[str, Fusion]:
        """Other settings of it that a comparison tries as strategies of their own, by name; by default none."""
        return {}


class FeatureFusion(Fusion):
    """tokens → one vector. Leaves are frozen dataclasses, final, registered in `fusions`."""

    level: ClassVar[str] = "feature"
    needs_several: ClassVar[bool] = True

    @abc.abstractmethod
    def build(self, dims: Mapping[str, int]) -> FusionModule:
        """Make a fresh module for modalities of these widths (name → D), in this order."""


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
        weight: (N,) how heavy each row is where something is learned from it, above 0; None for all alike.
    """

    scores: npt.NDArray[np.float64]
    present: npt.NDArray[np.bool_]
    weight: npt.NDArray[np.float64] | None = None

    def take(self, rows: npt.NDArray[Any]) -> Votes:
        """The votes for the rows with these numbers, or where a mask (N,) is True."""
        return Votes(self.scores[rows], self.present[rows], None if self.weight is None else self.weight[rows])

    def heavy(self) -> npt.NDArray[np.float64]:
        """Return the weights (N,), 1 where all rows are alike."""
        return np.ones(len(self.scores)) if self.weight is None else self.weight


class DecisionFusion(Fusion):
    """Experts' answers → one answer. Leaves are frozen dataclasses, final, registered in `fusions`.

    What is learned (weights, a meta-model's coefficients) is held in tuples, so a learned fusion is JSON-able.
    """

    level: ClassVar[str] = "decision"
    needs_several: ClassVar[bool] = False

    @abc.abstractmethod
    def learn(self, votes: Votes, truth: npt.NDArray[Any], family: Family) -> DecisionFusion:
        """Return a new declaration fitted on out-of-fold votes (never on votes for rows that an expert was trained on).

        Args:
            votes: of E experts for N rows, which may weigh unlike (`Votes.weight`).
            truth: (N,) int class numbers, (N, K) 0/1 labels, or (N,) float values.
            family: how the scores are read.
        """

    @abc.abstractmethod
    def combine(self, votes: Votes) -> npt.NDArray[np.float64]:
        """Return the scores (N, K). A row where every expert abstains gets the `prior` learned with `learn`."""

    @abc.abstractmethod
    def weights(self, votes: Votes) -> npt.NDArray[np.float64]:
        """Return (N, E), the experts' shares in each row's answer: not negative, 0 where absent; rows sum to 1."""


fusions: Registry[Fusion] = Registry("fusion", package="intarsia.fusion")
