"""Weights of rows: 2 is two rows, 0 is none, and nothing that learns leaves them out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
import sklearn
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import VotingClassifier
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import accuracy_score, r2_score
from sklearn.model_selection import cross_validate
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder

import intarsia as ia
from cases import over
from intarsia.errors import DataError, OptionError
from intarsia.learner.ensemble import FitCache
from intarsia.learner.plan import make_plan
from intarsia.learner.problem import Problem
from intarsia.training.base import Split
from intarsia.training.linear import LinearSolver
from intarsia.training.trainer import Trainer

RNG = np.random.default_rng(0)
ROWS = 80
X = pd.DataFrame({"shop": RNG.choice(["north", "south", "west"], ROWS), "cut": RNG.choice(["wide", "slim"], ROWS)})
Y = np.where((X["shop"] == "north") ^ (RNG.random(ROWS) < 0.3), "yes", "no")
PRICE = (X["shop"] == "north") * 3.0 + RNG.normal(size=ROWS)
LABELS = np.stack([Y == "yes", X["cut"] == "wide", RNG.random(ROWS) < 0.3], 1).astype(int)
WEIGHT = RNG.integers(0, 4, ROWS)
OPTIONS: dict[str, Any] = {"schema": {"shop": "category", "cut": "category"}, "encoders": "plain"}
LONG = {"epochs": 20, "batch_size": 20, "min_steps": 2, "lr": 0.02}

SAME = pd.DataFrame({"shop": ["north"] * 40})
"""Rows that tell nothing apart: what is best to answer about them is the weighted share, or mean, of the labels."""
HALF = np.repeat(["yes", "no"], 20)
THRICE = np.repeat([3.0, 1.0], 20)
SHOP: dict[str, Any] = {"schema": {"shop": "category"}, "encoders": "plain"}


def repeated(given: Any) -> Any:
    rows = np.repeat(np.arange(ROWS), WEIGHT)
    return given.iloc[rows] if hasattr(given, "iloc") else given[rows]


@pytest.mark.parametrize("C", [0.1, 3.0])
@pytest.mark.parametrize(
    ("learner", "y"),
    [
        (ia.Classifier(**OPTIONS), Y),
        (ia.Classifier(task={"type": "classify", "balance": "balanced"}, **OPTIONS), Y),
        (ia.Classifier(task={"type": "multilabel", "balance": "balanced"}, **OPTIONS), LABELS),
        (ia.Regressor(**OPTIONS), PRICE),
    ],
)
def test_a_linear_model_takes_weights_for_repeated_rows(learner: Any, y: Any, C: float) -> None:
    solver = LinearSolver(C=C, iterations=1000)
    weighted = learner.set_params(fitter=solver).fit(X, y, sample_weight=WEIGHT).scores(X)
    again = learner.fit(repeated(X), repeated(y)).scores(X)
    np.testing.assert_allclose(weighted, again, atol=1e-4)  # as far as the solver goes
    plain = learner.fit(X, y).scores(X)
    assert np.abs(weighted - plain).max() > 0.05, "the weights changed nothing"


@pytest.mark.parametrize(
    ("fitter", "exact"),
    [("prior", 1e-9), ("linear", 1e-3), (Trainer(holdout=0.0, **LONG), 0.03), (Trainer(holdout=0.3, **LONG), 0.03)],
)
def test_what_cannot_be_told_apart_is_answered_with_weighted_shares(fitter: Any, exact: float) -> None:
    shares = ia.Classifier(fitter=fitter, **SHOP).fit(SAME, HALF, sample_weight=THRICE).predict_proba(SAME[:1])
    np.testing.assert_allclose(shares, [[0.25, 0.75]], atol=exact)
    values = np.repeat([8.0, 0.0], 20)
    mean = ia.Regressor(fitter=fitter, **SHOP).fit(SAME, values, sample_weight=THRICE).predict(SAME[:1])
    np.testing.assert_allclose(mean, 6, atol=8 * exact)


@pytest.mark.parametrize(("fusion", "exact"), [("average", 1e-3), ("weighted", 1e-3), ("stacking", 0.02)])
def test_experts_and_their_fusion_take_weights(fusion: str, exact: float) -> None:
    made = ia.Classifier(fitter="linear", fusion=fusion, **SHOP).fit(SAME, HALF, sample_weight=THRICE)
    np.testing.assert_allclose(made.predict_proba(SAME[:1]), [[0.25, 0.75]], atol=exact)
    np.testing.assert_allclose(made.model_.fusion.prior, [0.25, 0.75])


@pytest.mark.parametrize("fitter", ["linear", LinearSolver(C=(0.1, 3.0)), Trainer(epochs=3), "prior"])
@pytest.mark.parametrize("fusion", ["concat", "stacking"])
def test_a_row_of_weight_0_is_not_there(fitter: Any, fusion: str) -> None:
    learner = ia.Learner(fitter=fitter, fusion=fusion, **OPTIONS)
    odd = X.copy()
    odd.loc[::4, "shop"] = "of another world"
    y = Y.astype(object)
    y[::4] = "yes"
    y[::8] = None
    weight = np.ones(ROWS)
    weight[::4] = 0
    groups = np.arange(ROWS) // 4
    made = learner.fit(odd, y, sample_weight=weight, groups=groups)
    assert made.classes_.tolist() == ["no", "yes"]
    scores = made.predict_proba(X)
    kept = weight > 0
    ones = learner.fit(X[kept], Y[kept], sample_weight=np.ones(kept.sum()), groups=groups[kept])
    np.testing.assert_array_equal(scores, ones.predict_proba(X))
    np.testing.assert_allclose(scores, learner.fit(X[kept], Y[kept], groups=groups[kept]).predict_proba(X), atol=1e-5)


def test_a_class_without_weight_is_refused() -> None:
    """Votes and calibration would read its neighbour's probability as its own."""
    y = np.where(np.arange(ROWS) < 9, "neither", Y)
    weight = (y != "neither").astype(float)
    alone = ia.Classifier(**OPTIONS, fitter="linear")
    for learner in (alone, VotingClassifier([("one", alone)], voting="soft"), CalibratedClassifierCV(alone, cv=3)):
        with pytest.raises(DataError, match=r"all rows of class .* weigh 0"):
            learner.fit(X, y, sample_weight=weight)
    weight[0] = 0.1
    assert alone.fit(X, y, sample_weight=weight).classes_.tolist() == ["neither", "no", "yes"]


