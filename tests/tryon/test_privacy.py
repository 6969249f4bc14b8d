"""Everything local, and nothing kept that was not asked for."""

from __future__ import annotations

import html
import re
import socket
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from shops import SECRET, Shop

from intarsia import cli
from intarsia.apps.tryon.person import measure
from intarsia.apps.tryon.wardrobe.wardrobe import FILE

pytestmark = pytest.mark.slow

LOOPBACK = ("127.", "::1", "localhost")
WATCHED = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo", "urllib.Request")
calls: list[tuple[str, object]] | None = None


def _audit(event: str, given: tuple[object, ...]) -> None:
    if calls is not None and event in WATCHED and not _local(given):
        calls.append((event, given[-1]))
        raise OSError(f"{event} during private work")


def _local(given: tuple[object, ...]) -> bool:
    """A socket within the machine: of a file (Unix), or to the loopback."""
    address = next((each for each in given if isinstance(each, tuple) and each), given)
    host = address[0] if isinstance(address, tuple) else address
    return not isinstance(host, str) or host.startswith(LOOPBACK)


sys.addaudithook(_audit)  # hooks cannot be removed; this one sleeps while `calls` is None


@pytest.fixture
def offline() -> Iterator[list[tuple[str, object]]]:
    """Whatever reaches for the network is refused, and listed."""
    global calls
    calls = []
    yield calls
    calls = None


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("intarsia.apps.tryon.room.cache_root", lambda: tmp_path / "cache")


def recommend(shop: Shop, *options: str) -> None:
    command = ["tryon", "recommend", str(shop.me), "--wardrobe", str(shop.wardrobe), "--likes", str(shop.like)]
    assert cli.main([*command, "--wish", "a walk in spring", "--top", "3", *options]) == 0


def test_the_watch_is_awake(offline: list[tuple[str, object]]) -> None:
    with pytest.raises(OSError, match="during private work"):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
    assert offline


def test_no_network_while_measuring_adding_recommending_and_previewing(
    shop: Shop, offline: list[tuple[str, object]]
) -> None:
    measure(shop.me)
    assert cli.main(["tryon", "add", "mine", str(shop.photos), "--table", str(shop.table)]) == 0
    recommend(shop, "--explain", "--preview")
    assert cli.main(["tryon", "wear", str(shop.me), str(shop.like)]) == 0
    assert offline == []


def test_places_and_names_in_photos_stay_at_the_door(shop: Shop) -> None:
    assert SECRET.encode() in shop.me.read_bytes()
    recommend(shop, "--with-photo")
    for file in (shop.wardrobe / FILE, Path("looks.html")):
        assert SECRET.encode() not in file.read_bytes()
    with closing(sqlite3.connect(shop.wardrobe / FILE)) as archive:
        photos = [photo for (photo,) in archive.execute("SELECT photo FROM seen")]
    assert len(photos) == 8
    assert not any(b"Exif" in photo or SECRET.encode() in photo for photo in photos)


def test_recommending_writes_the_page_and_numbers_and_no_picture(shop: Shop, tmp_path: Path) -> None:
    before = snapshot(shop.wardrobe.parent)
    recommend(shop)
    assert {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()} == {
        "looks.html",
        str(Path("cache", "tryon", "lastpage.json")),
    }
    assert snapshot(shop.wardrobe.parent) == before
    kept = (tmp_path / "cache" / "tryon" / "lastpage.json").read_text("utf-8")
    assert not re.search(r"walk|spring|white|like\.jpg|me\.jpg", kept)


def snapshot(folder: Path) -> dict[str, bytes]:
    """The files; what SQLite lays beside its own while it is open does not count."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(("-wal", "-shm")))
    return {str(path): path.read_bytes() for path in files}


def test_the_page_shows_nobody_unless_asked(shop: Shop) -> None:
    recommend(shop)
    page = Path("looks.html").read_text("utf-8")
    assert 'class="me"' not in page
    assert "This page holds no photo of a person, and asks no network" in page
    assert 'class="worn"' not in page
    for option, shown in (("--with-photo", 'class="me"'), ("--preview", 'class="worn"')):
        recommend(shop, option)
        page = Path("looks.html").read_text("utf-8")
        assert shown in page
        assert "no photo of a person but yours, as you asked" in page


def test_the_page_fetches_nothing(shop: Shop) -> None:
    recommend(shop)
    page = Path("looks.html").read_text("utf-8")
    assert "default-src 'none'" in html.unescape(page)
    links = re.findall(r"""(?:src|href)\s*=\s*["']?([^"'\s>]+)""", page)
    assert links
    assert [link for link in links if not link.startswith(("data:image/webp;base64,", "#"))] == []
    assert not re.search(r"url\(|@import|https?://", page)
    assert "Photos of others only with their consent." in page
    assert "使用他人照片须征得本人同意" in page
