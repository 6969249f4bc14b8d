"""What sentence encoders share: texts of like length side by side, states averaged to unit vectors."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from intarsia.columns.base import Batch
from intarsia.encoders._bert import Bert
from intarsia.encoders._lora import LR_SCALE, unchanged
from intarsia.encoders.base import Cells, Encoded, EncoderModule, Features

Floats = npt.NDArray[np.float32]
Ids = npt.NDArray[np.int64]

TOGETHER = 1024
"""Tokens, padding included, that are encoded at once: what the processor's caches hold."""

LETTERS = 64
"""Characters of a text that are looked at for each token that is kept; a tokenizer would read all of a book."""


def averages(lengths: Sequence[int], width: int, parts: int) -> Floats:
    """Return (B, 1 + parts, L): the weights of each text's tokens in the mean of all and in that of each part.

    Parts are equal runs of tokens. A text with fewer tokens than parts leaves some empty: rows of zeros.
    """
    weights = np.zeros((len(lengths), 1 + parts, width), np.float32)
    for row, length in enumerate(lengths):
        weights[row, 0, :length] = 1 / length
        cuts = np.arange(parts + 1) * length // max(parts, 1)
        for part, (start, stop) in enumerate(itertools.pairwise(cuts.tolist()), start=1):
            weights[row, part, start:stop] = 1 / max(stop - start, 1)
    return weights


def padded(rows: Sequence[Sequence[int]], width: int, pad: int) -> Ids:
    """Return token ids (B, L) int64, padded."""
    ids = np.full((len(rows), width), pad, np.int64)
    for row, found in enumerate(rows):
        ids[row, : len(found)] = found
    return ids


def tensors(rows: Sequence[Sequence[int]], batch: Batch, width: int, parts: int) -> Cells:
    """`ids` (B, L) int64, `average` (B, T, L) float32, `present` (B,) bool; L is `width` for all."""
    return {
        "ids": torch.from_numpy(padded(rows, width, 0)),
        "average": torch.from_numpy(averages([len(row) for row in rows], width, parts)),
        "present": torch.from_numpy(batch.present),
    }


class SentenceModule(EncoderModule):
    """Maps token ids (B, L) to unit vectors (B, T, D), in torch.

    Args:
        bert: the encoder.
        embed: ids (B, L) → the sum of word, position and type vectors (B, L, D).
        width: D.
        train: one of `_lora.TRAINING`; adapters are already in place.
    """

    def __init__(self, bert: Bert, embed: nn.Module, width: int, train: str = "frozen") -> None:
        super().__init__()
        self.bert = bert
        self.embed = embed
        self.width = width
        self.adapted = train == "lora"
        self.lr_scale = LR_SCALE[train]

    def rebuilt(self) -> frozenset[str]:
        """With adapters, return the names of all other tensors."""
        return unchanged(self) if self.adapted else frozenset()

    def forward(self, cells: Cells) -> Encoded:
        average = cells["average"]
        states = self.bert(self.embed(cells["ids"]), average[:, 0] > 0)  # (B, L, D)
        tokens = nn.functional.normalize(average @ states, dim=-1)  # (B, T, D)
        return Encoded(tokens, (average > 0).any(-1) & cells["present"].unsqueeze(1))


class Sentences:
    """Texts → unit vectors (B, T, D), in ONNX Runtime.

    Args:
        running: session of a graph that `_bert_graph.export` wrote.
        tokenise: texts → token numbers of each, at least one.
        embed: ids (B, L) → the sum of word, position and type vectors (B, L, D) float32.
        parts: see `averages`.
    """

    def __init__(
        self,
        running: Any,
        tokenise: Callable[[Sequence[str]], list[list[int]]],
        embed: Callable[[Ids], Floats],
        parts: int,
    ) -> None:
        self.running = running
        self.tokenise = tokenise
        self.embed = embed
        self.parts = parts

    def __call__(self, batch: Batch) -> Features:
        rows = self.tokenise(["" if value is None else value for value in batch.values])
        width = self.running.width
        tokens = np.zeros((len(rows), 1 + self.parts, width), np.float32)
        mask = np.zeros(tokens.shape[:2], np.bool_)
        present = [row for row in range(len(rows)) if batch.present[row]]
        for places in _together([len(rows[row]) for row in present]):
            chosen = [present[place] for place in places]
            tokens[chosen], mask[chosen] = self._encode([rows[row] for row in chosen])
        return Features(tokens, mask)

    def _encode(self, rows: Sequence[Sequence[int]]) -> tuple[Floats, npt.NDArray[np.bool_]]:
        lengths = [len(row) for row in rows]
        ids = padded(rows, max(lengths), 0)
        feed = {"embeddings": self.embed(ids), "lengths": np.array(lengths, np.int32)}
        average = averages(lengths, max(lengths), self.parts)
        tokens: Floats = average @ self.running.run(["states"], feed)[0]  # (B, T, D)
        norm = np.linalg.norm(tokens, axis=-1, keepdims=True)
        mask: npt.NDArray[np.bool_] = average.sum(-1) > 0
        return tokens / np.maximum(norm, 1e-12), mask


def _together(lengths: Sequence[int]) -> Iterator[list[int]]:
    """Yield the positions of texts that are encoded together, the longest first."""
    order = np.argsort([-length for length in lengths], kind="stable").tolist()
    while order:
        count = max(1, TOGETHER // lengths[order[0]])
        yield order[:count]
        order = order[count:]
