"""Which photos are to be added, and what a shop's table says of each."""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from intarsia.apps.tryon.garment.prices import decimal_sign
from intarsia.apps.tryon.garment.shop_row import Unread, fact_of, read_row
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
AMBIGUOUS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}\.\d{3}(?![\d.,])")
"""Prices that other prices explain."""


@dataclass(frozen=True)
class Listing:
    """Photos with what is told of them, each path once.

    Attributes:
        rows: the photos.
        spare: photos that a table names and that were not given: their rows are not used.
        notes: what a reader should know about how the table was read, see `Table.notes`.
        unread: remarks on cells that could not be understood, one for all rows with the same cell, the most first.
    """

    rows: tuple[tuple[Path, Stated], ...]
    spare: tuple[Path, ...] = ()
    notes: tuple[Message, ...] = ()
    unread: tuple[Message, ...] = ()

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
            SchemaError: rows without a photo, or that contradict each other, all at once.
        """
        given = list(_files([paths] if isinstance(paths, (str, Path)) else paths))
        read = None if table is None else Table.read(table)
        told = ToldTable({}) if read is None else _told(read)
        if not given and not told.rows:
            raise OptionError(say("listing.no_photo"))
        found = list(dict.fromkeys(given or told.rows))
        matched = _matched(found, told.rows)
        used = {*matched.values()}
        return Listing(
            tuple((path, told.rows[matched[path]] if path in matched else Stated()) for path in found),
            tuple(each for each in told.rows if each not in used),
            () if read is None else (*read.notes, *told.notes),
            told.unread,
        )


@dataclass(frozen=True)
class ToldTable:
    """What a shop's table tells: of each photo, of how it was read, and of the cells that could not be."""

    rows: Mapping[Path, Stated]
    notes: tuple[Message, ...] = ()
    unread: tuple[Message, ...] = ()


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


def _told(table: Table) -> ToldTable:
    names = {name.strip().lower(): name for name in reversed(table.names)}
    column = next((names[each] for each in PHOTOS if each in names), None)
    if column is None:
        raise TableError(say("listing.no_column", names=list(table.names), photo=PHOTOS[0]))
    found: dict[Path, Stated] = {}
    problems: list[BadValue | str] = []
    unread = Counter[Unread]()
    others = {name: table.cells(name) for name in table.names if name != column}
    sign = decimal_sign(cell for name, cells in others.items() if fact_of(name) == "price" for cell in cells)
    for number, photo in enumerate(table.cells(column)):
        if not isinstance(photo, str) or not photo.strip():
            problems.append(BadValue(column, number, say("listing.no_name")))
            continue
        path = (table.root or Path()) / photo.strip()
        row = read_row({name: cells[number] for name, cells in others.items()}, sign)
        unread.update(row.unread)
        if found.setdefault(path, row.stated) != row.stated:
            problems.append(BadValue(column, number, say("listing.otherwise", photo=photo)))
    if problems:
        raise SchemaError(problems)
    return ToldTable(found, _notes(others, sign), tuple(each.told(count) for each, count in unread.most_common()))


def _notes(cells: Mapping[str, Sequence[object]], sign: str) -> tuple[Message, ...]:
    """Say how the table was read where its own names do not: whom garments are for, and the marks in its prices."""
    found = [say("listing.wearer", column=name) for name in cells if fact_of(name) == "wearer"][:1]
    texts = [cell for name in cells if fact_of(name) == "price" for cell in cells[name] if isinstance(cell, str)]
    if sign and any(AMBIGUOUS.search(text) for text in texts):
        found.append(say("listing.point" if sign == "." else "listing.comma"))
    return tuple(found)
