"""The estimators that users meet, and what they are made of."""

from intarsia.learner.learner import BaseLearner, Classifier, Learner, Regressor

__all__ = ["BaseLearner", "Classifier", "Learner", "Regressor"]
