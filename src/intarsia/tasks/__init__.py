"""Vector → answer: one file per task."""

from intarsia.tasks.base import Task, tasks

__all__ = ["Task", "tasks"]
