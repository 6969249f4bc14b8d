"""Garments as people photograph them: on hangers, with steep sleeves, cut off, with background between their legs."""

from __future__ import annotations

import contextlib
import itertools
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.ImageDraw
import pytest
from dressed import KINDS, drawn, flat, garment, person

from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.synthetic import PersonSpec
from intarsia.apps.tryon.wear import Body, engines, wear
from intarsia.apps.tryon.wear.engines.warp import pieces
from intarsia.apps.tryon.wear.garment.gap import gaps
from intarsia.apps.tryon.wear.garment.geometry import cut
from intarsia.apps.tryon.wear.garment.hanger import hanger
from intarsia.apps.tryon.wear.placement.mesh import BOUNDS, areas
from intarsia.errors import OptionError, RefusedPhoto

Mask = npt.NDArray[np.bool_]
Corners = list[tuple[float, float]]

HALVES: dict[str, Corners] = {
    "level": [(24, 40), (56, 50), (92, 70), (84, 98), (58, 92), (60, 208), (0, 212)],
    "steep": [(8, 48), (20, 56), (36, 62), (56, 72), (76, 86), (56, 113), (54, 112), (57, 130), (60, 164), (63, 208)],
}
"""Right half of a shirt, from its axis: sleeves that lie far from the trunk, and close to it."""
ENDS: dict[str, Corners] = {"level": [(92, 70), (84, 98), (58, 92)], "steep": [(76, 86), (56, 113), (56, 116)]}
"""Of these the cuff's outer and inner end, and the armpit."""


def shape(corners: Corners, size: tuple[int, int] = (224, 200)) -> Mask:
    picture = PIL.Image.new("1", size[::-1])
    PIL.ImageDraw.Draw(picture).polygon(corners, fill=1)
    return np.asarray(picture)


def mirrored(half: Corners, axis: float = 100.0) -> Corners:
    return [(axis + x, y) for x, y in half] + [(axis - x, y) for x, y in half[::-1]]


def of_shape(like: str, mask: Mask, pixels: npt.NDArray[np.uint8] | None = None) -> Garment:
    """A garment of a kind, with that outline."""
    seen = np.where(mask[..., None], 90, 220).astype(np.uint8).repeat(3, axis=2) if pixels is None else pixels
    model = garment(KINDS[like])
    return replace(model, digest=f"{like} {hash(mask.tobytes())}", load_cutout=lambda: Cutout(seen, mask))


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.of(person(drawn(PersonSpec(5))))


@pytest.mark.parametrize("name", list(HALVES))
def test_short_sleeves_end_outside_of_the_trunk(name: str) -> None:
    found = cut(of_shape("t-shirt", shape(mirrored(HALVES[name])))).value
    for side, turn in (("left", -1), ("right", 1)):
        for landmark, (x, y) in zip(("cuff outer", "cuff inner", "armpit"), ENDS[name], strict=True):
            assert np.linalg.norm(found[f"{side} {landmark}"] - (100 + turn * x, y)) < 14, (side, landmark)


@pytest.mark.parametrize("name", list(HALVES))
def test_they_are_laid_without_bending_the_cloth(name: str, body: Body) -> None:
    made = cut(of_shape("t-shirt", shape(mirrored(HALVES[name])))).value
    low, high = areas(pieces(body, made))
    assert low >= BOUNDS[0]
    assert high <= BOUNDS[1]


def test_background_between_two_legs_is_no_cloth() -> None:
    truth = flat(KINDS["trousers"])
    filled = truth.mask.copy()
    rows = np.flatnonzero(truth.mask.any(axis=1))
    for row in rows:
        columns = np.flatnonzero(truth.mask[row])
        filled[row, columns[0] : columns[-1]] = True
    assert (gap := filled & ~truth.mask).sum() > 0.05 * truth.mask.sum()
    found = cut(of_shape("trousers", filled, np.asarray(truth.pixels))).value
    assert found.alpha[gap].mean() < 0.15
    assert found.alpha[truth.mask].mean() > 0.95