@pytest.mark.parametrize("scale", [1e-50, 1e50])
@pytest.mark.parametrize("fitter", ["prior", Trainer(epochs=3)])
def test_how_large_weights_are_makes_no_difference_to_what_has_no_penalty(fitter: Any, scale: float) -> None:
    learner = ia.Classifier(fitter=fitter, **OPTIONS)
    weight = WEIGHT.astype(np.float64)
    first = learner.fit(X, Y, sample_weight=weight).predict_proba(X)
    np.testing.assert_allclose(learner.fit(X, Y, sample_weight=weight * scale).predict_proba(X), first, atol=1e-5)


@pytest.mark.parametrize(
    ("estimator", "y"),
    [
        (make_pipeline(OneHotEncoder(handle_unknown="ignore"), LogisticRegression()), Y),
        (make_pipeline(OneHotEncoder(handle_unknown="ignore"), make_pipeline(Ridge())), PRICE),
    ],
)
def test_estimators_of_scikit_learn_get_the_weights(estimator: Any, y: Any) -> None:
    learner = ia.Learner(fusion="average", experts={"own": estimator}, **OPTIONS)
    weighted = learner.fit(X, y, sample_weight=WEIGHT).scores(X)
    np.testing.assert_allclose(weighted, learner.fit(repeated(X), repeated(y)).scores(X), atol=1e-3)
    assert np.abs(weighted - learner.fit(X, y).scores(X)).max() > 0.02


@over("estimator", [KNeighborsClassifier(), make_pipeline(OneHotEncoder(), KNeighborsClassifier())])
def test_one_that_takes_no_weights_says_so(estimator: Any) -> None:
    learner = ia.Learner(fusion="average", experts={"near": estimator}, **OPTIONS)
    with pytest.raises(OptionError, match="expert KNeighborsClassifier takes no sample_weight: take an estimator that"):
        learner.fit(X, Y, sample_weight=WEIGHT)


