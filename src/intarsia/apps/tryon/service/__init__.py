"""The fitting room over HTTP. It keeps nothing of whoever asks: what it is to know stands in the request."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from intarsia.apps.tryon.service.fitting import Fitting
    from intarsia.apps.tryon.service.routes import endpoints

_HOME = {
    "Fitting": "intarsia.apps.tryon.service.fitting",
    "endpoints": "intarsia.apps.tryon.service.routes",
}
"""Public name → module that holds it."""

__all__ = ["Fitting", "endpoints"]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'intarsia.apps.tryon.service' has no attribute {name!r}")
    return getattr(import_module(_HOME[name]), name)
