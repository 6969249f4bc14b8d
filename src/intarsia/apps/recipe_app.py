"""Every recipe is an application: shown, compared, trained and served without code of its own."""

from __future__ import annotations

import argparse
import re
from argparse import Namespace
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from intarsia.apps.app import App, AppFolder, Verb, help_text
from intarsia.apps.recipe import Recipe, recipes
from intarsia.errors import OptionError
from intarsia.i18n import Message, messages

if TYPE_CHECKING:
    from intarsia.columns.table import Table
    from intarsia.evaluation.board import Board
    from intarsia.serving.endpoints import Endpoints
    from intarsia.training.splits import Folds

say = messages(__package__)


ROWS = "5000"
"""Rows of a recipe's own table that a demonstration takes."""
UNSEEN = 3
"""A demonstration measures the chosen model on one row of the test split for so many that it was trained on."""


@dataclass(frozen=True)
class RecipeApp(App):
    """An application that is only a learner on a table.

    Attributes:
        recipe: which learner, on which table.
    """

    recipe: Recipe
    folder = AppFolder("trained", say("recipe_help.trained"))

    @property
    def title(self) -> Message:
        """Return the title of the recipe."""
        return self.recipe.title

    @property
    def help(self) -> Message:
        """Return the title of the recipe, as a line of the help."""
        title = self.recipe.title
        return Message(title.en[0].lower() + title.en[1:], title.zh)

    def verbs(self) -> Mapping[str, Verb]:
        """Return the verbs; they work on the recipe's own table where no other is named."""
        return {
            "demo": Verb(say("recipe_help.demo"), _shown, self._demo),
            "compare": Verb(say("recipe_help.compare"), _compared, self._compare),
            "fit": Verb(say("recipe_help.fit"), _trained, self._fit),
        }

    @property
    def endpoints(self) -> Callable[[Path], Endpoints]:
        """Make the endpoints of a model: predict, explain and embed."""
        return self._endpoints

    def recipes(self) -> Sequence[Recipe]:
        """Return the one recipe."""
        return (self.recipe,)

    def _endpoints(self, folder: Path) -> Endpoints:
        from intarsia.learner.learner import Learner
        from intarsia.serving.model_endpoints import ModelEndpoints

        name = recipes.name_of(self.recipe)
        learner = Learner.from_pretrained(folder)
        if learner.label not in (None, self.recipe.label):
            raise OptionError(say("recipe.other_model", name=name, folder=folder, label=learner.label))
        return ModelEndpoints(learner, f"/{name}")

    def _demo(self, given: Namespace) -> None:
        from intarsia.files import writable
        from intarsia.reporting import report

        writable("--out", Path(given.out))
        rows = rows_of(given.rows)
        board = shown(self.recipe, rows, Path(given.out))
        page = report(board, Path(given.out) / "report.html", unseen(self.recipe, rows))
        print("\n" + say("saved.both", folder=given.out, page=page).told)

    def _compare(self, given: Namespace) -> None:
        from intarsia.files import writable
        from intarsia.reporting import report
        from intarsia.training.splits import Folds

        writable("--out", Path(given.out))  # before a table is fetched
        folds = None if given.folds is None else Folds(given.folds, seed=given.seed)
        board = compared(self.recipe, self._table(given), Path(given.out), folds, seed=given.seed)
        print(board)
        page = report(board, Path(given.out) / "report.html")
        print("\n" + say("saved.both", folder=given.out, page=page).told)

    def _fit(self, given: Namespace) -> None:
        from intarsia.files import writable
        from intarsia.learner.problem import Problem

        writable("--out", Path(given.out))
        table = self._table(given)
        learner = self.recipe.learner()
        problem = Problem.of(
            table, self.recipe.label, task=learner.task, schema=learner.schema, groups=_groups(self.recipe, table),
            store=learner.store,
        )  # fmt: skip
        learner.set_params(label=self.recipe.label).learn(problem).save_pretrained(given.out)
        print(say("saved.model", folder=given.out).told)

    def _table(self, given: Namespace) -> Table:
        from intarsia.columns.table import Table

        if given.table is None:
            return Table.read(self.recipe.example(rows_of(given.rows or ROWS)))
        if given.rows is not None:
            raise OptionError(say("option.rows_of_table"))
        return Table.read(given.table)


def rows_of(text: str) -> int | None:
    """Rows to take of a table: a number from 1, or None for "all". Raises `OptionError`."""
    if text == "all":
        return None
    if not re.fullmatch("[1-9][0-9]{0,17}", text):
        raise OptionError(say("option.rows", value=text))
    return int(text)


def shown(recipe: Recipe, rows: int | None, out: Path) -> Board:
    """Compare on a recipe's own table, print the board, save model and board in a folder.

    Args:
        recipe: whose table and learner.
        rows: the most to take; None takes all, but no more than the recipe says.
        out: folder; made when needed. An interrupted comparison goes on where it was.
    """
    from intarsia.columns.table import Table

    table = Table.read(recipe.example(_bounded(recipe, rows)))
    board = compared(recipe, table, out, folds=5, test=unseen(recipe, rows))
    print(f"\n{recipe.title.told}\n\n{board}")
    return board


def unseen(recipe: Recipe, rows: int | None) -> Table | None:
    """Rows that `shown` did not train on, where the recipe has such a split."""
    bounded = _bounded(recipe, rows)
    return recipe.test(None if bounded is None else max(1, bounded // UNSEEN))


def compared(
    recipe: Recipe, table: Table, out: Path, folds: Folds | int | None = None, test: Table | None = None, seed: int = 0
) -> Board:
    """Compare every strategy for a recipe's learner on a table, and on a test table where there is one; the model and
    the board are saved in a folder. The seed is the learner's, and that of the folds where these bring none."""
    from intarsia.comparison.compare import compare

    learner = recipe.learner().set_params(seed=seed)
    groups = _groups(recipe, table)
    board = compare(table, recipe.label, learner, groups=groups, test=test, out=out, folds=folds)
    board.best.save_pretrained(out)
    board.save(out)
    return board


def _groups(recipe: Recipe, table: Table) -> str | None:
    """The recipe's column of groups; a table of the user's own may have none."""
    return recipe.groups if recipe.groups in table.names else None


def _bounded(recipe: Recipe, rows: int | None) -> int | None:
    given = [each for each in (rows, recipe.most) if each is not None]
    return min(given, default=None)


def _shown(verb: argparse.ArgumentParser) -> None:
    _rows(verb)
    verb.add_argument(
        "--out", default="demo", metavar="DIR", help=help_text(say("recipe_help.demo_out", default="demo"))
    )


def _compared(verb: argparse.ArgumentParser) -> None:
    _trained(verb)
    verb.add_argument("--folds", type=int, metavar="K", help=help_text(say("recipe_help.folds")))
    verb.add_argument("--seed", type=int, default=0, help=help_text(say("recipe_help.seed", default=0)))


def _trained(verb: argparse.ArgumentParser) -> None:
    verb.add_argument("table", nargs="?", metavar="TABLE", help=help_text(say("recipe_help.table")))
    verb.add_argument("--out", required=True, metavar="DIR", help=help_text(say("recipe_help.out")))
    _rows(verb, None)


def _rows(verb: argparse.ArgumentParser, default: str | None = ROWS) -> None:
    verb.add_argument("--rows", default=default, metavar="N", help=help_text(say("recipe_help.rows", default=ROWS)))
