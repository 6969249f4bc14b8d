"""The studio: one local web page for comparing models, for asking them, and for the tabs that applications bring.

Importing this loads nothing; each name loads what it needs.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from intarsia import lazy
from intarsia.i18n import messages

if TYPE_CHECKING:
    from intarsia.studio.server import Studio
    from intarsia.studio.tab import Context, Tab

_HOME = {
    "Context": "intarsia.studio.tab",
    "Studio": "intarsia.studio.server",
    "Tab": "intarsia.studio.tab",
}
"""Public name → module that holds it."""

_EXTRA = lazy.Extra("studio", partial(messages(__name__), "page.part"), {"gradio": "gradio"})

__all__ = ["Context", "Studio", "Tab"]

__getattr__ = lazy.names(__name__, _HOME, _EXTRA)
