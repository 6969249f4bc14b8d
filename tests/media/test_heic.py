"""Photos as iPhones save them: read within the same bounds as all others, or the error says what to install."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.ImageCms
import pytest

import intarsia as ia
from intarsia.errors import CellError
from intarsia.media import decoding
from intarsia.media.decoding import Decoder, TooManyPixels
from intarsia.media.image import Opener, endings

pillow_heif = pytest.importorskip("pillow_heif")

OPENER = Opener(512, 64_000_000, managed=True)
Pixels = npt.NDArray[np.uint8]


def blocks(height: int = 64, width: int = 96) -> Pixels:
    """Four plain corners, each of another colour."""
    pixels = np.zeros((height, width, 3), np.uint8)
    pixels[: height // 2, : width // 2] = (200, 40, 40)
    pixels[: height // 2, width // 2 :] = (40, 160, 60)
    pixels[height // 2 :, : width // 2] = (40, 60, 190)
    pixels[height // 2 :, width // 2 :] = (220, 200, 60)
    return pixels


def heic(pixels: Pixels, **options: object) -> bytes:
    picture = PIL.Image.fromarray(pixels)
    found = pillow_heif.from_pillow(picture)
    if profile := options.pop("icc_profile", None):
        found.info["icc_profile"] = profile
        found.info["icc_profile_type"] = "prof"
    content = io.BytesIO()
    found.save(content, quality=95, **options)
    return content.getvalue()


def turned(pixels: Pixels) -> bytes:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # the camera was turned; the encoder tells it in HEIC's own words
    return heic(pixels, exif=exif.tobytes())


def differ(one: Pixels, other: Pixels) -> float:
    assert one.shape == other.shape
    return float(np.abs(one.astype(int) - other).mean())


def test_a_picture_is_read_and_its_size_is_known_before() -> None:
    content = heic(blocks())
    assert OPENER.pixels(content) == 64 * 96
    assert differ(OPENER.decoded(content), blocks()) < 4


def test_a_turned_camera_gives_an_upright_picture() -> None:
    assert differ(OPENER.decoded(turned(blocks())), np.rot90(blocks(), -1)) < 4


def test_large_ones_are_reduced_and_larger_ones_refused() -> None:
    content = heic(blocks(640, 1024))
    assert Opener(256, 1_000_000).decoded(content).shape == (160, 256, 3)
    with pytest.raises(TooManyPixels, match="1024 x 640 is larger than max_pixels = 1,000 pixels allows"):
        Opener(256, 1000).decoded(content)


def test_opacity_comes_along() -> None:
    alpha = np.zeros((64, 96), np.uint8)
    alpha[:, :48] = 255
    found = OPENER.whole(heic(np.dstack([blocks(), alpha])))
    assert found.alpha is not None
    assert np.abs(found.alpha.astype(int) - alpha).mean() < 4
    assert found.pixels[10, 80].min() > 245  # on white


def test_colours_are_those_of_the_embedded_profile() -> None:
    srgb = PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("sRGB")).tobytes()
    swapped = srgb.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")
    found = OPENER.decoded(heic(blocks(), icc_profile=swapped))
    assert differ(found[..., ::-1], blocks()) < 8


def test_half_a_file_is_damaged() -> None:
    content = heic(blocks(256, 256))
    with pytest.raises(CellError, match="not readable as a picture"):
        OPENER.decoded(content[: len(content) // 2])


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"msf1"])
def test_a_head_alone_is_no_picture(brand: bytes) -> None:
    with pytest.raises(CellError, match="not a picture in a format that is read"):
        OPENER.decoded(b"\0\0\0\x18ftyp" + brand + bytes(100))


def test_without_the_package_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    content = heic(blocks())
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(CellError, match=r"a HEIC picture needs pillow-heif: pip install 'intarsia\[tryon\]'"):
        Decoder(512, 64_000_000).decoded(io.BytesIO(content))


def test_avif_needs_no_package(monkeypatch: pytest.MonkeyPatch) -> None:
    content = io.BytesIO()
    PIL.Image.fromarray(blocks()).save(content, "AVIF", quality=95)
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    general = content.getvalue().replace(b"ftypavif", b"ftypmif1", 1)
    for each in (content.getvalue(), general):
        assert differ(Decoder(512, 64_000_000).decoded(io.BytesIO(each)), blocks()) < 8
    assert decoding.HEIF not in decoding.FORMATS


@pytest.mark.parametrize("ending", ["heic", "HEIF"])
def test_a_column_of_them_is_a_column_of_pictures(ending: str, tmp_path: Path) -> None:
    assert {".heic", ".heif"} <= endings()
    for row in range(4):
        (tmp_path / f"{row}.{ending}").write_bytes(heic(np.roll(blocks(), row, axis=0)))
    table = ia.Table.read({"photo": [f"{row}.{ending}" for row in range(4)]}, folder=tmp_path)
    column = ia.Schema.infer(table).columns["photo"]
    assert isinstance(column, ia.Image)
    value = column.at(tmp_path, confined=True).load("1." + ending)
    assert value is not None
    assert differ(value, np.roll(blocks(), 1, axis=0)) < 6
