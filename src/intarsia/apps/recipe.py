"""An application, declared: which learner, on which table."""

from __future__ import annotations

import abc

from intarsia.columns.table import Table
from intarsia.learner.learner import Learner
from intarsia.registry import Registry


class Recipe(abc.ABC):
    """A thin application of the engine. Leaves are frozen dataclasses, final, registered in `recipes`."""

    title: str
    """Name of the application, as a reader sees it."""

    label: str
    """The column that it answers."""

    groups: str | None = None
    """The column whose rows belong together: never on both sides of a fold, and no input."""

    @abc.abstractmethod
    def learner(self) -> Learner:
        """The learner that suits the table."""

    @abc.abstractmethod
    def example(self, rows: int | None = None) -> Table:
        """Real rows to try it on, the same ones each time; fetched when they are not here. None takes all."""

    def test(self, rows: int | None = None) -> Table | None:
        """Rows that no training may see, where the data come with such a split."""
        return None


recipes: Registry[Recipe] = Registry("recipe", package="intarsia.apps")
