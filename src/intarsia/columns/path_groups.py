"""Rows that may belong together because their files do: what paths share, folder by folder and part by part."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

DEEPEST = 4
"""Folders, and parts of a name, from the left that are looked at."""

_FILE = re.compile(r".*\.(?=\w*[^\W\d])\w{2,5}", re.DOTALL)
_PART = re.compile(r"\d+|[^\W\d_]+")


def beginnings(cells: Sequence[object]) -> Iterator[list[str]]:
    """Yield what the D different cells of a column begin with, in every way in which files are named.

    Of `p001/left_2.png` these are the folder `p001/`, and `left`; of `p001_left_2.png` they are `p`, `p001`,
    `p001_left`. Nothing is yielded where a cell does not end as files do.
    """
    if not cells or not all(isinstance(cell, str) and _FILE.fullmatch(cell.strip()) for cell in cells):
        return
    paths = [PurePosixPath(str(cell).strip().replace("\\", "/")) for cell in cells]
    folders = [path.parts[:-1] for path in paths]
    for depth in range(1, 1 + min(DEEPEST, max(map(len, folders)))):
        yield ["/".join(parts[:depth]) + "/" for parts in folders]
    ends = [[part.end() for part in _PART.finditer(path.stem)] or [len(path.stem)] for path in paths]
    most = max(map(len, ends))
    places = [*range(min(DEEPEST, most)), *range(-min(3, most), 0)]
    for place in places:
        yield [path.stem[: _at(each, place)] for path, each in zip(paths, ends, strict=True)]


def _at(ends: Sequence[int], place: int) -> int:
    """Where a part ends; shorter names are taken whole."""
    return ends[max(-len(ends), min(place, len(ends) - 1))]


def parts_of(beginning: str) -> list[str]:
    """The words in a beginning, in lower case; of a folder those of the last one."""
    last = beginning.rstrip("/").rpartition("/")[2] if beginning.endswith("/") else beginning
    return [part for part in re.split(r"[\W_]+", last.casefold()) if part]
