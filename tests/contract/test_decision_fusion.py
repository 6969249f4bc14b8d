"""What every decision-level fusion promises, whatever it computes."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from intarsia.errors import DataError, UnknownName
from intarsia.fusion.base import DecisionFusion, Votes, fusions
from intarsia.fusion.family import family

KINDS = ("classify", "multilabel", "regress")
DECLARED = [fusions.make(name) for name in fusions.names() if issubclass(fusions.get(name), DecisionFusion)]
every_fusion = pytest.mark.parametrize("fusion", DECLARED, ids=repr)
every_kind = pytest.mark.parametrize("kind", KINDS)


def truth(kind, rows=300, seed=0):
    rng = np.random.default_rng(seed)
    if kind == "classify":
        return rng.integers(0, 3, rows)
    return rng.integers(0, 2, (rows, 3)).astype(np.float32) if kind == "multilabel" else rng.normal(20, 5, rows)


def answers(target, kind, skill, rng):
    """Scores (N, K) of one expert: `skill` 0 knows nothing, 1 is always right."""
    if kind == "regress":
        return (20 + skill * (target - 20) + (1 - skill) * rng.normal(0, 5, len(target)))[:, None]
    right = np.eye(3)[target] if kind == "classify" else target
    scores = skill * right + (1 - skill) * rng.random(right.shape)
    return scores / scores.sum(1, keepdims=True) if kind == "classify" else scores


def votes(target, kind, skills=(0.3, 0.5, 0.0), absent=0.2, seed=1):
    rng = np.random.default_rng(seed)
    scores = np.stack([answers(target, kind, skill, rng) for skill in skills], 1)
    return Votes(scores, rng.random(scores.shape[:2]) >= absent)


def error(target, kind, scores):
    if kind == "regress":
        return np.abs(target - scores[:, 0]).mean() / 5
    return ((scores.argmax(1) != target) if kind == "classify" else (scores >= 0.5) != target).mean()


@every_fusion
@every_kind
def test_answers_are_scores(fusion, kind):
    target = truth(kind)
    scores = fusion.learn(votes(target, kind), target, family(kind)).combine(votes(target, kind))
    assert scores.shape == (300, 1 if kind == "regress" else 3)
    assert scores.dtype == np.float64
    assert np.isfinite(scores).all()
    if kind != "regress":
        assert ((scores >= 0) & (scores <= 1)).all()
    if kind == "classify":
        np.testing.assert_allclose(scores.sum(1), 1)


@every_fusion
@every_kind
def test_weights_are_shares_of_the_present_experts(fusion, kind):
    target = truth(kind)
    given = votes(target, kind, absent=0.5)
    weights = fusion.learn(given, target, family(kind)).weights(given)
    assert weights.shape == given.present.shape
    assert (weights >= 0).all()
    assert (weights[~given.present] == 0).all()
    np.testing.assert_allclose(weights.sum(1), given.present.any(1))


@every_fusion
@every_kind
def test_what_an_absent_expert_says_is_ignored(fusion, kind):
    target = truth(kind)
    given = votes(target, kind)
    noisy = Votes(np.where(given.present[..., None], given.scores, np.nan), given.present)
    assert fusion.learn(given, target, family(kind)) == fusion.learn(noisy, target, family(kind))
    learned = fusion.learn(given, target, family(kind))
    np.testing.assert_array_equal(learned.combine(given), learned.combine(noisy))
    np.testing.assert_array_equal(learned.weights(given), learned.weights(noisy))


@every_fusion
@every_kind
def test_rows_do_not_influence_each_other(fusion, kind):
    target = truth(kind)
    given = votes(target, kind)
    learned, order = fusion.learn(given, target, family(kind)), np.random.default_rng(2).permutation(300)
    mixed = Votes(given.scores[order], given.present[order])
    np.testing.assert_allclose(learned.combine(mixed), learned.combine(given)[order])
    one = Votes(given.scores[:1], given.present[:1])
    np.testing.assert_allclose(learned.combine(one), learned.combine(given)[:1])
    again = fusion.learn(mixed, target[order], family(kind))
    np.testing.assert_allclose(again.combine(given), learned.combine(given), rtol=0.02, atol=2e-3)


@every_fusion
@every_kind
def test_a_weight_of_2_is_two_rows(fusion, kind):
    target = truth(kind)
    given = votes(target, kind)
    weight = np.random.default_rng(3).integers(1, 5, 300)
    rows = np.repeat(np.arange(300), weight)
    learned = fusion.learn(replace(given, weight=weight.astype(np.float64)), target, family(kind))
    again = fusion.learn(given.take(rows), target[rows], family(kind))
    np.testing.assert_allclose(learned.combine(given), again.combine(given), rtol=0.01, atol=1e-3)
    np.testing.assert_allclose(learned.prior, again.prior)


@every_fusion
@every_kind
def test_learning_twice_gives_the_same(fusion, kind):
    target = truth(kind)
    assert fusion.learn(votes(target, kind), target, family(kind)) == fusion.learn(
        votes(target, kind), target, family(kind)
    )


@every_fusion
@every_kind
def test_where_every_expert_abstains_the_prior_answers(fusion, kind):
    target = truth(kind)
    given = votes(target, kind)
    silent = Votes(given.scores, np.zeros_like(given.present))
    prior = np.bincount(target) / 300 if kind == "classify" else np.reshape(target, (300, -1)).mean(0)
    learned = fusion.learn(given, target, family(kind))
    np.testing.assert_allclose(learned.combine(silent), np.tile(prior, (300, 1)))
    assert not learned.weights(silent).any()
    np.testing.assert_allclose(fusion.learn(silent, target, family(kind)).combine(silent), np.tile(prior, (300, 1)))


@every_fusion
@every_kind
def test_a_perfect_expert_alone_is_believed(fusion, kind):
    target = truth(kind)
    given = votes(target, kind, skills=(1.0,), absent=0.0)
    assert error(target, kind, fusion.learn(given, target, family(kind)).combine(given)) < 0.02


@every_fusion
@every_kind
def test_experts_together_are_no_worse_than_the_worst(fusion, kind):
    target = truth(kind)
    given = votes(target, kind, skills=(0.3, 0.4, 0.5), absent=0.0)
    together = error(target, kind, fusion.learn(given, target, family(kind)).combine(given))
    worst = max(error(target, kind, given.scores[:, expert]) for expert in range(3))
    assert together <= worst


@every_fusion
@every_kind
def test_what_was_learned_comes_back_from_json(fusion, kind):
    target = truth(kind)
    given = votes(target, kind)
    learned = fusion.learn(given, target, family(kind))
    again = fusions.load(json.loads(json.dumps(fusions.dump(learned), allow_nan=False)))
    assert again == learned
    np.testing.assert_array_equal(again.combine(given), learned.combine(given))


@every_fusion
def test_one_row_and_one_expert_are_enough(fusion):
    given = Votes(np.array([[[0.2, 0.8]]]), np.array([[True]]))
    learned = fusion.learn(given, np.array([1]), family("classify"))
    assert learned.combine(given).argmax(1) == 1
    np.testing.assert_allclose(learned.weights(given), [[1.0]])


@every_fusion
def test_a_class_that_no_row_has_is_no_trouble(fusion):
    given = votes(truth("classify"), "classify")
    learned = fusion.learn(given, np.minimum(truth("classify"), 1), family("classify"))
    assert np.isfinite(learned.combine(given)).all()


@every_fusion
def test_votes_that_cannot_be_are_refused(fusion):
    target = truth("classify")
    given = votes(target, "classify")
    with pytest.raises(DataError, match="this fusion has learned nothing yet: call learn"):
        fusion.combine(given)
    with pytest.raises(UnknownName, match="no family of scores named 'rank'"):
        family("rank")
    with pytest.raises(DataError, match="300 rows of votes for 299 rows of targets"):
        fusion.learn(given, target[1:], family("classify"))
    with pytest.raises(DataError, match=r"votes must be scores \(N, E, K\) with present \(N, E\)"):
        fusion.learn(Votes(given.scores, given.present[:, :2]), target, family("classify"))
    nan = Votes(np.where(np.arange(300)[:, None, None] == 7, np.nan, given.scores), np.ones_like(given.present))
    with pytest.raises(DataError, match="row 7: expert 0 answers with a score that is not finite"):
        fusion.learn(nan, target, family("classify"))
    learned = fusion.learn(given, target, family("classify"))
    with pytest.raises(DataError, match=r"the fusion learned from votes \(N, 3, 3\), got \(300, 3, 2\)"):
        learned.combine(Votes(given.scores[..., :2], given.present))
