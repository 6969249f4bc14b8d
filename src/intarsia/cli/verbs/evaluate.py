"""`intarsia evaluate`: a saved model, measured on a table with labels."""

from __future__ import annotations

import argparse
from argparse import Namespace

from intarsia.apps.app import Verb, help_text
from intarsia.cli.options import model_options, read
from intarsia.i18n import messages

say = messages(__package__)


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    model_options(verb)
    verb.add_argument("--label", help=help_text(say("evaluate_help.label")))


def run(given: Namespace) -> None:
    """Print the scorecard."""
    from intarsia.evaluation.scorecard import scorecard
    from intarsia.learner.learner import Learner

    learner = Learner.from_pretrained(given.model)
    print(scorecard(learner, read(given, given.table), given.label))


VERB = Verb(say("evaluate_help.verb"), arguments, run)