def test_a_hanger_is_no_cloth() -> None:
    truth = flat(KINDS["tank"])
    pixels, mask = np.array(truth.pixels), truth.mask.copy()
    rows, columns = np.nonzero(truth.mask)
    top, middle = rows.min(), round(columns.mean())
    hook = (slice(top - 30, top + 25), slice(middle - 4, middle + 4))
    added = ~mask[hook]
    mask[hook] = True
    pixels[hook] = np.where(added[..., None], (20, 20, 25), pixels[hook])
    found = hanger(pixels, mask)
    assert found[hook][added].mean() > 0.8
    assert (found & truth.mask).sum() < 0.01 * truth.mask.sum()


def test_straps_of_a_garments_own_colour_stay() -> None:
    truth = flat(KINDS["tank"])
    assert not hanger(np.asarray(truth.pixels), truth.mask).any()


@pytest.mark.parametrize("kind", ["t-shirt", "skirt", "trousers"])
def test_a_garment_that_goes_on_beyond_its_photo_is_refused(kind: str, body: Body) -> None:
    truth = flat(KINDS[kind])
    rows = np.flatnonzero(truth.mask.any(axis=1))
    end = round(rows[0] + 0.4 * (rows[-1] - rows[0]))
    part = of_shape(kind, truth.mask[:end], np.asarray(truth.pixels)[:end])
    with pytest.raises(RefusedPhoto, match="goes on beyond the edge of its photo") as refused:
        wear(body, part)
    assert "衣物超出了照片边缘" in refused.value.message.zh


def test_a_picture_that_was_cut_out_to_its_size_is_worn(body: Body) -> None:
    truth = flat(KINDS["skirt"])
    rows, columns = (np.flatnonzero(truth.mask.any(axis=axis)) for axis in (1, 0))
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    look = wear(body, of_shape("skirt", truth.mask[box], np.asarray(truth.pixels)[box]))
    assert look.layers["garment"].max() > 0.9


def test_a_hem_that_is_tied_in_a_knot_is_no_trunk() -> None:
    half = [*HALVES["level"][:-2], (60, 190), (6, 192), (5, 215), (0, 215)]
    found = cut(of_shape("t-shirt", shape(mirrored(half)))).value
    assert found.wide("armpit") == pytest.approx(116, abs=16)


def test_what_lies_beside_a_garment_is_none_of_it(body: Body) -> None:
    truth = flat(KINDS["trousers"])
    mask = truth.mask.copy()
    mask[-12:] = True
    assert not (mask & truth.mask)[-14:-10].any()
    look = wear(body, of_shape("trousers", mask, np.asarray(truth.pixels)))
    alone = wear(body, of_shape("trousers", truth.mask, np.asarray(truth.pixels)))
    assert np.array_equal(look.picture, alone.picture)


@pytest.mark.parametrize("place", [(float("nan"), 1), (3,), "ab", "1", None, [[1, 2]]])
def test_a_landmark_that_is_no_place_is_told(place: object) -> None:
    with pytest.raises(OptionError, match=r"'left hem' is put at .*; give x and y in pixels"):
        engines.make({"type": "warp", "landmarks": {"left hem": place}})
    with pytest.raises(OptionError, match="give names, each with x and y"):
        engines.make({"type": "warp", "landmarks": [place]})


@pytest.mark.parametrize("kind", ["t-shirt", "dress", "skirt", "trousers"])
@pytest.mark.parametrize("size", [(1, 1), (1, 50), (50, 1), (3, 3), (10, 300)])
def test_slivers_are_refused_or_drawn_without_a_word(kind: str, size: tuple[int, int], body: Body) -> None:
    """Warnings are errors here; a pixel or a stripe is no garment, but some are shaped as one."""
    with contextlib.suppress(RefusedPhoto):
        look = wear(body, of_shape(kind, np.ones(size, bool)))
        assert np.array_equal(look.picture[look.alpha == 0], body.person.photo.pixels[look.alpha == 0])


