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
    assert set(vars(photo)) == {"pixels", "digest", "name", "alpha", "moving"}
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


def test_opacity_is_kept_beside_the_picture_on_white(pixels: Pixels) -> None:
    alpha = np.zeros(pixels.shape[:2], np.uint8)
    alpha[20:70, 30:100] = 255
    photo = read(encoded(np.dstack([pixels, alpha])))
    assert photo.alpha is not None
    assert np.array_equal(photo.alpha, alpha)
    assert (photo.pixels[:20] == 255).all()
    assert np.array_equal(photo.pixels[20:70, 30:100], pixels[20:70, 30:100])
    assert photo.digest != read(encoded(photo.pixels)).digest
    assert read(np.dstack([pixels, alpha])) == photo


def test_what_is_opaque_everywhere_has_no_opacity(pixels: Pixels) -> None:
    photo = read(encoded(np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)])))
    assert photo.alpha is None
    assert photo == read(pixels)


def test_opacity_is_turned_and_reduced_with_the_picture() -> None:
    alpha = np.zeros((2 * MAX_SIDE, 200), np.uint8)
    alpha[:MAX_SIDE] = 255
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    photo = read(encoded(np.dstack([np.zeros((2 * MAX_SIDE, 200, 3), np.uint8), alpha]), exif=exif))
    assert photo.alpha is not None
    assert photo.alpha.shape == photo.pixels.shape[:2] == (100, MAX_SIDE)
    assert photo.alpha[:, : MAX_SIDE // 2 - 8].max() == 0
    assert photo.alpha[:, MAX_SIDE // 2 + 8 :].min() == 255


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "AVIF"])
def test_of_an_animation_the_first_picture_is_taken_and_that_is_known(form: str) -> None:
    frames = [PIL.Image.new("RGB", (80, 80), colour) for colour in ("red", "blue", "green")]
    moving = io.BytesIO()
    frames[0].save(moving, form, save_all=True, append_images=frames[1:], duration=50)
    still = io.BytesIO()
    frames[0].save(still, form)
    assert read(moving.getvalue()).moving
    assert np.abs(read(moving.getvalue()).pixels.astype(int) - (255, 0, 0)).max() < 8
    assert not read(still.getvalue()).moving


def test_the_pages_of_a_tiff_are_no_animation() -> None:
    content = io.BytesIO()
    pages = [PIL.Image.new("RGB", (80, 80), colour) for colour in ("red", "blue")]
    pages[0].save(content, "TIFF", save_all=True, append_images=pages[1:])
    assert not read(content.getvalue()).moving


def test_an_animation_whose_second_picture_is_damaged_gives_its_first() -> None:
    noise = np.random.default_rng(0).integers(0, 255, (2, 80, 80, 3), np.uint8)
    content = io.BytesIO()
    PIL.Image.fromarray(noise[0]).save(
        content, "GIF", save_all=True, append_images=[PIL.Image.fromarray(noise[1])], duration=50
    )
    whole = content.getvalue()
    assert np.array_equal(read(whole[: len(whole) * 3 // 5]).pixels, read(whole).pixels)


def test_a_tiny_picture_is_refused() -> None:
    with pytest.raises(RefusedPhoto, match="is 300 x 20 pixels; give a photo of at least 64 on each side") as caught:
        read(np.zeros((20, 300, 3), np.uint8))
    assert caught.value.reason == "too small"
    assert "300 x 20" in caught.value.message.zh


def test_a_long_and_narrow_picture_is_refused_by_its_shape(tmp_path: Path) -> None:
    PIL.Image.fromarray(np.zeros((10, 20_000, 3), np.uint8)).save(tmp_path / "wide\n.png")
    with pytest.raises(RefusedPhoto, match=r"^'wide\ufffd\.png' is more than 32 times as long one way as the other"):
        read(tmp_path / "wide\n.png")
