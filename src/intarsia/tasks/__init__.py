"""Vector → answer: one file per task."""

from intarsia.tasks._base import Task, tasks

__all__ = ["Task", "tasks"]
