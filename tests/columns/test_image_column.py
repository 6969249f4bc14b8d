import io
import struct
import threading
import warnings
import zlib
from pathlib import Path

import numpy as np
import PIL.ExifTags
import PIL.Image
import PIL.ImageCms
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from cases import over
from intarsia.columns import Image, Schema, Table
from intarsia.errors import CellError, OptionError

RED, WHITE = [255, 0, 0], [255, 255, 255]


def encoded(picture: PIL.Image.Image, form: str = "PNG", **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, form, **options)
    return stream.getvalue()


def halves(width: int = 8, height: int = 4) -> PIL.Image.Image:
    """Red on the left, white on the right."""
    picture = PIL.Image.new("RGB", (width, height), "white")
    picture.paste("red", (0, 0, width // 2, height))
    return picture


def png_of(width: int, height: int) -> bytes:
    """A PNG that only claims to be so large."""
    header = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))
    return b"\x89PNG\r\n\x1a\n" + chunks + struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


@over("mode", ["1", "L", "P", "PA", "LA", "La", "RGB", "RGBX", "RGBA", "RGBa", "CMYK", "YCbCr", "LAB", "HSV", "I", "F"])
def test_every_mode_becomes_rgb(mode: str) -> None:
    value = Image(max_side=20).load(PIL.Image.new(mode, (40, 30)))
    assert value is not None
    assert value.shape == (15, 20, 3)
    assert value.dtype == np.uint8
    assert value.flags.writeable


@over("mode", ["RGB", "RGBA", "CMYK", "HSV", "P", "RGBX", "RGBa"])
def test_colours_survive_the_mode(mode: str) -> None:
    value = Image().load(halves().convert("RGBA").convert(mode) if mode == "RGBa" else halves().convert(mode))
    assert value is not None
    assert value[0, 0].tolist() == RED
    assert value[0, -1].tolist() == WHITE


def test_a_confined_column_opens_nothing_outside_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "inside").mkdir()
    for place in ("there.png", "inside/mine.png"):
        halves().save(tmp_path / place)
    (tmp_path / "inside" / "link.png").symlink_to(tmp_path / "there.png")
    (tmp_path / "inside" / "loop.png").symlink_to(tmp_path / "inside" / "loop.png")
    column = Image().at(tmp_path / "inside", confined=True)
    assert column.load("mine.png") is not None
    assert column.load(str(tmp_path / "inside" / "mine.png")) is not None
    paths = ("../there.png", str(tmp_path / "there.png"), "link.png", "loop.png", "../gone.png", "/gone.png")
    for path in (*paths, *({"path": each} for each in paths)):
        for look in (column.load, column.check, column.digest):
            with pytest.raises(CellError, match="lies outside of the folder of the table"):
                look(path)
    assert Image().at(tmp_path / "inside").load("../there.png") is not None


@pytest.mark.parametrize("mode", ["YCbCr", "LAB"])
def test_colours_nearly_survive_the_mode(mode: str) -> None:
    picture = halves()
    if mode == "LAB":
        profiles = [PIL.ImageCms.createProfile(name) for name in ("sRGB", "LAB")]
        picture = PIL.ImageCms.applyTransform(picture, PIL.ImageCms.buildTransform(*profiles, "RGB", "LAB"))
    else:
        picture = picture.convert(mode)
    value = Image().load(picture)
    assert value is not None
    assert np.abs(value[0, 0].astype(int) - RED).max() <= 8


@over("form", ["PNG", "GIF", "WEBP", "TIFF", "BMP", "PPM", "JPEG2000", "AVIF", "JPEG"])
def test_usual_formats_are_read(form: str) -> None:
    value = Image().load(encoded(halves(32, 32), form))
    assert value is not None
    assert np.abs(value[16, 4].astype(int) - RED).max() < 16


@over("orientation", range(1, 9))
@over("form", ["JPEG", "PNG", "TIFF", "WEBP"])
def test_pictures_stand_upright(form: str, orientation: int) -> None:
    exif = PIL.Image.Exif()
    exif[0x0112] = orientation
    value = Image().load(encoded(halves(64, 32), form, exif=exif))
    assert value is not None
    assert value.shape == ((32, 64, 3) if orientation < 5 else (64, 32, 3))
    corner = {1: (0, 0), 2: (0, -1), 3: (-1, -1), 4: (-1, 0), 5: (0, 0), 6: (0, -1), 7: (-1, -1), 8: (-1, 0)}[
        orientation
    ]
    assert np.abs(value[corner].astype(int) - RED).max() < 16  # where the upper left corner went


