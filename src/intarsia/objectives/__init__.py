"""What is learned from: one file per objective."""

from intarsia.objectives.base import Objective, ObjectiveModule, objectives

__all__ = ["Objective", "ObjectiveModule", "objectives"]
