"""The seam of the encoders: cells in, tokens out."""

from __future__ import annotations

import abc
import dataclasses
import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, cast

import numpy as np
import numpy.typing as npt
import torch
from scipy import sparse
from torch import Tensor, nn

from intarsia.columns.base import Batch
from intarsia.registry import Registry

Cells = Mapping[str, Tensor]
"""Cells of one column as tensors, each (B, ...): what an `EncoderModule` reads. Rows can be taken from it."""


@dataclass(frozen=True)
class Encoded:
    """What an encoder makes of one modality of B rows.

    Attributes:
        tokens: (B, T, D) float.
        mask: (B, T) bool, True where a token exists; a row of all False **is** a missing modality.
        finite: every number is finite, also those of tokens that do not exist: saves a pass over them.
    """

    tokens: Tensor
    mask: Tensor
    finite: bool = False

    def existing(self) -> Tensor:
        """Return the tokens (B, T, D), with zeros where none exists, whatever stands there (even NaN)."""
        # torch.where with a mask that is broadcast takes three times as long on a CPU.
        tokens = self.tokens if self.finite else torch.nan_to_num(self.tokens, 0.0, 0.0, 0.0)
        return tokens * self.mask.unsqueeze(-1)

    def pooled(self) -> Tensor:
        """Return the mean of the existing tokens, (B, D); zeros for a missing modality, never NaN."""
        found = self.existing()
        if found.shape[1] == 1:  # the mean of one token takes no further pass over the features
            return found.squeeze(1)
        return found.sum(1) / self.mask.sum(1, keepdim=True).clamp(min=1)  # (B, D)

    def present(self) -> Tensor:
        """Return which rows have this modality, (B,) bool."""
        return self.mask.any(1)


@dataclass(frozen=True)
class Features:
    """What a frozen encoder extracts from B cells, as arrays: the unit of the feature store.

    Attributes:
        tokens: (B, T, D) float32.
        mask: (B, T) bool.
    """

    tokens: npt.NDArray[np.floating[Any]]
    mask: npt.NDArray[np.bool_]


Extractor = Callable[[Batch], Features]
"""A frozen encoder with its weights in memory."""


class Encoder(abc.ABC):
    """Cell → tokens. Leaves are frozen dataclasses, final, registered in `encoders`.

    `frozen` encoders do the same to every row whatever was trained, so the store may keep their answers
    (`extractor`). The others are part of the network: `learn` fixes their vocabulary or bin edges on training
    rows, `tensors` turns cells into tensors, `build` makes the module that is trained.
    """

    accepts: ClassVar[tuple[str, ...]]
    """Names of the columns that this encoder can read ("image", "text", ...)."""

    default_for: ClassVar[tuple[tuple[str, str], ...]] = ()
    """Pairs of a preset and a kind of column for which this encoder is taken when the user names none:
    ("plain", "image"), or ("default", "text:multilingual") for one variety of a kind (see `Column.variety`)."""

    assets: ClassVar[tuple[str, ...]] = ()
    """Names of what it loads its pretrained weights from, in the catalogue of assets."""

    any_weights: ClassVar[bool] = False
    """The option `weights` takes the name on a hub, or the folder, of any pretrained model. Where a user gives such a
    name in the place of an encoder, it is this one with these weights."""

    version: ClassVar[int] = 1
    """Raised whenever the code changes what comes out for the same options and weights."""

    batch_size: ClassVar[int] = 32
    """Cells that the store encodes, and commits, at a time."""

    @property
    def frozen(self) -> bool:
        """True when the output of a cell never changes: the store may keep it."""
        return False

    def size(self, cell: object) -> int:
        """Return how long a cell takes to encode, in any unit: the store batches cells of similar size."""
        return 0

    def prepare(self, value: Any) -> Any:
        """Return what this encoder needs of one loaded value, so that no large picture waits in memory for its batch.

        Preparing twice is preparing once, and `tensors` and `extractor` take values prepared or not.
        """
        return value

    def learn(self, batch: Batch) -> Encoder:
        """Return a declaration with what it learns from training rows (vocabulary, bin edges); by default itself."""
        return self

    @abc.abstractmethod
    def tensors(self, batch: Batch) -> Cells:
        """Convert a batch to tensors; no row's tensors depend on another row."""

    @abc.abstractmethod
    def build(self) -> EncoderModule:
        """Build the module that reads `tensors`, its weights loaded or initialised from torch's generator."""

    def extractor(self) -> Extractor:
        """Return the frozen encoder with its weights in memory; it gives (B, T, D) float32, T equal for all rows."""
        module = self.build().eval()

        def extract(batch: Batch) -> Features:
            with torch.inference_mode():
                encoded = module(self.tensors(batch))
            return Features(encoded.tokens.float().numpy(), encoded.mask.numpy())

        return extract

    def matrix(self, batch: Batch) -> npt.NDArray[np.floating[Any]] | sparse.csr_matrix:
        """Return (B, F) features for a linear model; missing cells are rows of zeros, and a large F is sparse.

        By default the pooled features of `extractor`; encoders that `learn` override it.
        """
        features = self._loaded(batch)
        kept = features.mask[..., None]
        return (features.tokens * kept).sum(1) / np.maximum(kept.sum(1), 1)  # (B, D)

    @cached_property
    def _loaded(self) -> Extractor:
        # A linear model reads a table some rows at a time: weights are loaded once for all of them.
        return self.extractor()

    def __getstate__(self) -> dict[str, Any]:
        """Return the declaration alone: copies load weights and tokenizers anew."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(cast(Any, self))}

    def fingerprint(self) -> str:
        """Return a hash that identifies the output: class, options, weights (see `identity`) and version."""
        text = json.dumps(self.identity(), sort_keys=True, default=str)
        return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()

    def identity(self) -> dict[str, Any]:
        """Return what `fingerprint` covers. Encoders with pretrained weights add the weights' hash."""
        options = dataclasses.asdict(cast(Any, self))
        return {"encoder": type(self).__name__, "version": self.version, "options": options}


class EncoderModule(nn.Module, abc.ABC):
    """Holds the weights of an encoder. `width` is D."""

    width: int

    lr_scale: float = 1.0
    """Share of the learning rate at which its weights move: pretrained ones are moved gently."""

    side_by_side: ClassVar[bool] = False
    """It may be vectorised over the columns of a wide table: small, without anything drawn, cells of one shape."""

    @abc.abstractmethod
    def forward(self, cells: Cells) -> Encoded:
        """Map (B, ...) tensors of one column to (B, T, D) tokens; a missing cell gets a mask of all False."""

    def rebuilt(self) -> frozenset[str]:
        """Return the names of the tensors that `build` brings back by itself, pretrained and never trained: a saved
        model leaves them out, and knows them by the encoder's fingerprint. More than some megabytes of them are built
        in an `allowance` of their own."""
        return frozenset()


encoders: Registry[Encoder] = Registry("encoder", package="intarsia.encoders")
