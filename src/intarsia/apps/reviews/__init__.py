"""Does a customer recommend the garment? Title, review, age, department and class → yes or no."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from intarsia.apps.recipe import Recipe, recipes
from intarsia.assets import locate
from intarsia.columns import Category, Number, Schema, Table, Text
from intarsia.learner.learner import Learner


@recipes.register("reviews")
@dataclass(frozen=True)
class Reviews(Recipe):
    """Women's Clothing E-Commerce Reviews: 23,486 rows. The rating is no input, since it all but is the answer."""

    title = "Clothing reviews: is the garment recommended?"
    label = "recommended"
    groups = "clothing_id"

    def learner(self) -> Learner:
        """Two texts and a small table; fusing is worth its while only at the level of decisions."""
        schema = Schema(
            {"title": Text(), "review": Text(), "age": Number(), "department": Category(), "class": Category()}
        )
        return Learner(self.label, "classify", schema)

    def example(self, rows: int | None = None) -> Table:
        """A fixed sample of the reviews, all columns but the rating."""
        frame = pd.read_parquet(locate("womens-clothing-reviews") / "reviews.parquet")
        names = {
            "Clothing ID": "clothing_id",
            "Title": "title",
            "Review Text": "review",
            "Age": "age",
            "Department Name": "department",
            "Class Name": "class",
            "Recommended IND": "recommended",
        }
        frame = frame[list(names)].rename(columns=names)
        return Table.read(frame if rows is None or rows >= len(frame) else frame.sample(rows, random_state=0))
