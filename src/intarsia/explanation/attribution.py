"""From a fitted learner and a table to the reasons of its answers, which print as text and are saved as a page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from intarsia.errors import DataError
from intarsia.explanation.page import page
from intarsia.explanation.reasons import Reasons
from intarsia.explanation.shapley import coalitions, left_out, shapley
from intarsia.explanation.text import as_text
from intarsia.fusion.base import ATTENTION
from intarsia.html.cells import MISSING, Shown
from intarsia.i18n import messages
from intarsia.learner.prediction import Prediction
from intarsia.model.design import Design
from intarsia.tasks.base import output_names
from intarsia.training.base import Data

say = messages(__package__)


@dataclass(frozen=True, eq=False)
class Explanation(Reasons):
    """The reasons of N answers, by M modalities. Printed, it tells them for one row, or for the table on average.

    What it holds is said in `Reasons`: the answers and their scores, the exact contribution of every modality to them
    (`shapley`, N × M × K), what is lost without it (`drop`), and the fusion's own weights and attention.
    """

    def __str__(self) -> str:
        return as_text(self)

    def save(self, path: str | Path, language: str | None = None) -> Path:
        """Write a page that needs nothing but itself, in English and Chinese, and return its path.

        Args:
            path: where; folders are made when needed.
            language: "en" or "zh": which of both is seen first, by default the one that the terminal speaks.
        """
        return page(self).write(path, language)


class Explained(Protocol):
    """What can be explained: anything fitted that answers a table with a trained model (`Learner`)."""

    def answer(self, X: Any) -> Prediction:
        """Return the answers to the rows of X."""


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
    return reasons(learner.answer(_table(rows)))


def reasons(answered: Prediction) -> Explanation:
    """Why these answers are what they are; their rows are not prepared anew. Raises like `explain`."""
    data = answered.data
    model = answered.model
    task = answered.task
    if not len(data):
        raise DataError(say("explain.no_row"))
    present = answered.presence.to_numpy()
    worth = coalitions(lambda keep: model.scores(data, keep), present)
    nothing, everything = (worth[(shown,) * present.shape[1]] for shown in (False, True))
    return Explanation(
        label=answered.label,
        task=task,
        modalities=model.design.modalities,
        outputs=output_names(task, answered.label),
        answers=task.decode(everything),
        scores=everything,
        base=nothing,
        shapley=shapley(worth),
        drop=left_out(worth),
        present=present,
        weights=answered.weights,
        attention=_attention(answered.evidence.get(ATTENTION), model.spans(data)),
        cells=_cells(data, model.design) if len(data) == 1 else {},
    )


def _attention(
    shares: npt.NDArray[np.float64] | None, spans: Mapping[str, int]
) -> dict[str, npt.NDArray[np.float64]] | None:
    """Modality → (N, T) shares of its tokens, of the shares (N, T) of all."""
    if shares is None:
        return None
    parts = np.split(shares, np.cumsum(list(spans.values()))[:-1], axis=1)
    return dict(zip(spans, parts, strict=True))


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
