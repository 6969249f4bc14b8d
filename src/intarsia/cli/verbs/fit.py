"""`intarsia fit`: one model, trained and saved."""

from __future__ import annotations

import argparse
from argparse import Namespace
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from intarsia.apps.app import Verb, help_text
from intarsia.cli.options import learner_of, problem_of, read, table_options, training_options
from intarsia.i18n import messages

if TYPE_CHECKING:
    pass

say = messages(__package__)


UNFINISHED = "unfinished"
"""Folder below --out in which a training is kept until its model is saved."""


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    table_options(verb)
    training_options(verb)
    verb.add_argument("--fusion", default="concat", help=help_text(say("fit_help.fusion", default="concat")))
    verb.add_argument(
        "--fitter", default="gradient",
        help=help_text(say("fit_help.fitter", default="gradient")),
    )  # fmt: skip


def run(given: Namespace) -> None:
    """Train, save, and let go of the state of the training."""
    from intarsia.files import writable
    from intarsia.fusion.base import fusions
    from intarsia.training.base import fitters

    table = read(given, given.table)
    out = Path(given.out)
    fusion = fusions.parse(given.fusion)
    fitter = fitters.parse(given.fitter).resuming(str(out / UNFINISHED))
    problem = problem_of(table, given)
    learner = replace(learner_of(problem, given), fusion=fusion, fitter=fitter)
    writable("--out", out)
    learner.learn(problem).save_pretrained(out)
    _tidy(out / UNFINISHED)
    print(say("saved.model", folder=given.out).told)


def _tidy(folder: Path) -> None:
    """Let go of finished trainings. The folder may be the user's own, and hold more."""
    for kept in folder.glob("*.safetensors*"):
        kept.unlink()
    with suppress(OSError):
        folder.rmdir()


VERB = Verb(say("fit_help.verb"), arguments, run)
