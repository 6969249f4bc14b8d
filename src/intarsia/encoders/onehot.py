"""Categories as one-hot rows: the plain features of a linear model."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import torch
from scipy import sparse
from torch import nn

from intarsia.columns.base import Batch
from intarsia.encoders._vocabulary import Scalar, count, index
from intarsia.encoders.base import Cells, Encoded, Encoder, EncoderModule, encoders
from intarsia.errors import DataError, OptionError
from intarsia.i18n import messages

say = messages(__package__)


@encoders.register("onehot")
@dataclass(frozen=True)
class OneHot(Encoder):
    """A 1 in the place of the category. In a network, a linear layer without bias makes a token (B, 1, D) of it.

    Attributes:
        width: D of the token.
        limit: the most frequent categories that get a place.
        at_least: how many training rows a category needs for it.
        vocabulary: learned, most frequent first.
    """

    accepts: ClassVar[tuple[str, ...]] = ("category",)
    default_for: ClassVar[tuple[tuple[str, str], ...]] = (("plain", "category"),)

    width: int = 32
    limit: int = 10_000
    at_least: int = 1
    vocabulary: tuple[Scalar, ...] | None = None

    def __post_init__(self) -> None:
        if min(self.width, self.limit, self.at_least) < 1:
            raise OptionError(say("vocabulary.options", width=self.width, limit=self.limit, least=self.at_least))

    def learn(self, batch: Batch) -> OneHot:
        """Take the vocabulary from the training rows."""
        return replace(self, vocabulary=tuple(value for value, _ in count(batch, self.limit, self.at_least)))

    def tensors(self, batch: Batch) -> Cells:
        """`index` (B,) int64 into the vocabulary from 1, 0 = unseen; `present` (B,) bool."""
        places = torch.from_numpy(index(batch, self._learned()))
        return {"index": places, "present": torch.from_numpy(batch.present)}

    def build(self) -> EncoderModule:
        """Build fresh weights, one row for each entry of the learned vocabulary."""
        return _OneHot(len(self._learned()), self.width)

    def matrix(self, batch: Batch) -> sparse.csr_matrix:
        """Return one-hot rows (B, V); unseen and missing cells are rows of zeros."""
        vocabulary = self._learned()
        return onehot(index(batch, vocabulary), len(vocabulary))

    def _learned(self) -> tuple[Scalar, ...]:
        if self.vocabulary is None:
            raise DataError(say("learned.nothing", encoder="onehot", what=say("learned.vocabulary")))
        return self.vocabulary


class _OneHot(EncoderModule):
    """index → token (B, 1, D); an unseen category is a token of zeros."""

    side_by_side: ClassVar[bool] = True

    def __init__(self, size: int, width: int) -> None:
        super().__init__()
        self.width = width
        # Multiplying a one-hot row by the layer's weights is looking a row up; row 0 gets no gradient and stays 0.
        self.rows = nn.Embedding(1 + size, width, padding_idx=0)

    def forward(self, cells: Cells) -> Encoded:
        return Encoded(self.rows(cells["index"]).unsqueeze(1), cells["present"].unsqueeze(1))


def onehot(places: npt.NDArray[np.int64], size: int) -> sparse.csr_matrix:
    """Turn places (B,), from 1, into one-hot rows (B, size) float32; place 0 is a row of zeros."""
    rows = np.flatnonzero(places)
    ones = np.ones(len(rows), dtype=np.float32)
    return sparse.csr_matrix((ones, (rows, places[rows] - 1)), shape=(len(places), size))
