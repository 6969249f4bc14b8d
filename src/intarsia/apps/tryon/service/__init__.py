"""The fitting room over HTTP. It keeps nothing of whoever asks: what it is to know stands in the request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from intarsia import lazy

if TYPE_CHECKING:
    from intarsia.apps.tryon.service.fitting import Fitting
    from intarsia.apps.tryon.service.routes import endpoints

_HOME = {
    "Fitting": "intarsia.apps.tryon.service.fitting",
    "endpoints": "intarsia.apps.tryon.service.routes",
}
"""Public name → module that holds it."""

__all__ = ["Fitting", "endpoints"]

__getattr__ = lazy.names(__name__, _HOME)
