"""Reasons: the computation of an outfit's score, read out."""

from __future__ import annotations

from intarsia.apps.tryon.reasons.closest import ClosestLike
from intarsia.apps.tryon.reasons.counterfactual import Counterfactual
from intarsia.apps.tryon.reasons.occlusion import OcclusionMap
from intarsia.apps.tryon.reasons.why import Contribution, Why, explain

__all__ = ["ClosestLike", "Contribution", "Counterfactual", "OcclusionMap", "Why", "explain"]