def test_broken_metadata_does_not_lose_the_picture() -> None:
    value = Image().load(encoded(halves(), "JPEG", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff nonsense"))
    assert value is not None


def test_transparency_is_laid_on_white() -> None:
    clear = PIL.Image.new("RGBA", (4, 4), (255, 0, 0, 0))
    half = PIL.Image.new("RGBA", (4, 4), (255, 0, 0, 128))
    palette = PIL.Image.new("P", (4, 4), 0)
    assert Image().load(clear)[0, 0].tolist() == WHITE  # type: ignore[index]
    assert Image().load(half)[0, 0].tolist() == [255, 127, 127]  # type: ignore[index]
    assert Image().load(encoded(palette, transparency=0))[0, 0].tolist() == WHITE  # type: ignore[index]
    assert Image().load(encoded(palette, transparency=b"\0"))[0, 0].tolist() == WHITE  # type: ignore[index]
    assert Image().load(encoded(halves(), transparency=(255, 0, 0)))[0, 0].tolist() == WHITE  # type: ignore[index]


def test_an_animation_gives_its_first_frame() -> None:
    frames = [PIL.Image.new("RGB", (4, 4), colour) for colour in ("red", "blue")]
    for form in ("GIF", "PNG", "WEBP", "TIFF"):
        value = Image().load(encoded(frames[0], form, save_all=True, append_images=frames[1:]))
        assert np.abs(value[0, 0].astype(int) - RED).max() < 16  # type: ignore[index]


@over(
    ("array", "grey"),
    [
        (np.full((2, 3), 128, np.uint8), 128),
        (np.full((2, 3, 1), 128, np.int64), 128),
        (np.full((2, 3, 3), 0x8080, np.uint16), 128),
        (np.full((2, 3), 0x8080, ">u2"), 128),
        (np.full((2, 3), 0.5, np.float16), 128),
        (np.full((2, 3, 4), 1.0), 255),
        (np.full((2, 3), True), 255),
    ],
)
def test_arrays_are_pictures(array: np.ndarray, grey: int) -> None:
    value = Image().load(array)
    assert value is not None
    assert value.shape == (2, 3, 3)
    assert (value == grey).all()


@over(
    ("array", "reason"),
    [
        (np.full((2, 2), 1.5), "pixels of float64 must lie from 0 to 1; these lie from 1.5 to 1.5"),
        (np.full((2, 2), np.nan), "must lie from 0 to 1"),
        (np.full((2, 2), -1), "pixels of int64 must lie from 0 to 65535"),
        (np.zeros((3, 8, 8)), r"shape \(3, 8, 8\) is no picture: .*; channels come last"),
        (np.zeros(4), r"shape \(4,\) is no picture"),
        (np.zeros((0, 4, 3)), "has no pixels"),
        (np.zeros((2, 2), complex), "array of complex128 is no picture"),
    ],
)
def test_arrays_that_are_no_pictures_are_refused(array: np.ndarray, reason: str) -> None:
    with pytest.raises(CellError, match=reason):
        Image().load(array)


@over(
    ("mode", "values", "greys"),
    [
        ("F", [0, 0.5, 1], [0, 128, 255]),
        ("F", [0, 100, 255], [0, 100, 255]),
        ("F", [0, 25700, 65535], [0, 100, 255]),
        ("F", [0, 1024, 4095], [0, 64, 255]),
        ("I", [0, 1, 255], [0, 1, 255]),
        ("I", [0, 25700, 65535], [0, 100, 255]),
        ("I", [0, 512, 1023], [0, 128, 255]),
    ],
)
def test_wide_greys_are_scaled_by_their_range(mode: str, values: list[float], greys: list[int]) -> None:
    picture = PIL.Image.fromarray(np.array([values], dtype=np.float32 if mode == "F" else np.int32))
    assert picture.mode == mode
    for cell in (picture, encoded(picture, "TIFF"), np.asarray(picture)):
        assert Image().load(cell)[0, :, 0].tolist() == greys  # type: ignore[index]


@over("values", [[-1, 0, 1], [np.nan, 0.5, 1], [0, 0.5, np.inf], [0, 0.5, 36.6], [0, 7, 65536], [-1e-45, 0, 0]])
def test_floats_that_are_no_greys_are_refused_in_files_as_in_arrays(values: list[float]) -> None:
    picture = PIL.Image.fromarray(np.array([values], dtype=np.float32))
    for cell in (picture, encoded(picture, "TIFF"), np.asarray(picture)):
        with pytest.raises(CellError, match=r"pixels of float32 must lie from 0 to 1; .*: scale them, alike for all"):
            Image().load(cell)


@over("bits", [8, 10, 12, 14, 16])
def test_sixteen_bits_of_which_few_are_used_are_not_black(tmp_path: Path, bits: int) -> None:
    """Cameras write 8 or 12 bits into files of 16; one rule holds for files and arrays."""
    greys = np.array([[0, 2 ** (bits - 1), 2**bits - 1]], dtype=np.uint16)
    PIL.Image.fromarray(greys).save(tmp_path / "grey.png")
    for cell in (greys, greys.astype(np.int16) if bits < 16 else greys, tmp_path / "grey.png"):
        value = Image().load(cell)
        assert value is not None
        assert value[0, :, 0].tolist() == [0, 128, 255]


def png_of_16_bits(pixels: np.ndarray, kind: int) -> bytes:
    """A PNG file of pixels (H, W, C); kind is 2 for RGB, 4 for grey and opacity, 6 for RGBA."""
    high, wide, _ = pixels.shape
    parts = {
        b"IHDR": struct.pack(">IIBBBBB", wide, high, 16, kind, 0, 0, 0),
        b"IDAT": zlib.compress(b"".join(b"\0" + line.astype(">u2").tobytes() for line in pixels)),
        b"IEND": b"",
    }
    written = [
        struct.pack(">I", len(part)) + name + part + struct.pack(">I", zlib.crc32(name + part))
        for name, part in parts.items()
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(written)


@over(("kind", "bits"), [(kind, bits) for kind in (2, 4, 6) for bits in (8, 10, 12, 16)])
def test_colours_of_sixteen_bits_are_read_as_their_array_is(kind: int, bits: int) -> None:
    colours = np.random.default_rng(bits).integers(0, 2**bits, (5, 7, 1 if kind == 4 else 3)).astype(np.uint16)
    colours[0, 0] = 2**bits - 1
    opaque = np.full((5, 7, 1), 65535, np.uint16)
    opaque[1, 1] = 0
    pixels = np.concatenate([colours] if kind == 2 else [colours, opaque], 2)
    found = Image().load(png_of_16_bits(pixels, kind))
    array = np.concatenate([np.repeat(colours, 3, 2), opaque], 2) if kind == 4 else pixels
    assert np.array_equal(found, Image().load(array))  # type: ignore[arg-type]
    wanted = np.rint(colours[2:] * (255 / (2**bits - 1)))
    assert np.array_equal(found[2:], np.broadcast_to(wanted, (3, 7, 3)))  # type: ignore[index]
    assert found[0, 0].tolist() == [255] * 3  # type: ignore[index]
    assert kind == 2 or found[1, 1].tolist() == [255] * 3  # type: ignore[index]


def seen_at_night(bits: int) -> list[np.ndarray]:
    """Pictures (2, 4) of one camera: by day with all of its bits, at night with the lowest 250 of its greys."""
    day = np.linspace(0, 2**bits - 1, 8).astype(np.uint16).reshape(2, 4)
    night = np.linspace(0, 250, 8).astype(np.uint16).reshape(2, 4)
    return [day, night] * 10


@over("form", ["arrays", "PNG", "TIFF", "Pillow"])
def test_one_number_is_one_brightness_in_all_pictures_of_a_column(form: str) -> None:
    cells: list[object] = list(seen_at_night(12))
    if form != "arrays":
        cells = [PIL.Image.fromarray(each) for each in seen_at_night(12)]
    if form in ("PNG", "TIFF"):
        cells = [encoded(each, form) for each in cells]  # type: ignore[arg-type]
    table = Table.read({"scan": cells, "size": range(0, 40, 2)})
    schema = Schema.infer(table)
    column = schema.columns["scan"]
    assert column == Image(depth=12)
    assert "12 bits: 4,095 is white" in schema.notes["scan"].why.en
    assert Schema.infer(table, overrides={"scan": "image"}).columns["scan"] == column
    assert Schema.from_dict(schema.to_dict()).columns["scan"] == column
    day, night = (column.load(cell) for cell in cells[:2])
    assert day.max() == 255
    assert night.max() == 16
    assert Image().load(cells[1]).max() in (250, 255)  # type: ignore[union-attr]
    assert column.load(np.array([[4096]], np.uint16)).max() == 255
    assert column.load(np.array([[200]], np.uint8)).max() == 200
    assert column.load(np.array([[0.5]])).max() == 128


def test_a_column_of_dark_pictures_of_many_bits_has_the_depth_that_it_uses() -> None:
    schema = Schema.infer(Table.read({"scan": seen_at_night(12)[1::2], "size": range(10)}))
    assert schema.columns["scan"] == Image(depth=8)
    usual = [each.astype(np.uint8) for each in seen_at_night(8)]
    assert Schema.infer(Table.read({"scan": usual, "size": range(0, 40, 2)})).columns["scan"] == Image()
    with pytest.raises(OptionError, match="depth is one of 8, 10, 12, 14, 16, not 9"):
        Image(depth=9)


@over("mode", ["I;16", "I;16L", "I;16B"])
def test_sixteen_bit_modes_become_rgb(mode: str) -> None:
    assert Image().load(PIL.Image.new(mode, (4, 3), 0x8080)).tolist() == [[[128] * 3] * 4] * 3  # type: ignore[union-attr]


def test_sixteen_bits_keep_their_range() -> None:
    dark = PIL.Image.fromarray(np.array([[0, 257, 65535]], dtype=np.uint16))
    for cell in (dark, encoded(dark), encoded(dark, "TIFF")):
        assert Image().load(cell)[0, :, 0].tolist() == [0, 1, 255]  # type: ignore[index]


def test_white_may_be_zero_or_a_grey_transparent_in_sixteen_bits_too() -> None:
    greys = PIL.Image.fromarray(np.array([[0, 0x8080, 65535]], dtype=np.uint16))
    inverted = encoded(greys, "TIFF", tiffinfo={PIL.ExifTags.Base.PhotometricInterpretation: 0})
    assert Image().load(inverted)[0, :, 0].tolist() == [255, 127, 0]  # type: ignore[index]
    assert Image().load(encoded(greys, "PNG", transparency=0))[0, :, 0].tolist() == [255, 128, 255]  # type: ignore[index]


def test_twelve_bits_keep_their_range() -> None:
    packed = bytes.fromhex("000 808 fff 000".replace(" ", ""))  # greys 0, 0x808, 0xfff, and one to fill the byte
    tags = {256: 4, 257: 1, 258: 12, 259: 1, 262: 1, 273: 8, 277: 1, 278: 1, 279: len(packed)}
    entries = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags.items())
    head = b"II*\0" + struct.pack("<I", 8 + len(packed))
    file = head + packed + struct.pack("<H", len(tags)) + entries + bytes(4)
    assert Image().load(file)[0, :, 0].tolist() == [0, 0x80, 0xFF, 0]  # type: ignore[index]


@over("form", ["JPEG", "PNG"])
@over(("size", "shape"), [((1, 10000), (100, 1, 3)), ((2000, 1000), (50, 100, 3)), ((9, 5), (5, 9, 3))])
def test_large_pictures_are_reduced(form: str, size: tuple[int, int], shape: tuple[int, int, int]) -> None:
    value = Image(max_side=100).load(encoded(halves(*size), form))
    assert value is not None
    assert value.shape == shape


def test_reduced_jpeg_and_png_look_alike() -> None:
    ramp = PIL.Image.linear_gradient("L").resize((3000, 2000))
    soft, sharp = (Image().load(encoded(ramp, form)) for form in ("JPEG", "PNG"))
    assert soft is not None
    assert sharp is not None
    assert soft.shape == sharp.shape == (341, 512, 3)
    assert np.abs(soft.astype(int) - sharp).max() <= 6


def test_the_users_own_picture_is_not_changed(tmp_path: Path) -> None:
    (tmp_path / "large.jpg").write_bytes(encoded(halves(4000, 1000), "JPEG"))
    with PIL.Image.open(tmp_path / "large.jpg") as picture:
        Image(max_side=50).load(picture)
        assert picture.size == (4000, 1000)


def test_a_path_its_bytes_and_a_parquet_cell_are_one_picture(tmp_path: Path) -> None:
    content = encoded(halves())
    (tmp_path / "图.png").write_bytes(content)
    column = Image().at(tmp_path)
    cells: list[object] = [
        "图.png",
        Path("图.png"),
        tmp_path / "图.png",
        content,
        bytearray(content),
        memoryview(content),
        {"bytes": content, "path": None},
        {"bytes": content, "path": "gone.png"},
        {"bytes": None, "path": "图.png"},
    ]
    assert len({column.digest(cell) for cell in cells}) == 1
    assert all((column.load(cell) == np.array(halves())).all() for cell in cells)
    assert column.load({"bytes": None, "path": None}) is None


@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 6), st.integers(1, 6), st.just(3))))
@settings(deadline=None, max_examples=30)
def test_pixels_in_memory_are_one_picture(array: np.ndarray) -> None:
    column = Image()
    assert (column.load(array) == array).all()
    assert column.digest(array) == column.digest(PIL.Image.fromarray(array)) == column.digest(array / 255)
    assert column.digest(array) != column.digest(255 - array)


