"""The packages that only the service needs, and what to install when one is not there."""

from __future__ import annotations

from importlib.util import find_spec

from intarsia.errors import MissingExtra
from intarsia.i18n import messages

say = messages(__package__)


PACKAGES = {
    "fastapi": "fastapi",
    "uvicorn": "uvicorn",
    "prometheus_client": "prometheus-client",
    "python_multipart": "python-multipart",
}
"""Module → the package on the index that has it."""


def require() -> None:
    """Raise `MissingExtra` with the pip command when one of them is not installed. None of them is loaded."""
    for module, package in PACKAGES.items():
        if find_spec(module) is None:
            raise MissingExtra(say("service.title"), package, "serve")
