"""Whatever is kept is asked whether it is whole when it is read: damage is told, or made good, never believed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import intarsia as ia
from intarsia.apps.tryon.recommend.last_page import LastPage
from intarsia.apps.tryon.recommend.preference import Feedback, Preference
from intarsia.apps.tryon.wardrobe import archive, rows
from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
from intarsia.errors import IntarsiaError, IntarsiaWarning, StoreError
from intarsia.evaluation.board import Board
from intarsia.index.base import load_index
from intarsia.index.exact import Exact

GOLDEN = Path(__file__).parent / "golden"
CHANGES = 40
"""Bytes of each file that are changed, one after the other."""


def model(folder: Path) -> Callable[[], Any]:
    rows = pd.DataFrame({"days": [0.0, 1, 2, 3] * 5, "state": ["raw", "ripe"] * 10})
    ia.Learner("state", fitter="linear", store=ia.FeatureStore(":memory:")).fit(rows).save_pretrained(folder)
    return lambda: ia.Learner.from_pretrained(folder).scores(rows).tolist()


def board(folder: Path) -> Callable[[], Any]:
    Board.load(GOLDEN / "board").save(folder)

    def read() -> Any:
        found = Board.load(folder)
        return found.to_dict(), [entry.oof.tolist() for entry in found.entries], found.question.target.tolist()

    return read


def index(folder: Path) -> Callable[[], Any]:
    built = Exact().build()
    built.add(["one", "two", "three"], np.eye(3, dtype=np.float32))
    built.save(folder)
    return lambda: (load_index(folder).keys, load_index(folder).search(np.eye(3, dtype=np.float32), 1))


def preference(folder: Path) -> Callable[[], Any]:
    Preference({"taste": (1.5, 1.0)}).learn(Feedback({"taste": 0.25}, True)).save(folder / "kept.json")
    return lambda: Preference.load(folder / "kept.json")


def last_page(folder: Path) -> Callable[[], Any]:
    LastPage("looks.html", ({"taste": 0.25},), {1: True}).save(folder)
    return lambda: LastPage.load(folder)


@pytest.mark.parametrize("kept", [model, board, index, preference, last_page])
def test_a_changed_byte_is_told_or_changes_nothing(kept: Callable[[Path], Callable[[], Any]], tmp_path: Path) -> None:
    read = kept(tmp_path)
    whole = repr(read())
    random = np.random.default_rng(0)
    told = 0
    for file in sorted(path for path in tmp_path.rglob("*") if path.is_file()):
        content = file.read_bytes()
        for place in random.choice(len(content), min(CHANGES, len(content)), replace=False).tolist():
            changed = bytearray(content)
            changed[place] ^= 1 << int(random.integers(8))
            file.write_bytes(changed)
            try:
                assert repr(read()) == whole, (file.name, place)
            except IntarsiaError:
                told += 1
        file.write_bytes(content)
    assert told > CHANGES / 2
    assert repr(read()) == whole


@pytest.mark.parametrize("kept", [model, board, index, preference, last_page])
@pytest.mark.parametrize(
    "content", [b"", b"[" * 200_000, b"[]", b"{}", b"null", b'"\xff"', b'{"format": 1}', b'{"a":' * 5000]
)
def test_a_file_of_something_else_is_told_in_one_line(
    kept: Callable[[Path], Callable[[], Any]], content: bytes, tmp_path: Path
) -> None:
    read = kept(tmp_path)
    for file in sorted(path for path in tmp_path.rglob("*") if path.is_file()):
        before = file.read_bytes()
        file.write_bytes(content)
        with pytest.raises(IntarsiaError) as caught:
            read()
        assert len(str(caught.value)) < 600
        assert "\n" not in str(caught.value)
        file.write_bytes(before)


def test_a_board_without_one_of_its_parts_is_told(tmp_path: Path) -> None:
    read = board(tmp_path)
    whole = json.loads((tmp_path / "board.json").read_text("utf-8"))
    del whole["digest"]
    for name in whole.keys() - {"task", "kind", "arrays", "fusing", "cutoff", "effort"}:  # boards of before lack some
        (tmp_path / "board.json").write_text(json.dumps({key: whole[key] for key in whole if key != name}), "utf-8")
        with pytest.raises(IntarsiaError, match=r"holds no board|board of format None"):
            read()


def test_damaged_features_are_encoded_again(tmp_path: Path) -> None:
    from store.letters import Letters

    cells = [f"cell {number}" for number in range(500)]
    store = ia.FeatureStore(tmp_path / "features.sqlite")
    wanted = store.features(ia.Text(), Letters(), cells, "note")
    store.close()
    content = bytearray((tmp_path / "features.sqlite").read_bytes())
    for place in np.random.default_rng(0).choice(len(content) - 8192, 200, replace=False).tolist():
        content[8192 + place] ^= 1 << place % 8
    (tmp_path / "features.sqlite").write_bytes(content)
    with pytest.warns(IntarsiaWarning, match="damaged"):
        found = store.features(ia.Text(), Letters(), cells, "note")
    np.testing.assert_array_equal(found.tokens, wanted.tokens)
    np.testing.assert_array_equal(found.mask, wanted.mask)


@pytest.fixture
def wardrobe(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Wardrobe]:
    """A wardrobe of this version with checksums."""
    for module in (archive, rows):
        monkeypatch.setattr(module, "VERSION", 2)  # that of the golden file, whose embeddings are then believed
    shutil.copytree(GOLDEN / "wardrobe", tmp_path / "wardrobe")
    with closing(Wardrobe(tmp_path / "wardrobe")) as found:
        for garment in found.garments():
            told = found._archive.stated(garment.digest)
            assert told is not None
            found._archive.tell(garment, told[0])
        yield found


def spoil(wardrobe: Wardrobe, table: str, column: str) -> None:
    """Change a cell of the first row as a disk would, without SQLite noticing."""
    run = wardrobe._archive.database.run
    ((rowid, cell),) = run(f"SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL LIMIT 1")
    if isinstance(cell, bytes):
        cell = bytes([cell[0] ^ 1]) + cell[1:]
    else:
        cell = cell + 1 if isinstance(cell, (int, float)) else f"{cell[:-1]}{chr(ord(cell[-1]) ^ 1)}"
    run(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", cell, rowid)


@pytest.mark.parametrize(
    "column", ["digest", "category", "palette", "pattern", "sureness", "image", "title", "price", "others"]
)
def test_a_damaged_garment_is_left_out_with_a_remark(wardrobe: Wardrobe, column: str) -> None:
    whole = len(wardrobe.garments())
    spoil(wardrobe, "garments", column)
    with pytest.warns(
        IntarsiaWarning, match="1 garment of the wardrobe .* is damaged and left out: add the photos again"
    ):
        assert len(wardrobe.garments()) == whole - 1


def test_what_was_told_of_a_garment_is_not_believed_when_it_is_damaged(wardrobe: Wardrobe) -> None:
    garment = wardrobe.garments()[0]
    spoil(wardrobe, "garments", "told")
    assert wardrobe._archive.stated(garment.digest) is None


def test_a_damaged_photo_is_not_shown(tmp_path: Path) -> None:
    import PIL.Image

    from intarsia.apps.tryon.synthetic import GarmentSpec, render_garment

    photo = tmp_path / "tee.png"
    PIL.Image.fromarray(render_garment(GarmentSpec("t-shirt"), 256).pixels).save(photo)
    with closing(Wardrobe(tmp_path / "wardrobe")) as wardrobe:
        for column in ("photo", "mask", "facts"):
            wardrobe.add(photo)
            (garment,) = wardrobe.garments()
            whole = garment.pixels
            spoil(wardrobe, "seen", column)
            (garment,) = wardrobe.garments()
            if column == "facts":
                np.testing.assert_array_equal(garment.pixels, whole)
            else:
                with pytest.raises(StoreError, match="or it is damaged: read its garments anew, and add that photo"):
                    garment.pixels  # noqa: B018
            wardrobe.add(photo)  # looks at it again
            (garment,) = wardrobe.garments()
            np.testing.assert_array_equal(garment.pixels, whole)


@pytest.mark.parametrize(
    "change",
    [
        "features SET content = NULL", "features SET content = 'text'", "spaces SET width = NULL",
        "spaces SET tokens = -1, width = -8", "batches SET used = NULL", "spaces SET tokens = 2, width = 3",
    ],
)  # fmt: skip
@pytest.mark.filterwarnings("ignore:.*damaged:RuntimeWarning")
def test_values_of_another_type_or_shape_are_not_believed(change: str, tmp_path: Path) -> None:
    from store.letters import Letters

    store = ia.FeatureStore(tmp_path / "features.sqlite")
    wanted = store.features(ia.Text(), Letters(), ["one", "two"], "note")
    assert store._database is not None
    store._database._connection.execute(f"UPDATE {change}")
    found = store.features(ia.Text(), Letters(), ["one", "two"], "note")
    np.testing.assert_array_equal(found.tokens, wanted.tokens)
    np.testing.assert_array_equal(found.mask, wanted.mask)
