"""all-MiniLM-L6-v2: the default for English text, a small sentence transformer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from intarsia.allowance import allowance
from intarsia.assets import locate
from intarsia.columns.base import Batch
from intarsia.encoders import _bert_graph
from intarsia.encoders._bert import Bert
from intarsia.encoders._calibration import TEXTS
from intarsia.encoders._lora import adapt, check_training
from intarsia.encoders._sentences import LETTERS, Floats, Ids, SentenceModule, Sentences, tensors
from intarsia.encoders.base import Cells, Encoder, EncoderModule, Extractor, encoders
from intarsia.encoders.onnx_session import OnnxSession, exported
from intarsia.errors import OptionError
from intarsia.i18n import messages
from intarsia.sealed import file_hash

say = messages(__package__)


WIDTH = 384
LAYERS = 6
HEADS = 12
INNER = 1536
EPSILON = 1e-12
EXACT = frozenset({"0.out", "1.out", "2.out", "3.out"})
"""Products that stay in float32 (see `_bert_graph.Bert`): GELU's largest values there dwarf the rest."""

RECIPE = 2
"""Rises with what is exported for the same weights."""

ENGINES = ("onnx", "torch")


@encoders.register("minilm")
@dataclass(frozen=True)
class MiniLM(Encoder):
    """all-MiniLM-L6-v2 as unit vectors (B, 1 + parts, 384): the mean of all tokens, then those of each part.

    Wang et al., "MiniLM: Deep Self-Attention Distillation" (2020), trained on a billion pairs of sentences by Reimers
    and Gurevych's sentence-transformers; English. It reads lower-cased word pieces.

    Attributes:
        max_tokens: later tokens are not read; as published. At most 512.
        parts: the text is also cut into so many equal runs of tokens, a vector each, for fusions that attend.
        engine: of the frozen encoder: "onnx" (8-bit integers) or "torch" (float32, the reference). The cosine of their
            vectors is .997 on average and above .985.
        train: "frozen", "full" (all weights but the word table are trained with the model) or "lora" (adapters of low
            rank beside the queries and values).
        rank: of the adapters.
    """

    accepts: ClassVar[tuple[str, ...]] = ("text",)
    default_for: ClassVar[tuple[tuple[str, str], ...]] = (("default", "text"),)
    assets: ClassVar[tuple[str, ...]] = ("minilm",)
    batch_size: ClassVar[int] = 64

    max_tokens: int = 256
    parts: int = 0
    engine: str = "onnx"
    train: str = "frozen"
    rank: int = 8

    def __post_init__(self) -> None:
        check_training("minilm", self.train, self.rank)
        if self.engine not in ENGINES:
            raise OptionError(
                say("option.choose_of", option="engine", encoder="minilm", value=self.engine, known=list(ENGINES))
            )
        if not 3 <= self.max_tokens <= 512:
            raise OptionError(
                say("option.from_to", option="max_tokens", encoder="minilm", value=self.max_tokens, low=3, high=512)
            )
        if not 0 <= self.parts <= 64:
            raise OptionError(say("option.from_to", option="parts", encoder="minilm", value=self.parts, low=0, high=64))

    @property
    def frozen(self) -> bool:
        """True unless the network is trained."""
        return self.train == "frozen"

    def size(self, cell: object) -> int:
        """Return the number of characters."""
        return len(cell) if isinstance(cell, str) else 0

    def tensors(self, batch: Batch) -> Cells:
        """`ids` (B, L) int64, `average` (B, T, L) float32 (what a token counts in each mean), `present` (B,) bool."""
        rows = _MiniLmTokenizer(self.max_tokens)(["" if value is None else value for value in batch.values])
        return tensors(rows, batch, self.max_tokens, self.parts)

    def build(self) -> EncoderModule:
        """Build the network in torch, with the pretrained weights."""
        weights = {name: torch.from_numpy(weight) for name, weight in _weights().items()}
        embed = _MiniLmEmbed(weights.pop(WORDS), weights.pop(POSITIONS), weights.pop(TYPES))
        with allowance():
            bert = Bert(WIDTH, LAYERS, HEADS, INNER, EPSILON)
        bert.load_state_dict(weights)
        if self.train == "lora":
            adapt(bert, self.rank, 2.0 * self.rank, ("query", "value"))
            embed.requires_grad_(False)
        return SentenceModule(bert, embed, WIDTH, self.train)

    def extractor(self) -> Extractor:
        """Return the frozen network, by default in ONNX Runtime."""
        if self.engine == "torch":
            return super().extractor()
        weights = _weights()
        tokenizer = _MiniLmTokenizer(self.max_tokens)
        words = weights[WORDS]
        positions = weights[POSITIONS] + weights[TYPES][0]

        def embed(ids: Ids) -> Floats:
            embedded: Floats = words[ids] + positions[: ids.shape[1]]
            return embedded

        def write(path: Path) -> None:
            texts = (embed(np.array([ids]))[0] for ids in tokenizer(TEXTS))
            _bert_graph.export(_bert_graph.BertGraph(weights, LAYERS, HEADS, EPSILON, EXACT), path, texts)

        running = OnnxSession(exported("minilm", f"{RECIPE} {_hash()}", write))
        return Sentences(running, tokenizer, embed, self.parts)

    def identity(self) -> dict[str, Any]:
        """Add the weights' hash and the recipe of the export."""
        return super().identity() | {"weights": _hash(), "recipe": RECIPE}


WORDS, POSITIONS, TYPES = (f"embeddings.{kind}_embeddings.weight" for kind in ("word", "position", "token_type"))


class _MiniLmEmbed(nn.Module):
    """Maps ids (B, L) to embeddings (B, L, D). Words are not trained: those that the table lacks would fall behind."""

    words: Tensor

    def __init__(self, words: Tensor, positions: Tensor, types: Tensor) -> None:
        super().__init__()
        self.register_buffer("words", words, persistent=False)
        self.positions = nn.Parameter(positions + types[0])

    def forward(self, ids: Tensor) -> Tensor:
        return self.words[ids] + self.positions[: ids.shape[1]]


class _MiniLmTokenizer:
    """Texts → numbers of their word pieces, with the marks of beginning and end."""

    def __init__(self, most: int) -> None:
        from tokenizers import Tokenizer

        self._letters = most * LETTERS
        self._tokenizer = Tokenizer.from_file(str(locate("minilm") / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(most)

    def __call__(self, texts: Sequence[str]) -> list[list[int]]:
        cut = [text[: self._letters] for text in texts]
        return [found.ids for found in self._tokenizer.encode_batch_fast(cut)]


def _weights() -> dict[str, Floats]:
    from safetensors.numpy import load_file

    weights = load_file(locate("minilm") / "model.safetensors")
    return {name: weight for name, weight in weights.items() if not name.startswith("pooler.") and "_ids" not in name}


def _hash() -> str:
    return file_hash(locate("minilm") / "model.safetensors")
