"""Decision-level fusions on experts of known skill."""

from __future__ import annotations

import numpy as np
import pytest
from made_up_experts import classifiers, gaugers

from intarsia.errors import OptionError
from intarsia.fusion.average import Average
from intarsia.fusion.base import Votes
from intarsia.fusion.family import family
from intarsia.fusion.stacking import Stacking
from intarsia.fusion.vote import Vote
from intarsia.fusion.weighted import Weighted

LEARNING = [Weighted(), Stacking()]


def accuracy(fusion, outputs, rows, skills, boldness, absent=0.1):
    rng = np.random.default_rng(0)
    seen, new = rng.integers(0, outputs, rows), rng.integers(0, outputs, 4000)
    learned = fusion.learn(classifiers(seen, outputs, skills, boldness, 1, absent), seen, family("classify"))
    return (learned.combine(classifiers(new, outputs, skills, boldness, 2, absent)).argmax(1) == new).mean()


def r2(fusion, noises, biases, absent=0.1):
    rng = np.random.default_rng(0)
    seen, new = rng.normal(100, 3, 500), rng.normal(100, 3, 2000)
    learned = fusion.learn(gaugers(seen, noises, biases, 1, absent), seen, family("regress"))
    return 1 - np.square(learned.combine(gaugers(new, noises, biases, 2, absent))[:, 0] - new).mean() / new.var()


@pytest.mark.parametrize("fusion", LEARNING, ids=repr)
@pytest.mark.parametrize(("outputs", "rows"), [(2, 1000), (8, 1500)])
def test_useless_experts_do_no_harm_however_bold(fusion, outputs, rows):
    # None is absent: where only useless experts are present, even the best fusion has nothing to go by.
    alone = accuracy(fusion, outputs, rows, [1.5, 2.2], [1.0, 0.6], absent=0.0)
    among = accuracy(fusion, outputs, rows, [1.5, 2.2, 0.0, 0.0], [1.0, 0.6, 3.0, 1.0], absent=0.0)
    assert among >= alone - 0.005


@pytest.mark.parametrize("fusion", LEARNING, ids=repr)
def test_a_useless_expert_does_no_harm_to_a_regression(fusion):
    assert r2(fusion, [2.0, 1.0, np.inf], [0, 0, 0], absent=0.0) >= r2(fusion, [2.0, 1.0], [0, 0], absent=0.0) - 0.005


@pytest.mark.parametrize("fusion", LEARNING, ids=repr)
def test_a_perfect_expert_is_found(fusion):
    target = np.random.default_rng(0).integers(0, 4, 600)
    votes = classifiers(target, 4, [0.5, 30.0, 0.0], [1.0, 1.0, 1.0], absent=0.0)
    learned = fusion.learn(votes, target, family("classify"))
    assert (learned.combine(votes).argmax(1) == target).all()
    assert learned.weights(votes).mean(0).argmax() == 1


def test_the_weighted_average_leaves_all_to_the_expert_who_is_always_right():
    target = np.random.default_rng(0).integers(0, 4, 600)
    votes = classifiers(target, 4, [0.5, 60.0, 0.0], [1.0, 1.0, 1.0], absent=0.0)
    assert Weighted().learn(votes, target, family("classify")).shares[1] > 0.99


def test_the_weighted_average_is_the_best_on_the_simplex():
    target = np.random.default_rng(0).integers(0, 3, 500)
    votes = classifiers(target, 3, [1.0, 2.0], [1.0, 1.0], absent=0.0)
    right = votes.scores[np.arange(500), :, target]
    grid = np.linspace(0, 1, 201)
    losses = [-np.log(right @ [share, 1 - share]).mean() for share in grid]
    assert Weighted().learn(votes, target, family("classify")).shares[0] == pytest.approx(
        grid[np.argmin(losses)], abs=0.01
    )


def test_the_weighted_average_of_two_gauges_weighs_them_by_precision():
    target = np.random.default_rng(0).normal(0, 1, 5000)
    shares = Weighted().learn(gaugers(target, [2.0, 1.0], [0, 0], absent=0.0), target, family("regress")).shares
    assert shares == pytest.approx((0.2, 0.8), abs=0.02)


def test_stacking_corrects_a_bias_and_a_scale():
    assert r2(Average(), [0.5, 0.5], [50, 50]) < 0
    assert r2(Stacking(), [0.5, 0.5], [50, 50]) > 0.9


def test_stacking_beats_the_average_where_confidence_misleads():
    skills, boldness = [0.3, 2.0], [4.0, 0.3]
    assert accuracy(Stacking(), 3, 1000, skills, boldness) > accuracy(Average(), 3, 1000, skills, boldness) + 0.05


def test_stacking_learns_what_an_absence_says():
    target = np.random.default_rng(0).integers(0, 2, 400)
    scores = np.full((400, 2, 2), 0.5)
    votes = Votes(scores, np.stack([np.ones(400) > 0, target == 1], 1))
    assert (Stacking().learn(votes, target, family("classify")).combine(votes).argmax(1) == target).all()


def test_stacking_with_a_heavy_penalty_is_the_geometric_mean():
    target = np.random.default_rng(0).integers(0, 3, 200)
    votes = classifiers(target, 3, [1.0, 2.0], [1.0, 1.0], absent=0.0)
    learned = Stacking(penalty=1e9).learn(votes, target, family("classify"))
    np.testing.assert_allclose(learned.slopes, 0.5, atol=1e-3)


def test_stacking_refuses_a_penalty_that_is_none():
    with pytest.raises(OptionError, match="penalty must be positive, got 0"):
        Stacking(penalty=0)


def ballot(*probabilities):
    scores = np.array([probabilities])
    return Votes(scores, np.ones(scores.shape[:2], dtype=bool))


def test_the_class_with_most_votes_wins_whatever_the_certainty():
    votes = ballot([0.51, 0.49], [0.51, 0.49], [0.0, 1.0])
    assert Vote().learn(votes, np.array([0]), family("classify")).combine(votes).argmax(1) == 0


def test_a_tie_goes_to_the_higher_mean_probability():
    votes = ballot([0.6, 0.3, 0.1], [0.1, 0.8, 0.1])
    assert Vote().learn(votes, np.array([0]), family("classify")).combine(votes).argmax(1) == 1


def test_labels_are_voted_on_one_by_one():
    votes = ballot([0.6, 0.0], [0.6, 0.4], [0.0, 0.6])
    scores = Vote().learn(votes, np.array([[1.0, 0.0]]), family("multilabel")).combine(votes)
    assert (scores >= 0.5).tolist() == [[True, False]]


def test_labels_tied_go_by_the_mean_probability():
    votes = ballot([0.9, 0.6], [0.2, 0.3])
    scores = Vote().learn(votes, np.array([[1.0, 0.0]]), family("multilabel")).combine(votes)
    assert (scores >= 0.5).tolist() == [[True, False]]


def test_values_are_voted_on_by_their_median():
    votes = Votes(np.array([[[1.0], [2.0], [90.0]]] * 2), np.array([[True, True, True], [True, False, True]]))
    np.testing.assert_allclose(Vote().learn(votes, np.zeros(2), family("regress")).combine(votes), [[2.0], [45.5]])


def test_the_average_is_over_the_present():
    votes = Votes(np.array([[[0.2, 0.8], [0.6, 0.4]]] * 2), np.array([[True, True], [False, True]]))
    combined = Average().learn(votes, np.array([0, 1]), family("classify")).combine(votes)
    np.testing.assert_allclose(combined, [[0.4, 0.6], [0.6, 0.4]])
