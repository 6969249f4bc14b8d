"""The linear baseline, against scikit-learn's answers to the same problem."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from scipy import sparse
from sheet import Sheet, blobs, ready
from sklearn.linear_model import LogisticRegression, Ridge

from cases import over
from intarsia.encoders.tfidf import TfIdf
from intarsia.errors import DataError, OptionError, SavedModelError
from intarsia.fusion.concat import Concat
from intarsia.model.design import Design, Part
from intarsia.tasks.classify import Classify
from intarsia.tasks.multilabel import Multilabel
from intarsia.tasks.regress import Regress
from intarsia.training.base import Split
from intarsia.training.lbfgs import LinearProblem
from intarsia.training.linear import LinearSolver


def problem(task, y, sparse_too=False, rows=150):
    data, _ = blobs(rows)
    dense = data.columns["photo"][:, 0].astype(np.float32)
    blocks = [dense]
    if sparse_too:
        blocks.append(sparse.random(rows, 40, density=0.1, random_state=0, dtype=np.float32, format="csr"))
    learned = task.learn(y)
    return LinearProblem(blocks, learned.target(y), learned)


@pytest.mark.parametrize("balance", ["none", "balanced"])
@pytest.mark.parametrize("sparse_too", [False, True])
def test_classes_as_logistic_regression(balance, sparse_too):
    _, y = blobs(150)
    y = np.minimum(y, 1) if balance == "balanced" else y
    given = problem(Classify(balance=balance), y, sparse_too)
    weights, bias = given.split(given.solve(0.5, 1000, np.zeros(given.size)))
    X = sparse.hstack(given.blocks).tocsr() if sparse_too else given.blocks[0]
    # Two classes are one logit to scikit-learn and two to us, of half the size each: its C is half as strict.
    model = LogisticRegression(C=1.0 if balance == "balanced" else 0.5, tol=1e-8, max_iter=5000)
    model.fit(X, y, sample_weight=given.target.weight)
    logits = sum(np.asarray(block @ part) for block, part in zip(given.blocks, weights, strict=True)) + bias
    np.testing.assert_allclose(given.task.scores(logits), model.predict_proba(X), atol=1e-2)


def test_values_as_ridge_regression():
    _, y = blobs(150)
    given = problem(Regress(), y.astype(float))
    weights, bias = given.split(given.solve(0.1, 1000, np.zeros(given.size)))
    model = Ridge(alpha=10).fit(given.blocks[0], given.target.values["values"])
    np.testing.assert_allclose(weights[0][:, 0], model.coef_, atol=2e-3)
    assert bias[0] == pytest.approx(model.intercept_, abs=2e-3)


def test_labels_as_one_regression_each():
    _, y = blobs(150)
    labels = np.stack([y == 0, y != 1], 1).astype(int)
    given = problem(Multilabel(), labels)
    weights, bias = given.split(given.solve(1.0, 1000, np.zeros(given.size)))
    scores = given.task.scores(given.blocks[0] @ weights[0] + bias)
    for place in range(2):  # the loss of a row is the mean over its two labels
        model = LogisticRegression(C=0.5, tol=1e-8, max_iter=5000).fit(given.blocks[0], labels[:, place])
        np.testing.assert_allclose(scores[:, place], model.predict_proba(given.blocks[0])[:, 1], atol=1e-2)


DESIGN = ready(Classify(), Concat())
TRAIN, TEST = np.arange(200), np.arange(200, 300)


@pytest.mark.parametrize("C", [(3.0,), (0.01, 0.1, 1.0, 10.0)])
def test_it_learns(C):
    data, y = blobs(300)
    (trained,) = LinearSolver(C=C).fit(DESIGN, data, y, [Split(TRAIN)])
    assert trained.design.task.score(y[TEST], trained.scores(data.take(TEST))) > 0.9


def test_strictness_is_chosen_on_rows_that_are_set_aside():
    data, y = blobs(300, noise=6.0)
    one, few = LinearSolver(C=(1e-4, 1e4)), LinearSolver(C=(1e4,))
    (chosen,) = one.fit(DESIGN, data, y, [Split(TRAIN)])
    (loose,) = few.fit(DESIGN, data, y, [Split(TRAIN)])
    size = {
        name: sum(float(np.square(part).sum()) for part in t.coefficients) for name, t in (("c", chosen), ("l", loose))
    }
    assert size["c"] < size["l"] / 100


def test_words_stay_sparse_and_join_the_others():
    data, y = blobs(120)
    words = np.array([f"word{label} common{row % 5}" for row, label in enumerate(y)], dtype=object)
    words[::7] = None
    table = Sheet(data.columns | {"review": words})
    design = Design((*DESIGN.parts, Part("review", "review", TfIdf())), Concat(), Classify())
    (trained,) = LinearSolver().fit(design, table, y, [Split(np.arange(100))])
    assert trained.design.task.score(y[100:], trained.scores(table.take(np.arange(100, 120)))) > 0.9
    back = LinearSolver().restore(trained.design, trained.state())
    assert np.array_equal(back.scores(table), trained.scores(table))


def test_a_hidden_modality_is_a_missing_one_and_adds_nothing():
    data, y = blobs(60)
    (trained,) = LinearSolver().fit(DESIGN, data, y, [Split(np.arange(60))])
    gone = Sheet(data.columns | {"words": np.full_like(data.columns["words"], np.nan)})
    keep = np.tile([True, False], (60, 1))
    np.testing.assert_allclose(trained.scores(data, keep), trained.scores(gone), atol=1e-7)
    assert not trained.embed(gone)[:, 3:].any()


def test_what_modalities_add_is_the_embedding():
    data, y = blobs(60)
    (trained,) = LinearSolver().fit(DESIGN, data, y, [Split(np.arange(60))])
    added = trained.embed(data).reshape(60, 2, 3)
    np.testing.assert_allclose(trained.design.task.scores(added.sum(1) + trained.bias), trained.scores(data), atol=1e-6)
    assert trained.evidence(data) == {}


@pytest.mark.parametrize("rows", [2, 6])
def test_tiny_tables(rows):
    data, _ = blobs(rows)
    y = np.array([0] * (rows - 1) + [1])
    (trained,) = LinearSolver(C=(1.0, 10.0)).fit(DESIGN, data, y, [Split(np.arange(rows))])
    assert np.isfinite(trained.scores(data)).all()


def test_a_state_that_does_not_fit_is_refused():
    data, y = blobs(60)
    (trained,) = LinearSolver().fit(DESIGN, data, y, [Split(np.arange(60))])
    state = {name: tensor for name, tensor in trained.state().items() if name != "weight.1"}
    assert all(isinstance(tensor, torch.Tensor) for tensor in trained.state().values())
    with pytest.raises(
        SavedModelError, match=r"saved numbers do not fit the saved design \('weight.1'\): save it anew"
    ):
        LinearSolver().restore(trained.design, state)


def test_labels_and_rows_must_match():
    data, y = blobs(60)
    with pytest.raises(DataError, match="60 rows but there are 59 labels"):
        LinearSolver().fit(DESIGN, data, y[1:], [Split(np.arange(59))])


@over(
    ("options", "message"),
    [
        ({"C": ()}, r"linear: C is \(\); give one or more numbers above 0"),
        ({"C": (1.0, -1.0)}, r"linear: C is \(1.0, -1.0\); give one or more numbers above 0"),
        ({"holdout": 0.0}, "linear: holdout is 0.0; give a share between 0 and 1"),
        ({"iterations": 0}, "linear: iterations is 0; give at least 1"),
    ],
)
def test_options_that_cannot_work_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        LinearSolver(**options)
