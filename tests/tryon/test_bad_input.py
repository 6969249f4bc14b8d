"""Whatever is given, there is a clear answer or a clear refusal, in one line and in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import skimage.data
from shops import Shop

from intarsia import cli
from intarsia.apps.tryon.garment import appearance
from intarsia.apps.tryon.garment.heads import Classification
from intarsia.apps.tryon.garment.stated import Stated
from intarsia.apps.tryon.garment.taxonomy import KINDS
from intarsia.apps.tryon.garment.understanding import describe, remarks
from intarsia.apps.tryon.photo import read
from intarsia.apps.tryon.synthetic import GarmentSpec, render_garment
from intarsia.apps.tryon.wish.wishes import LONGEST

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("intarsia.apps.tryon.room.cache_root", lambda: tmp_path / "cache")


def saved(name: str, pixels: np.ndarray) -> str:
    PIL.Image.fromarray(np.ascontiguousarray(pixels)).save(name)
    return name


def shouting(name: str) -> str:
    Path(name).write_text("this is no picture", "utf-8")
    return name


def drawing(name: str) -> str:
    import cv2

    return saved(name, cv2.pyrMeanShiftFiltering(skimage.data.astronaut(), 12, 40) // 24 * 24 + 12)


def ten_people(name: str) -> str:
    one = np.asarray(PIL.Image.fromarray(skimage.data.astronaut()).resize((256, 256)))
    return saved(name, np.concatenate([np.concatenate([one, one[:, ::-1]] * 2 + [one], 1)] * 2, 0))


def nothing_to_see(name: str) -> str:
    return saved(name, np.full((300, 300, 3), 255, np.uint8))


@pytest.mark.parametrize(
    ("photo", "english", "chinese"),
    [
        (shouting, r"'me\.png' cannot be read: .*; give a photo as JPEG, PNG or WebP", "无法读取 'me.png'"),
        (drawing, "this looks like a drawing or a rendered figure", "这看起来是图画"),
        (ten_people, "several people are in the photo; crop it to one person", "照片中有多个人"),
        (nothing_to_see, "no person is seen in the photo; give a photo of yourself", "照片中没有看到人"),
        (str, r"'me\.png' cannot be read", "无法读取"),
    ],
)
def test_photos_of_no_one_person(
    shop: Shop, photo, english: str, chinese: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["tryon", "recommend", photo("me.png"), "--wardrobe", str(shop.wardrobe)]
    for language, message in (("en", english), ("zh", chinese)):
        assert cli.main([*command, "--language", language]) == 2
        told = capsys.readouterr().err.splitlines()
        assert re.search(f"^intarsia: .*({message})", told[-1]), told
        assert len(told) == 2  # the consent line, and the refusal
    assert not Path("looks.html").exists()


@pytest.mark.parametrize(
    ("pixels", "message"),
    [
        (skimage.data.astronaut, r"x\.png shows a person more than a garment; give a photo of the garment alone"),
        (skimage.data.coffee, r"x\.png does not look like a photo of a garment; give one of a single garment"),
        (lambda: np.full((300, 300, 3), 255, np.uint8), r"x\.png shows nothing that stands out from its background"),
    ],
)
def test_photos_of_no_garment(shop: Shop, pixels, message: str, capsys: pytest.CaptureFixture[str]) -> None:
    photo = saved("x.png", pixels())
    assert cli.main(["tryon", "recommend", "--likes", photo, "--wardrobe", str(shop.wardrobe)]) == 2
    assert re.search(f"^intarsia: {message}", capsys.readouterr().err)
    assert cli.main(["tryon", "add", "mine", photo]) == 2
    told = capsys.readouterr()
    assert re.search(message, told.out)
    assert "intarsia: none of the photos could be used; give photos of one garment each" in told.err
    assert cli.main(["tryon", "add", "mine", photo, str(shop.like)]) == 0  # the others are added all the same
    assert capsys.readouterr().out.startswith("1 new")


def test_a_shoe_where_a_shirt_was_promised() -> None:
    seen = appearance.see(read(render_garment(GarmentSpec("shirt"), 256).pixels))
    shoe = Classification({"shoes": 0.97, **{name: 0.003 for name in KINDS if name != "shoes"}})
    object.__setattr__(seen, "answers", {**seen.answers, "category": shoe})
    garment = describe(seen, Stated(category="shirt"))
    assert garment.category == "shirt"
    assert garment.shown == ("shoes", 0.97)
    assert "照片看起来是鞋（97%）" in remarks(garment)[0].zh


def test_trousers_where_a_shirt_was_promised(capsys: pytest.CaptureFixture[str]) -> None:
    saved("a.png", render_garment(GarmentSpec("trousers"), 256).pixels)
    Path("shop.csv").write_text("photo,category\na.png,shirt\n", "utf-8")
    assert cli.main(["tryon", "add", "mine", "--table", "shop.csv"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert re.search(r"a\.png: Taken as shirt, as it was listed; its photo looks like trousers \(\d+%\)", told)


def test_an_empty_wardrobe(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["tryon", "add", "mine"]) == 2
    assert "there is no photo to add: name photos, a folder of photos" in capsys.readouterr().err
    assert cli.main(["tryon", "recommend", "--wardrobe", "mine"]) == 2
    assert capsys.readouterr().err.splitlines() == [
        "intarsia: the wardrobe is empty: add photos of garments to it first"
    ]


def test_duplicates_are_told_and_shown_once(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("one.jpg", "two.jpg"):
        Path(name).write_bytes(shop.like.read_bytes())
    assert cli.main(["tryon", "add", "mine", "one.jpg", "two.jpg"]) == 0
    told = capsys.readouterr().out
    assert "two.jpg is the same picture as one.jpg: kept once" in told
    assert "1 garment in mine" in told


def test_a_wish_of_many_thousand_letters(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    wish = "a blue shirt for summer, " * 500
    command = ["tryon", "recommend", "--wardrobe", str(shop.wardrobe), "--wish", wish, "--top", "1"]
    assert cli.main(command) == 0
    told = capsys.readouterr().out
    assert f"The wish has {len(wish):,} characters; the first {LONGEST:,} were read." in " ".join(told.split())
    assert len(re.search("<h1>(.*?)</h1>", Path("looks.html").read_text("utf-8"), re.DOTALL)[1]) < 250  # type: ignore[index]


def test_a_wish_in_chinese_ranks(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["tryon", "recommend", "--wardrobe", str(shop.wardrobe), "--top", "1", "--wish"]
    assert cli.main([*command, "夏天婚礼穿的连衣裙"]) == 0
    assert "mint dress" in capsys.readouterr().out
    assert cli.main([*command, "上班穿的白色衬衫和长裤"]) == 0
    told = capsys.readouterr().out
    assert "white shirt" in told
    assert "trousers" in told
