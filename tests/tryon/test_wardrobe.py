from __future__ import annotations

import dataclasses
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from contextlib import closing
from pathlib import Path

import numpy as np
import PIL.Image
import pytest

from intarsia.apps.tryon.garment.stated import Stated
from intarsia.apps.tryon.garment.views import VIEWS, views
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec, render_garment, render_person
from intarsia.apps.tryon.wardrobe import archive, rows
from intarsia.apps.tryon.wardrobe import wardrobe as module
from intarsia.apps.tryon.wardrobe.archive import Archive
from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
from intarsia.errors import SchemaError, StoreError
from waiting import until


@pytest.fixture(scope="module")
def photos(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("photos")
    for name, kind in (("a.png", "t-shirt"), ("b.png", "trousers"), ("c.png", "skirt")):
        pixels = render_garment(GarmentSpec(kind, colours=((30.0, 30.0, 20.0),)), height=256).pixels
        PIL.Image.fromarray(pixels).save(folder / name)
    return folder


@pytest.fixture
def looks(monkeypatch) -> list[str]:
    """The photos that are looked at, as they are."""
    seen: list[str] = []
    inspect = module.inspect

    def counted(photo):
        seen.append(photo.name)
        return inspect(photo)

    monkeypatch.setattr(module, "inspect", counted)
    return seen


def test_photos_are_looked_at_once(photos, tmp_path, looks):
    wardrobe = Wardrobe(tmp_path / "w")
    assert str(wardrobe.add(photos)) == "3 new, 0 updated, 0 known already"
    assert len(wardrobe) == len(looks) == 3
    again = Wardrobe(tmp_path / "w")
    (photos / "a.png").rename(photos / "z.png")
    assert str(again.add(photos)) == "0 new, 0 updated, 3 known already"
    (photos / "z.png").rename(photos / "a.png")
    assert len(looks) == 3


def test_garments_come_back_as_they_were(photos, tmp_path):
    wardrobe = Wardrobe(tmp_path)
    table = [{"photo": "a.png", "title": "Tee", "price": 9.5, "size": "S,M", "brand": "X"}]
    wardrobe.add([photos / "a.png"], table)
    (garment,) = Wardrobe(tmp_path).garments()
    assert (garment.category, garment.title, garment.price, garment.sizes) == ("t-shirt", "Tee", 9.5, ("S", "M"))
    assert garment.others == {"brand": "X"}
    assert garment.mask.shape == garment.pixels.shape[:2]
    assert garment.mask.any()
    assert np.linalg.norm(garment.image) == pytest.approx(1, abs=1e-2)
    assert garment.text is not None
    assert wardrobe.garments([garment.digest, "unknown"]) == (garment,)
    assert garment == dataclasses.replace(garment)
    assert vars(garment).keys() == vars(dataclasses.replace(garment)).keys()


def test_another_word_of_the_shop_updates_without_a_look(photos, tmp_path, looks):
    wardrobe = Wardrobe(tmp_path)
    wardrobe.add([photos / "a.png"])
    added = wardrobe.add([photos / "a.png"], [{"photo": "a.png", "price": 3}])
    assert (added.new, added.updated, added.known) == (0, 1, 0)
    assert wardrobe.add([photos / "a.png"]).known == 1
    assert [garment.price for garment in wardrobe.garments()] == [3.0]
    assert len(looks) == 1


def test_a_newer_version_looks_again_and_forgets_no_word(photos, tmp_path, monkeypatch, looks):
    wardrobe = Wardrobe(tmp_path)
    wardrobe.add([photos / "a.png"], [{"photo": "a.png", "price": 3}])
    monkeypatch.setattr(archive, "VERSION", archive.VERSION + 1)
    monkeypatch.setattr(rows, "VERSION", rows.VERSION + 1)
    assert [garment.image for garment in wardrobe.garments()] == [None]
    assert wardrobe.add([photos / "a.png"]).updated == 1
    (garment,) = wardrobe.garments()
    assert garment.price == 3
    assert garment.image is not None
    assert len(looks) == 2


def test_copies_are_told_and_kept_once(photos, tmp_path):
    PIL.Image.open(photos / "a.png").save(tmp_path / "copy.bmp")
    added = Wardrobe(tmp_path / "w").add([photos / "a.png", tmp_path / "copy.bmp"])
    assert added.duplicates == [("copy.bmp", "a.png")]
    assert "copy.bmp is the same picture as a.png: kept once" in str(added)


def test_what_the_table_tells_of_a_copy_is_not_dropped_unsaid(photos, tmp_path):
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.png").write_bytes((photos / "a.png").read_bytes())
    (tmp_path / "t.csv").write_text("photo,price\none/a.png,3\ntwo/a.png,4\nb.png,5\n")
    one, two = tmp_path / "one" / "a.png", tmp_path / "two" / "a.png"
    wardrobe = Wardrobe(tmp_path / "w")
    added = wardrobe.add([one, two], tmp_path / "t.csv")
    assert f"{two} is the same picture as {one}: kept once, as the table tells of {one}" in str(added)
    assert "1 row of the table not used: no such photo was given" in str(added)
    assert [garment.price for garment in wardrobe.garments()] == [3.0]
    assert "kept once\n" in f"{wardrobe.add([one, two])}\n"


def test_how_a_table_was_read_is_told(photos, tmp_path):
    (tmp_path / "店.csv").write_bytes(f"图片;价格\n{photos / 'a.png'};12\n".encode("gb18030"))
    wardrobe = Wardrobe(tmp_path / "w")
    told = str(wardrobe.add([], tmp_path / "店.csv"))
    assert "\ntable: not UTF-8: read as GB 18030" in told
    assert "\ntable: columns are separated by semicolons" in told
    assert [garment.price for garment in wardrobe.garments()] == [12.0]


def test_what_should_be_known_of_a_photo_is_told(tmp_path):
    person = render_person(PersonSpec(5, frame="full"), 960).pixels
    PIL.Image.fromarray(person).save(tmp_path / "worn\x1b\n.png")
    told = str(Wardrobe(tmp_path / "w").add(tmp_path))
    assert "worn\ufffd\ufffd.png: A person wears it: skin and other clothes may be among its colours" in told


def test_bad_photos_do_not_stop_the_others(photos, tmp_path, looks):
    (tmp_path / "notes.jpg").write_text("no picture")
    PIL.Image.new("RGB", (200, 200), "grey").save(tmp_path / "grey.png")
    wardrobe = Wardrobe(tmp_path / "w")
    paths = [tmp_path / "notes.jpg", tmp_path / "grey.png", tmp_path / "gone.jpg", photos / "a.png"]
    added = wardrobe.add(paths, [{"photo": "a.png", "category": "t-shirt"}])
    assert [(name, error.reason) for name, error in added.refused] == [
        ("notes.jpg", "unreadable"),
        ("grey.png", "no garment"),
        ("gone.jpg", "unreadable"),
    ]
    assert added.new == len(wardrobe) == 1
    again = wardrobe.add(paths)
    assert [error.reason for _, error in again.refused] == ["unreadable", "no garment", "unreadable"]
    assert sorted(looks) == ["a.png", "grey.png"]  # looked at side by side


def test_a_photo_that_contradicts_the_table_is_kept_with_a_remark(photos, tmp_path, looks):
    wardrobe = Wardrobe(tmp_path)
    told = str(wardrobe.add([], [{"photo": str(photos / "b.png"), "category": "shirt"}]))
    assert "b.png: Taken as shirt, as it was listed; its photo looks like trousers" in told
    (garment,) = Wardrobe(tmp_path).garments()
    assert garment.category == "shirt"
    assert garment.shown[0] == "pants"
    assert wardrobe.add([], [{"photo": str(photos / "b.png"), "category": "trousers"}]).updated == 1
    (garment,) = wardrobe.garments()
    assert (garment.category, garment.shown) == ("pants", None)
    assert len(looks) == 1


def test_a_table_with_bad_cells_costs_each_row_no_more_than_a_remark(photos, tmp_path):
    rows = [
        {"photo": "a.png", "type": "Apparel", "price": "a lot", "gender": "Girls", "title": "Striped top"},
        {"photo": "b.png", "type": "Tshirts", "price": "1.299", "gender": "Men", "title": "A"},
        {"photo": "c.png", "type": "Saree", "price": "12.50", "gender": "", "title": "B"},
    ]
    wardrobe = Wardrobe(tmp_path)
    added = wardrobe.add(photos, rows)
    told = str(added)
    assert "table: 'Apparel' in column 'type' (1 row) names no kind of garment: the title decides" in told
    assert "table: 'a lot' in column 'price' (1 row) is no price: taken without one" in told
    assert "table: whom garments are for is read from column 'gender'" in told
    assert "table: the full stop in prices stands before decimals, as other prices show" in told
    assert "c.png is called 'saree', which the fitting room does not dress anybody in" in told
    first, second = Wardrobe(tmp_path).garments()
    assert (first.category, first.price, first.wearer) == ("t-shirt", None, "children")
    assert (second.category, second.price, second.wearer) == ("t-shirt", 1.299, "men")
    assert second.shown[0] == "pants"


def test_a_table_without_photos_in_its_rows_adds_nothing(photos, tmp_path):
    wardrobe = Wardrobe(tmp_path)
    with pytest.raises(SchemaError, match="names no photo"):
        wardrobe.add(photos, [{"photo": "", "title": "A"}, {"photo": "a.png", "title": "B"}])
    assert len(wardrobe) == 0


def test_a_killed_process_loses_no_finished_photo(photos, tmp_path, monkeypatch):
    def stop(photo):
        raise KeyboardInterrupt

    wardrobe = Wardrobe(tmp_path)
    wardrobe.add([photos / "a.png"])
    monkeypatch.setattr(module, "inspect", stop)
    with pytest.raises(KeyboardInterrupt):
        wardrobe.add(photos)
    assert len(Wardrobe(tmp_path)) == 1


ADD = """
import sys, time
from intarsia.apps.tryon.wardrobe import wardrobe as module
inspect, seen = module.inspect, []
def some(photo):
    seen.append(photo)
    if len(seen) > 5:
        time.sleep(600)  # in which it is killed
    return inspect(photo)
module.inspect = some
module.Wardrobe(sys.argv[1]).add(sys.argv[2])
"""


def test_kill_9_in_the_middle_loses_no_looked_at_photo(photos, tmp_path, looks):
    many, pixels = 24, np.asarray(PIL.Image.open(photos / "a.png")).copy()
    (tmp_path / "photos").mkdir()
    for number in range(many):
        pixels[0, 0] = number  # another picture that costs no rendering
        PIL.Image.fromarray(pixels).save(tmp_path / "photos" / f"{number:02}.png")
    child = subprocess.Popen([sys.executable, "-c", ADD, tmp_path / "w", tmp_path / "photos"], stderr=subprocess.PIPE)
    until(lambda: _rows(tmp_path / "w"), "a photo is kept", lambda: child.poll() is None)
    child.kill()
    child.communicate()
    kept = _rows(tmp_path / "w")
    assert 0 < kept < many
    added = Wardrobe(tmp_path / "w").add(tmp_path / "photos")
    assert len(looks) == many - kept
    assert added.new + added.known == len(Wardrobe(tmp_path / "w")) == many


def _rows(wardrobe: Path) -> int:
    """Photos that were looked at and kept."""
    try:
        reader = sqlite3.connect(f"{(wardrobe / module.FILE).as_uri()}?mode=ro", uri=True)
        try:
            return int(reader.execute("SELECT count(*) FROM seen").fetchone()[0])
        finally:
            reader.close()
    except sqlite3.OperationalError:  # not made yet
        return 0


def test_garments_can_be_removed_and_all_forgotten(photos, tmp_path):
    wardrobe = Wardrobe(tmp_path / "w")
    wardrobe.add([photos / "a.png"])
    (garment,) = wardrobe.garments()
    assert wardrobe.remove(garment.digest)
    assert not wardrobe.remove(garment.digest)
    with pytest.raises(StoreError, match="no longer has the photo of"):
        garment.mask  # noqa: B018
    assert wardrobe.add([photos / "a.png"]).new == 1
    wardrobe.forget()
    assert not (tmp_path / "w").exists()
    with pytest.raises(StoreError, match="cannot be used"):
        len(wardrobe)


def test_what_is_no_wardrobe_is_not_opened(tmp_path):
    (tmp_path / "wardrobe.sqlite").write_bytes(b"something else" * 100)
    with pytest.raises(StoreError, match=r"cannot be opened .*: name a folder that can be written, or forget this one"):
        Wardrobe(tmp_path)


AS_NOBODY = """
import os, sys
from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
from intarsia.errors import StoreError
from intarsia.apps.tryon.photo import read
folder, photo, other = sys.argv[1:]
read(other)  # the process that decodes is started: nobody may not run the Python of this environment everywhere
if os.geteuid() == 0:  # the superuser may write everywhere
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
wardrobe = Wardrobe(folder)
print([each.category for each in wardrobe.garments()])
try:
    wardrobe.add(photo)
except StoreError as error:
    print(error)
"""


def test_a_wardrobe_that_cannot_be_written_is_read(photos):
    with tempfile.TemporaryDirectory() as home:  # pytest's own folders are closed to others
        folder = Path(home) / "a shop?"
        Path(home, "b.png").write_bytes(b"nothing that needs a model")
        with closing(Wardrobe(folder)) as wardrobe:
            wardrobe.add(photos / "a.png")
        Path(home).chmod(0o755)
        (folder / "wardrobe.sqlite").chmod(0o444)
        folder.chmod(0o555)
        try:
            command = [sys.executable, "-c", AS_NOBODY, str(folder), f"{home}/b.png", str(photos / "a.png")]
            child = subprocess.run(command, capture_output=True, text=True, check=False)
        finally:
            folder.chmod(0o755)
    assert child.returncode == 0, child.stderr
    garments, refused = child.stdout.splitlines()
    assert garments == "['t-shirt']"
    assert re.search(r"cannot be used .*readonly", refused)


def test_nothing_of_a_failed_change_stays(tmp_path):
    kept = Archive(tmp_path / "x.sqlite").database

    def fail():
        with kept.whole():
            kept.run("INSERT INTO files (content) VALUES ('a')")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert kept.run("SELECT count(*) FROM files") == [(0,)]


def test_views_are_encoded_once_and_their_features_go_with_the_garment(photos, tmp_path, monkeypatch):
    wardrobe = Wardrobe(tmp_path / "w")
    path = sorted(photos.iterdir())[0]
    wardrobe.add(path)
    store = wardrobe._features
    assert (store.encoded, store.reused) == (6, 0)
    monkeypatch.setattr(archive, "VERSION", archive.VERSION + 1)  # the photo is looked at again, and not encoded again
    assert wardrobe.add(path).updated == 1
    assert (store.encoded, store.reused) == (6, 6)
    (garment,) = wardrobe.garments()
    assert wardrobe.remove(garment.digest)
    assert wardrobe.add(path).new == 1
    assert (store.encoded, store.reused) == (12, 6)
    wardrobe.forget()
    assert not (tmp_path / "w").exists()


def test_views_are_made_and_named_before_the_archive_is_locked(photos, tmp_path, monkeypatch):
    """Other processes wait for the archive as long as it is written."""
    made = Counter()

    def counted(cutout):
        made.update(["locked" if wardrobe._archive.database._connection.in_transaction else "free"])
        return views(cutout)

    monkeypatch.setattr("intarsia.apps.tryon.garment.views.views", counted)
    wardrobe = Wardrobe(tmp_path / "w")
    wardrobe.add([photos / "a.png", photos / "b.png"])
    assert made == {"free": 2}
    for garment in wardrobe.garments():
        assert len(wardrobe._archive.views(garment.digest)) == VIEWS


def test_nothing_in_a_wardrobe_of_the_same_version_is_looked_at_again(tmp_path, monkeypatch):
    golden = Path(__file__).parents[1] / "golden" / "wardrobe"
    shutil.copytree(golden, tmp_path / "w")  # opening a file writes beside it
    monkeypatch.setattr(archive, "VERSION", 2)  # that of the file
    wardrobe = Wardrobe(tmp_path / "w")
    contents = [row[0] for row in wardrobe._archive.database.run("SELECT content FROM files WHERE refusal IS NULL")]
    known = [wardrobe._archive.looked(content) for content in contents]
    assert [each.digest for each in known] == [garment.digest for garment in wardrobe.garments()]
    for garment in wardrobe.garments():
        assert wardrobe.remove(garment.digest)  # it has no views in a feature store
    assert len(wardrobe) == 0
    assert not (tmp_path / "w" / module.FEATURES).exists()


def test_a_wardrobe_of_before_keeps_what_was_told_and_learns_whom_its_garments_are_for(photos, tmp_path):
    golden = Path(__file__).parents[1] / "golden" / "wardrobe"
    shutil.copytree(golden, tmp_path / "w")
    wardrobe = Wardrobe(tmp_path / "w")
    before = wardrobe.garments()
    assert [(each.title, each.price) for each in before if each.title == "beige trousers"] == [("beige trousers", 55.0)]
    assert {(each.wearer, each.rivals, each.shown) for each in before} == {(None, (), None)}
    told = {name: getattr(before[0], name) for name in ("category", "title", "price", "sizes", "others", "notes")}
    garment = dataclasses.replace(before[0], wearer="women", rivals=("dress", "shirt"), shown=("shoes", 0.9))
    wardrobe._archive.tell(garment, Stated(title="x"))
    (after,) = wardrobe.garments([garment.digest])
    assert {name: getattr(after, name) for name in told} == told
    assert (after.wearer, after.rivals, after.shown) == ("women", ("dress", "shirt"), ("shoes", 0.9))
    assert wardrobe.garments()[1:] == before[1:]


def test_what_a_shop_has_cut_out_stays_cut_out_as_it_is(tmp_path):
    truth = render_garment(GarmentSpec("shirt", colours=((97.0, 0.0, 1.0),)), height=256)
    alpha = np.where(truth.mask, 255, 0).astype(np.uint8)
    PIL.Image.fromarray(np.dstack([truth.pixels, alpha])).save(tmp_path / "white.png")
    added = Wardrobe(tmp_path / "w").add(tmp_path / "white.png")
    assert (added.new, added.refused) == (1, [])
    (kept,) = Wardrobe(tmp_path / "w").garments()
    assert (kept.mask == truth.mask).mean() > 0.995


def test_of_an_animation_the_first_picture_is_kept_and_that_is_told(tmp_path):
    frames = [
        PIL.Image.fromarray(render_garment(GarmentSpec(kind, colours=((30.0, 30.0, 20.0),)), height=256).pixels)
        for kind in ("t-shirt", "trousers")
    ]
    frames[0].save(tmp_path / "a.webp", save_all=True, append_images=[frames[1].resize(frames[0].size)], lossless=True)
    added = Wardrobe(tmp_path / "w").add(tmp_path / "a.webp")
    assert [name for name, _ in added.noted] == ["a.webp"]
    assert "the first picture of it was taken" in str(added)
    (kept,) = Wardrobe(tmp_path / "w").garments()
    assert (kept.category, kept.notes) == ("t-shirt", ("moving",))
    assert str(Wardrobe(tmp_path / "w").add(tmp_path / "a.webp")) == "0 new, 0 updated, 1 known already"