@over(
    ("weight", "message"),
    [
        (np.ones(3), r"sample_weight has shape \(3,\) for 80 rows: give one number per row"),
        (np.ones((ROWS, 1)), r"has shape \(80, 1\)"),
        (2.0, r"has shape \(\)"),
        (["much"] * ROWS, "holds what is no number"),
        (np.where(np.arange(ROWS) == 7, -1.0, 1.0), r"row 7: -1 is no weight: give a number from 0 to 1e\+100"),
        (np.where(np.arange(ROWS) == 9, np.nan, 1.0), "row 9: nan is no weight"),
        (np.where(np.arange(ROWS) == 9, np.inf, 1.0), "row 9: inf is no weight"),
        (np.where(np.arange(ROWS) == 9, 1e300, 1.0), r"row 9: 1e\+300 is no weight"),
        (np.zeros(ROWS), "the sample weights are all zero"),
    ],
)
def test_weights_that_are_none_are_refused(weight: Any, message: str) -> None:
    learner = ia.Classifier(fitter="prior", **OPTIONS)
    with pytest.raises(DataError, match=message):
        learner.fit(X, Y, sample_weight=weight)
    with pytest.raises(DataError, match=message):
        learner.fit(X, Y).score(X, Y, sample_weight=weight)


@pytest.mark.parametrize("kind", [list, pd.Series, np.asarray])
def test_scores_are_those_of_scikit_learn(kind: Any) -> None:
    made = ia.Classifier(fitter="linear", **OPTIONS).fit(X, Y)
    expected = accuracy_score(Y, made.predict(X), sample_weight=WEIGHT)
    assert made.score(X, Y, kind(WEIGHT)) == pytest.approx(expected)
    assert made.score(X, Y) != pytest.approx(expected)
    values = ia.Regressor(fitter="linear", **OPTIONS).fit(X, PRICE)
    assert values.score(X, PRICE, kind(WEIGHT)) == pytest.approx(
        r2_score(PRICE, values.predict(X), sample_weight=WEIGHT)
    )
    several = ia.Classifier(task="multilabel", fitter="linear", **OPTIONS).fit(X, LABELS)
    assert several.score(X, LABELS, kind(WEIGHT)) == pytest.approx(
        accuracy_score(LABELS, several.predict(X), sample_weight=WEIGHT)
    )


def test_scikit_learn_routes_them() -> None:
    weight = THRICE * np.tile([0.0, 1.0], 20)
    own = make_pipeline(OneHotEncoder(), LogisticRegression(C=1e6))
    with sklearn.config_context(enable_metadata_routing=True):
        learner = ia.Classifier(fusion="average", experts={"own": own}, **SHOP)
        learner.set_fit_request(sample_weight=True).set_score_request(sample_weight=True)
        found = cross_validate(learner, SAME, HALF, cv=2, params={"sample_weight": weight}, return_estimator=True)
    for each in found["estimator"]:
        np.testing.assert_allclose(each.predict_proba(SAME[:1]), [[0.25, 0.75]], atol=1e-3)
    np.testing.assert_allclose(found["test_score"], 0.75)


@pytest.mark.parametrize("fitter", ["prior", "linear", Trainer(epochs=2)])
def test_the_same_rows_with_other_weights_are_another_training(fitter: Any) -> None:
    learner = ia.Classifier(fitter=fitter, **OPTIONS)
    problem = Problem.of(X, None, Y, task="classify", schema=learner.schema)
    plan = make_plan(problem.schema, problem.task, learner.options())
    splits = [Split(np.arange(ROWS), weight=weight) for weight in (1.0 + WEIGHT, 1.0 / (1 + WEIGHT), None)]
    together = plan.fit(problem.data, problem.y, splits, FitCache())
    for model, split in zip(together, splits, strict=True):
        (alone,) = plan.fit(problem.data, problem.y, [split], FitCache())
        np.testing.assert_allclose(model.scores(problem.data), alone.scores(problem.data), atol=1e-5)
    first, second, _ = (model.scores(problem.data) for model in together)
    assert np.abs(first - second).max() > 0.01


def test_a_comparison_counts_rows_alike_and_says_so() -> None:
    problem = Problem.of(X, None, Y, sample_weight=WEIGHT)
    assert len(problem) == len(problem.weight) == (WEIGHT > 0).sum()
    with pytest.raises(OptionError, match="a comparison counts all rows alike, and the problem holds sample weights"):
        ia.compare(problem)
