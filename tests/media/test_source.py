"""From the path in a cell to a file: the folder that it may not leave, and pictures within bounds."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from intarsia.errors import CellError
from intarsia.i18n import Message
from intarsia.media.image import Opener, endings, picture_source
from intarsia.media.source import inside, located


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a file, beside one that its cells may not name, and a link that leads there."""
    (tmp_path / "table").mkdir()
    (tmp_path / "table" / "note.txt").write_text("here")
    (tmp_path / "secret.txt").write_text("there")
    (tmp_path / "table" / "link.txt").symlink_to(tmp_path / "secret.txt")
    return tmp_path / "table"


def test_relative_paths_start_at_the_folder_and_absolute_ones_anywhere(folder: Path) -> None:
    assert located("note.txt", folder).read_text() == "here"
    assert located(folder / "note.txt", None).read_text() == "here"
    assert located("../secret.txt", folder).read_text() == "there"


@pytest.mark.parametrize("name", ["../secret.txt", "link.txt", "../gone.txt", "note.txt/../../secret.txt", "~root"])
def test_a_confined_path_leads_nowhere_else_whether_anything_is_there_or_not(folder: Path, name: str) -> None:
    if inside(name, folder):
        with pytest.raises(CellError, match="no file"):
            located(name, folder, confined=True)
    else:
        with pytest.raises(CellError, match="outside of the folder"):
            located(name, folder, confined=True)


def test_what_is_no_file_is_told_by_what_it_should_be(folder: Path) -> None:
    with pytest.raises(CellError, match="is a folder, not a sound") as caught:
        located(".", folder, medium=Message("sound", "声音"))
    assert "声音" in caught.value.message.zh
    with pytest.raises(CellError, match="is no path of a picture"):
        located("x" * 5000, folder)


def test_a_picture_is_counted_by_its_header_and_bounded_before_it_is_decoded() -> None:
    content = io.BytesIO()
    PIL.Image.new("RGB", (640, 480)).save(content, "PNG")
    source = picture_source(content.getvalue())
    assert Opener(64, 640 * 480).pixels(source) == 640 * 480
    assert Opener(64, 640 * 480).decoded(source).shape == (48, 64, 3)
    with pytest.raises(CellError, match="640 x 480 is larger"):
        Opener(64, 640 * 480 - 1).pixels(source)
    assert Opener(64, 100).pixels(picture_source(np.zeros((4, 5)))) == 20
    assert {".png", ".jpg", ".webp"} <= endings()
