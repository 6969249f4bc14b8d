"""The scripts and styles of the page, as they stand in the package."""

from __future__ import annotations

from importlib.resources import files


def script(*names: str) -> str:
    """The text of files, by their paths below the studio, one after the other."""
    return "".join(files(__package__).joinpath(name).read_text("utf-8") for name in names)
