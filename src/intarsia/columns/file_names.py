"""Cells that name files instead of saying something: paths and URLs, told by how they are written.

A model that reads them as words learns from names and folders, and those often tell the answer.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence

from intarsia.columns.numeral import MISSING
from intarsia.columns.scalar import is_missing

NAMED = 0.8
"""Share of the cells, or of the different ones among them, that must name files: words for "none" may recur."""
LONGEST = 1000
"""Characters that a path or URL may have."""
KEYS = 20
"""Rows from which paths without an ending are told by their folders."""

_PICTURES = (
    "jpe?g|jpe|jfif|pjpeg|a?png|gif|webp|bmp|dib|tiff?|avif|hei[cf]|jp2|j2k|jpx|jxl|p[bgpn]m|tga|svgz?|ico|exr|psd"
    "|dcm|dicom|dng|cr[23]|nef|arw"
)
_OTHERS = (
    "wav|mp3|og[gav]|opus|flac|m4[av]|aac|wma|aiff?|midi?|mp4|mov|avi|mkv|webm|mpe?g|wmv|flv|3gp|pdf|docx?|od[tsp]|rtf"
    "|pptx?|xlsx?|txt|csv|tsv|jsonl?|parquet|np[yz]|h5|hdf5|zip|gz|nii|edf|epub"
)
_PICTURE = re.compile(rf".+\.({_PICTURES})", re.IGNORECASE)
_OTHER = re.compile(rf".+\.({_OTHERS})", re.IGNORECASE)
_WRITTEN_OUT = re.compile(r"data:(?P<kind>[a-z]+)/[\w.+-]+[;,]", re.IGNORECASE)
"""How a data: URL begins, which holds a whole file."""
_URL = re.compile(r"[a-z][a-z0-9+.-]+://\S+", re.IGNORECASE)
_STORED = re.compile(r"(s3[an]?|gs|gcs|azure|az|abfss?|wasbs?|adl|hdfs|dbfs|file|s?ftp)://\S+", re.IGNORECASE)
"""Addresses of files; those of the web may lead to pages, whose addresses are words of a kind."""
_WITHIN = re.compile(r"(?=.*[^\W\d_])\S+[/\\][^\s/\\]+")


def names_picture(cell: object) -> bool:
    """Whether a cell is written like the path or URL of a picture, or is a data: URL of one."""
    name = _name(cell)
    if name is None:
        return False
    whole = _WRITTEN_OUT.match(name)
    return _ends(name, _PICTURE) if whole is None else whole["kind"].lower() == "image"


def names_file(cell: object) -> bool:
    """Whether a cell is written like the path or URL of any file, is a data: URL, or an address in a store of files."""
    name = _name(cell)
    if name is None:
        return False
    return _ends(name, _PICTURE) or _ends(name, _OTHER) or any(each.match(name) for each in (_STORED, _WRITTEN_OUT))


def is_url(cell: object) -> bool:
    """Whether a cell is an address with a scheme, as `https://` and `s3://`."""
    return isinstance(cell, str) and len(cell) <= LONGEST and _URL.fullmatch(cell.strip()) is not None


def is_phrase(cell: object) -> bool:
    """Whether a cell holds spaces and no folder: a sentence may end in the name of a file."""
    return isinstance(cell, str) and " " in cell.strip() and not re.search(r"[/\\]", cell)


def mostly(cells: Sequence[object], told: Callable[[object], bool]) -> bool:
    """Whether that is so of nearly all cells, or of nearly all different ones."""
    found = [told(cell) for cell in cells]
    if not any(found):
        return False
    each = {cell if isinstance(cell, str) else id(cell): here for cell, here in zip(cells, found, strict=True)}
    return sum(found) >= NAMED * len(found) or sum(each.values()) >= NAMED * len(each)


def lie_in_folders(cells: Sequence[object]) -> bool:
    """Whether text is written like paths without an ending: nearly each one of its own, in folders that recur."""
    words = [cell.strip() for cell in cells if isinstance(cell, str)]
    if not any(map(_WITHIN.fullmatch, words[:: max(1, len(words) // KEYS)])):  # a look at few cells of every column
        return False
    told = [word for word in words if word.lower() not in MISSING]
    paths = {word for word in told if len(word) <= LONGEST and _WITHIN.fullmatch(word) and not _URL.match(word)}
    rows = sum(word in paths for word in told)
    if len(paths) < KEYS or len(paths) < NAMED * max(rows, len(set(told))):
        return False
    folders = {re.split(r"[/\\][^/\\]*$", path)[0] for path in paths}
    return 2 * len(folders) <= len(paths) and all(re.search(r"[^\W\d_]", folder) for folder in folders)


def _name(cell: object) -> str | None:
    """The path or URL in a cell, without spaces around it; None where it holds something else."""
    if isinstance(cell, Mapping) and is_missing(cell.get("bytes")):
        cell = cell.get("path")
    if isinstance(cell, os.PathLike):
        cell = os.fsdecode(cell)
    return cell.strip() if isinstance(cell, str) and (len(cell) <= LONGEST or _WRITTEN_OUT.match(cell)) else None


def _ends(name: str, ending: re.Pattern[str]) -> bool:
    """Whether the name ends like that; of a URL, also before its query."""
    if len(name) > LONGEST:  # a data: URL
        return False
    bare = re.split(r"[?#]", name, maxsplit=1)[0] if _URL.fullmatch(name) else name
    return any(ending.fullmatch(each) for each in (name, bare))
