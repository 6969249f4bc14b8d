"""The studio: one local web page for the fitting room, for comparing models and for asking them.

Importing this loads nothing; each name loads what it needs.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

from intarsia.studio.extra import require

if TYPE_CHECKING:
    from intarsia.studio.command import run
    from intarsia.studio.server import Studio

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # else Gradio asks its maker's host about itself when it is loaded

_HOME = {"Studio": "intarsia.studio.server", "run": "intarsia.studio.command"}
"""Public name → module that holds it."""

__all__ = ["Studio", "run"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'intarsia.studio' has no attribute {name!r}")
    require()
    return getattr(import_module(_HOME[name]), name)
