"""A wardrobe in a folder: garments of any number, each photo looked at once."""

from __future__ import annotations

import hashlib
import itertools
import os
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path

from intarsia.apps.tryon.garment.appearance import Appearance, Inspection, inspect, recognise
from intarsia.apps.tryon.garment.embedding import text_vectors
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.stated import Stated
from intarsia.apps.tryon.garment.understanding import describe, remarks
from intarsia.apps.tryon.garment.views import COLUMN, ENCODER, kept_features
from intarsia.apps.tryon.photo import read
from intarsia.apps.tryon.wardrobe.archive import Archive, spelled
from intarsia.apps.tryon.wardrobe.listing import Listing
from intarsia.errors import RefusedPhoto
from intarsia.i18n import Message, legible, messages
from intarsia.progress import Progress
from intarsia.store import FeatureStore

say = messages(__package__)


FILE = "wardrobe.sqlite"
FEATURES = "features.sqlite"
"""The feature store of the garments' views."""
CHUNK = 16
"""The number of garments that are looked at and committed together: what a killed process loses."""
TOGETHER = 4
"""The number of garments whose views are encoded together."""
MOST = 8
"""The greatest number of photos that are looked at at the same time."""
GONE = "gone "
"""The beginning of the hash of a file that cannot be read."""
SHOWN = 5
"""The number of refusals, duplicates and notes that a report lists before it counts the rest."""


_Recognised = tuple[Appearance | RefusedPhoto, tuple[bytes, ...]]
"""What a photo shows, and the names of its views in the feature store."""


@dataclass(frozen=True)
class _File:
    """A photo on disk, the hash of its bytes, and what is stated of its garment."""

    path: Path
    content: str
    stated: Stated


@dataclass
class Added:
    """What became of the photos that were given.

    Attributes:
        new: the number of garments that the wardrobe did not have.
        updated: the number of garments of which something else is stated now.
        known: the number of garments that it had already, as they were.
        duplicates: photos that show the very picture of another one: their names, and the name of the other.
        unheard: names of the duplicates of which the table states something else than of the other photo, which counts.
        refused: photos that cannot be used: their names, and why.
        noted: photos that can be used, with a remark on each, see `understanding.remarks`.
        spare: the number of rows of the table whose photos were not given.
        notes: how the table was read, where that is not obvious.
        unread: remarks on cells of the table that could not be understood; their garments were taken without them.
    """

    new: int = 0
    updated: int = 0
    known: int = 0
    duplicates: list[tuple[str, str]] = field(default_factory=list)
    unheard: list[str] = field(default_factory=list)
    refused: list[tuple[str, RefusedPhoto]] = field(default_factory=list)
    noted: list[tuple[str, Message]] = field(default_factory=list)
    spare: int = 0
    notes: tuple[Message, ...] = ()
    unread: tuple[Message, ...] = ()

    def twice(self, file: _File, first: _File) -> None:
        """Count a file that shows the very picture of an earlier one."""
        name, other = (
            str(each.path) if file.path.name == first.path.name else each.path.name for each in (file, first)
        )
        self.duplicates.append((name, other))
        if file.stated not in (Stated(), first.stated):
            self.unheard.append(name)

    def __str__(self) -> str:
        lines = [say("added.counts", new=self.new, updated=self.updated, known=self.known)]
        twice = [
            say("added.twice_told" if name in self.unheard else "added.twice", name=name, first=first)
            for name, first in self.duplicates
        ]
        noted = [say("added.noted", name=name, note=note) for name, note in self.noted]
        for listed in (twice, [error.message for _, error in self.refused], noted):
            lines += listed[:SHOWN]
            if len(listed) > SHOWN:
                lines.append(say("added.more", count=len(listed) - SHOWN))
        if self.spare:
            lines.append(say("added.spare", count=self.spare))
        lines += [say("added.table", note=note) for note in (*self.notes, *self.unread[:SHOWN])]
        if len(self.unread) > SHOWN:
            lines.append(say("added.table", note=say("added.more_cells", count=len(self.unread) - SHOWN)))
        return "\n".join(legible(line.told) for line in lines)


