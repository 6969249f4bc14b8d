"""The package that only the studio needs, and what to install when it is not there."""

from __future__ import annotations

from importlib.util import find_spec

from intarsia.errors import MissingExtra


def require() -> None:
    """Raise `MissingExtra` with the pip command when Gradio is not installed. It is not loaded."""
    if find_spec("gradio") is None:
        raise MissingExtra("the studio", "gradio", "studio")
