"""The estimators that users meet. They follow scikit-learn's conventions and delegate everything."""

from __future__ import annotations

import abc
import warnings
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.base import BaseEstimator, ClassNamePrefixFeaturesOutMixin, TransformerMixin
from sklearn.utils import ClassifierTags, RegressorTags, TransformerTags
from sklearn.utils.metaestimators import available_if
from sklearn.utils.validation import check_is_fitted

from intarsia.assets import offline
from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.errors import DataError, IntarsiaWarning, OptionError, TableError, UnknownName
from intarsia.fusion.base import fusions
from intarsia.i18n import messages
from intarsia.learner.ensemble import FitCache
from intarsia.learner.plan import Options, make_plan, options_of, resolve
from intarsia.learner.prediction import Prediction
from intarsia.learner.problem import Problem, declared, labels, placed_names, row_weights
from intarsia.learner.saving import dump_model, load_model, read, rebuilding, write
from intarsia.registry import Registry
from intarsia.store import FeatureStore
from intarsia.tasks.base import Task, metric_of, tasks
from intarsia.training.base import Split, fitters
from intarsia.training.data import TableData
from intarsia.training.feature_data import FeatureData
from intarsia.training.prepare import CHUNK

say = messages(__package__)

AnyLearner = TypeVar("AnyLearner", bound="BaseLearner")

NESTED: Mapping[str, Registry[Any]] = {"fusion": fusions, "fitter": fitters}
"""Options that have options themselves, which `set_params` knows as scikit-learn writes them."""


def _has_probabilities(learner: BaseLearner) -> bool:
    task = getattr(learner, "task_", None) or learner.task
    return task is None or tasks.make(task).probabilistic


