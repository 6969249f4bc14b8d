"""From a fitted learner and a table to the reasons of its answers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

import pandas as pd

from intarsia.errors import DataError
from intarsia.explanation.explanation import Explanation
from intarsia.explanation.shapley import coalitions, left_out, shapley
from intarsia.html.cells import MISSING, Shown
from intarsia.model.design import Design
from intarsia.tasks.base import Task
from intarsia.training.base import Data, Trained
from intarsia.training.presence import presence


class Explained(Protocol):
    """What can be explained: anything fitted that reads a table with a trained model (`Learner`)."""

    label: str | None
    model_: Trained
    task_: Task

    def data(self, X: Any) -> Data:
        """The table as the model reads it."""


def explain(learner: Explained, rows: Any) -> Explanation:
    """Why the learner answers these rows as it does: 2^M passes with some of the M modalities hidden.

    Features are computed once, so a pass costs little; each modality more doubles the passes (12 need 4,096).

    Args:
        learner: fitted.
        rows: a table, or a single row as a dict or pandas Series; labels in it are not looked at.

    Raises:
        SchemaError: the rows are not what the learner was trained on.
        OptionError: there are too many modalities to ask about every subset.
        DataError: there is no row.
    """
    data = learner.data(_table(rows))
    model = learner.model_
    task = learner.task_
    if not len(data):
        raise DataError("there is no row to explain: give at least one")
    present = presence(data, model.design)
    worth = coalitions(lambda keep: model.scores(data, keep), present)
    nothing, everything = (worth[(shown,) * present.shape[1]] for shown in (False, True))
    weights = model.weights(data)
    label = learner.label or "answer"
    return Explanation(
        label=label,
        kind=task.kind,
        modalities=model.design.modalities,
        outputs=tuple(getattr(task, "classes", None) or (label,)),
        answers=task.decode(everything),
        scores=everything,
        base=nothing,
        shapley=shapley(worth),
        drop=left_out(worth),
        present=present,
        weights=None if weights is None else pd.DataFrame(weights, columns=list(model.voices)),
        attention=model.attention(data),
        cells=_cells(data, model.design) if len(data) == 1 else {},
    )


def _table(rows: Any) -> Any:
    """A single row as a table of one; a dict of lists is a table already."""
    if isinstance(rows, pd.Series):
        return [rows.to_dict()]
    if isinstance(rows, Mapping) and not all(isinstance(cell, (list, tuple, pd.Series)) for cell in rows.values()):
        return [dict(rows)]
    return rows


def _cells(data: Data, design: Design) -> dict[str, Shown]:
    """The cells of a table of one row, as a page shows them."""
    names = [part.column for part in design.parts]
    values = {name: data.batch(name).values[0] for name in names}
    return {name: MISSING if value is None else data.column(name).show(value) for name, value in values.items()}
