"""A photo at the door."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.ImageCms
import pytest

from intarsia.apps.tryon.photo import MAX_SIDE, read
from intarsia.errors import RefusedPhoto

Pixels = npt.NDArray[np.uint8]


@pytest.fixture
def pixels() -> Pixels:
    return np.random.default_rng(0).integers(0, 256, (90, 120, 3), dtype=np.uint8)


def encoded(pixels: Pixels, form: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    PIL.Image.fromarray(pixels).save(stream, form, **options)  # type: ignore[arg-type]
    return stream.getvalue()


def test_all_sources_give_the_same_photo(pixels: Pixels, tmp_path: Path) -> None:
    path = tmp_path / "me.png"
    path.write_bytes(encoded(pixels))
    found = [read(each) for each in (path, str(path), path.read_bytes(), pixels, PIL.Image.fromarray(pixels))]
    assert all(np.array_equal(each.pixels, pixels) for each in found)
    assert len({each.digest for each in found}) == 1
    assert found[0] == found[-1]
    assert (found[0].name, found[0].height, found[0].width) == ("me.png", 90, 120)
    assert read(found[0]) is found[0]


def test_the_digest_changes_with_the_picture(pixels: Pixels) -> None:
    assert read(pixels).digest != read(pixels[::-1]).digest
    assert read(pixels).digest != read(pixels.reshape(120, 90, 3)).digest


def test_pixels_cannot_be_changed(pixels: Pixels) -> None:
    with pytest.raises(ValueError, match="read-only"):
        read(pixels).pixels[0, 0] = 0


def test_a_photo_is_set_upright_and_its_metadata_stays_outside(pixels: Pixels) -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = 6  # the camera was turned
    exif[0x010F] = "Maker"
    exif.get_ifd(0x8825)[1] = "N"  # where it was taken
    content = encoded(pixels, exif=exif)
    assert b"Maker" in content
    photo = read(content)
    assert np.array_equal(photo.pixels, np.rot90(pixels, -1))
    assert set(vars(photo)) == {"pixels", "digest", "name"}
    assert photo == read(np.rot90(pixels, -1))


def test_large_photos_are_reduced() -> None:
    assert read(np.zeros((300, 3 * MAX_SIDE, 3), np.uint8)).pixels.shape == (100, MAX_SIDE, 3)


def test_colours_are_those_of_the_embedded_profile(pixels: Pixels) -> None:
    profile = PIL.ImageCms.ImageCmsProfile(PIL.ImageCms.createProfile("LAB"))
    assert np.array_equal(read(encoded(pixels, icc_profile=profile.tobytes())).pixels, pixels)  # no profile of RGB
    assert np.array_equal(read(encoded(pixels, icc_profile=b"damaged")).pixels, pixels)
    swapped = read(encoded(pixels, icc_profile=_swapped(PIL.ImageCms.createProfile("sRGB"))))
    assert np.abs(swapped.pixels[..., ::-1].astype(int) - pixels).max() <= 4


def _swapped(srgb: PIL.ImageCms.core.CmsProfile) -> bytes:
    """sRGB's profile with the primaries of red and blue exchanged."""
    content = PIL.ImageCms.ImageCmsProfile(srgb).tobytes()
    return content.replace(b"rXYZ", b"?XYZ").replace(b"bXYZ", b"rXYZ").replace(b"?XYZ", b"bXYZ")


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (b"no picture", "the picture cannot be read: not a picture in a format.*; give a photo as JPEG, PNG or WebP"),
        (b"", "an empty file"),
        (7, r"expected a picture \(path, bytes, array or Pillow image\), got int"),
        (None, "got NoneType"),
        ("  ", "the path is empty"),
        ("nowhere.jpg", "'nowhere.jpg' cannot be read: no file"),
        (np.zeros((4, 4, 7)), "of shape .* is no picture"),
    ],
)
def test_what_is_no_picture_is_refused(source: object, message: str) -> None:
    with pytest.raises(RefusedPhoto, match=message) as caught:
        read(source)
    assert caught.value.reason == "unreadable"
    assert "无法读取" in caught.value.message.zh


def test_the_remedy_is_that_of_the_format(tmp_path: Path) -> None:
    path = tmp_path / "IMG_1.HEIC"
    path.write_bytes(b"\0\0\0 ftypheic")
    with pytest.raises(RefusedPhoto, match=r"'IMG_1\.HEIC' cannot be read: .*; save it as JPEG"):
        read(path)


def test_a_tiny_picture_is_refused() -> None:
    with pytest.raises(RefusedPhoto, match="is 300 x 20 pixels; give a photo of at least 64 on each side") as caught:
        read(np.zeros((20, 300, 3), np.uint8))
    assert caught.value.reason == "too small"
    assert "300 x 20" in caught.value.message.zh


def test_a_long_and_narrow_picture_is_refused_by_its_shape(tmp_path: Path) -> None:
    PIL.Image.fromarray(np.zeros((10, 20_000, 3), np.uint8)).save(tmp_path / "wide\n.png")
    with pytest.raises(RefusedPhoto, match=r"^'wide\ufffd\.png' is more than 32 times as long one way as the other"):
        read(tmp_path / "wide\n.png")