@dataclass(eq=False, repr=False)
class BaseLearner(ClassNamePrefixFeaturesOutMixin, TransformerMixin, BaseEstimator, abc.ABC):  # type: ignore[misc]
    """What `Learner`, `Classifier` and `Regressor` share: everything but the tasks that they are for."""

    estimator_type: ClassVar[str | None] = None
    """What scikit-learn calls it, whatever it has seen: "classifier" or "regressor"; None where the task tells."""

    label: str | None = None
    task: Any = None
    schema: Any = None
    encoders: Any = None
    fusion: Any = "concat"
    fitter: Any = "gradient"
    experts: Mapping[str, Any] | None = None
    store: FeatureStore | None = None
    seed: int = 0
    modalities: Mapping[str, Sequence[str]] | None = None
    on_missing_label: str = "error"

    def fit(self, X: Any, y: Any = None, *, sample_weight: Any = None, groups: Any = None) -> Self:
        """Learn to answer from the N rows of a table.

        Args:
            X: the table, with the label column in it unless y is given.
            y: (N,) labels; for a task that answers nothing, none.
            sample_weight: (N,) how heavy each row is in the loss, and in shares and means of labels: 2 stands for two
                rows, 0 for none. Encoders learn words, bin edges and scales of the rows that there are, however heavy.
            groups: (N,) rows of one group are kept together wherever rows are held out inside; a row without a group
                (None, NaN) is one by itself.

        Raises:
            SchemaError: cells that are not what their column declares, all at once.
            DataError: labels that cannot be learned, or not one group or weight per row.
            OptionError: an option has a value that cannot work.
        """
        given = {"groups": groups, "sample_weight": sample_weight, "store": self.store}
        given |= {"modalities": self.modalities, "on_missing_label": self.on_missing_label}
        return self.learn(Problem.of(X, self.label, y, task=self.task, schema=self.schema, **given))

    def learn(self, problem: Problem, fits: FitCache | None = None) -> Self:
        """Learn from a question that was prepared before; of its columns those that the schema of this learner names.

        Args:
            problem: the question.
            fits: what was trained on its rows before: of this, nothing is trained again.

        Raises:
            DataError: labels that cannot be learned.
            OptionError: an option has a value that cannot work, or this learner is for another label or task.
        """
        problem.agree(self.label, self.task)
        _check_face(self, problem.task)
        schema = problem.schema
        if (told := declared(self.schema, problem.table)) is not None:
            schema = replace(told.joined(self.modalities), decimal=told.decimal or schema.decimal)
        plan = make_plan(schema, problem.task, self.options())
        split = Split(np.arange(len(problem)), self.seed, problem.groups, weight=problem.weight)
        (model,) = plan.fit(problem.data, problem.y, [split], FitCache() if fits is None else fits)
        # Nothing is said to be fitted before all is: what ends in "_" is how scikit-learn knows.
        self.plan_ = plan
        self.model_ = model
        self.store_ = problem.data.store
        return _fitted(self, schema.learn(problem.table), problem.table.names, problem.named)

    def answer(self, X: Any) -> Prediction:
        """All that there is to say of N rows: answers, scores, what they rest on. Each cell is looked at once.

        Raises `SchemaError` listing every problem of the table.
        """
        check_is_fitted(self)
        if isinstance(X, FeatureData):
            return Prediction(self.label or "answer", self.model_, X, self.schema_)
        table = Table.read(X).aloud()
        if isinstance(X, np.ndarray) and len(table.names) != self.n_features_in_:
            # Columns without names are told apart by their place alone, so there must be as many as in `fit`.
            raise TableError(
                say(
                    "features.count",
                    given=len(table.names),
                    name=type(self).__name__,
                    expected=self.n_features_in_,
                )
            )
        data = TableData(table, self.schema_.columns, self.store_)
        data.check()
        return Prediction(self.label or "answer", self.model_, data, self.schema_)

    def predict(self, X: Any) -> npt.NDArray[Any]:
        """Return the answers (N,) in the labels' own type; (N, K) of 0 and 1 for multilabel."""
        return self.answer(X).answers

    @available_if(_has_probabilities)  # type: ignore[untyped-decorator]
    def predict_proba(self, X: Any) -> npt.NDArray[np.float64]:
        """Return the probabilities (N, K), in the order of `classes_`."""
        return self.answer(X).scores

    def scores(self, X: Any, keep: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.float64]:
        """Return the probabilities (N, K), or the values (N, 1) of a regression.

        Args:
            X: the table.
            keep: (N, M) bool; False hides a modality of a row as if its cells were missing.
        """
        prediction = self.answer(X)
        return prediction.scores if keep is None else self.model_.scores(prediction.data, keep)

    def transform(self, X: Any) -> npt.NDArray[np.float32]:
        """Return the fused vectors (N, D); as a data frame after `set_output`, see `get_feature_names_out`."""
        return self.answer(X).embedding

    def score(self, X: Any, y: Any = None, sample_weight: Any = None, *, metric: str | None = None) -> float:
        """Return how good the answers to the rows of X are.

        By accuracy, a label that no training row had counts as wrong, with a warning.


        Args:
            X: the table, with the label column in it unless y is given.
            y: (N,) labels.
            sample_weight: (N,) how heavy each row is, 0 or more; None for all alike.
            metric: name of one of the task's metrics (`task_.metrics`), such as "roc_auc". It is given as it is: of
                losses and errors, less is better. None takes what scikit-learn expects, of which more is better:
                accuracy, subset accuracy (multilabel: every label of a row right), or R².

        Raises:
            UnknownName: there is no such metric; names the nearest.
            OptionError: it is a metric of other tasks.
            DataError: no labels, or with a named metric one that was not learned.
        """
        check_is_fitted(self)
        measured = None if metric is None else metric_of(self.task_, metric)
        table, y = labels(Table.read(X), self.label, y, self.schema_.decimal)
        weight = row_weights(sample_weight, len(table))
        scores = self.scores(X if isinstance(X, np.ndarray) else table)
        if measured is not None:
            heavy = np.ones(len(table)) if weight is None else weight
            return float(measured.over(self.task_.truth(y), scores, heavy[None])[0])
        score = self.task_.score(y, scores, weight)
        try:
            untaught = _untaught(self.task_, self.task_.truth(y))
        except DataError as error:  # what is no label at all, `score` has refused
            warnings.warn(IntarsiaWarning(say("label.unseen", why=error)), stacklevel=2)
            return float(score)
        if untaught:
            warnings.warn(IntarsiaWarning(say("label.constant", labels=untaught)), stacklevel=2)
        return float(score)

    def missing(self, X: Any, by: str = "modality") -> pd.DataFrame:
        """Return (N, M) bool: which modalities of which rows are missing, so that an answer can say what it rests on.

        Args:
            X: the table.
            by: "modality", missing where all its columns are; or "column", which tells of every cell.
        """
        if by not in ("modality", "column"):
            raise UnknownName(say("missing.kind"), by, ("modality", "column"))
        prediction = self.answer(X)
        return prediction.missing if by == "column" else ~prediction.presence

    def weights(self, X: Any) -> pd.DataFrame | None:
        """Return (N, V), the shares that the fusion gives to its modalities or experts; None when it has none."""
        return self.answer(X).weights

    def set_params(self, **params: Any) -> Self:
        """Set options, also one of the fusion or fitter: `fitter__epochs=10`, as a grid search writes it.

        Raises:
            ValueError: no such option.
            UnknownName: no such option of the fusion or fitter.
        """
        inner = [name for name in params if name.startswith(tuple(f"{own}__" for own in NESTED))]
        super().set_params(**{name: params[name] for name in params if name not in inner})
        for name in inner:
            own, _, option = name.partition("__")
            setattr(self, own, NESTED[own].vary(getattr(self, own), option, params[name]))
        return self

    def options(self) -> Options:
        """The options with names resolved. Raises `UnknownName` with the nearest known one."""
        return resolve(self.encoders, self.fusion, self.fitter, self.experts)

    def save_pretrained(self, folder: str | Path) -> Path:
        """Write `config.json` and `model.safetensors`; features, data and foreign estimators are not saved."""
        check_is_fitted(self)
        config = {
            "intarsia": version("intarsia"),
            "label": self.label,
            "seed": self.seed,
            "schema": self.schema_.to_dict(),
            "names": [str(name) for name in getattr(self, "feature_names_in_", placed_names(self.n_features_in_))],
            "named": hasattr(self, "feature_names_in_"),
            "model": dump_model(self.model_, self.plan_),
        }
        return write(folder, config, self.model_.state())

    @classmethod
    def from_pretrained(cls, folder: str | Path, store: FeatureStore | None = None, *, confined: bool = False) -> Self:
        """The learner that `save_pretrained` wrote, whichever of the three it was; `Learner` loads any.

        Args:
            folder: the model's.
            store: where features of frozen encoders are kept; None takes the user's cache.
            confined: the model comes from outside. It may name no host and no path: weights are named in the catalogue,
                and in the cache already, for nothing is fetched. It is asked once, so that it is known to answer.

        Raises:
            SavedModelError: there is no model, or one that cannot be built, or of a task that this one is not for.
        """
        config, state = read(folder)
        with rebuilding(folder), offline() if confined else nullcontext():
            schema = Schema.from_dict(config["schema"])
            model, plan = load_model(config["model"], state, confined=confined)
            options = {"store": store, "seed": config["seed"], **options_of(plan)}
            learner = cls(config["label"], model.design.task, schema, **options)
            learner.plan_ = plan
            learner.model_ = model
            learner.store_ = store or FeatureStore()
            names = config["names"]
            _fitted(learner, schema, names, config.get("named", names != placed_names(len(names))))
            if confined:
                learner.answer([dict.fromkeys(schema.columns)]).frame()
        _check_face(learner, learner.task_)
        return learner

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        task = getattr(self, "task_", None) or (self.task and tasks.make(self.task))
        tags.input_tags.allow_nan = True
        tags.input_tags.string = True
        tags.input_tags.categorical = True
        tags.target_tags.required = self.label is None and (not task or task.labelled)
        tags.transformer_tags = TransformerTags(preserves_dtype=[])
        tags.estimator_type = self.estimator_type or (task.estimator_type if task else None)
        if tags.estimator_type == "regressor":
            tags.regressor_tags = RegressorTags()
        if tags.estimator_type == "classifier":
            tags.classifier_tags = ClassifierTags(multi_label=not task or not task.exclusive)
        return tags


