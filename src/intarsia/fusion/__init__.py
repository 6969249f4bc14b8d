"""Tokens → one vector, or experts' answers → one answer: one file per strategy."""

from intarsia.fusion.base import DecisionFusion, FeatureFusion, Fused, Fusion, FusionModule, Votes, fusions
from intarsia.fusion.parts import arranged, checked, presence

__all__ = [
    "DecisionFusion",
    "FeatureFusion",
    "Fused",
    "Fusion",
    "FusionModule",
    "Votes",
    "arranged",
    "checked",
    "fusions",
    "presence",
]
