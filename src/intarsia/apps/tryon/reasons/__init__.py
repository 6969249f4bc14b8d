"""Reasons: the computation of a look's score, read out."""

from __future__ import annotations

from intarsia.apps.tryon.reasons.closest import Closest
from intarsia.apps.tryon.reasons.counterfactual import Change
from intarsia.apps.tryon.reasons.occlusion import Region
from intarsia.apps.tryon.reasons.why import Bar, Why, explain

__all__ = ["Bar", "Change", "Closest", "Region", "Why", "explain"]
