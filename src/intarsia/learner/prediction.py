"""The answers to a table: made once per request, whatever is then asked of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from intarsia.columns.schema import Schema
from intarsia.fusion.base import WEIGHTS
from intarsia.tasks.base import Task, output_names, plain
from intarsia.training.base import Trained, presence
from intarsia.training.data import TableData
from intarsia.training.feature_data import FeatureData


@dataclass(frozen=True, eq=False)
class Prediction:
    """What a trained model says of N rows. Each part is computed when it is first asked for, and kept.

    Attributes:
        label: what is answered.
        model: trained.
        data: the rows as the model reads them, checked.
        schema: of the training table: knows which cells no training row held.
    """

    label: str
    model: Trained
    data: TableData | FeatureData
    schema: Schema

    def __len__(self) -> int:
        return len(self.data)

    @property
    def task(self) -> Task:
        """What was asked, learned."""
        return self.model.design.task

    @cached_property
    def scores(self) -> npt.NDArray[np.float64]:
        """(N, K) probabilities, values, or what else the task reads answers from."""
        return self.model.scores(self.data)

    @cached_property
    def answers(self) -> npt.NDArray[Any]:
        """(N,) answers in the labels' own type; (N, K) of 0 and 1 where the labels were a matrix."""
        return self.task.decode(self.scores)

    @cached_property
    def presence(self) -> pd.DataFrame:
        """(N, M) bool by modality: what an answer can rest on."""
        design = self.model.design
        return pd.DataFrame(presence(self.data, design), columns=list(design.modalities))

    @cached_property
    def missing(self) -> pd.DataFrame:
        """(N, F) bool by column: cells that are not there."""
        return pd.DataFrame({part.column: ~self.data.present(part) for part in self.model.design.parts})

    @cached_property
    def unseen(self) -> pd.DataFrame:
        """(N, F) bool by column: cells of a kind that no training row held (see `Schema.unseen`)."""
        if isinstance(self.data, FeatureData):  # there are no cells that could be new
            parts = self.model.design.parts
            return pd.DataFrame(False, index=range(len(self)), columns=[part.column for part in parts])
        return self.schema.unseen(self.data.table)

    @cached_property
    def evidence(self) -> Mapping[str, npt.NDArray[np.float64]]:
        """What the fusion says of how each answer came about: name → (N, ...)."""
        return self.model.evidence(self.data)

    @property
    def weights(self) -> pd.DataFrame | None:
        """(N, V) shares that the fusion gives to its modalities or experts; None when it has no such thing."""
        shares = self.evidence.get(WEIGHTS)
        return None if shares is None else pd.DataFrame(shares, columns=list(self.model.voices))

    @cached_property
    def embedding(self) -> npt.NDArray[np.float32]:
        """(N, D) fused vectors."""
        return self.model.embed(self.data)

    def frame(self) -> pd.DataFrame:
        """One row per row of the table: the answer, the probabilities of the classes, which columns were missing, and
        which hold what no training row held.

        A name that stands already gets "_" at its end.
        """
        told = [("missing", _named(self.missing)), ("unseen", _named(self.unseen))]
        found: dict[str, Any] = {}
        for name, cells in (*self.task.frame(self.label, self.scores), *told):
            free = name
            while free in found:
                free += "_"
            found[free] = cells
        return pd.DataFrame(found)

    def rows(self) -> list[dict[str, Any]]:
        """The same as JSON can say it: `answer`, `probabilities` by class (None where scores are none), `missing` and
        `unseen` columns of each row."""
        answers = self.task.told(self.scores)
        return [
            {
                "answer": answers[row],
                "probabilities": self.by_output(self.scores[row]) if self.task.probabilistic else None,
                "missing": _flagged(self.missing, row),
                "unseen": _flagged(self.unseen, row),
            }
            for row in range(len(self))
        ]

    def by_output(self, values: Any) -> dict[str, float | None]:
        """K numbers by the name of their output; None for one that is not finite."""
        names = output_names(self.task, self.label)
        return {str(name): plain(float(value)) for name, value in zip(names, values, strict=True)}


def _named(flags: pd.DataFrame) -> list[str]:
    """The names of the columns that are flagged, row by row."""
    return [" ".join(flags.columns[row]) for row in flags.to_numpy()]


def _flagged(flags: pd.DataFrame, row: int) -> list[str]:
    return [str(name) for name in flags.columns[flags.iloc[row].to_numpy(dtype=bool)]]
