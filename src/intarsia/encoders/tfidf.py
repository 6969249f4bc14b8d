"""Text as weighted counts of its words and pairs of words: the plain features of a linear model."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import repeat
from typing import ClassVar

import numpy as np
import numpy.typing as npt
import torch
from scipy import sparse
from torch import nn

from intarsia.columns.base import Batch
from intarsia.encoders._vocabulary import VOCABULARY, roomy, words
from intarsia.encoders.base import Cells, Encoded, Encoder, EncoderModule, encoders
from intarsia.errors import DataError, OptionError
from intarsia.i18n import messages

say = messages(__package__)


Index = npt.NDArray[np.int64]

_COUNTS = {"dump": lambda counts: " ".join(map(str, counts)), "load": lambda text: tuple(map(int, text.split()))}


MOST_TERMS = 10_000
"""Of one text, that a network may read: a declaration may come from elsewhere."""


@encoders.register("tfidf")
@dataclass(frozen=True)
class TfIdf(Encoder):
    """Term frequency times inverse document frequency, of words and of pairs of neighbours, as a unit vector.

    A term that stands f times in a text and in d of the n training rows weighs (1 + ln f) · (1 + ln((1+n) / (1+d)))
    before the norm. Letters of scripts without spaces are words, so Chinese is known by characters and their pairs.
    In a network, each term has a learned vector, and the token (B, 1, D) is their weighted sum. Source: Salton and
    Buckley, "Term-weighting approaches in automatic text retrieval" (1988), smoothed as in scikit-learn.

    Attributes:
        width: D.
        limit: how many terms to know, those in most rows first.
        at_least: how many training rows a term needs.
        strongest: L, how many terms of a text a network reads.
        vocabulary: learned terms; a pair has a space in between.
        counts: learned, training rows with each term.
        rows: learned, training rows.
    """

    accepts: ClassVar[tuple[str, ...]] = ("text",)
    default_for: ClassVar[tuple[tuple[str, str], ...]] = (("plain", "text"),)

    width: int = 32
    limit: int = 100_000
    at_least: int = 2
    strongest: int = 128
    vocabulary: tuple[str, ...] | None = field(default=None, metadata=VOCABULARY)
    counts: tuple[int, ...] = field(default=(), metadata=_COUNTS)
    rows: int = 0

    def __post_init__(self) -> None:
        for name in ("width", "limit", "at_least", "strongest"):
            if getattr(self, name) < 1:
                raise OptionError(say("option.at_least_one", encoder="tfidf", option=name, value=getattr(self, name)))
        if self.strongest > MOST_TERMS:
            option = {"option": "strongest", "encoder": "tfidf", "value": self.strongest}
            raise OptionError(say("option.from_to", **option, low=1, high=MOST_TERMS))

    def learn(self, batch: Batch) -> TfIdf:
        """Take the terms from the training rows."""
        known: defaultdict[str, int] = defaultdict(lambda: len(known))
        rows, codes = _terms(batch, lambda found: map(known.__getitem__, found))
        distinct, columns = np.unique(codes, return_inverse=True)
        found = _counted(rows, columns, (len(batch), len(distinct)))
        counts = np.bincount(found.indices, minlength=len(distinct))  # rows with each term
        kept = np.flatnonzero(counts >= self.at_least)
        # Among equally frequent terms the alphabet decides: the order of the rows does not.
        ranked = sorted(zip((-counts[kept]).tolist(), _spelled(distinct[kept], list(known)), strict=True))[: self.limit]
        return replace(
            self,
            vocabulary=tuple(term for _, term in ranked),
            counts=tuple(-count for count, _ in ranked),
            rows=int(batch.present.sum()),
        )

    def tensors(self, batch: Batch) -> Cells:
        """`index` (B, L) int32 of each text's strongest terms from 1, 0 = none; `weight` (B, L) float32;
        `present` (B,) bool."""
        matrix = self.matrix(batch)
        rows = np.repeat(np.arange(len(batch)), np.diff(matrix.indptr))
        order = np.lexsort((-matrix.data, rows))
        rank = np.arange(len(rows)) - matrix.indptr[rows]  # of each of them within its row
        order = order[rank < self.strongest]
        rows = rows[rank < self.strongest]
        rank = rank[rank < self.strongest]
        index = np.zeros((len(batch), self.strongest), np.int32)
        weight = np.zeros((len(batch), self.strongest), np.float32)
        index[rows, rank] = matrix.indices[order] + 1
        weight[rows, rank] = matrix.data[order]
        cells = {"index": index, "weight": weight, "present": batch.present}
        return {name: torch.from_numpy(array) for name, array in cells.items()}

    def build(self) -> EncoderModule:
        """Build fresh vectors, one for each entry of the learned vocabulary."""
        return _TfIdf(1 + len(self._learned()), self.width)

    def matrix(self, batch: Batch) -> sparse.csr_matrix:
        """Return (B, V) float32; rows have length 1, or 0 where no term is known or the cell is missing."""
        size = len(self._learned())
        lookup = self._lookup
        rows, codes = _terms(batch, lambda found: map(lookup.words.get, found, repeat(UNKNOWN)))
        places = np.searchsorted(lookup.codes, codes, side="right") - 1
        found = lookup.codes[places] == codes
        matrix = _counted(rows[found], lookup.columns[places[found]], (len(batch), size))
        matrix.data = (1 + np.log(matrix.data)) * lookup.idf[matrix.indices]
        length = np.sqrt(matrix.multiply(matrix).sum(1)).A1  # (B,)
        matrix.data /= np.repeat(length, np.diff(matrix.indptr)).astype(np.float32)
        return matrix

    @cached_property
    def _lookup(self) -> _Lookup:
        """Derived from the fields on first use; not part of the declaration."""
        return _Lookup.of(self._learned(), self.counts, self.rows)

    def _learned(self) -> tuple[str, ...]:
        if self.vocabulary is None:
            raise DataError(say("learned.nothing", encoder="tfidf", what=say("learned.vocabulary")))
        return self.vocabulary


class _TfIdf(EncoderModule):
    """index, weight → token (B, 1, D)."""

    def __init__(self, size: int, width: int) -> None:
        super().__init__()
        self.width = width
        # Small, so that what few rows say of a term outweighs the chance that its vector began with (AUC .93, not .79,
        # on 4,000 reviews).
        self.vectors = nn.Parameter(0.03 * torch.randn(roomy(size), width))

    def forward(self, cells: Cells) -> Encoded:
        vectors = nn.functional.embedding(cells["index"], self.vectors)  # (B, L, D)
        return Encoded(cells["weight"].unsqueeze(1) @ vectors, cells["present"].unsqueeze(1))


@dataclass(frozen=True)
class _Lookup:
    """The learned terms, arranged for searching.

    Attributes:
        words: number of each word that occurs in a term.
        codes: (V + 1,) increasing; the first is below all.
        columns: (V + 1,) term of each code.
        idf: (V,) float32.
    """

    words: dict[str, int]
    codes: Index
    columns: Index
    idf: npt.NDArray[np.float32]

    @classmethod
    def of(cls, terms: Sequence[str], counts: Sequence[int], rows: int) -> _Lookup:
        known: defaultdict[str, int] = defaultdict(lambda: len(known))
        codes = np.array([-1, *(_code([known[word] for word in term.split(" ")]) for term in terms)], dtype=np.int64)
        order = np.argsort(codes)
        idf = 1 + np.log((1 + rows) / (1 + np.array(counts, dtype=np.float64)))
        return cls(dict(known), codes[order], order - 1, idf.astype(np.float32))


PAIR = 2**32
"""A pair of words a, b has the code a · PAIR + b + 1, a word alone a · PAIR."""

UNKNOWN = -1


def _code(numbers: Sequence[int]) -> int:
    return numbers[0] * PAIR + (numbers[1] + 1 if len(numbers) > 1 else 0)


def _terms(batch: Batch, number: Callable[[list[str]], Iterable[int]]) -> tuple[Index, Index]:
    """Return rows and codes of all words, then of all pairs of neighbours; `number` gives ids of words or `UNKNOWN`."""
    texts = [np.fromiter(number(words(text or "")), np.int64) for text in batch.values]
    rows = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    word = np.concatenate([*texts, np.empty(0, np.int64)])
    known = word != UNKNOWN
    paired = known[:-1] & known[1:] & (rows[:-1] == rows[1:])
    pairs = word[:-1][paired] * PAIR + word[1:][paired] + 1
    return np.concatenate([rows[known], rows[:-1][paired]]), np.concatenate([word[known] * PAIR, pairs])


def _spelled(codes: Index, known: Sequence[str]) -> list[str]:
    first, second = (part.tolist() for part in np.divmod(codes, PAIR))
    return [known[a] if b == 0 else f"{known[a]} {known[b - 1]}" for a, b in zip(first, second, strict=True)]


def _counted(rows: Index, columns: Index, shape: tuple[int, int]) -> sparse.csr_matrix:
    """Count how often each column occurs in each row, float32, columns in order."""
    matrix = sparse.csr_matrix((np.ones(len(rows), np.float32), (rows, columns)), shape=shape)
    matrix.sum_duplicates()
    return matrix
