"""Which photos are to be added, and what a shop's table says of each."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from intarsia.apps.tryon.garment.stated import Stated
from intarsia.columns.table import Table
from intarsia.errors import BadValue, OptionError, SchemaError, TableError
from intarsia.i18n import Message, messages

say = messages(__package__)


ENDINGS = (
    ".jpg",
    ".jpeg",
    ".png",
    ".webp",
    ".bmp",
    ".gif",
    ".tif",
    ".tiff",
    ".heic",
    ".heif",
    ".avif",
    ".mpo",
    ".jfif",
)
"""The endings of files that are taken from a folder; files that are named are taken whatever their ending."""
PHOTOS = ("image", "photo", "picture", "file", "filename", "path", "img", "图片", "照片", "文件")
"""Names of the column with photos, the first one that is there."""


@dataclass(frozen=True)
class Listing:
    """Photos with what is told of them, each path once.

    Attributes:
        rows: the photos.
        spare: photos that a table names and that were not given: their rows are not used.
        notes: what a reader should know about how the table was read, see `Table.notes`.
    """

    rows: tuple[tuple[Path, Stated], ...]
    spare: tuple[Path, ...] = ()
    notes: tuple[Message, ...] = ()

    def __len__(self) -> int:
        return len(self.rows)

    def chunks(self, size: int) -> Iterator[Sequence[tuple[Path, Stated]]]:
        """Yield the rows, so many at a time."""
        return (self.rows[start : start + size] for start in range(0, len(self), size))

    @staticmethod
    def read(paths: Iterable[str | Path] | str | Path, table: object = None) -> Listing:
        """Return the photos of `paths`, else those that the table names. A row is matched by path, else by the file's
        name.

        Raises:
            OptionError: there is no photo.
            TableError: the table has no column with photos, or by name a row may be of several photos.
            SchemaError: cells that cannot be understood, all at once.
        """
        given = list(_files([paths] if isinstance(paths, (str, Path)) else paths))
        read = None if table is None else Table.read(table)
        told = {} if read is None else _told(read)
        if not given and not told:
            raise OptionError(say("listing.no_photo"))
        found = list(dict.fromkeys(given or told))
        matched = _matched(found, told)
        used = {*matched.values()}
        return Listing(
            tuple((path, told[matched[path]] if path in matched else Stated()) for path in found),
            tuple(each for each in told if each not in used),
            () if read is None else read.notes,
        )


def _matched(photos: Sequence[Path], named: Iterable[Path]) -> dict[Path, Path]:
    """Match each photo with what the table calls it. Raises `TableError`."""
    places = {os.path.abspath(path): path for path in named}
    found = {photo: places[place] for photo in photos if (place := os.path.abspath(photo)) in places}
    taken = {*found.values()}
    left = _by_name(photo for photo in photos if photo not in found)
    for name, called in _by_name(row for row in places.values() if row not in taken).items():
        alike = left.get(name, [])
        if alike and (len(alike) > 1 or len(called) > 1):
            raise TableError(say("listing.same_name", rows=len(called), photos=len(alike), name=name))
        found |= dict(zip(alike, called, strict=False))
    return found


def _by_name(paths: Iterable[Path]) -> Mapping[str, list[Path]]:
    found: dict[str, list[Path]] = {}
    for path in paths:
        found.setdefault(path.name, []).append(path)
    return found


def _files(paths: Iterable[str | Path]) -> Iterator[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.suffix.lower() in ENDINGS and each.is_file())
        else:
            yield path


def _told(table: Table) -> Mapping[Path, Stated]:
    names = {name.strip().lower(): name for name in reversed(table.names)}
    column = next((names[each] for each in PHOTOS if each in names), None)
    if column is None:
        raise TableError(say("listing.no_column", names=list(table.names), photo=PHOTOS[0]))
    found: dict[Path, Stated] = {}
    problems: list[BadValue | str] = []
    others = [name for name in table.names if name != column]
    cells = [table.cells(name) for name in others]
    for number, photo in enumerate(table.cells(column)):
        if not isinstance(photo, str) or not photo.strip():
            problems.append(BadValue(column, number, say("listing.no_name")))
            continue
        row = {name: each[number] for name, each in zip(others, cells, strict=True)}
        path = (table.root or Path()) / photo.strip()
        try:
            known = Stated.of(row, number)
        except BadValue as problem:
            problems.append(problem)
            continue
        if found.setdefault(path, known) != known:
            problems.append(BadValue(column, number, say("listing.otherwise", photo=photo)))
    if problems:
        raise SchemaError(problems)
    return found
