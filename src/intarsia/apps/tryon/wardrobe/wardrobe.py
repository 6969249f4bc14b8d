"""A wardrobe in a folder: garments of any number, each photo looked at once."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from intarsia.apps.tryon.garment.appearance import Seen, see
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.stated import Known
from intarsia.apps.tryon.garment.text_vector import text_vectors
from intarsia.apps.tryon.garment.understanding import NOTES, describe
from intarsia.apps.tryon.photo import legible, read
from intarsia.apps.tryon.wardrobe.archive import Archive, spelled
from intarsia.apps.tryon.wardrobe.listing import Listing
from intarsia.errors import RefusedPhoto
from intarsia.progress import Progress

FILE = "wardrobe.sqlite"
CHUNK = 16
"""Garments that are looked at and committed together: what a killed process loses."""
MOST = 8
"""Photos that are looked at at the same time."""
GONE = "gone "
"""How the hash of a file that cannot be read begins."""
SHOWN = 5
"""Refusals, duplicates and notes that a report lists before it counts the rest."""


@dataclass(frozen=True)
class _File:
    """A photo on disk, the hash of its bytes, and what is told of its garment."""

    path: Path
    content: str
    told: Known


@dataclass
class Added:
    """What became of the photos that were given.

    Attributes:
        new: garments that the wardrobe did not have.
        updated: garments of which something else is told now.
        known: garments that it had, as they were.
        duplicates: photos that show the very picture of another one: their names, and the other's.
        unheard: those of them of which the table tells something else than of the other, which counts.
        refused: photos that cannot be used: their names, and why.
        noted: photos that can, with what should be known of them, see `understanding.NOTES`.
        spare: rows of the table whose photos were not given.
        notes: how the table was read, where that is not plain.
    """

    new: int = 0
    updated: int = 0
    known: int = 0
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)
    refused: list[tuple[str, RefusedPhoto]] = field(default_factory=list)
    noted: list[tuple[str, str]] = field(default_factory=list)
    spare: int = 0
    notes: tuple[str, ...] = ()

    def twice(self, file: _File, first: _File) -> None:
        """A file shows the very picture of an earlier one."""
        name, other = (
            str(each.path) if file.path.name == first.path.name else each.path.name for each in (file, first)
        )
        self.duplicates.append((name, other))
        if file.told not in (Known(), first.told):
            self.unheard.append(name)

    def __str__(self) -> str:
        lines = [f"{self.new} new, {self.updated} updated, {self.known} known already"]
        twice = [
            f"{name} is the same picture as {first}: kept once"
            + (f", as the table tells of {first}" if name in self.unheard else "")
            for name, first in self.duplicates
        ]
        noted = [f"{name}: {NOTES[note]['en']}" for name, note in self.noted]
        for told in (twice, [str(error) for _, error in self.refused], noted):
            lines += [*told[:SHOWN], *([f"{len(told) - SHOWN} more like these"] if len(told) > SHOWN else [])]
        if self.spare:
            lines.append(f"{self.spare} row{'s' * (self.spare > 1)} of the table not used: no such photo was given")
        return "\n".join(map(legible, [*lines, *(f"table: {note}" for note in self.notes)]))


class Wardrobe:
    """Garments on disk. Nothing leaves the folder; photos are kept small, without metadata.

    Args:
        folder: made when it is not there. All is in one file, `wardrobe.sqlite`.

    Raises:
        StoreError: it cannot be opened.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._archive = Archive(self.folder / FILE)

    def add(self, paths: Iterable[str | Path] | str | Path = (), table: object = None) -> Added:
        """Add photos. Those that were added before, whatever their names, are not looked at again.

        A stopped process has lost at most `CHUNK` photos; started again, it goes on.

        Args:
            paths: photos, and folders of them.
            table: what a shop says of them, anything that `Table.read` reads: a column with their paths or names
                (image, photo, picture, file, 图片) and any of title, description, category, price, sizes, ...
                Without paths, the photos that it names.

        Returns:
            What became of each photo; print it.

        Raises:
            TableError: the table has no column with photos, or a row may be of several of them.
            BadValue: a category or price that cannot be understood; nothing is added then.
        """
        listing = Listing.read(paths, table)
        added = Added(spare=len(listing.spare), notes=listing.notes)
        first = dict[str, _File]()
        with Progress("looking at garments", len(listing)) as progress, ThreadPoolExecutor(_cores()) as pool:
            for chunk in listing.chunks(CHUNK):
                files = [_File(path, _hash(path), told) for path, told in chunk]
                self._add(files, added, first, pool)
                progress.advance(len(files))
        return added

    def garments(self, digests: Sequence[str] | None = None) -> tuple[Garment, ...]:
        """All garments in the order in which they were added, or those with these digests. Photos stay on disk until
        `Garment.mask` or `Garment.pixels` asks for them."""
        return self._archive.garments(digests)

    @property
    def state(self) -> int:
        """Another number when another process has changed something."""
        return self._archive.state

    def remove(self, digest: str) -> bool:
        """Delete one garment and its photo. True when there was one."""
        return self._archive.remove(digest)

    def forget(self) -> None:
        """Delete everything, for good; the wardrobe cannot be used any more."""
        self.close()
        erase(self.folder)

    def close(self) -> None:
        """Let go of the file."""
        self._archive.database.close()

    def __len__(self) -> int:
        return len(self._archive)

    def _add(self, files: Sequence[_File], added: Added, first: dict[str, _File], pool: ThreadPoolExecutor) -> None:
        news: list[tuple[Seen, _File]] = []
        for file, look in zip(files, self._looks(files, pool), strict=True):
            if isinstance(look, RefusedPhoto):
                added.refused.append((file.path.name, look))
            elif (same := first.setdefault(look.digest, file)).path != file.path:
                added.twice(file, same)
            elif (told := self._newly_told(look.digest, file.told)) is not None:
                news.append((look, replace(file, told=told)))
            else:
                added.known += 1
        self._tell(news, added)

    def _looks(self, files: Sequence[_File], pool: ThreadPoolExecutor) -> list[Seen | RefusedPhoto]:
        """What the photos show, each looked at once."""
        found = {file.content: look for file in files if (look := self._archive.looked(file.content))}
        unknown = {file.content: file.path for file in files if file.content not in found}
        for content, look in zip(unknown, pool.map(_look, unknown.values()), strict=True):
            found[content] = look
            if not content.startswith(GONE):
                self._archive.keep(content, look)
        return [found[file.content] for file in files]

    def _newly_told(self, digest: str, told: Known) -> Known | None:
        """What to describe a garment by, anew; None where nothing has changed. No word takes nothing back."""
        before = self._archive.told(digest)
        if before is None:
            return told
        known, current = before
        if told == Known() or spelled(told) == spelled(known):
            return None if current else known
        return told

    def _tell(self, news: Sequence[tuple[Seen, _File]], added: Added) -> None:
        for (seen, file), vector in zip(news, text_vectors([file.told.text for _, file in news]), strict=True):
            new = self._archive.told(seen.digest) is None
            try:
                self._archive.tell(garment := describe(seen, file.told, vector), file.told)
            except RefusedPhoto as error:
                added.refused.append((file.path.name, error))
            else:
                added.noted += [(file.path.name, note) for note in garment.notes]
                added.new = added.new + new
                added.updated = added.updated + (not new)


def erase(folder: str | Path) -> None:
    """Delete the wardrobe in a folder, readable or not, and the folder when nothing else is in it."""
    for suffix in ("", "-wal", "-shm", "-journal"):
        (Path(folder) / (FILE + suffix)).unlink(missing_ok=True)
    if Path(folder).is_dir() and not any(Path(folder).iterdir()):
        Path(folder).rmdir()


def _look(path: Path) -> Seen | RefusedPhoto:
    try:
        return see(read(path))
    except RefusedPhoto as error:
        return error


def _hash(path: Path) -> str:
    """Of the file's bytes; one of its own for a file that cannot be read, which may be there another time."""
    try:
        if not path.is_file():  # a pipe would be waited for
            return f"{GONE}{path}"
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return f"{GONE}{path}"


def _cores() -> int:
    return max(min(os.cpu_count() or 1, MOST), 1)
