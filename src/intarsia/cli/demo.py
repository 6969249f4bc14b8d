"""The main job on real data: reviews (words and a table) and questions about pictures; then the fitting room."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from intarsia.apps.recipe import Recipe
from intarsia.apps.reviews import Reviews
from intarsia.apps.shapes import Shapes
from intarsia.apps.tryon.cli.demo import demonstrate
from intarsia.comparison.compare import compare
from intarsia.errors import IntarsiaError
from intarsia.evaluation.board import Board
from intarsia.reporting import report

QUESTIONS = 3000
"""Questions about pictures that the demonstration takes; three in four pictures get one."""


def demo(out: Path, reviews: int | None = 5000) -> Path:
    """Compare every fusion on both data sets, print the boards, save the models, write one report; then show looks.

    Args:
        out: folder; made when needed. An interrupted run goes on where it was.
        reviews: rows of the first data set; None takes all 23,486.

    Returns:
        The path of the report.
    """
    start = time.perf_counter()
    boards: dict[str, Board] = {}
    for recipe, rows in ((Reviews(), reviews), (Shapes(), QUESTIONS)):
        boards[recipe.title] = _compare(recipe, rows, out)
    page = report(boards, out / "report.html", {Shapes.title: Shapes().test(QUESTIONS // 3)})
    looks = _fitting_room(out)
    print(f"\n{time.perf_counter() - start:.0f} s in all\nreport: {page.resolve()}\nlooks:  {looks}")
    return page


def _fitting_room(out: Path) -> Path | str:
    """The page of looks, or why there is none: the report is not lost over it."""
    print("\nthe fitting room, on rendered garments and a rendered person", file=sys.stderr)
    try:
        return demonstrate(out).resolve()
    except IntarsiaError as error:
        return f"left out, {error}"


def _compare(recipe: Recipe, rows: int | None, out: Path) -> Board:
    print(f"\n{recipe.title}", file=sys.stderr)
    folder = out / type(recipe).__name__.lower()
    board = compare(recipe.example(rows), recipe.label, recipe.learner(), groups=recipe.groups, out=folder)
    board.best.save_pretrained(folder)
    print(f"\n{recipe.title}\n\n{board}")
    return board
