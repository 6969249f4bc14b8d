"""What is written of a look: the photo's pixels as they are, the mark below them, layers, and what was guessed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from dressed import KINDS, drawn, person

from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.page.worn import told
from intarsia.apps.tryon.synthetic import PersonSpec, render_garment
from intarsia.apps.tryon.wear import Body, Preview, wear
from intarsia.apps.tryon.wear.paint.caption import STROKES, captioned
from intarsia.apps.tryon.wear.paint.preview import MARK, key_of, noted
from intarsia.errors import OptionError


def look(height: int = 300, width: int = 200) -> Preview:
    rng = np.random.default_rng(0)
    alpha = np.zeros((height, width), np.float32)
    alpha[100:200, 50:150] = 1
    layers = {"garment": alpha, "not covered": alpha * 0.5}
    picture = rng.integers(0, 256, (height, width, 3), np.uint8)
    return Preview(picture, alpha, layers, {"pose": 0.8, "garment": 0.6}, {"mark": MARK.dump(), "notes": []})


def test_the_mark_stands_below_the_picture_whose_pixels_stay(tmp_path: Path) -> None:
    told = look()
    saved = told.save(tmp_path / "deep" / "look.png")
    with PIL.Image.open(saved) as file:
        assert file.info["Description"] == "approximate preview"
        assert set(file.info) == {"Description"}
        pixels = np.asarray(file)
    assert np.array_equal(pixels[:300], told.picture)
    strip = pixels[300:]
    assert strip.min() < 120 < 240 < strip.max()
    assert json.loads(saved.with_suffix(".json").read_text("utf-8"))["mark"] == MARK.dump()
    assert sorted(each.name for each in saved.parent.iterdir()) == ["look.json", "look.png"]


@pytest.mark.parametrize("size", [(64, 64), (2048, 80), (300, 2048)])
def test_the_mark_fits_any_picture(size: tuple[int, int]) -> None:
    picture = np.full((*size, 3), 30, np.uint8)
    shown = captioned(picture, MARK)
    assert shown.shape[1] == size[1]
    assert np.array_equal(shown[: size[0]], picture)
    columns = np.flatnonzero((shown[size[0] :, :, 0] < 200).any(axis=0))
    assert columns[0] >= 1
    assert columns[-1] <= size[1] - 2


def test_every_sign_of_the_mark_can_be_drawn() -> None:
    assert set(MARK.zh) == set(STROKES)
    assert all(0 <= part <= 100 for strokes in STROKES.values() for line in strokes for place in line for part in place)


def test_layers_are_grey_pictures_of_the_photos_size(tmp_path: Path) -> None:
    told = look()
    paths = told.save_layers(tmp_path / "layers")
    assert [each.name for each in paths] == ["alpha.png", "garment.png", "not-covered.png"]
    with PIL.Image.open(paths[2]) as file:
        assert np.array_equal(np.asarray(file), np.rint(255 * told.layers["not covered"]).astype(np.uint8))


def test_a_look_is_written_as_png_only(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"a look is written as PNG, and .*look\.jpg is named otherwise"):
        look().save(tmp_path / "look.jpg")


def test_notes_of_a_sidecar_are_known_by_their_keys_and_those_of_before_are_read() -> None:
    before = ["approximate", {"en": "Hatched.", "zh": "斜线处。"}]
    now = noted(MARK)
    assert key_of(now) == MARK.key == "apps.tryon.wear.paint.mark.approximate"
    assert [key_of(each) for each in before] == ["", ""]
    told_of = [words.en for words in told({"garments": [{"notes": before}, {"notes": [*before, now]}]})]
    assert told_of == ["approximate", "Hatched.", MARK.en]


def test_a_garment_whose_photo_is_small_is_told_to_look_blurred() -> None:
    me = Body.of(person(drawn(PersonSpec(6), 1500)))
    small, large = (understand(render_garment(KINDS["t-shirt"], height).pixels) for height in (150, 700))
    for clothes, blurred in ((small, True), (large, False)):
        notes = [note["en"] for note in wear(me, clothes).sidecar["notes"]]  # type: ignore[attr-defined]
        assert any("looks blurred" in note for note in notes) is blurred