def test_a_small_photo_of_a_garment_covers_a_large_one_of_a_person() -> None:
    """Each cell of its cloth is drawn out over many pixels, and none of them is left out."""
    body = Body.of(person(drawn(PersonSpec(5, frame="half"), 1024)))
    large = garment(KINDS["longsleeve"])
    cutout = large.load_cutout()
    step = max(cutout.mask.shape) // 110
    small = Cutout(cutout.pixels[::step, ::step].copy(), cutout.mask[::step, ::step].copy())
    worn = wear(body, replace(large, digest="small", load_cutout=lambda: small))
    rows, columns = np.nonzero(worn.layers["garment"] > 0.9)
    middle = worn.layers["garment"][rows.min() + 200 : rows.max() - 60, int(np.median(columns)) - 60 :][:, :120]
    assert middle.min() > 0.99


@pytest.mark.parametrize("turns", [1, 3])
@pytest.mark.parametrize("kind", ["dress", "t-shirt"])
def test_a_garment_that_lies_on_its_side_is_worn_upright(body: Body, kind: str, turns: int) -> None:
    upright = garment(KINDS[kind])
    cutout = upright.load_cutout()
    aside = Cutout(np.rot90(cutout.pixels, turns).copy(), np.rot90(cutout.mask, turns).copy())
    usual = wear(body, upright)
    found = wear(body, replace(upright, digest=f"{kind} aside {turns}", load_cutout=lambda: aside))
    both = np.minimum(usual.layers["garment"], found.layers["garment"]).sum()
    assert both > 0.93 * max(usual.layers["garment"].sum(), found.layers["garment"].sum())
    there = (usual.layers["garment"] > 0.99) & (found.layers["garment"] > 0.99)
    assert np.abs(usual.picture[there].astype(float) - found.picture[there].astype(float)).mean() < 12


def test_a_gap_between_legs_goes_on_above_a_crotch_that_was_guessed_too_low() -> None:
    truth = flat(KINDS["trousers"])
    filled = truth.mask.copy()
    for row in np.flatnonzero(truth.mask.any(axis=1)):
        columns = np.flatnonzero(truth.mask[row])
        filled[row, columns[0] : columns[-1] + 1] = True
    places = dict(cut(garment(KINDS["trousers"])).value.landmarks)
    for side in ("left", "right"):
        crotch = places[f"{side} crotch"]
        places[f"{side} crotch"] = crotch + 0.3 * (places[f"{side} leg inner"] - crotch)
    found = gaps(np.asarray(truth.pixels), filled, places)
    high = np.zeros_like(filled)
    high[: round(float(places["left crotch"][1])) - 3] = True
    missed = filled & ~truth.mask & high
    assert missed.sum() > 200
    assert (found & missed).sum() > 0.5 * missed.sum()  # the rest is a slit of a pixel or two
    assert (found & truth.mask).sum() < 0.02 * truth.mask.sum()


@pytest.mark.parametrize("kind", ["longsleeve", "shirt", "jacket"])
def test_all_cloth_belongs_to_a_piece_where_landmarks_are_a_little_off(body: Body, kind: str) -> None:
    """What is taken from the trunk for a sleeve and is then none of it would be a hole."""
    made = cut(garment(KINDS[kind])).value
    wide = made.wide("armpit")
    for inwards, up in itertools.product((0.0, 0.2), (0.05, 0.1)):
        beside = made["left armpit"] + wide * np.array([inwards, -up])
        laid = pieces(body, replace(made, landmarks={**made.landmarks, "left side": beside}))
        covered = np.max([each.part for each in laid], axis=0)
        assert (covered[made.alpha > 0.5] > 0.5).mean() > 0.999
