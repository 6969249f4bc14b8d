"""`intarsia compare`: every fusion on the same folds; the best model and a report come out."""

from __future__ import annotations

import argparse
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from intarsia.apps.app import Verb, help_text
from intarsia.cli.options import learner_of, problem_of, read, table_options, training_options
from intarsia.i18n import messages

if TYPE_CHECKING:
    from intarsia.training.splits import Folds

say = messages(__package__)


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    table_options(verb)
    training_options(verb)
    verb.add_argument("--folds", type=int, metavar="K", help=help_text(say("compare_help.folds")))
    verb.add_argument("--repeats", type=int, metavar="R", help=help_text(say("compare_help.repeats")))
    verb.add_argument("--time-limit", type=float, metavar="SECONDS", help=help_text(say("compare_help.time_limit")))
    verb.add_argument("--metric", help=help_text(say("compare_help.metric")))
    verb.add_argument("--fusions", nargs="+", metavar="NAME", help=help_text(say("compare_help.fusions")))
    verb.add_argument("--test", metavar="TABLE", help=help_text(say("compare_help.test")))
    verb.add_argument("--report", metavar="PAGE", help=help_text(say("compare_help.report")))


def run(given: Namespace) -> None:
    """Compare, print the board, save model, board and report."""
    from intarsia.comparison.compare import compare
    from intarsia.comparison.strategies import ALL
    from intarsia.files import writable
    from intarsia.reporting import report

    table = read(given, given.table)
    test = read(given, given.test) if given.test else None
    folds = _folds(given)
    problem = problem_of(table, given)
    learner = learner_of(problem, given)
    page = Path(given.report or Path(given.out) / "report.html")
    writable("--out", Path(given.out))
    writable("--report", page.parent, page)
    fusions = ALL if given.fusions == [ALL] else given.fusions
    board = compare(
        problem, learner=learner, folds=folds, metric=given.metric, fusions=fusions, test=test, out=given.out,
        time_limit=given.time_limit,
    )  # fmt: skip
    print(board)
    board.best.save_pretrained(given.out)
    board.save(given.out)
    report(board, page, test)
    print("\n" + say("saved.both", folder=given.out, page=page).told)


def _folds(given: Namespace) -> Folds | None:
    """The folds that are asked for; None where neither their number nor that of the repeats is."""
    from intarsia.comparison.folding import FOLDS
    from intarsia.training.splits import Folds

    if given.folds is None and given.repeats is None:
        return None
    folds = FOLDS if given.folds is None else given.folds
    return Folds(folds, 1 if given.repeats is None else given.repeats, given.seed)


VERB = Verb(say("compare_help.verb"), arguments, run)
