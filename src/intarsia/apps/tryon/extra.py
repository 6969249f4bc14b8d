"""The packages that only the fitting room needs, and what to install when one is not there."""

from __future__ import annotations

import importlib
from types import ModuleType

from intarsia.errors import MissingExtra

PACKAGES = {"ai_edge_litert": "ai-edge-litert", "cv2": "opencv-python-headless", "skimage": "scikit-image"}
"""Module → the package on the index that has it."""


def require(module: str) -> ModuleType:
    """The module, imported. Raises `MissingExtra` with the pip command when it is not installed."""
    try:
        return importlib.import_module(module)
    except ImportError as error:
        top = module.partition(".")[0]
        raise MissingExtra("the fitting room", PACKAGES.get(top, top), "tryon") from error
