"""The one model in memory: rows in, one JSON-able answer per row out."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import pandas as pd
from sklearn.utils.validation import check_is_fitted

from intarsia.columns.table import Table
from intarsia.explanation import Explanation, explain
from intarsia.learner.learner import BaseLearner
from intarsia.learner.prediction import Prediction
from intarsia.serving.request_rows import Row
from intarsia.store import FeatureStore
from intarsia.tasks.base import output_names
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

    def __init__(self, learner: BaseLearner, store: FeatureStore) -> None:
        check_is_fitted(learner)
        self.label = learner.label
        self.model_ = learner.model_
        self.task_ = learner.task_
        self.schema = learner.schema_
        self.store = store
        self.predict([dict.fromkeys(self.schema.columns)])

    def answer(self, table: Any) -> Prediction:
        """The answers to a table whose cells were checked when they were read."""
        return Prediction(
            self.label or "answer", self.model_, TableData(table, self.schema.columns, self.store), self.schema
        )

    def work(self, kind: str, rows: Sequence[Row]) -> list[Any]:
        """One answer per row: "predict", "embed" or "explain"."""
        ask: Mapping[str, Callable[[Sequence[Row]], list[Any]]]
        ask = {"predict": self.predict, "embed": self.embed, "explain": self.explain}
        return ask[kind](rows)

    def predict(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """Answers, probabilities, and what they rest on."""
        return self.answer(self._table(rows)).rows()

    def embed(self, rows: Sequence[Row]) -> list[list[float | None]]:
        """Return the fused vectors, one per row."""
        return [_finite(vector) for vector in self.answer(self._table(rows)).embedding.tolist()]

    def explain(self, rows: Sequence[Row]) -> list[dict[str, Any]]:
        """The reasons of every answer, by modality and output."""
        why = explain(self, self._table(rows))
        answers = self.task_.told(why.scores)
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
        names = output_names(self.task_, self.label or "answer")
        return dict(zip(map(str, names), _finite(values), strict=True))

    def _table(self, rows: Sequence[Row]) -> Table:
        """The rows as a table of objects: rows of other requests must not change how a cell is typed."""
        cells = {name: pd.Series([row[name] for row in rows], dtype=object) for name in self.schema.columns}
        return Table(pd.DataFrame(cells))


def _finite(values: Any) -> list[float | None]:
    """Numbers, and None where there is none that JSON knows."""
    return [float(each) if math.isfinite(each) else None for each in values]
