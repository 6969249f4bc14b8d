"""The preview: a garment drawn on the person's own photo. It says what it guessed, and when it cannot."""

from __future__ import annotations

from intarsia.apps.tryon.wear.engines.base import TryOnEngine, engines
from intarsia.apps.tryon.wear.paint.preview import Preview
from intarsia.apps.tryon.wear.person.body import Body
from intarsia.apps.tryon.wear.wearing import wear

__all__ = ["Body", "Preview", "TryOnEngine", "engines", "wear"]
