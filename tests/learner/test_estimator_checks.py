"""scikit-learn's own checks of an estimator, and the few that cannot hold here, with the reason."""

from __future__ import annotations

from typing import Any

import pytest
from sklearn.utils.estimator_checks import parametrize_with_checks

from intarsia.learner.learner import BaseLearner, Classifier, Learner, Regressor
from intarsia.training.trainer import Trainer

QUICK = Trainer(epochs=12, holdout=0.0, batch_size=32)


def exceptions(learner: BaseLearner) -> dict[str, str]:
    return {
        "check_sample_weight_equivalence_on_dense_data": "bin edges are learned from the rows that there are, however "
        "heavy, and optimisers stop at a tolerance; tests/learner/test_sample_weight.py has what holds",
        "check_supervised_y_2d": "labels of shape (N, 1) can mean one thing only, so they are taken without a warning",
    }


@pytest.mark.filterwarnings("ignore::sklearn.exceptions.SkipTestWarning")
@parametrize_with_checks(
    [
        Classifier(fitter="linear"),
        Regressor(fitter="linear"),
        Classifier(fitter=QUICK),
        Learner(task="classify", fitter="linear"),
    ],
    expected_failed_checks=exceptions,
)
def test_scikit_learn_finds_an_estimator(estimator: BaseLearner, check: Any) -> None:
    check(estimator)
