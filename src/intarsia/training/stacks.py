"""Which lessons are trained side by side."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator, Sequence

from torch import Tensor

from intarsia.objectives.base import TrainingBatch
from intarsia.training.prepare import Lesson
from intarsia.training.vectorized import Models

TOGETHER = 32_000_000
"""Numbers in all models of one stack, at most: larger models gain nothing from company and cost memory."""


def stacks(lessons: Sequence[Lesson], steps: Callable[[Lesson], int]) -> Iterator[list[Lesson]]:
    """Lessons with the same loss, networks of the same shapes and as many steps, in stacks of bounded size.

    Args:
        lessons: any.
        steps: lesson → steps per epoch.
    """
    alike: dict[object, list[Lesson]] = {}
    for lesson in lessons:
        shapes = tuple((name, tensor.shape, tensor.dtype) for name, tensor in lesson.network.state_dict().items())
        alike.setdefault((steps(lesson), lesson.fold.design.task.constants, shapes), []).append(lesson)
    for found in alike.values():
        numbers = sum(tensor.numel() for tensor in found[0].network.state_dict().values())
        size = max(1, TOGETHER // max(1, numbers))
        yield from (found[start : start + size] for start in range(0, len(found), size))


def vectorises(models: Models, batch: TrainingBatch) -> bool:
    """Whether the stack can be computed: recurrent cells and data-dependent control flow cannot be vectorised."""
    try:
        with warnings.catch_warnings():
            # torch warns where it falls back to a loop over the models: that gains nothing.
            warnings.simplefilter("error")
            loss: Tensor = models(batch)["loss"]
            loss.backward()  # type: ignore[no-untyped-call]
    except (RuntimeError, NotImplementedError, Warning):
        return False
    models.zero_grad()
    return True
