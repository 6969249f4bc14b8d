"""Intarsia: multimodal learning on tables.

Importing it costs next to nothing; each name loads what it needs when it is first used.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from intarsia import lazy

if TYPE_CHECKING:
    from intarsia.apps import tryon
    from intarsia.columns import Category, Image, Number, Schema, Table, Text, Vector
    from intarsia.comparison.compare import compare
    from intarsia.evaluation.board import Board
    from intarsia.examples import example
    from intarsia.explanation import explain
    from intarsia.learner.learner import Classifier, Learner, Regressor
    from intarsia.reporting import report
    from intarsia.store import FeatureStore
    from intarsia.training.splits import Folds

_HOME = {
    "Board": "intarsia.evaluation.board",
    "Category": "intarsia.columns",
    "Classifier": "intarsia.learner.learner",
    "FeatureStore": "intarsia.store",
    "Folds": "intarsia.training.splits",
    "Image": "intarsia.columns",
    "Learner": "intarsia.learner.learner",
    "Number": "intarsia.columns",
    "Regressor": "intarsia.learner.learner",
    "Schema": "intarsia.columns",
    "Table": "intarsia.columns",
    "Text": "intarsia.columns",
    "Vector": "intarsia.columns",
    "compare": "intarsia.comparison.compare",
    "example": "intarsia.examples",
    "explain": "intarsia.explanation",
    "report": "intarsia.reporting",
    "tryon": "intarsia.apps",
}
"""Public name → module that holds it."""

__all__ = [
    "Board",
    "Category",
    "Classifier",
    "FeatureStore",
    "Folds",
    "Image",
    "Learner",
    "Number",
    "Regressor",
    "Schema",
    "Table",
    "Text",
    "Vector",
    "compare",
    "example",
    "explain",
    "report",
    "tryon",
]


os.environ |= {
    "ORT_DISABLE_TELEMETRY": "1",
    "ORT_TELEMETRY_DISABLED": "1",
    "GRADIO_ANALYTICS_ENABLED": "False",
    "HF_HUB_DISABLE_TELEMETRY": "1",
}
# What libraries would tell their makers' hosts. They read this when they are loaded, and no module of this package
# loads one of them before these lines have run.

__getattr__ = lazy.names(__name__, _HOME)


def __dir__() -> list[str]:
    return sorted(__all__)
