"""An application that is only a learner on a table, declared: which learner, on which table.

Importing this, and every module that declares a recipe, costs next to nothing; see `intarsia.apps.app`.
"""

from __future__ import annotations

import abc
from typing import TYPE_CHECKING

from intarsia.registry import APPLICATIONS, Registry

if TYPE_CHECKING:
    from intarsia.columns.table import Table
    from intarsia.i18n import Message
    from intarsia.learner.learner import Learner


class Recipe(abc.ABC):
    """A thin application of the engine. Leaves are frozen dataclasses, final, registered in `recipes`.

    Each becomes an application of its own, `intarsia NAME demo | compare | fit | serve`, by `intarsia.apps.recipe_app`.
    """

    label: str
    """The column that it answers."""

    groups: str | None = None
    """The column whose rows belong together: never on both sides of a fold, and no input."""

    most: int | None = None
    """Rows that a demonstration takes at most, where more of them would take time and show nothing new."""

    @property
    @abc.abstractmethod
    def title(self) -> Message:
        """What the application is called, in both languages."""

    @abc.abstractmethod
    def learner(self) -> Learner:
        """The learner that suits the table."""

    @abc.abstractmethod
    def example(self, rows: int | None = None) -> Table:
        """Real rows to try it on, the same ones each time; fetched when they are not here. None takes all."""

    def test(self, rows: int | None = None) -> Table | None:
        """Rows that no training may see, where the data come with such a split."""
        return None


recipes: Registry[Recipe] = Registry("recipe", package="intarsia.apps", plugins=APPLICATIONS)
