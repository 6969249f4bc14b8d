"""A place to drop files on, or to choose them: each is uploaded, and an "upload" event names where they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import gradio as gr

from intarsia.html.page import Page
from intarsia.studio.markup import html
from intarsia.studio.page_text import tell
from intarsia.studio.script import script
from intarsia.studio.told import Told
from intarsia.studio.workspace import Private

PICTURES = "image/*"


def drop(
    name: str, accept: str = PICTURES, multiple: bool = False, camera: bool = False, small: bool = False
) -> gr.HTML:
    """Where files are dropped.

    Args:
        name: of its phrases, `<name>` and `<name>_hint` in section "drop"; also its id.
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
        "call": tell(f"drop.{name}"),
        "hint": tell(f"drop.{name}_hint"),
        "say": tell,
    }
    return html(
        Page("studio/drop.html", values).html(), js_on_load=script("upload.js", "drop.js"), elem_id=f"drop-{name}"
    )


@contextmanager
def dropped(private: Private, event: Any) -> Iterator[list[Path]]:
    """The files of an "upload" event, deleted afterwards, whatever became of them. Raises `Told`."""
    with taken(private, [each["path"] for each in event._data["files"]]) as paths:
        yield paths


@contextmanager
def taken(private: Private, named: Sequence[object]) -> Iterator[list[Path]]:
    """Uploads that a page names, deleted afterwards; also when one of them is none. Raises `Told`."""
    paths: list[Path] = []
    missing: Told | None = None
    try:
        for path in named:
            try:
                paths.append(private.taken(path))
            except Told as error:
                missing = missing or error
        if missing is not None:
            raise missing
        yield paths
    finally:
        for path in paths:
            private.drop(path)
