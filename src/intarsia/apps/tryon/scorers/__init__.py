"""The layers of the score: what each of them can say for or against a look."""

from intarsia.apps.tryon.scorers.base import Finding, OutfitJudge, Scorer, scorers

__all__ = ["Finding", "OutfitJudge", "Scorer", "scorers"]
