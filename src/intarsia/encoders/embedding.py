"""Categories as vectors that are learned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import ClassVar

import torch
from scipy import sparse
from torch import Tensor, nn

from intarsia.columns.base import Batch
from intarsia.encoders._vocabulary import UNSEEN, Scalar, count, index, roomy
from intarsia.encoders.base import Cells, Encoded, Encoder, EncoderModule, encoders
from intarsia.encoders.onehot import onehot
from intarsia.errors import DataError, OptionError
from intarsia.i18n import messages

say = messages(__package__)


@encoders.register("embedding")
@dataclass(frozen=True)
class CategoryEmbedding(Encoder):
    """One learned vector per category: token (B, 1, D).

    A category that the training rows did not show (or showed fewer than `at_least` times) gets the mean of the
    learned vectors, weighted by their rows: what is known of a row of which nothing is known. It costs training
    nothing, while a vector of its own would either stay untrained or need training rows to be spoilt for it.

    Attributes:
        width: D.
        limit: the most frequent categories that get a vector of their own.
        at_least: how many training rows a category needs for it; 2 keeps a column of ids from being learned by heart.
        vocabulary: learned, most frequent first.
        counts: learned, training rows of each.
    """

    accepts: ClassVar[tuple[str, ...]] = ("category",)
    default_for: ClassVar[tuple[tuple[str, str], ...]] = (("default", "category"),)

    width: int = 32
    limit: int = 10_000
    at_least: int = 2
    vocabulary: tuple[Scalar, ...] | None = None
    counts: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if min(self.width, self.limit, self.at_least) < 1:
            raise OptionError(say("vocabulary.options", width=self.width, limit=self.limit, least=self.at_least))

    def learn(self, batch: Batch) -> CategoryEmbedding:
        """Take the vocabulary from the training rows."""
        counted = count(batch, self.limit, self.at_least)
        return replace(self, vocabulary=tuple(value for value, _ in counted), counts=tuple(rows for _, rows in counted))

    def tensors(self, batch: Batch) -> Cells:
        """`index` (B,) int64 into the vocabulary from 1, 0 = unseen; `present` (B,) bool."""
        places = torch.from_numpy(index(batch, self._learned()))
        return {"index": places, "present": torch.from_numpy(batch.present)}

    def build(self) -> EncoderModule:
        """Build fresh vectors, one for each entry of the learned vocabulary."""
        self._learned()
        return _CategoryEmbedding(self.width, self.counts)

    def matrix(self, batch: Batch) -> sparse.csr_matrix:
        """Return one-hot rows (B, V); unseen and missing cells are rows of zeros."""
        vocabulary = self._learned()
        return onehot(index(batch, vocabulary), len(vocabulary))

    def _learned(self) -> tuple[Scalar, ...]:
        if self.vocabulary is None:
            raise DataError(say("learned.nothing", encoder="embedding", what=say("learned.vocabulary")))
        return self.vocabulary


class _CategoryEmbedding(EncoderModule):
    """Maps the index of a category to its token (B, 1, D)."""

    side_by_side: ClassVar[bool] = True

    share: Tensor

    def __init__(self, width: int, counts: Sequence[int]) -> None:
        super().__init__()
        self.width = width
        size = roomy(1 + len(counts))
        self.vectors = nn.Parameter(torch.randn(size, width))
        share = torch.zeros(size)
        share[1 : 1 + len(counts)] = torch.tensor(counts, dtype=torch.float32) / max(sum(counts), 1)
        self.register_buffer("share", share)

    def forward(self, cells: Cells) -> Encoded:
        places = cells["index"]
        known = nn.functional.embedding(places, self.vectors)  # (B, D)
        tokens = torch.where((places == UNSEEN).unsqueeze(1), self.share @ self.vectors, known)
        return Encoded(tokens.unsqueeze(1), cells["present"].unsqueeze(1))
