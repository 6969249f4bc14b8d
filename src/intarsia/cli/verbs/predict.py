"""`intarsia predict`: a table answered by a saved model, as CSV."""

from __future__ import annotations

import argparse
import io
import sys
from argparse import Namespace
from pathlib import Path

from intarsia.apps.app import Verb, help_text
from intarsia.cli.options import model_options, read
from intarsia.i18n import messages

say = messages(__package__)


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    model_options(verb)
    verb.add_argument("--out", metavar="FILE", help=help_text(say("predict_help.out")))


def run(given: Namespace) -> None:
    """Write the answers to a file, or print them."""
    from intarsia.files import whole, writable
    from intarsia.learner.learner import Learner

    learner = Learner.from_pretrained(given.model)
    table = read(given, given.table)
    if given.out:
        writable("--out", Path(given.out).parent, Path(given.out))
    elif isinstance(sys.stdout, io.TextIOWrapper) and not sys.stdout.isatty():
        sys.stdout.reconfigure(encoding="utf-8")  # data: in a pipe as in a file, whatever terminals can show
    answers = learner.answer(table).frame()
    if not given.out:
        answers.to_csv(sys.stdout, index=False)
    else:
        with whole(Path(given.out)) as part:
            answers.to_csv(part, index=False)
        print(say("saved.answers", count=len(table), path=given.out).told)


VERB = Verb(say("predict_help.verb"), arguments, run)
