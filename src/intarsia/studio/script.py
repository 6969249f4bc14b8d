"""The scripts and styles of the page, as they stand in the package."""

from __future__ import annotations

from importlib.resources import files


def script(name: str) -> str:
    """The text of a file, by its path below the studio."""
    return files(__package__).joinpath(name).read_text("utf-8")
