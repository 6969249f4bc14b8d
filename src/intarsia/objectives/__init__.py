"""What is learned from: one file per objective."""

from intarsia.objectives.base import Objective, ObjectiveModule, TrainingBatch, objectives

__all__ = ["Objective", "ObjectiveModule", "TrainingBatch", "objectives"]
