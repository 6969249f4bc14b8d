"""The estimator that users meet, and what it is made of."""

from intarsia.learner.learner import Learner

__all__ = ["Learner"]
