"""Tables to try a comparison on: those that applications bring, and the name of ours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from intarsia.columns import columns
from intarsia.columns.table import Table
from intarsia.i18n import Message
from intarsia.learner.learner import Learner
from intarsia.learner.problem import declared
from intarsia.studio.compare.table_setup import TableSetup
from intarsia.studio.page_text import tell

ROWS = 1200
"""Rows that are taken of the large sets."""
FRUIT = "fruit"
"""Name of the table that comes with Intarsia, see `intarsia.example`."""


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

    def setup(self) -> TableSetup:
        """The table with what is known of it."""
        known = declared(self.learner().schema)
        kinds = None if known is None else {name: columns.name_of(each) for name, each in known.columns.items()}
        return TableSetup.of(self.table(ROWS), self.label, kinds, self.groups)
