"""`intarsia tryon wear` and `recommend --preview`: what is drawn, what is said of it, and what is refused."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
import skimage.data
from rich.cells import cell_len
from shops import SECRET, Shop

from intarsia import cli
from intarsia.apps.tryon.photo import read

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def _at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("intarsia.apps.tryon.room.cache_root", lambda: tmp_path / "cache")


def files() -> set[str]:
    return {str(path) for path in Path().rglob("*") if path.is_file()}


def test_a_garment_is_drawn_on_a_photo_and_what_was_guessed_is_told(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    photos = [str(shop.me), str(shop.photos / "red-tee.jpg"), str(shop.photos / "navy-trousers.jpg")]
    assert cli.main(["tryon", "wear", *photos, "--layers", "layers"]) == 0
    told = capsys.readouterr()
    assert told.err.count("Everything is computed on this machine.") == 1
    lines = told.out.splitlines()
    assert all(cell_len(line) <= 80 for line in lines)
    assert re.match(r"Drawn: T-shirt \(\d+% sure\), trousers \(\d+% sure\)\. Not covered: \d+% of what ", lines[0])
    assert "Size and fall of the cloth are guessed" in told.out
    assert "preview: look.png (approximate preview)" in lines
    assert {"look.png", "look.json", "layers/alpha.png", "layers/garment-1.png"} <= files()
    assert not {each for each in files() if each.startswith("cache")}
    sidecar = json.loads(Path("look.json").read_text("utf-8"))
    assert sidecar["mark"]["zh"] == "近似预览"
    assert len(sidecar["garments"]) == 2


def test_the_photo_is_as_it_was_and_its_place_stays_at_the_door(shop: Shop) -> None:
    assert cli.main(["tryon", "wear", str(shop.me), str(shop.like), "--layers", "layers"]) == 0
    photo = read(shop.me).pixels
    with PIL.Image.open("look.png") as picture, PIL.Image.open("layers/alpha.png") as alpha:
        assert picture.info["Description"] == "approximate preview"
        assert not picture.getexif()
        shown, changed = np.asarray(picture), np.asarray(alpha)
    assert shown.shape[0] > photo.shape[0]
    untouched = changed == 0
    assert np.abs(shown[: len(photo)][untouched].astype(int) - photo[untouched]).max() <= 1
    for name in files():
        content = Path(name).read_bytes()
        assert SECRET.encode() not in content
        assert b"me.jpg" not in content


def test_it_speaks_chinese(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    command = [
        "tryon",
        "wear",
        str(shop.me),
        str(shop.like),
        "--language",
        "zh",
        "--kinds",
        "shirt",
        "--out",
        "a/b.png",
    ]
    assert cli.main(command) == 0
    told = capsys.readouterr()
    assert "已绘制：衬衫（由您注明）。未覆盖：" in told.out
    assert "尺寸与垂坠感由单张照片推测。" in told.out
    assert "近似预览" in told.out
    assert "全部计算都在本机完成" in told.err
    assert cli.main([*command[:2], str(shop.like), *command[3:]]) == 2
    assert re.search("^intarsia: .*照片", capsys.readouterr().err.splitlines()[-1])


def test_cards_show_the_look_worn_or_say_why_not(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    command = ["tryon", "recommend", "--wardrobe", str(shop.wardrobe), "--top", "3", "--preview"]
    assert cli.main([*command, str(shop.me)]) == 0
    page = Path("looks.html").read_text("utf-8")
    assert page.count('<figure class="worn">') == 3
    assert page.count(" data-worn>") == 3
    assert page.count('alt="Preview: you in ') == 3
    assert "no photo of a person but yours, as you asked" in page
    assert "Previews are drawn on your own photo" in page
    capsys.readouterr()
    PIL.Image.fromarray(read(shop.me).pixels[:420]).save("portrait.png")
    assert cli.main([*command, "portrait.png", "--only", "lower"]) == 0
    page = Path("looks.html").read_text("utf-8")
    assert page.count("the photo ends above the hips") >= 3
    assert " data-worn>" not in page
    assert "no photo of a person, and asks no network" in page
    assert cli.main(command) == 2
    assert "--with-photo and --preview belong to a photo of you: give one" in capsys.readouterr().err


def saved(name: str, picture: PIL.Image.Image, **options: object) -> str:
    picture.save(name, **options)  # type: ignore[arg-type]
    return name


def written(name: str, content: bytes) -> str:
    Path(name).write_bytes(content)
    return name


def drawing() -> str:
    import cv2

    flat = cv2.pyrMeanShiftFiltering(skimage.data.astronaut(), 12, 40) // 24 * 24 + 12
    return saved("drawing.png", PIL.Image.fromarray(flat))


ODD_PERSONS: list[tuple[Callable[[], str], str, str]] = [
    (drawing, "this looks like a drawing or a rendered figure", "这看起来是图画"),
    (
        lambda: saved("empty.png", PIL.Image.new("RGB", (300, 300), "white")),
        "no person is seen in the photo",
        "没有看到人",
    ),
    (lambda: written("zero.jpg", b""), r"'zero\.jpg' cannot be read", "无法读取 'zero.jpg'"),
    (lambda: written("cut.jpg", b"\xff\xd8\xff\xe0 cut"), r"'cut\.jpg' cannot be read", "无法读取 'cut.jpg'"),
    (lambda: written("a.heic", b"\0\0\0\x18ftypheic"), r"'a\.heic' cannot be read: .*; save it as JPEG", "无法读取"),
    (
        lambda: saved("dot.png", PIL.Image.new("RGB", (1, 1))),
        "is 1 x 1 pixels; give a photo of at least 64",
        "只有 1 x 1",
    ),
    (lambda: "nowhere.jpg", r"'nowhere\.jpg' cannot be read", "无法读取"),
]


@pytest.mark.parametrize(("photo", "english", "chinese"), ODD_PERSONS)
def test_photos_of_nobody(
    shop: Shop, photo: Callable[[], str], english: str, chinese: str, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["tryon", "wear", photo(), str(shop.like)]
    for language, message in (("en", english), ("zh", chinese)):
        assert cli.main([*command, "--language", language]) == 2
        told = capsys.readouterr()
        assert re.search(f"^intarsia: .*({message})", told.err.splitlines()[-1]), told.err
        assert len(told.err.splitlines()) == 2  # the consent line, and the refusal
        assert told.out == ""
    assert not Path("look.png").exists()


@pytest.mark.parametrize(
    ("pixels", "message"),
    [
        (skimage.data.coffee, r"x\.png does not look like a photo of a garment"),
        (skimage.data.astronaut, r"x\.png shows a person more than a garment"),
    ],
)
def test_photos_of_no_garment_that_can_be_worn(
    shop: Shop, pixels: Callable[[], np.ndarray], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = saved("x.png", PIL.Image.fromarray(pixels()))
    assert cli.main(["tryon", "wear", str(shop.me), photo]) == 2
    assert re.search(f"^intarsia: .*{message}", capsys.readouterr().err.splitlines()[-1])
    assert not Path("look.png").exists()


def test_photos_in_other_forms_are_taken(shop: Shop) -> None:
    garment = PIL.Image.open(shop.like)
    frames = [garment.convert("P"), garment.rotate(90).convert("P")]
    moving = saved("moving.gif", frames[0], save_all=True, append_images=frames[1:])
    printed = saved("printed.tif", PIL.Image.open(shop.me).convert("CMYK"))
    assert cli.main(["tryon", "wear", printed, moving, "--kinds", "shirt"]) == 0


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--out", "look.jpg"], "--out look.jpg: a preview is written as PNG; end its name in .png"),
        (["--out", "folder.png"], "--out folder.png cannot be written"),
        (["--out", "me.png/look.png"], "cannot be written"),
        (["--out", "told.png"], "--out told.json cannot be written"),
        (["--out", "me.png"], "--out me.png is one of the photos that were given: name another file"),
        (["--layers", "me.png"], "--layers me.png cannot be written"),
        (["--kinds", "shirt", "skirt"], "--kinds shirt skirt: name one for each garment (1), or leave it out"),
        (["--kinds", "shirtt"], "no garment category named 'shirtt'; did you mean 'shirt'"),
        (["--engine", "wrap"], "no try-on engine named 'wrap'; did you mean 'warp'"),
        (["--engine", "remote"], "url is ''; write the address of your server"),
        (["--engine", "diffusion"], "name the folder of your pipeline"),
        (["--engine", "remote:url=http://127.0.0.1:9/,timeout=2"], "the try-on server at 127.0.0.1:9 cannot be asked"),
    ],
)
def test_what_the_user_can_mend_is_one_line(
    shop: Shop, options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("folder.png").mkdir()
    Path("told.json").mkdir()
    before = Path("me.png").write_bytes(shop.me.read_bytes())
    assert cli.main(["tryon", "wear", "me.png", str(shop.like), *options]) == 2
    err = capsys.readouterr().err
    assert message in err.splitlines()[-1]
    assert "Traceback" not in err
    assert Path("me.png").stat().st_size == before


def test_before_photos_leave_the_machine_it_is_said_where_they_go(
    shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["tryon", "wear", str(shop.me), str(shop.like), "--engine", "remote:url=http://127.0.0.1:9/,timeout=2"]
    for language, said in (
        ("en", "This engine sends your photo and those of the garments to 127.0.0.1:9."),
        ("zh", "此引擎会将您的照片和衣物照片发送到 127.0.0.1:9。"),
    ):
        assert cli.main([*command, "--language", language]) == 2
        err = capsys.readouterr().err
        assert said in err
        assert not re.search("computed on this machine|在本机完成", err)


def test_of_several_photos_the_refused_ones_are_named(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    PIL.Image.fromarray(read(shop.me).pixels[:420]).save("portrait.png")
    command = ["tryon", "wear", "portrait.png", str(shop.like), str(shop.photos / "navy-trousers.jpg")]
    for language, said in (
        ("en", "intarsia: navy-trousers.jpg: the photo ends above the hips; give one that shows the legs too"),
        ("zh", "intarsia: navy-trousers.jpg：照片没有拍到髋部以下；请提供包含腿部的照片"),
    ):
        assert cli.main([*command, "--language", language]) == 2
        assert capsys.readouterr().err.splitlines()[-1] == said