@dataclass(eq=False, repr=False)
class Learner(BaseLearner):
    """Learns to answer one column of a table from the others, whatever their cells are.

    X is a table of N rows: pandas, polars, Arrow, a CSV or Parquet path, a list of dicts, or a numpy array (N, F).

    Without a task it is neither classifier nor regressor before it has seen labels. Where scikit-learn is to draw folds
    (`cross_val_score`, `GridSearchCV`, `VotingClassifier`), take `Classifier` or `Regressor`.

    Args:
        label: name of the column to be answered; not needed where `fit` gets y.
        task: "classify", "multilabel", "regress" or a `Task`; None infers it from the labels and says so.
        schema: what the columns are: a `Schema`, or name → column or its kind; None infers it and says so.
        encoders: a preset ("default", "plain"), or column name or kind → encoder.
        fusion: how the modalities become one: a name (`intarsia.fusion.fusions.names()`) or a `Fusion`.
        fitter: "gradient", "linear" (which looks at no fusion) or a `Fitter`: of the model, or of every expert.
        experts: only for decision-level fusions: name → learner, or scikit-learn estimator over the raw columns;
            None takes one per modality and a linear model over plain features.
        store: where features of frozen encoders are kept; None takes the user's cache.
        seed: fixes everything that is drawn.
        modalities: name → columns that form one modality ({"face": ["f1", "f2"]}).
        on_missing_label: "error", or "drop": `fit` leaves out rows without a label, and tells.

    Attributes:
        schema_: what the columns were taken for; `schema_.unseen(rows)` tells what no training row held.
        task_: the learned task.
        model_: the trained model.
        classes_: the labels, sorted, where a row is of one class.
        feature_names_in_: (F,) names of the columns that were learned from, where X names its columns.
        n_features_in_: F, their number.
    """