@over("form", ["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"])
def test_truncated_files_are_refused(form: str) -> None:
    noise = PIL.Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), dtype=np.uint8))
    content = encoded(noise, form)
    with pytest.raises(CellError, match=r"not readable as a picture|not a picture in a format"):
        Image().load(content[: len(content) * 2 // 3])


@given(st.data())
@settings(deadline=None, max_examples=60)
def test_damaged_files_are_loaded_or_refused(data: st.DataObject) -> None:
    content = bytearray(
        encoded(halves(16, 16), data.draw(st.sampled_from(["JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP"])))
    )
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=8)):
        content[place] = data.draw(st.integers(0, 255))
    try:
        value = Image().load(bytes(content))
    except CellError:
        return
    assert value is not None
    assert value.dtype == np.uint8


def test_files_that_are_no_pictures_are_refused(tmp_path: Path) -> None:
    (tmp_path / "words.jpg").write_text("no picture")
    (tmp_path / "empty.jpg").touch()
    column = Image().at(tmp_path)
    for cell, reason in [
        ("words.jpg", "not a picture in a format that is read"),
        ("empty.jpg", r"an empty file \(0 bytes\) is no picture"),
        (b"", r"an empty file \(0 bytes\) is no picture"),
        ("gone.jpg", f"no file 'gone.jpg' in {tmp_path}"),
        ("/gone.jpg", "no file '/gone.jpg'$"),
        (".", "'.' is a folder, not a picture"),
        ("/dev/null", "'/dev/null' is no regular file, not a picture"),
        ("x" * 5000, "is no path of a picture: File name too long$"),
        ("a\0.jpg", "is no path of a picture|no file"),
        (12, "expected a picture .*, got int"),
    ]:
        for method in (column.load, column.check):
            with pytest.raises(CellError, match=reason):
                method(cell)


