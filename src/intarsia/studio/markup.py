"""HTML of our own on Gradio's page."""

from __future__ import annotations

from functools import partial

import gradio as gr

html = partial(gr.HTML, apply_default_css=False)
"""An HTML component without Gradio's styles for prose: lines around every table, and the like."""
