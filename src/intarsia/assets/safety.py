"""What names may be given to files below a folder."""

from __future__ import annotations

from pathlib import PureWindowsPath


def is_safe(name: str) -> bool:
    """True when `name`, joined to any folder on any system, stays below that folder.

    Read as Windows reads it, which is the strictest: both slashes separate, drives and roots lead away, and a part
    of dots and spaces may mean the folder above.
    """
    path = PureWindowsPath(name)
    return bool(path.parts) and not path.anchor and "\0" not in name and all(part.strip(" .") for part in path.parts)
