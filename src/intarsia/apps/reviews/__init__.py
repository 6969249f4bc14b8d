"""Does a customer recommend the garment? Title, review, age, department and class → yes or no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from intarsia.apps.recipe import Recipe, recipes
from intarsia.i18n import Message, messages

if TYPE_CHECKING:
    from intarsia.columns import Table
    from intarsia.learner.learner import Learner

say = messages(__name__)


NAMES = {
    "Clothing ID": "clothing_id",
    "Title": "title",
    "Review Text": "review",
    "Age": "age",
    "Department Name": "department",
    "Class Name": "class",
    "Recommended IND": "recommended",
}
"""Column of the data set → what it is called here. The rating is left out, since it all but is the answer."""


@recipes.register("reviews")
@dataclass(frozen=True)
class Reviews(Recipe):
    """Women's Clothing E-Commerce Reviews: 23,486 rows."""

    label = "recommended"
    groups = "clothing_id"

    @property
    def title(self) -> Message:
        """As pages and the command line name it."""
        return say("reviews.title")

    def learner(self) -> Learner:
        """Two texts and a small table; fusing is worth its while only at the level of decisions."""
        from intarsia.columns import Category, Number, Schema, Text
        from intarsia.learner.learner import Learner

        schema = Schema(
            {"title": Text(), "review": Text(), "age": Number(), "department": Category(), "class": Category()}
        )
        return Learner(self.label, "classify", schema)

    def example(self, rows: int | None = None) -> Table:
        """A fixed sample of the reviews, all columns but the rating."""
        import pandas as pd

        from intarsia.assets import locate
        from intarsia.columns import Table

        frame = pd.read_parquet(locate("womens-clothing-reviews") / "reviews.parquet")
        frame = frame[list(NAMES)].rename(columns=NAMES)
        return Table.read(frame if rows is None or rows >= len(frame) else frame.sample(rows, random_state=0))
