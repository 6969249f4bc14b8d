"""The layers of the score: what each of them can say for or against a look."""

from intarsia.apps.tryon.scorers.base import Finding, Layer, Scorer, layers

__all__ = ["Finding", "Layer", "Scorer", "layers"]
