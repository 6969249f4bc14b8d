"""`intarsia demo`: the main job on the real data of every recipe, then every application that has something to show."""

from __future__ import annotations

import argparse
import sys
import time
from argparse import Namespace
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from intarsia.apps import applications
from intarsia.apps.app import App, Verb, help_text
from intarsia.apps.recipe_app import ROWS, rows_of, shown, unseen
from intarsia.errors import IntarsiaError
from intarsia.i18n import Message, messages

if TYPE_CHECKING:
    from intarsia.columns.table import Table
    from intarsia.evaluation.board import Board

say = messages(__package__)


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    verb.add_argument("--rows", default=ROWS, help=help_text(say("demo_help.rows", default=ROWS)))
    verb.add_argument("--out", default="demo", metavar="DIR", help=help_text(say("demo_help.out", default="demo")))


def run(given: Namespace) -> None:
    """Show everything; an interrupted run goes on where it was."""
    from intarsia.files import writable

    rows = rows_of(given.rows)
    writable("--out", Path(given.out))
    demo(Path(given.out), rows)


def demo(out: Path, rows: int | None) -> Path:
    """Compare every fusion on every recipe's table, print the boards, save the models, write one report; then the rest.

    Args:
        out: folder; made when needed.
        rows: the most to take of a table; None takes all.

    Returns:
        The path of the report.
    """
    start = time.perf_counter()
    found = applications()
    page = _compare(found, rows, out)
    pages = {name: path for name, app in found.items() if (path := _example(app, out)) is not None}
    print("\n" + say("demo.done", seconds=time.perf_counter() - start, page=page.resolve()).told)
    for name, path in pages.items():
        print(f"{name + ':':7} {path.told if isinstance(path, Message) else path}")
    return page


def _compare(found: Mapping[str, App], rows: int | None, out: Path) -> Path:
    from intarsia.reporting import report

    boards: dict[Message, Board] = {}
    tests: dict[Message, Table] = {}
    for name, app in found.items():
        for recipe in app.recipes():
            print(f"\n{recipe.title.told}", file=sys.stderr)
            boards[recipe.title] = shown(recipe, rows, out / name)
            test = unseen(recipe, rows)
            if test is not None:
                tests[recipe.title] = test
    return report(boards, out / "report.html", tests)


def _example(app: App, out: Path) -> Path | Message | None:
    """The page of an application, or why there is none: the report is not lost over it."""
    try:
        page = app.example(out)
    except IntarsiaError as error:
        return say("demo.left_out", why=error)
    return None if page is None else page.resolve()


VERB = Verb(say("demo_help.verb"), arguments, run)
