"""From a parcel to checked files: the one way by which anything gets into the cache."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from intarsia.assets.archive import DAMAGED
from intarsia.assets.base import Member, Parcel
from intarsia.assets.catalogue import Asset, File, is_safe, listing
from intarsia.errors import SourceFailed, UnsafeArchive, WrongHash
from intarsia.i18n import Message, messages

say = messages(__package__)


CHUNK = 1 << 20
"""Bytes read at a time: what a member is made of never lies in memory as a whole."""


def unpack(asset: Asset, parcel: Parcel, folder: Path) -> None:
    """Write the asset's files into `folder` and check them; members that the asset does not name are passed over.

    Raises:
        WrongHash: a file is not the one of the catalogue. Nothing beyond the catalogue's sizes and counts is written.
        UnsafeArchive: a member would lie outside the folder or in the place of another, or is not a regular file.
        SourceFailed: the parcel cannot be read, or lacks a file.
    """
    intakes = [
        _Intake(file, say("parcel.file", asset=asset.name, path=file.path, place=parcel.place)) for file in asset.files
    ]
    try:
        for member in parcel.members:
            if not is_safe(member.name):
                why = say("member.outside", name=member.name)
                raise UnsafeArchive(say("parcel.refused", what=parcel.place, why=why))
            _take(member, parcel.origin, intakes, folder)
    except DAMAGED as error:
        raise SourceFailed(say("parcel.unreadable", place=parcel.place, why=error)) from error
    for intake in intakes:
        if intake.hashes or asset.needs(intake.file, parcel.origin):
            intake.check()


def _take(member: Member, origin: str, intakes: list[_Intake], folder: Path) -> None:
    for intake in intakes:
        path = intake.file.destination(member.name, origin)
        if path is not None:
            return intake.take(member, path, folder)


@dataclass
class _Intake:
    """What has come in so far for one entry of the catalogue."""

    file: File
    what: Message
    hashes: dict[str, str] = field(default_factory=dict)
    size: int = 0

    def take(self, member: Member, path: str, folder: Path) -> None:
        if member.open is None:
            raise UnsafeArchive(self._refused(say("member.not_a_file", name=member.name)))
        if len(self.hashes) == self.file.count:
            raise WrongHash(self._refused(say("member.too_many", count=self.file.count)))
        target = folder / path
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with self._opened(member.open) as stream, target.open("xb") as out:
                self.hashes[path] = self._copy(stream, out)
        except (FileExistsError, NotADirectoryError) as error:
            raise UnsafeArchive(self._refused(say("member.twice", name=member.name))) from error

    def check(self) -> None:
        if len(self.hashes) != self.file.count:
            raise SourceFailed(say("parcel.incomplete", what=self.what, found=len(self.hashes), count=self.file.count))
        found = hashlib.sha256(listing(self.hashes.items())).hexdigest()
        found = found if self.file.is_pattern else next(iter(self.hashes.values()))
        if found != self.file.sha256:
            raise WrongHash(self._refused(say("member.wrong_hash", found=found, expected=self.file.sha256)))

    def _opened(self, opener: Callable[[], IO[bytes]]) -> IO[bytes]:
        try:
            return opener()
        except OSError as error:
            raise SourceFailed(say("parcel.cannot_open", what=self.what, why=error)) from error

    def _copy(self, stream: IO[bytes], out: IO[bytes]) -> str:
        digest = hashlib.sha256()
        while chunk := stream.read(CHUNK):
            self.size += len(chunk)
            if self.size > self.file.size:
                raise WrongHash(self._refused(say("member.too_long", size=self.file.size)))
            digest.update(chunk)
            out.write(chunk)
        return digest.hexdigest()

    def _refused(self, why: Message) -> Message:
        return say("parcel.refused", what=self.what, why=why)
