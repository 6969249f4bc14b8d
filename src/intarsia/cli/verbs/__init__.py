"""What can be done with tables and models: one file per verb, in the order of `intarsia --help`.

Each holds `VERB`: its line of the help, what it takes, and what runs. What runs imports what it needs when it runs.
"""

from collections.abc import Mapping

from intarsia.apps.app import Verb
from intarsia.cli.verbs import assets, compare, demo, describe, evaluate, example, explain, fit, predict, serve, studio

__all__ = ["VERBS"]

VERBS: Mapping[str, Verb] = {
    "describe": describe.VERB,
    "fit": fit.VERB,
    "compare": compare.VERB,
    "evaluate": evaluate.VERB,
    "predict": predict.VERB,
    "explain": explain.VERB,
    "serve": serve.VERB,
    "studio": studio.VERB,
    "example": example.VERB,
    "assets": assets.VERB,
    "demo": demo.VERB,
}
"""Name → what is done."""
