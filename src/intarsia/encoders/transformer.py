"""Any text model of transformers: BERT, RoBERTa, E5, GTE, CLIP's text tower, GPT, ..."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn

from intarsia.columns.base import Batch
from intarsia.encoders import _pretrained
from intarsia.encoders._lora import LR_SCALE, adapt, check_training, unchanged
from intarsia.encoders.base import Cells, Encoded, Encoder, EncoderModule, encoders
from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


POOLINGS = ("mean", "first", "last", "none")


LONGEST = 2**15
"""Pieces of a text that may be read, of which some models know no limit: a declaration may come from elsewhere."""


@encoders.register("transformer")
@dataclass(frozen=True)
class Transformer(Encoder):
    """A pretrained text model: one token (B, 1, D) for the text, or one for each of its pieces.

    Attributes:
        weights: name on the hub (owner/name or owner/name@revision), or a folder with config.json, model.safetensors
            and tokenizer.json.
        train: "frozen", "full" (all weights), or "lora" (adapters of low rank beside the weights).
        max_tokens: pieces that are read of a text, marks of its start and end included.
        pooling: "mean" of the pieces; the "first" (BERT's) or the "last" (GPT's) of them; "none" for tokens
            (B, max_tokens, D), which fills a store fast.
        rank: of the adapters.
        alpha: how much the adapters weigh; see `adapt`.
        targets: ends of names of layers to adapt; none for all linear ones.
    """

    accepts: ClassVar[tuple[str, ...]] = ("text",)
    any_weights: ClassVar[bool] = True

    weights: str = "google-bert/bert-base-uncased"
    train: str = "frozen"
    max_tokens: int = 128
    pooling: str = "mean"
    rank: int = 8
    alpha: float = 16.0
    targets: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_training("transformer", self.train, self.rank)
        if self.pooling not in POOLINGS:
            raise OptionError(say("transformer.pooling", value=self.pooling, known=list(POOLINGS)))
        if not 1 <= self.max_tokens <= LONGEST:
            option = {"option": "max_tokens", "encoder": "transformer", "value": self.max_tokens}
            raise OptionError(say("option.from_to", **option, low=1, high=LONGEST))

    @property
    def frozen(self) -> bool:
        """True unless weights or adapters are trained."""
        return self.train == "frozen"

    def size(self, cell: object) -> int:
        """Return the number of characters, which grows with that of pieces."""
        return len(cell) if isinstance(cell, str) else 0

    def tensors(self, batch: Batch) -> Cells:
        """`pieces` (B, max_tokens) int32; `length` (B,) int64, 0 where missing."""
        pieces = np.zeros((len(batch), self.max_tokens), np.int32)
        length = batch.present.astype(np.int64)  # at least 1 where there is a text, whatever the tokenizer makes of it
        rows = np.flatnonzero(batch.present)
        if len(rows):
            texts = [batch.values[row] for row in rows]
            found = self._tokenizer(texts, truncation=True, max_length=self.max_tokens)["input_ids"]
            for row, numbers in zip(rows, found, strict=True):
                pieces[row, : len(numbers)] = numbers
                length[row] = max(1, len(numbers))
        return {"pieces": torch.from_numpy(pieces), "length": torch.from_numpy(length)}

    def build(self) -> EncoderModule:
        """Load the pretrained model, trained as `train` says."""
        model = _pretrained.model(self.weights, "text_model")
        longest = getattr(model.config, "max_position_embeddings", self.max_tokens)
        if self.max_tokens > longest:
            raise OptionError(say("transformer.too_long", weights=self.weights, longest=longest))
        if self.train == "lora":
            adapt(model, self.rank, self.alpha, self.targets)
        return _Transformer(model, self)

    def identity(self) -> dict[str, Any]:
        """Cover the contents of the files instead of their path."""
        options = {name: value for name, value in asdict(self).items() if name != "weights"}
        return super().identity() | {"options": options, "files": _pretrained.contents(self.weights)}

    @cached_property
    def _tokenizer(self) -> Any:
        return _pretrained.tokenizer(self.weights)


class _Transformer(EncoderModule):
    """pieces, length → tokens (B, 1, D) or (B, L, D)."""

    def __init__(self, model: Any, options: Transformer) -> None:
        super().__init__()
        self.model = model
        self.pooling = options.pooling
        self.width = model.config.hidden_size
        self.lr_scale = LR_SCALE[options.train]
        self.adapted = options.train == "lora"

    def forward(self, cells: Cells) -> Encoded:
        pieces = cells["pieces"]
        length = cells["length"]
        # No further than the longest text of the batch; a missing one is read as one piece, and masked.
        longest = max(1, int(length.max()))
        seen = torch.arange(longest, device=length.device) < length.clamp(min=1).unsqueeze(1)  # (B, T)
        found = self.model(input_ids=pieces[:, :longest].long(), attention_mask=seen.long()).last_hidden_state
        if self.pooling != "none":
            return Encoded(self._pooled(found, seen).unsqueeze(1), (length > 0).unsqueeze(1))
        # As many tokens for every batch: the store keeps them side by side.
        rest = pieces.shape[1] - longest
        mask = seen & (length > 0).unsqueeze(1)
        return Encoded(nn.functional.pad(found, (0, 0, 0, rest)), nn.functional.pad(mask, (0, rest)))

    def rebuilt(self) -> frozenset[str]:
        """With adapters, return the names of all other tensors; otherwise none."""
        return unchanged(self) if self.adapted else frozenset()

    def _pooled(self, tokens: Tensor, seen: Tensor) -> Tensor:
        """Return one vector (B, D) for each text."""
        if self.pooling == "mean":
            return Encoded(tokens, seen).pooled()
        place = seen.sum(1) - 1 if self.pooling == "last" else torch.zeros_like(seen[:, 0], dtype=torch.int64)
        return tokens[torch.arange(len(tokens), device=tokens.device), place]