@pytest.mark.skipif(not Path("/proc/self/mem").exists(), reason="needs a file that exists but cannot be read")
def test_a_file_that_cannot_be_read_has_no_digest() -> None:
    with pytest.raises(CellError, match="the picture file cannot be read: "):
        Image().digest("/proc/self/mem")


@over("form", ["EPS", "ICO", "ICNS", "TGA", "PCX", "PSD"])
def test_formats_that_are_programs_or_are_decoded_when_opened_are_refused(form: str) -> None:
    content = b"8BPS\0\1" if form == "PSD" else encoded(halves(), form)
    for method in (Image().load, Image().check):
        with pytest.raises(CellError, match="not a picture in a format that is read: save it as JPEG"):
            method(content)


@pytest.mark.parametrize("side", [9_000, 12_000, 100_000])
def test_decompression_bombs_are_refused_before_decoding(side: int) -> None:
    limit = PIL.Image.MAX_IMAGE_PIXELS
    with warnings.catch_warnings(record=True) as seen:
        warnings.simplefilter("always")
        for method in (Image().load, Image().check):
            with pytest.raises(CellError, match="larger than max_pixels = 64,000,000 pixels allows"):
                method(png_of(side, side))
    assert not seen
    assert limit == PIL.Image.MAX_IMAGE_PIXELS
    with pytest.raises(CellError, match="8 x 4 is larger than max_pixels = 31"):
        Image(max_pixels=31).load(np.zeros((4, 8)))


def test_a_check_reads_the_header_only() -> None:
    content = encoded(PIL.Image.effect_noise((64, 64), 50))
    Image().check(content[: len(content) // 2])
    with pytest.raises(CellError):
        Image().load(content[: len(content) // 2])


def test_threads_leave_the_warning_filters_alone() -> None:
    content = encoded(halves(64, 64), "TIFF")
    before = list(warnings.filters)
    threads = [threading.Thread(target=lambda: [Image().load(content) for _ in range(20)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert warnings.filters == before


def test_a_dict_without_a_picture_is_none() -> None:
    with pytest.raises(CellError, match="a dict that holds no picture: it needs a key 'bytes' or 'path'"):
        Image().check({"a": 1})
    assert Image().load({"bytes": None, "path": None}) is None
