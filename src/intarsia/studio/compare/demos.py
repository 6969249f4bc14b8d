"""Tables to try a comparison on."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from intarsia.apps.recipe import Recipe
from intarsia.apps.reviews import Reviews
from intarsia.apps.shapes import Shapes
from intarsia.columns import columns
from intarsia.examples import declared, example
from intarsia.studio.compare.table_setup import Sheet

ROWS = 1200
"""Rows that are taken of the large sets."""


def demo(name: str) -> Sheet:
    """The table of that name in `DEMOS`. Raises `AssetError` when a set cannot be had."""
    return DEMOS[name]()


def _of(recipe: Recipe) -> Sheet:
    table = recipe.example(ROWS)
    schema = recipe.learner().schema
    kinds = {name: columns.name_of(column) for name, column in schema.columns.items()}
    return Sheet.of(table, recipe.label, kinds, recipe.groups)


DEMOS: Mapping[str, Callable[[], Sheet]] = {
    "fruit": lambda: Sheet.of(example("fruit"), declared("fruit").label),
    "reviews": lambda: _of(Reviews()),
    "shapes": lambda: _of(Shapes()),
}
"""Name → its table, with what is known of it."""
