"""Models and applications as an HTTP service. Importing this loads nothing; each name loads what it needs."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from intarsia import lazy
from intarsia.i18n import messages

if TYPE_CHECKING:
    from intarsia.serving.admission import Admission
    from intarsia.serving.app import create_app
    from intarsia.serving.auth import ApiKey
    from intarsia.serving.endpoints import Endpoints
    from intarsia.serving.limits import Limits
    from intarsia.serving.problems import Refusal
    from intarsia.serving.server import serve

_HOME = {
    "Admission": "intarsia.serving.admission",
    "ApiKey": "intarsia.serving.auth",
    "Endpoints": "intarsia.serving.endpoints",
    "Limits": "intarsia.serving.limits",
    "Refusal": "intarsia.serving.problems",
    "create_app": "intarsia.serving.app",
    "serve": "intarsia.serving.server",
}
"""Public name → module that holds it."""

_EXTRA = lazy.Extra(
    "serve",
    partial(messages(__name__), "service.title"),
    {
        "fastapi": "fastapi",
        "uvicorn": "uvicorn",
        "prometheus_client": "prometheus-client",
        "python_multipart": "python-multipart",
    },
)

__all__ = ["Admission", "ApiKey", "Endpoints", "Limits", "Refusal", "create_app", "serve"]

__getattr__ = lazy.names(__name__, _HOME, _EXTRA)