class Wardrobe:
    """Garments on disk. Nothing leaves the folder; photos are kept small, without metadata.

    Garments and photos are in `wardrobe.sqlite`; the features of their views are in a `FeatureStore` beside it, so that
    a photo that must be looked at again is not encoded again.

    Args:
        folder: the folder, which is made when needed.

    Raises:
        StoreError: the wardrobe cannot be opened.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self._archive = Archive(self.folder / FILE)
        self._features = FeatureStore(self.folder / FEATURES)

    def add(self, paths: Iterable[str | Path] | str | Path = (), table: object = None) -> Added:
        """Add photos. Those that were added before, under whatever name, are not looked at again.

        A stopped process has lost at most `CHUNK` photos; started again, it goes on where it was.

        Args:
            paths: photos, and folders of them.
            table: what a shop states of them, anything that `Table.read` reads: a column with their paths or names
                (image, photo, picture, file, 图片) and any of title, description, category, price, sizes, ...
                Without paths, the photos that it names are added.

        Returns:
            What became of each photo; print it.

        Raises:
            TableError: the table has no column with photos, or a row may be of several of them.
            SchemaError: rows of the table name no photo, or contradict each other; nothing is added then.
        """
        listing = Listing.read(paths, table)
        added = Added(spare=len(listing.spare), notes=listing.notes, unread=listing.unread)
        first = dict[str, _File]()
        progress = Progress("garments", say("progress.looking"), len(listing))
        with progress, ThreadPoolExecutor(_cores()) as pool:
            for chunk in listing.chunks(CHUNK):
                files = [_File(path, _hash(path), stated) for path, stated in chunk]
                self._add(files, added, first, pool)
                progress.advance(len(files))
        return added

    def garments(self, digests: Sequence[str] | None = None) -> tuple[Garment, ...]:
        """Return all garments in the order in which they were added, or those with these digests.

        Photos stay on disk until `Garment.mask` or `Garment.pixels` asks for them.
        """
        return self._archive.garments(digests)

    @property
    def state(self) -> int:
        """A number that changes when another process has changed the wardrobe."""
        return self._archive.state

    def remove(self, digest: str) -> bool:
        """Delete one garment with its photo and features. True when there was one."""
        if views := self._archive.views(digest):
            self._features.forget(COLUMN, ENCODER, views)
        return self._archive.remove(digest)

    def forget(self) -> None:
        """Delete everything, for good; the wardrobe cannot be used any more."""
        self.close()
        erase(self.folder)

    def close(self) -> None:
        """Let go of the files."""
        self._archive.database.close()
        self._features.close()

    def __len__(self) -> int:
        return len(self._archive)

    def _add(self, files: Sequence[_File], added: Added, first: dict[str, _File], pool: ThreadPoolExecutor) -> None:
        news: list[tuple[Appearance, _File]] = []
        for file, seen in zip(files, self._appearances(files, pool), strict=True):
            if isinstance(seen, RefusedPhoto):
                added.refused.append((file.path.name, seen))
            elif (same := first.setdefault(seen.digest, file)).path != file.path:
                added.twice(file, same)
            elif (stated := self._newly_stated(seen.digest, file.stated)) is not None:
                news.append((seen, replace(file, stated=stated)))
            else:
                added.known += 1
        self._describe(news, added)

    def _appearances(self, files: Sequence[_File], pool: ThreadPoolExecutor) -> list[Appearance | RefusedPhoto]:
        """Return what the photos show; each photo is looked at once, ever."""
        found = {file.content: seen for file in files if (seen := self._archive.looked(file.content))}
        unknown = {file.content: file.path for file in files if file.content not in found}
        inspections = zip(unknown, pool.map(_inspect, unknown.values()), strict=True)
        # Some are recognised while the pool still inspects the others.
        while group := dict(itertools.islice(inspections, TOGETHER)):
            for content, (seen, names) in self._recognised(group).items():
                found[content] = seen
                if not content.startswith(GONE):
                    self._archive.keep(content, seen, names)
        return [found[file.content] for file in files]

    def _recognised(self, group: Mapping[str, Inspection | RefusedPhoto]) -> dict[str, _Recognised]:
        """Say what the garments in a group of photos look like; the refusals of the others stay what they are."""
        found: dict[str, _Recognised] = {}
        inspected: dict[str, Inspection] = {}
        for content, each in group.items():
            if isinstance(each, RefusedPhoto):
                found[content] = (each, ())
            else:
                inspected[content] = each
        if inspected:
            views, names = kept_features([each.cutout for each in inspected.values()], self._features)
            seen = recognise(list(inspected.values()), views)
            found |= dict(zip(inspected, zip(seen, names, strict=True), strict=True))
        return found

    def _newly_stated(self, digest: str, stated: Stated) -> Stated | None:
        """Return what a garment is to be described by anew; None where nothing has changed. Silence takes
        nothing back.
        """
        before = self._archive.stated(digest)
        if before is None:
            return stated
        known, current = before
        if stated != Stated() and spelled(stated) != spelled(known):
            return stated
        return None if current else known

    def _describe(self, news: Sequence[tuple[Appearance, _File]], added: Added) -> None:
        """Keep garments that are new, or of which something new is stated."""
        vectors = text_vectors([file.stated.text for _, file in news])
        for (seen, file), vector in zip(news, vectors, strict=True):
            new = self._archive.stated(seen.digest) is None
            try:
                garment = describe(seen, file.stated, vector)
            except RefusedPhoto as error:
                added.refused.append((file.path.name, error))
                continue
            self._archive.tell(garment, file.stated)
            added.noted += [(file.path.name, remark) for remark in remarks(garment)]
            added.new += new
            added.updated += not new


def erase(folder: str | Path) -> None:
    """Delete the wardrobe in a folder, readable or not, and the folder when nothing else is in it."""
    folder = Path(folder)
    for name in (FILE, FEATURES):
        for suffix in ("", "-wal", "-shm", "-journal"):
            (folder / (name + suffix)).unlink(missing_ok=True)
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()


def _inspect(path: Path) -> Inspection | RefusedPhoto:
    try:
        return inspect(read(path))
    except RefusedPhoto as error:
        return error


def _hash(path: Path) -> str:
    """Return the hash of the file's bytes; for a file that cannot be read, which may be there another time, one of its
    own.
    """
    try:
        if path.is_file():  # a pipe would be waited for
            with path.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        pass
    return f"{GONE}{hashlib.sha256(os.fsencode(path)).hexdigest()}"


def _cores() -> int:
    return max(min(os.cpu_count() or 1, MOST), 1)
