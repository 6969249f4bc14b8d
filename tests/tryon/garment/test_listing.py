from __future__ import annotations

from pathlib import Path

import pytest

from intarsia.apps.tryon.garment.stated import Stated
from intarsia.apps.tryon.wardrobe.listing import Listing
from intarsia.errors import OptionError, SchemaError, TableError


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "in").mkdir()
    for name in ("a.jpg", "in/b.PNG", "notes.txt"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def test_folders_give_their_pictures(shop):
    assert [path.name for path, _ in Listing.read(shop).rows] == ["a.jpg", "b.PNG"]
    assert len(Listing.read([shop / "a.jpg", shop / "a.jpg"])) == 1


def test_rows_are_matched_by_name_and_by_path(shop):
    told = [{"photo": "a.jpg", "title": "A"}, {"photo": "b.PNG", "title": "B"}]
    assert [known.title for _, known in Listing.read(shop, told).rows] == ["A", "B"]
    (shop / "t.csv").write_text("photo,title\na.jpg,A\nin/b.PNG,B\n")
    rows = Listing.read([], shop / "t.csv").rows
    assert [(path, known.title) for path, known in rows] == [(shop / "a.jpg", "A"), (shop / "in" / "b.PNG", "B")]
    assert Listing.read([shop / "notes.txt"], told).rows == ((shop / "notes.txt", Stated()),)


def test_rows_are_matched_by_path_wherever_one_stands(shop, monkeypatch):
    (shop / "a.png").write_bytes(b"x")
    (shop / "in" / "a.png").write_bytes(b"x")
    (shop / "t.csv").write_text("photo,title\na.png,outer\nin/a.png,inner\n")
    monkeypatch.chdir(shop / "in")
    found = Listing.read(["a.png", "../a.png"], shop / "t.csv")
    assert [known.title for _, known in found.rows] == ["inner", "outer"]
    assert Listing.read(["a.png"], shop / "t.csv").spare == (shop / "a.png",)


def test_a_name_that_several_bear_is_not_guessed(shop):
    for folder in ("in", "out"):
        (shop / folder).mkdir(exist_ok=True)
        (shop / folder / "a.png").write_bytes(b"x")
    with pytest.raises(TableError, match=r"1 row of the table and 2 photos are called a\.png: write paths"):
        Listing.read([shop / "in" / "a.png", shop / "out" / "a.png"], [{"photo": "a.png", "title": "A"}])
    with pytest.raises(TableError, match=r"2 rows of the table and 1 photo are called a\.png"):
        Listing.read([shop / "in" / "a.png"], [{"photo": "x/a.png"}, {"photo": "y/a.png"}])


def test_rows_of_one_photo_may_not_contradict_each_other(shop):
    row = {"photo": "a.jpg", "title": "A"}
    assert len(Listing.read([], [row, row])) == 1
    with pytest.raises(SchemaError, match=r"column 'photo', row 1: 'a\.jpg' has another row that tells otherwise"):
        Listing.read([], [row, {"photo": "a.jpg", "title": "B"}])


def test_chunks_hold_everything(shop):
    assert [len(chunk) for chunk in Listing.read(shop).chunks(1)] == [1, 1]


def test_nothing_to_add_says_what_to_give(tmp_path):
    with pytest.raises(OptionError, match="there is no photo to add: name photos, a folder of photos, or a table"):
        Listing.read([])
    with pytest.raises(OptionError, match="there is no photo to add"):
        Listing.read(tmp_path)


def test_a_table_without_photos_says_which_columns_it_has():
    with pytest.raises(
        TableError, match=r"the table has no column with photos: call one of its columns \(title, cost\)"
    ):
        Listing.read([], [{"title": "A", "cost": 1}])


def test_all_bad_cells_are_told_at_once():
    rows = [{"photo": "a.jpg", "title": "A"}, {"photo": "", "title": "B"}, {"photo": "a.jpg", "title": "C"}]
    with pytest.raises(SchemaError, match=r"(?s)2 problems.*it names no photo; give a path, or remove the row"):
        Listing.read([], rows)


def test_equal_cells_that_cannot_be_understood_are_one_remark():
    rows = [{"photo": f"{number}.jpg", "type": "Apparel", "price": "1.299"} for number in range(240)]
    found = Listing.read([], rows)
    assert len(found) == 240
    assert [each.en.split(":")[0] for each in found.unread] == [
        "'1.299' in column 'price' (240 rows) may mean thousands or decimals, and no other price tells which",
        "'Apparel' in column 'type' (240 rows) names no kind of garment",
    ]


def test_a_column_of_prices_says_what_its_full_stop_means():
    for other, price, note in (("12.50", 1.299, "before decimals"), ("12,50", 1299.0, "between thousands")):
        rows = [{"photo": "a.jpg", "price": "1.299 €"}, {"photo": "b.jpg", "price": other}]
        found = Listing.read([], rows)
        assert found.rows[0][1].price == price
        assert note in found.notes[-1].en
        assert found.unread == ()