@dataclass(eq=False, repr=False)
class Classifier(BaseLearner):
    """A `Learner` that is a classifier before it has seen a label: `cv=3` of scikit-learn draws stratified folds.

    scikit-learn stratifies by the y that it is given, so the labels go there: `cross_val_score(Classifier(), X, y)`. A
    label column inside X is not seen by it.

    Args:
        task: "classify", or "multilabel" for a collection of labels, or a row of 0 and 1, per row; or a `Task` of one
            of them. The other options are those of `Learner`.

    Attributes:
        classes_: the labels, sorted, where a row is of one class.
        feature_names_in_: (F,) names of the columns that were learned from, where X names its columns.
        n_features_in_: F, their number.
    """

    estimator_type: ClassVar[str] = "classifier"

    task: Any = "classify"


@dataclass(eq=False, repr=False)
class Regressor(BaseLearner):
    """A `Learner` that is a regressor before it has seen a value: whole numbers are measured, however few they are.

    Args:
        task: "regress", or `Regress` with options. The other options are those of `Learner`.

    Attributes:
        feature_names_in_: (F,) names of the columns that were learned from, where X names its columns.
        n_features_in_: F, their number.
    """

    estimator_type: ClassVar[str] = "regressor"

    task: Any = "regress"


def _check_face(learner: BaseLearner, task: Task) -> None:
    """Raise `OptionError` for a task that the learner is not for."""
    if learner.estimator_type not in (None, task.estimator_type):
        fitting = {each.estimator_type: each.__name__ for each in (Learner, Classifier, Regressor)}
        named = {"face": type(learner).__name__, "task": tasks.name_of(task)}
        raise OptionError(say("face.other_task", **named, fitting=fitting[task.estimator_type]))


def _untaught(task: Task, truth: npt.NDArray[Any]) -> list[str]:
    """Labels of which rows have what no training row had, where a row may have several: truth (N, K) of 0 and 1."""
    if task.exclusive or not task.probabilistic:
        return []
    shares = task.prior()
    odd = ((shares == 0) & (truth > 0.5).any(0)) | ((shares == 1) & (truth < 0.5).any(0))  # (K,)
    return [str(task.labels[place]) for place in np.flatnonzero(odd)]


def _fitted(learner: AnyLearner, schema: Schema, names: Sequence[str], named: bool) -> AnyLearner:
    """The learner with what scikit-learn knows a fitted one by."""
    for name in ("feature_names_in_", "classes_"):
        learner.__dict__.pop(name, None)  # of an earlier fit
    learner.schema_ = schema
    learner.task_ = learner.model_.design.task
    learner.n_features_in_ = len(names)
    learner._n_features_out = learner.model_.width
    if named:
        learner.feature_names_in_ = np.array(names, dtype=object)
    if learner.task_.exclusive:
        learner.classes_ = _classes(learner.task_)
    return learner


def _classes(task: Task) -> npt.NDArray[Any]:
    """What a task answers where one class alone is probable, for each of K classes; some rows (R, K) at a time."""
    classes = np.arange(task.outputs)
    chunks = [classes[start : start + CHUNK] for start in range(0, len(classes), CHUNK)]
    return np.concatenate([task.decode(np.equal.outer(chunk, classes).astype(np.float64)) for chunk in chunks])
