"""What the stages of the preview share: their results, their refusals, and what they keep of garments."""

from __future__ import annotations

from intarsia.apps.tryon.wear.stage.cache import GarmentCache
from intarsia.apps.tryon.wear.stage.result import REFUSALS, StageResult, refused

__all__ = ["REFUSALS", "GarmentCache", "StageResult", "refused"]
