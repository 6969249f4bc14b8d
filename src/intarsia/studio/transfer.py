"""Files that go from the browser to the studio and back: uploads, ZIPs of them, pages that the browser saves."""

from __future__ import annotations

import lzma
import secrets
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

import gradio as gr
from markupsafe import Markup, escape

from intarsia.html.page import Page
from intarsia.i18n import Message
from intarsia.studio.errors import PageError
from intarsia.studio.page_text import html, script, tell
from intarsia.studio.workspace import Workspace

PICTURES = "image/*,.heic,.heif"  # systems that do not know these call them no pictures
MOST = 20_000
"""Files that a ZIP may hold."""
LARGEST = 2**29
"""Bytes that they may have together when they are unpacked: pictures hardly grow, and a table has its own bound."""
DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    EOFError, IndexError, OSError, RuntimeError, ValueError,
)  # fmt: skip
"""What `zipfile` raises of damaged files."""


def drop(
    name: str,
    call: Message,
    hint: Message,
    *,
    accept: str = PICTURES,
    multiple: bool = False,
    camera: bool = False,
    small: bool = False,
) -> gr.HTML:
    """A place to drop files on, or to choose them: each is uploaded, and an "upload" event names where they are.

    Args:
        name: its id.
        call: what to drop.
        hint: more about it.
        accept: kinds of files, as HTML names them.
        multiple: several at once.
        camera: offers to take a photo.
        small: takes little room.
    """
    values = {
        "accept": accept,
        "multiple": multiple,
        "camera": camera,
        "small": small or multiple,
        "call": call,
        "hint": hint,
        "say": tell,
    }
    return html(
        Page("studio/drop.html", values).html(), js_on_load=script("upload.js", "drop.js"), elem_id=f"drop-{name}"
    )


@contextmanager
def dropped(workspace: Workspace, event: Any) -> Iterator[list[Path]]:
    """The files of an "upload" event, deleted afterwards, whatever became of them. Raises `PageError`."""
    with taken(workspace, [each["path"] for each in event._data["files"]]) as paths:
        yield paths


@contextmanager
def taken(workspace: Workspace, named: Sequence[object]) -> Iterator[list[Path]]:
    """Uploads that a page names, deleted afterwards; also when one of them is none. Raises `PageError`."""
    paths: list[Path] = []
    missing: PageError | None = None
    try:
        for path in named:
            try:
                paths.append(workspace.taken(path))
            except PageError as error:
                missing = missing or error
        if missing is not None:
            raise missing
        yield paths
    finally:
        for path in paths:
            workspace.drop(path)


def unpack(path: Path, home: Path) -> list[Path]:
    """The files in a ZIP, unpacked into a folder, in order of their names.

    Raises:
        PageError: it is no ZIP, holds too much, or a file that would lie outside of the folder.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            members = [each for each in packed.infolist() if not each.is_dir()]
            if len(members) > MOST or sum(each.file_size for each in members) > LARGEST:
                raise PageError(tell("error.zip_large", name=path.name, files=f"{MOST:,}"))
            for each in members:
                place = PurePosixPath(each.filename)
                if place.is_absolute() or ".." in place.parts or "\\" in each.filename:
                    raise PageError(tell("error.zip_outside", name=path.name, file=each.filename))
            packed.extractall(home)
    except PageError:
        raise
    except DAMAGED as error:
        raise PageError(tell("error.zip", name=path.name, why=error)) from error
    return sorted(each for each in home.rglob("*") if each.is_file() and "__MACOSX" not in each.parts)


def parcel(name: str, content: str) -> str:
    """HTML whose arrival makes the browser save `content`, so that no copy of it lies on a disk here.

    Each one differs, so a page can be saved twice.
    """
    return str(
        Markup('<div hidden data-name="{}" data-once="{}">{}</div>').format(name, secrets.token_hex(4), escape(content))
    )
