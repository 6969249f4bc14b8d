"""Models and applications as an HTTP service. Importing this loads nothing; each name loads what it needs."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from intarsia.serving.extra import require

if TYPE_CHECKING:
    from intarsia.serving.admission import Gate
    from intarsia.serving.app import create_app
    from intarsia.serving.auth import Key
    from intarsia.serving.limits import Limits
    from intarsia.serving.server import serve

_HOME = {
    "Gate": "intarsia.serving.admission",
    "Key": "intarsia.serving.auth",
    "Limits": "intarsia.serving.limits",
    "create_app": "intarsia.serving.app",
    "serve": "intarsia.serving.server",
}
"""Public name → module that holds it."""

__all__ = ["Gate", "Key", "Limits", "create_app", "serve"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'intarsia.serving' has no attribute {name!r}")
    require()
    return getattr(import_module(_HOME[name]), name)
