"""Which photos are to be added, and what a shop's table says of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from intarsia.apps.tryon.garment.known import Known
from intarsia.columns.table import Table
from intarsia.errors import BadValue, OptionError, SchemaError, TableError

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
"""Of files that are taken from a folder; files that are named are taken whatever they end in."""
PHOTOS = ("image", "photo", "picture", "file", "filename", "path", "img", "图片", "照片", "文件")
"""Names of the column with photos, the first one that is there."""


@dataclass(frozen=True)
class Listing:
    """Photos with what is told of them, each path once."""

    rows: tuple[tuple[Path, Known], ...]

    def __len__(self) -> int:
        return len(self.rows)

    def chunks(self, size: int) -> Iterator[Sequence[tuple[Path, Known]]]:
        """The rows, so many at a time."""
        return (self.rows[start : start + size] for start in range(0, len(self), size))

    @staticmethod
    def read(paths: Iterable[str | Path] | str | Path, table: object = None) -> Listing:
        """The photos of `paths`, else those that the table names. A row is matched by path, or by the file's name.

        Raises:
            OptionError: there is no photo.
            TableError: the table has no column with photos.
            SchemaError: cells that cannot be understood, all at once.
        """
        given = list(_files([paths] if isinstance(paths, (str, Path)) else paths))
        told = {} if table is None else _told(Table.read(table))
        if not given and not told:
            raise OptionError("there is no photo to add: name photos, a folder of photos, or a table that names them")
        by_name = {path.name: known for path, known in told.items()}
        found = given or list(told)
        return Listing(
            tuple((path, told.get(path) or by_name.get(path.name) or Known()) for path in dict.fromkeys(found))
        )


def _files(paths: Iterable[str | Path]) -> Iterator[Path]:
    for path in map(Path, paths):
        if path.is_dir():
            yield from sorted(each for each in path.rglob("*") if each.suffix.lower() in ENDINGS and each.is_file())
        else:
            yield path


def _told(table: Table) -> Mapping[Path, Known]:
    names = {name.strip().lower(): name for name in reversed(table.names)}
    column = next((names[each] for each in PHOTOS if each in names), None)
    if column is None:
        raise TableError(
            f"the table has no column with photos: call one of its columns ({', '.join(table.names)}) {PHOTOS[0]!r}"
        )
    found: dict[Path, Known] = {}
    problems: list[BadValue | str] = []
    others = [name for name in table.names if name != column]
    cells = [table.cells(name) for name in others]
    for number, photo in enumerate(table.cells(column)):
        if not isinstance(photo, str) or not photo.strip():
            problems.append(BadValue(column, number, "it names no photo; give a path, or remove the row"))
            continue
        row = {name: each[number] for name, each in zip(others, cells, strict=True)}
        try:
            found[(table.root or Path()) / photo.strip()] = Known.of(row, number)
        except BadValue as problem:
            problems.append(problem)
    if problems:
        raise SchemaError(problems)
    return found
