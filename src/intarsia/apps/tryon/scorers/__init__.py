"""The scorers: what each of them can say for or against an outfit."""

from intarsia.apps.tryon.scorers.base import Finding, OutfitJudge, OutfitScorer, scorers

__all__ = ["Finding", "OutfitJudge", "OutfitScorer", "scorers"]
