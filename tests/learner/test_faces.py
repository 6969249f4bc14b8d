"""Classifier and Regressor: what scikit-learn knows of a learner before it is fitted, and its own tools around them."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pytest
from sklearn.base import clone, is_classifier, is_regressor
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import BaggingClassifier, StackingClassifier, VotingClassifier, VotingRegressor
from sklearn.inspection import partial_dependence, permutation_importance
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    KFold,
    RandomizedSearchCV,
    cross_val_predict,
    cross_val_score,
    cross_validate,
    learning_curve,
)
from sklearn.pipeline import make_pipeline
from sklearn.utils import get_tags

import intarsia as ia
from cases import over
from intarsia.errors import DataError, IntarsiaWarning, OptionError
from intarsia.training.trainer import Trainer

PLAIN: dict[str, Any] = {"schema": {"note": "text", "size": "number"}, "encoders": "plain", "fitter": "linear"}
QUICK = Trainer(epochs=2, holdout=0.0)
CLASSIFIER = ia.Classifier(**PLAIN)
REGRESSOR = ia.Regressor(**PLAIN)
UNSEEN = "was not among those learned .* take Classifier and give scikit-learn the labels as y"

WORDS = np.repeat(["red", "green", "blue"], 20)
Y = np.repeat(["a", "b", "c"], 20)
"""Sorted: each of three folds that are not stratified holds the whole of one class."""
X = pd.DataFrame(
    {
        "note": [f"{word} hat {row % 7}" for row, word in enumerate(WORDS)],
        "size": np.random.default_rng(0).normal(size=60),
    }
)
PRICE = 2 * X["size"] + np.repeat([1, 2, 3], 20)
SHUFFLED = KFold(3, shuffle=True, random_state=0)


def test_folds_of_a_classifier_are_stratified() -> None:
    np.testing.assert_array_equal(cross_val_score(CLASSIFIER, X, Y, cv=3), [1, 1, 1])
    search = GridSearchCV(CLASSIFIER, {"fusion": ["concat", "average"]}, cv=3).fit(X, Y)
    assert search.best_score_ == 1
    inside = X.assign(kind=Y)
    np.testing.assert_array_equal(cross_val_score(ia.Classifier("kind", **PLAIN), inside, inside["kind"], cv=3), 1)
    np.testing.assert_array_equal(cross_val_score(ia.Learner(task="classify", **PLAIN), X, Y, cv=3), 1)


def test_folds_that_lost_a_class_say_what_to_do() -> None:
    """A learner that has yet to infer its task, and a classifier whose labels scikit-learn does not see."""
    with pytest.warns(IntarsiaWarning, match=UNSEEN):
        np.testing.assert_array_equal(cross_val_score(ia.Learner(**PLAIN), X, Y, cv=3), 0)
    with pytest.warns(IntarsiaWarning, match=UNSEEN):
        np.testing.assert_array_equal(cross_val_score(ia.Classifier("kind", **PLAIN), X.assign(kind=Y), cv=3), 0)
    with pytest.raises(DataError, match=r"one class only, 'a': .*in cross-validation, take Classifier"):
        ia.Learner(**PLAIN).fit(X[:20], Y[:20])


def test_folds_in_which_a_label_is_constant_say_what_to_do() -> None:
    labels = np.stack([Y == "a", Y == "b"], 1).astype(int)
    learner = ia.Classifier(task="multilabel", **PLAIN)
    with pytest.warns(IntarsiaWarning, match="of the training rows none, or every one, had '0'"):
        learner.fit(X[20:], labels[20:]).score(X, labels)
    with pytest.warns(IntarsiaWarning, match="had '0'"):
        learner.fit(X[:20], labels[:20]).score(X[20:], labels[20:])
    assert learner.fit(X, labels).score(X, labels) == 1


def test_an_array_without_names_is_told_so_where_the_schema_has_names() -> None:
    """Bagging and boosting hand arrays on."""
    with pytest.raises(DataError, match=r"X has no column names, and the schema has .*'note', 'size'.*'x0', 'x1'"):
        BaggingClassifier(CLASSIFIER, 2).fit(X, Y)


def test_labels_that_were_seen_are_scored_without_a_word() -> None:
    assert clone(CLASSIFIER).fit(X, Y).score(X, Y) == 1
    assert clone(REGRESSOR).fit(X, PRICE).score(X, PRICE + 1000) < 0


@over(
    ("learner", "kind"),
    [
        (ia.Classifier(), "classifier"),
        (ia.Classifier(task="multilabel"), "classifier"),
        (ia.Classifier(task=None), "classifier"),
        (ia.Regressor(), "regressor"),
        (ia.Learner(task="classify"), "classifier"),
        (ia.Learner(task="regress"), "regressor"),
        (ia.Learner(), None),
        (ia.Learner(task="represent"), None),
    ],
)
def test_the_type_is_known_before_fit(learner: Any, kind: str | None) -> None:
    assert get_tags(learner).estimator_type == kind
    assert (is_classifier(learner), is_regressor(learner)) == (kind == "classifier", kind == "regressor")
    assert get_tags(clone(learner)).estimator_type == kind


def test_tags_say_what_is_learned() -> None:
    assert not get_tags(ia.Classifier()).classifier_tags.multi_label
    assert get_tags(ia.Classifier(task="multilabel")).classifier_tags.multi_label
    assert get_tags(ia.Classifier()).target_tags.required
    assert not get_tags(ia.Classifier("kind")).target_tags.required
    assert not get_tags(ia.Learner(task="represent")).target_tags.required


def test_a_classifier_takes_many_numbers_for_classes_and_a_regressor_few_for_values() -> None:
    many = np.arange(60) // 2
    assert len(clone(CLASSIFIER).fit(X, many).classes_) == 30
    few = clone(REGRESSOR).fit(X, np.repeat([1, 2, 3], 20))
    assert few.predict(X).dtype == np.float64
    assert not hasattr(few, "predict_proba")
    several = np.eye(3, dtype=int)[np.repeat([0, 1, 2], 20)]
    made = ia.Classifier(task="multilabel", **PLAIN)
    assert cross_val_score(made, X, several, cv=SHUFFLED).mean() > 0.9
    with pytest.raises(DataError, match=r"shape \(60, 3\), expected one label per row"):
        clone(CLASSIFIER).fit(X, several)


def test_a_task_of_the_other_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="Classifier is not for task 'regress': take Regressor"):
        ia.Classifier(task="regress", **PLAIN).fit(X, PRICE)
    with pytest.raises(OptionError, match="Regressor is not for task 'represent': take Learner"):
        ia.Regressor(task="represent", **PLAIN).fit(X)
    with pytest.raises(OptionError, match="Regressor is not for task 'classify': take Classifier"):
        ia.Regressor(task="classify", **PLAIN).fit(X, Y)
    clone(CLASSIFIER).fit(X, Y).save_pretrained(tmp_path)
    with pytest.raises(OptionError, match="Regressor is not for task 'classify'"):
        ia.Regressor.from_pretrained(tmp_path)


@pytest.mark.parametrize("face", [ia.Classifier, ia.Learner])
def test_a_saved_model_comes_back_as_what_asks_for_it(face: Any, tmp_path: Path) -> None:
    made = clone(CLASSIFIER).fit(X, Y)
    again = face.from_pretrained(made.save_pretrained(tmp_path))
    assert type(again) is face
    assert is_classifier(again)
    np.testing.assert_array_equal(again.feature_names_in_, ["note", "size"])
    np.testing.assert_array_equal(
        again.get_feature_names_out(), [f"{face.__name__.lower()}{place}" for place in range(6)]
    )
    np.testing.assert_allclose(again.predict_proba(X), made.predict_proba(X), atol=1e-6)
    np.testing.assert_array_equal(cross_val_score(again, X, Y, cv=3), 1)


def test_a_comparison_gives_back_the_face_that_it_was_given() -> None:
    board = ia.compare(X, Y, CLASSIFIER, folds=3, fusions=["average"])
    assert type(board.best) is ia.Classifier
    served = ia.Learner(label=None, **PLAIN, fusion="average", experts=None)
    assert served.set_params(experts={"a": CLASSIFIER, "b": CLASSIFIER}).fit(X, Y).score(X, Y) == 1


@pytest.mark.parametrize(
    "around",
    [
        lambda: VotingClassifier([("a", CLASSIFIER), ("b", CLASSIFIER)], voting="soft"),
        lambda: VotingClassifier([("a", CLASSIFIER), ("b", CLASSIFIER)]),
        lambda: StackingClassifier([("a", CLASSIFIER)], LogisticRegression(), cv=3),
        lambda: CalibratedClassifierCV(CLASSIFIER, cv=3),
        lambda: RandomizedSearchCV(CLASSIFIER, {"seed": [0, 1]}, n_iter=2, cv=3),
        lambda: GridSearchCV(CLASSIFIER, {"encoders": ["plain", {"note": "tfidf", "size": "scaled"}]}, cv=3),
        lambda: make_pipeline(CLASSIFIER),
    ],
)
def test_scikit_learn_builds_on_it(around: Any) -> None:
    assert around().fit(X, Y).score(X, Y) == 1


def test_a_search_over_options_of_the_fitter_keeps_the_face() -> None:
    slow = ia.Classifier(**PLAIN | {"fitter": Trainer(holdout=0.0, min_steps=4, lr=0.01)})
    search = GridSearchCV(slow, {"fitter__epochs": [1, 6]}, cv=3, scoring="neg_log_loss").fit(X, Y)
    assert search.best_params_ == {"fitter__epochs": 6}
    assert type(search.best_estimator_) is ia.Classifier


def test_scikit_learn_looks_into_it() -> None:
    found = cross_validate(CLASSIFIER, X, Y, cv=3, return_estimator=True, scoring=["accuracy", "roc_auc_ovr"])
    np.testing.assert_array_equal(found["test_roc_auc_ovr"], 1)
    assert all(each.score(X, Y) == 1 for each in found["estimator"])
    shares = cross_val_predict(CLASSIFIER, X, Y, cv=3, method="predict_proba")
    np.testing.assert_array_equal(np.array(["a", "b", "c"])[shares.argmax(1)], Y)
    np.testing.assert_array_equal(learning_curve(CLASSIFIER, X, Y, cv=3, train_sizes=[1.0])[2], [[1, 1, 1]])
    assert VotingRegressor([("a", REGRESSOR), ("b", REGRESSOR)]).fit(X, PRICE).score(X, PRICE) > 0.99
    made = clone(CLASSIFIER).fit(X, Y)
    matters = permutation_importance(made, X, Y, n_repeats=3, random_state=0).importances_mean
    assert matters[0] > 0.4
    assert abs(matters[1]) < 0.05
    slope = partial_dependence(clone(REGRESSOR).fit(X, PRICE), X, ["size"], grid_resolution=3)
    (low, _, high), (first, _, last) = slope["average"][0], slope["grid_values"][0]
    assert (high - low) / (last - first) == pytest.approx(2, rel=0.1)


@pytest.mark.parametrize("fitter", ["linear", QUICK])
def test_it_is_pickled_and_cloned(fitter: Any) -> None:
    """As `joblib` does, for a file and for other processes (n_jobs=2)."""
    fresh = ia.Classifier(**PLAIN | {"fitter": fitter})
    assert pickle.loads(pickle.dumps(fresh)).get_params() == fresh.get_params()
    made = fresh.fit(X, Y)
    np.testing.assert_array_equal(pickle.loads(pickle.dumps(made)).predict_proba(X), made.predict_proba(X))
    again = clone(made)
    assert type(again) is ia.Classifier
    assert not hasattr(again, "model_")


@over(
    "y",
    [
        pd.Series(Y, dtype="string"),
        pd.Series(Y, dtype="category"),
        pd.Series(Y == "a", dtype="boolean"),
        pd.Series(np.repeat([0, 1, 2], 20), dtype="Int64"),
        Y == "a",
        Y.tolist(),
        pd.DataFrame({"kind": Y}),
    ],
)
def test_labels_come_in_any_type(y: Any) -> None:
    made = clone(CLASSIFIER).fit(X, y)
    assert made.score(X, y) == 1
    assert sorted(made.classes_) == sorted(set(np.asarray(y).ravel().tolist()))
    np.testing.assert_array_equal(cross_val_score(CLASSIFIER, X, y, cv=3), 1)


def test_names_of_features_are_those_of_the_table() -> None:
    inside = ia.Classifier("kind", **PLAIN).fit(X.assign(kind=Y, more=1))
    np.testing.assert_array_equal(inside.feature_names_in_, np.array(["note", "size", "more"], dtype=object))
    assert inside.feature_names_in_.dtype == object
    assert inside.n_features_in_ == 3
    turned = X[["size", "note"]].assign(extra=0)  # by name, in any order
    np.testing.assert_array_equal(inside.predict(turned), Y)


@over("rows", [X["size"].to_numpy()[:, None], X[["size"]].set_axis([0], axis=1), X[["size"]].to_numpy().tolist()])
def test_columns_without_names_get_none(rows: Any, tmp_path: Path) -> None:
    made = ia.Regressor(encoders="plain", fitter="linear").fit(rows, PRICE)
    assert not hasattr(made, "feature_names_in_")
    assert made.n_features_in_ == 1
    again = ia.Regressor.from_pretrained(made.save_pretrained(tmp_path / "model"))
    assert not hasattr(again, "feature_names_in_")
    assert again.n_features_in_ == 1


def test_what_an_earlier_fit_knew_is_forgotten() -> None:
    made = ia.Learner(encoders="plain", fitter="linear").fit(X, Y)
    assert made.classes_.tolist() == ["a", "b", "c"]
    made.fit(X["size"].to_numpy()[:, None], PRICE)
    assert not hasattr(made, "classes_")
    assert not hasattr(made, "feature_names_in_")


@pytest.mark.parametrize("fitter", ["linear", QUICK, "prior"])
@pytest.mark.parametrize("fusion", ["concat", "average"])
def test_embeddings_have_names_and_stand_in_frames(fitter: Any, fusion: str) -> None:
    made = ia.Classifier(**PLAIN | {"fitter": fitter}, fusion=fusion).fit(X, Y)
    plain = made.transform(X)
    names = [f"classifier{place}" for place in range(plain.shape[1])]
    shown = X.set_index(np.arange(60) + 5)
    frame = made.set_output(transform="pandas").transform(shown)
    assert list(frame.columns) == list(made.get_feature_names_out()) == names
    assert list(frame.index) == list(shown.index)
    np.testing.assert_array_equal(frame.to_numpy(), plain)
    assert isinstance(made.set_output(transform="polars").transform(X), pl.DataFrame)


def test_it_is_a_step_among_columns_and_in_a_pipeline() -> None:
    notes = ia.Classifier(schema={"note": "text"}, encoders="plain", fitter="linear")
    beside = ColumnTransformer([("notes", notes, ["note"]), ("size", "passthrough", ["size"])])
    frame = beside.set_output(transform="pandas").fit(X, Y).transform(X)
    assert list(frame.columns) == [*(f"notes__classifier{place}" for place in range(3)), "size__size"]
    assert make_pipeline(CLASSIFIER, LogisticRegression()).fit(X, Y).score(X, Y) == 1
