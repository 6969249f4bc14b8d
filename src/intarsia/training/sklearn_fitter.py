"""Any scikit-learn classifier or regressor as a fitter: it gets the raw columns and is trained split by split."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn import config_context
from sklearn.base import clone
from sklearn.pipeline import Pipeline
from sklearn.utils.validation import has_fit_parameter
from torch import Tensor

from intarsia.errors import DataError, OptionError, SavedModelError
from intarsia.i18n import messages
from intarsia.model.design import Design
from intarsia.tasks.base import Task
from intarsia.training.base import Data, Fitter, Split, Trained, fitters, require_labels

say = messages(__package__)


@fitters.register("foreign")
@dataclass(frozen=True, eq=False)
class Foreign(Fitter):
    """Fits clones of an estimator that Intarsia did not make, on the raw columns of a design's parts.

    Args:
        estimator: follows scikit-learn's conventions; `fit(frame, y)` gets a pandas frame of the columns as they
            stand in the table, so it needs its own preprocessing (a `Pipeline`). Classifiers need `predict_proba`.
    """

    estimator: Any = None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Foreign) and self.estimator is other.estimator

    def __hash__(self) -> int:
        return id(self.estimator)

    def fit(self, design: Design, data: Data, y: npt.NDArray[Any] | None, splits: Sequence[Split]) -> list[Trained]:
        """One clone of the estimator per split."""
        y = require_labels(self, y)
        method = "predict_proba" if design.task.probabilistic else "predict"
        if not hasattr(self.estimator, method):
            raise OptionError(say("expert.lacks", estimator=self.estimator, needed=method))
        frame = data.frame([part.column for part in design.parts])
        return [self._fit_one(design, frame, y, split) for split in splits]

    def _fit_one(self, design: Design, frame: Any, y: npt.NDArray[Any], split: Split) -> Trained:
        task = split.learned(design.task, y)
        estimator = clone(self.estimator)
        free = [
            name for name, value in estimator.get_params().items() if name.endswith("random_state") and value is None
        ]
        estimator.set_params(**dict.fromkeys(free, split.seed))
        heavy = {} if split.weight is None else {_weight_name(estimator): split.weight}
        with config_context(enable_metadata_routing=False):  # else a pipeline takes no weights by the name of a step
            estimator.fit(frame.iloc[split.train], task.truth(y[split.train]), **heavy)
        return _ForeignTrained(replace(design, task=task), estimator)

    def restore(self, design: Design, state: Mapping[str, Tensor]) -> Trained:
        """Raises `SavedModelError`: foreign estimators are not saved (see `state`)."""
        raise SavedModelError(say("expert.not_saved"))


def _weight_name(estimator: Any) -> str:
    """How `fit` calls the weights of rows: of a pipeline they are its last step's.

    Raises `OptionError` where it takes none: rows would all be alike to it, and nobody would know.
    """
    steps = []
    taker = estimator
    while isinstance(taker, Pipeline):
        step, taker = taker.steps[-1]
        steps.append(step)
    if not has_fit_parameter(taker, "sample_weight"):
        raise OptionError(say("expert.no_weights", name=type(taker).__name__))
    return "__".join([*steps, "sample_weight"])


class _ForeignTrained(Trained):
    def __init__(self, design: Design, estimator: Any) -> None:
        self.design = design
        self._estimator = estimator

    def scores(self, data: Data, keep: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.float64]:
        frame = data.frame([part.column for part in self.design.parts])
        if keep is not None:
            frame = frame.copy()
            for place, modality in enumerate(self.design.modalities):
                hidden = [part.column for part in self.design.parts if part.modality == modality]
                frame.loc[~keep[:, place], hidden] = None
        task = self.design.task
        try:
            if task.probabilistic:
                return _class_scores(self._estimator.predict_proba(frame), self._estimator.classes_, task)
            return np.asarray(self._estimator.predict(frame), dtype=np.float64).reshape(len(frame), -1)  # (N, K)
        except ValueError as error:
            reason = str(error).partition("\n")[0]
            raise DataError(say("expert.cannot_answer", name=type(self._estimator).__name__, reason=reason)) from error

    @property
    def width(self) -> int:
        return self.design.task.outputs

    def embed(self, data: Data) -> npt.NDArray[np.float32]:
        return self.scores(data).astype(np.float32)

    def evidence(self, data: Data) -> Mapping[str, npt.NDArray[np.float64]]:
        return {}

    def state(self) -> Mapping[str, Tensor]:
        name = type(self._estimator).__name__
        raise SavedModelError(say("expert.foreign", name=name))


def _class_scores(probability: Any, classes: Any, task: Task) -> npt.NDArray[np.float64]:
    """(N, K) in the task's order; a multilabel estimator answers with one (N, 2) array per label."""
    if isinstance(probability, list):
        # A label that was never, or always, there in training has one column alone.
        return np.stack(
            [
                np.asarray(each) @ np.asarray(known, dtype=np.float64)
                for each, known in zip(probability, classes, strict=True)
            ],
            1,
        )  # (N, K)
    scores = np.zeros((len(probability), task.outputs))
    scores[:, np.asarray(classes, dtype=np.intp)] = probability
    return scores
