"""A table that models may be compared on, as applications bring it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from intarsia.columns.table import Table
from intarsia.i18n import Message
from intarsia.learner.learner import Learner
from intarsia.studio.page_text import tell

ROWS = 1200
"""Rows that are taken of the large sets."""


@dataclass(frozen=True)
class ExampleTable:
    """A table that a comparison can be tried on.

    Attributes:
        name: what programs call it.
        title: what a visitor reads.
        label: the column to be answered.
        groups: the column whose rows belong together, or None.
        learner: makes the learner that suits the table; its schema says what the columns are.
        table: makes the table, with at most so many rows. Raises `AssetError` when it cannot be had.
    """

    name: str
    title: Message
    label: str
    groups: str | None
    learner: Callable[[], Learner]
    table: Callable[[int], Table]

    @property
    def words(self) -> Message:
        """What stands beside its button."""
        return tell("compare.example_of", title=self.title, rows=f"{ROWS:,}")
