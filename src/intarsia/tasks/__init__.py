"""Fused row → answer: one file per task."""

from intarsia.tasks.base import Task, tasks
from intarsia.tasks.metrics import Metric
from intarsia.tasks.target import Target

__all__ = ["Metric", "Target", "Task", "tasks"]
