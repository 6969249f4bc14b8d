from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import pytest
import torch
from PIL import Image as Pillow

from intarsia.columns import Category, Image, Number, Text
from intarsia.columns.base import Batch
from intarsia.columns.table import Table
from intarsia.encoders.base import Cells, Encoded, Encoder, EncoderModule
from intarsia.encoders.embedding import CategoryEmbedding
from intarsia.errors import SchemaError
from intarsia.model.design import Part
from intarsia.store import FeatureStore
from intarsia.training import data as data_module
from intarsia.training import rows as row_kinds
from intarsia.training.data import TableData
from intarsia.training.prepare import learned


class Mean(EncoderModule):
    width = 1

    def forward(self, cells: Cells) -> Encoded:
        return Encoded(cells["value"][:, None, None], cells["present"][:, None])


@dataclass(frozen=True)
class Value(Encoder):
    """One token (B, 1, 1): the mean of the cell's numbers; `frozen` or not as the test needs it."""

    accepts: ClassVar[tuple[str, ...]] = ("number", "image")
    stored: bool = True

    @property
    def frozen(self) -> bool:
        return self.stored

    def tensors(self, batch: Batch) -> Cells:
        values = [0.0 if value is None else float(np.mean(value)) for value in batch.values]
        return {"value": torch.tensor(values), "present": torch.from_numpy(batch.present)}

    def build(self) -> EncoderModule:
        return Mean()


@pytest.fixture
def data(tmp_path: Path) -> TableData:
    for shade in (10, 20, 30):
        Pillow.new("RGB", (4, 4), (shade, shade, shade)).save(tmp_path / f"{shade}.png")
    path = tmp_path / "table.csv"
    path.write_text("photo,size,kind,note\n10.png,1,a,x\n,2,b,\n30.png,,a,z\n20.png,4,c,x\n")
    columns = {"photo": Image(), "size": Number(), "kind": Category(), "note": Text()}
    return TableData(Table.read(path), columns, FeatureStore(tmp_path / "features.sqlite"))


def values(data: TableData, part: Part) -> list[float]:
    cells = data.rows(part).take(torch.arange(len(data)))
    encoded = part.encoder.build()(cells) if "value" in cells else Encoded(cells["tokens"], cells["mask"])
    return encoded.pooled()[:, 0].tolist()


@pytest.mark.parametrize("stored", [True, False])
@pytest.mark.parametrize(("column", "wanted"), [("photo", [10, 0, 30, 20]), ("size", [1, 2, 0, 4])])
def test_rows_come_from_the_store_or_are_made(data: TableData, column: str, wanted: list[float], stored: bool) -> None:
    part = Part(column, column, Value(stored))
    assert values(data, part) == wanted
    assert data.present(part).tolist() == [number != 0 for number in wanted]
    some = data.take(np.array([3, 1, 1, 0]))
    assert len(some) == len(some.rows(part)) == 4
    assert values(some, part) == [wanted[row] for row in (3, 1, 1, 0)]
    assert some.present(part).tolist() == [wanted[row] != 0 for row in (3, 1, 1, 0)]
    assert values(some.take(np.array([1, 3])), part) == [wanted[1], wanted[0]]


def test_a_sub_table_reuses_what_is_computed(data: TableData) -> None:
    part = Part("size", "table", Value())
    data.rows(part)
    store = data._cells.store
    before = store.encoded, store.reused
    data.take(np.array([0, 1])).rows(part)
    assert (store.encoded, store.reused) == before


def test_learned_encoders_see_loaded_cells(data: TableData) -> None:
    batch = data.batch("kind", np.array([0, 1, 2]))
    assert batch.values == ("a", "b", "a")
    encoder = CategoryEmbedding(at_least=1).learn(batch)
    rows = data.rows(Part("kind", "table", encoder))
    assert len(rows) == 4
    assert rows.take(torch.tensor([2, 0]))["index"].tolist() == [1, 1]
    assert data.take(np.array([3])).batch("note").values == ("x",)
    assert data.batch("note").present.tolist() == [True, False, True, True]


def test_pictures_are_loaded_when_asked_for(data: TableData, monkeypatch: pytest.MonkeyPatch) -> None:
    assert data.batch("photo", np.array([2])).values[0].shape == (4, 4, 3)
    rows = data.rows(Part("photo", "photo", Value(stored=False)))
    assert isinstance(rows, row_kinds.LazyRows)
    monkeypatch.setattr(row_kinds, "KEPT", 100)
    assert rows.take(torch.tensor([0, 2, 3, 0]))["value"].tolist() == [10, 30, 20, 10]
    assert sorted(rows.kept) == [0, 2]  # 48 bytes each: a third would be too much


def test_the_frame_holds_raw_cells(data: TableData) -> None:
    frame = data.take(np.array([3, 0])).frame(["note", "size"])
    assert frame.to_dict("list") == {"note": ["x", "x"], "size": [4.0, 1.0]}
    assert list(frame.index) == [0, 1]


def test_cells_that_cannot_be_loaded_are_told_at_once(tmp_path: Path) -> None:
    table = Table.read({"size": [1, "two", 3, "four"], "photo": ["no.png", None, None, None]})
    data = TableData(table, {"size": Number(), "photo": Image()}, FeatureStore(tmp_path / "features.sqlite"))
    with pytest.raises(SchemaError, match=r"(?s)2 problems.*'size', row 1: .*'size', row 3: "):
        data.batch("size")
    with pytest.raises(SchemaError, match=r"'photo', row 0: "):
        data.rows(Part("photo", "photo", Value(stored=False))).take(torch.tensor([0]))
    with pytest.raises(SchemaError, match=r"'photo', row 0: "):
        data.present(Part("photo", "photo", Value(stored=False)))


def test_no_cell_is_loaded_for_an_encoder_that_learns_nothing(tmp_path: Path) -> None:
    lost = TableData(
        Table.read({"photo": ["lost.png"]}), {"photo": Image()}, FeatureStore(tmp_path / "features.sqlite")
    )
    part = Part("photo", "photo", Value(stored=False))
    assert learned(part, lost, np.arange(1)) is part
    with pytest.raises(SchemaError, match=r"no file 'lost.png'"):
        learned(Part("photo", "photo", CategoryEmbedding()), lost, np.arange(1))


@pytest.mark.parametrize("kind", [str, Path])
def test_contents_are_kept_in_place_of_paths_while_there_is_room(
    kind: type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pictures = [tmp_path / f"{shade}.png" for shade in range(4)]
    for shade, path in enumerate(pictures):
        Pillow.new("RGB", (4, 4), (shade, shade, shade)).save(path)
    monkeypatch.setattr(data_module, "KEPT", sum(path.stat().st_size for path in pictures[:2]))
    given = [kind(path) for path in pictures]
    data = TableData(Table.read({"photo": given}), {"photo": Image()}, FeatureStore(tmp_path / "features.sqlite"))
    data.check()
    kept = data._cells._column("photo")
    assert [isinstance(cell, bytes) for cell in kept] == [True, True, False, False]
    assert list(kept[2:]) == given[2:]
    assert values(data, Part("photo", "photo", Value())) == [0, 1, 2, 3]
