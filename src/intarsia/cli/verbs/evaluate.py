"""`intarsia evaluate`: a saved model, measured on a table with labels."""

from __future__ import annotations

import argparse
from argparse import Namespace

from intarsia.apps.app import Verb
from intarsia.cli.options import model_options, read


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    model_options(verb)
    verb.add_argument("--label", help="the column with the labels (default: the model's)")


def run(given: Namespace) -> None:
    """Print the scorecard."""
    from intarsia.evaluation.scorecard import scorecard
    from intarsia.learner.learner import Learner

    learner = Learner.from_pretrained(given.model)
    print(scorecard(learner, read(given, given.table), given.label))


VERB = Verb("measure a saved model on a table with labels", arguments, run)
