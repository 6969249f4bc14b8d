"""The one model in memory: rows in, one JSON-able answer per row out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.utils.validation import check_is_fitted

from intarsia.columns.table import Table
from intarsia.explanation import Explanation, explain
from intarsia.learner.learner import Learner
from intarsia.serving.request_rows import Row
from intarsia.store import FeatureStore
from intarsia.training.data import TableData


class Predictor:
    """A fitted learner that answers rows that were read already.

    Making one answers an empty row, so that encoders are loaded, and what they lack is told, before the first request.

    Args:
        learner: fitted.
        store: keeps features in memory, a bounded number of them: what strangers send is never written to the disk.

    Raises:
        AssetError: weights of an encoder could not be had.
    """

    def __init__(self, learner: Learner, store: FeatureStore) -> None:
        check_is_fitted(learner)
        self.label = learner.label
        self.model_ = learner.model_
        self.task_ = learner.task_
        self.schema = learner.schema_
        self.store = store
        self.predict([dict.fromkeys(self.schema.columns)])

    def data(self, table: Any) -> TableData:
        """The table as the model reads it; its cells were checked when they were read."""
        return TableData(table, self.schema.columns, self.store)

    def answer(self, kind: str, rows: Sequence[Row]) -> list[Any]:
        """One answer per row: "predict", "embed" or "explain"."""
        ask: Mapping[str, Callable[[Sequence[Row]], list[Any]]]
        ask = {"predict": self.predict, "embed": self.embed, "explain": self.explain}
        return ask[kind](rows)

    def predict(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """Answers, probabilities, and what they rest on."""
        table = self._table(rows)
        data = self.data(table)
        scores = self.model_.scores(data)
        told = zip(self._decoded(scores), self._probabilities(scores), strict=True)
        missing = pd.DataFrame({part.column: ~data.present(part) for part in self.model_.design.parts})
        unseen = self.schema.unseen(table)
        return [
            {"answer": answer, "probabilities": shares, "missing": _named(missing, row), "unseen": _named(unseen, row)}
            for row, (answer, shares) in enumerate(told)
        ]

    def embed(self, rows: Sequence[Row]) -> list[list[float | None]]:
        """The fused vectors."""
        return [_finite(vector) for vector in self.model_.embed(self.data(self._table(rows))).tolist()]

    def explain(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """The reasons of every answer, by modality and output."""
        why = explain(self, self._table(rows))
        answers = self._decoded(why.scores)
        return [{"answer": answers[row], **self._reasons(why, row)} for row in range(len(rows))]

    def _reasons(self, why: Explanation, row: int) -> dict[str, Any]:
        def by_modality(values: Any) -> dict[str, Any]:
            return {name: self._by_output(each) for name, each in zip(why.modalities, values[row], strict=True)}

        weights = why.weights
        attention = why.attention
        shares = None if weights is None else dict(zip(map(str, weights), _finite(weights.iloc[row]), strict=True))
        looked = None if attention is None else {name: _finite(each[row]) for name, each in attention.items()}
        return {
            "scores": self._by_output(why.scores[row]),
            "base": self._by_output(why.base[row]),
            "contributions": by_modality(why.shapley),
            "drops": by_modality(why.drop),
            "missing": [name for name, there in zip(why.modalities, why.present[row], strict=True) if not there],
            "weights": shares,
            "attention": looked,
        }

    def _by_output(self, values: Any) -> dict[str, float | None]:
        names = self.task_.labels or (self.label or "answer",)
        return dict(zip(map(str, names), _finite(values), strict=True))

    def _probabilities(self, scores: Any) -> list[dict[str, float | None] | None]:
        return [None if self.task_.kind == "regress" else self._by_output(row) for row in scores]

    def _decoded(self, scores: Any) -> list[Any]:
        """Answers as JSON can say them; of several labels the list of those that are there."""
        decoded = self.task_.decode(scores)
        if decoded.ndim == 2:
            labels = np.array([*self.task_.labels], dtype=object)
            return [[_plain(label) for label in labels[row.astype(bool)]] for row in decoded]
        if self.task_.kind == "multilabel":
            return [[_plain(label) for label in row] for row in decoded]
        return [_plain(answer) for answer in decoded]

    def _table(self, rows: Sequence[Row]) -> Table:
        """Of objects, whatever they are: rows of other requests must not change how a cell is typed."""
        cells = {name: pd.Series([row[name] for row in rows], dtype=object) for name in self.schema.columns}
        return Table(pd.DataFrame(cells))


def _named(flags: pd.DataFrame, row: int) -> list[str]:
    return [str(name) for name in flags.columns[flags.iloc[row].to_numpy(dtype=bool)]]


def _finite(values: Any) -> list[float | None]:
    """Numbers, and None where there is none that JSON knows."""
    return [float(each) if math.isfinite(each) else None for each in values]


def _plain(value: Any) -> Any:
    value = value.item() if isinstance(value, np.generic) else value
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, (str, int, float, bool)) else str(value)
