"""HTML of our own on Gradio's page."""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

html = partial(gr.HTML, apply_default_css=False)
"""An HTML component without Gradio's styles for prose: lines around every table, and the like."""
HIDDEN: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}
"""Options of every event: the page says itself what is under way, and nobody is to call handlers from outside."""
