"""The reasons of answers as numbers: what every modality contributes, and what the fusion says of itself."""

from __future__ import annotations

import abc
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from intarsia.html.cells import Shown
from intarsia.i18n import Message, joined, messages
from intarsia.tasks.base import Task, plain, tasks

say = messages(__package__)

Scores = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Reasons(abc.ABC):
    """The reasons of N answers, by M modalities, as the text and the page read them. `Explanation` is its leaf.

    Attributes:
        label: name of what is answered.
        task: learned; what was asked.
        modalities: names of the M modalities.
        outputs: the K classes or labels; the label's name for a regression.
        answers: (N,) or (N, K), in the user's own labels.
        scores: (N, K) probabilities, or values.
        base: (N, K) what the model answers with everything hidden.
        shapley: (N, M, K) exact contributions: base plus their sum over M is `scores`.
        drop: (N, M, K) what the scores lose when one modality is hidden and all others are shown.
        present: (N, M) bool; a modality that is missing contributes nothing.
        weights: (N, V) shares that the fusion itself gives its voices (modalities or experts); None if it has none.
        attention: modality → (N, T) shares of the attention that its tokens get; None if the fusion has none.
        cells: column → its cell as a page shows it, where one row is explained.
    """

    label: str
    task: Task
    modalities: tuple[str, ...]
    outputs: tuple[Any, ...]
    answers: npt.NDArray[Any]
    scores: Scores = field(repr=False)
    base: Scores = field(repr=False)
    shapley: Scores = field(repr=False)
    drop: Scores = field(repr=False)
    present: npt.NDArray[np.bool_] = field(repr=False)
    weights: pd.DataFrame | None = field(default=None, repr=False)
    attention: Mapping[str, Scores] | None = field(default=None, repr=False)
    cells: Mapping[str, Shown] = field(default_factory=dict, repr=False)

    def __len__(self) -> int:
        return len(self.scores)

    @property
    def chosen(self) -> npt.NDArray[np.intp]:
        """Return (N,) the output that each row's reasons are told for: the one with the highest score."""
        return np.asarray(self.scores.argmax(1))

    @property
    def answer(self) -> Message:
        """The answer to the one row, as the task gives it."""
        (told,) = self.task.told(self.scores)
        if isinstance(told, list):
            return joined([str(each) for each in told], ", ", "、") if told else say("answer.nothing")
        return Message.plain(self.number(told).strip() if isinstance(told, float) else told)

    @property
    def of_output(self) -> str | None:
        """The output that the one row's reasons are told for; None where that is the answer itself."""
        if self.task.exclusive or len(self.outputs) == 1:
            return None
        return str(self.outputs[int(self.chosen[0])])

    def of_answer(self, values: Scores) -> Scores:
        """(N, M) of values (N, M, K), or (N,) of (N, K): those of the chosen outputs."""
        rows = np.arange(len(self))
        return values[rows, ..., self.chosen]

    def number(self, value: float, signed: bool = False) -> str:
        """Return a probability to four decimals, or a value to five digits, in the width of a column."""
        form = ("+" if signed else "") + ("z.4f" if self.task.probabilistic else ".5g")
        return f"{value:{form}}".replace("-", "−")

    def mean(self) -> pd.DataFrame:
        """One row per modality, the most important first.

        Columns: `contribution`, the mean size of its contributions to the answers; `drop`, how much an answer loses
        without it on average; `weight`, its mean share in the fusion, where that weighs modalities; `present`.
        """
        found = {
            "contribution": np.abs(self.of_answer(self.shapley)).mean(0),
            "drop": self.of_answer(self.drop).mean(0),
            "present": self.present.mean(0),
        }
        frame = pd.DataFrame(found, index=list(self.modalities))
        if self.weights is not None and tuple(self.weights.columns) == self.modalities:
            frame["weight"] = self.weights.mean().to_numpy()
        return frame.sort_values("contribution", ascending=False, kind="stable")

    def to_dict(self) -> dict[str, Any]:
        """Everything but the cells, JSON-able; answers and outputs that JSON does not know as text."""
        arrays = {name: getattr(self, name).tolist() for name in ("scores", "base", "shapley", "drop", "present")}
        voices = None if self.weights is None else {str(name): self.weights[name].tolist() for name in self.weights}
        attention = None if self.attention is None else {name: each.tolist() for name, each in self.attention.items()}
        return {
            "label": self.label,
            "kind": tasks.name_of(self.task),
            "modalities": list(self.modalities),
            "outputs": [_plain(each) for each in self.outputs],
            "answers": _plain(self.answers.tolist()),
            **arrays,
            "weights": voices,
            "attention": attention,
        }


def _plain(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    return plain(value)
