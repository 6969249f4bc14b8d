"""`intarsia compare`: every fusion on the same folds; the best model and a report come out."""

from __future__ import annotations

import argparse
from argparse import Namespace
from pathlib import Path

from intarsia.apps.app import Verb, help_text
from intarsia.cli.options import learner_of, problem_of, read, table_options, training_options
from intarsia.i18n import messages

say = messages(__package__)


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    table_options(verb)
    training_options(verb)
    verb.add_argument("--folds", type=int, default=5, metavar="K", help=help_text(say("compare_help.folds", default=5)))
    verb.add_argument("--repeats", type=int, default=1, metavar="R", help=help_text(say("compare_help.repeats")))
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
    from intarsia.training.splits import Folds

    table = read(given, given.table)
    test = read(given, given.test) if given.test else None
    folds = Folds(given.folds, given.repeats, given.seed)
    problem = problem_of(table, given)
    learner = learner_of(problem, given)
    page = Path(given.report or Path(given.out) / "report.html")
    writable("--out", Path(given.out))
    writable("--report", page.parent, page)
    fusions = ALL if given.fusions == [ALL] else given.fusions
    board = compare(
        problem, learner=learner, folds=folds, metric=given.metric, fusions=fusions, test=test, out=given.out
    )
    print(board)
    board.best.save_pretrained(given.out)
    board.save(given.out)
    report(board, page, test)
    print("\n" + say("saved.both", folder=given.out, page=page).told)


VERB = Verb(say("compare_help.verb"), arguments, run)
