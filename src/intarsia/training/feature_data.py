"""Rows of which the features are known already: a model answers from them, and no cell is opened or encoded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import numpy as np
import numpy.typing as npt

from intarsia.columns.base import Batch, Column
from intarsia.encoders.base import Features
from intarsia.errors import DataError, SchemaError
from intarsia.i18n import messages
from intarsia.model.design import Part
from intarsia.training.base import Index, Rows
from intarsia.training.rows import StoredRows

say = messages(__package__)


class FeatureData:
    """N rows for a trained model (see `Data`) whose columns are all read by frozen encoders.

    For callers that keep features themselves: views of one garment, frames of one clip. Nothing goes to a store.

    Args:
        features: column → tokens (N, T, D) and mask (N, T) of its frozen encoder.

    Raises:
        DataError: there is no column, or they have different numbers of rows.
    """

    def __init__(self, features: Mapping[str, Features]) -> None:
        counts = {name: len(found.mask) for name, found in features.items()}
        if len(set(counts.values())) != 1:
            raise DataError(say("features.counts", counts=counts))
        self._features = dict(features)
        self._count = next(iter(counts.values()))

    def __len__(self) -> int:
        return self._count

    def column(self, name: str) -> Column:
        """Raises `DataError`: there are no cells."""
        self._no_cells(name)

    def rows(self, part: Part) -> Rows:
        """The features of the part's column. See `Data`."""
        return self._stored(part)

    def present(self, part: Part) -> npt.NDArray[np.bool_]:
        """Return (N,) bool: the row has features in the part's column."""
        return self._stored(part).present()

    def batch(self, column: str, rows: Index | None = None) -> Batch:
        """Raises `DataError`: there are no cells."""
        self._no_cells(column)

    def frame(self, columns: Sequence[str]) -> Any:
        """Raises `DataError`: there are no cells."""
        self._no_cells(", ".join(columns))

    def take(self, rows: Index) -> FeatureData:
        """The rows with these numbers, in this order."""
        return FeatureData(
            {name: Features(each.tokens[rows], each.mask[rows]) for name, each in self._features.items()}
        )

    def _stored(self, part: Part) -> StoredRows:
        if not part.encoder.frozen:
            self._no_cells(part.column)
        if part.column not in self._features:
            raise SchemaError([say("features.none_for", column=part.column, known=list(self._features))])
        return StoredRows(self._features[part.column])

    def _no_cells(self, column: str) -> NoReturn:
        raise DataError(say("features.no_cells", column=column))
