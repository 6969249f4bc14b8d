"""The packages that only the fitting room needs, and what to install when one is not there."""

from __future__ import annotations

from functools import partial

from intarsia.i18n import messages
from intarsia.lazy import Extra

EXTRA = Extra(
    "tryon",
    partial(messages(__package__), "room.part"),
    {
        "ai_edge_litert": "ai-edge-litert",
        "cv2": "opencv-python-headless",
        "patchmatch": "pypatchmatch",
        "skimage": "scikit-image",
    },
)

require = EXTRA.module
"""The module of that name, imported. Raises `MissingExtra` with the pip command when it is not installed."""
