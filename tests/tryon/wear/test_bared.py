"""Arms, legs and neck that a new garment leaves bare are drawn as they are; a trunk never is."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from dressed import KINDS, drawn, garment, person

from intarsia.apps.tryon.colour.lab import ciede2000, srgb_to_lab
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.person import measure
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec
from intarsia.apps.tryon.wear import Body, Preview, wear
from intarsia.apps.tryon.wear.garment.geometry import cut
from intarsia.apps.tryon.wear.garment.matte import continued
from intarsia.apps.tryon.wear.paint.bare import bare_limbs
from intarsia.apps.tryon.wear.paint.wall import walled

TALL = 768
COVERED = (
    GarmentSpec("trousers", colours=((30.0, 0.0, -25.0),)),
    GarmentSpec("longsleeve", colours=((60.0, -35.0, 20.0),)),
)
BARE = (GarmentSpec("shorts", colours=((40.0, 0.0, 0.0),)), GarmentSpec("tank", colours=((75.0, 10.0, 60.0),)))
TONES = (1, 4, 7, 10)


@functools.cache
def worn(kind: str, monk: int) -> tuple[Body, Preview]:
    """Somebody in trousers and long sleeves, and in a shorter garment over them."""
    body = Body.of(measure(drawn(PersonSpec(monk, pose="open", clothes=COVERED), TALL).pixels))
    return body, wear(body, garment(KINDS[kind]))


def bared(kind: str, monk: int, limb: str) -> tuple[np.ndarray, np.ndarray]:
    """(N, 3) CIELAB of what was drawn on a limb where it is skin in truth, and of the truth there."""
    body, look = worn(kind, monk)
    truth = drawn(PersonSpec(monk, pose="open", clothes=BARE), TALL)
    there = (look.layers["filled"] > 0.9) & truth.masks["skin"]
    joints = ("elbow", "wrist") if limb == "arm" else ("knee", "ankle")
    near = np.zeros_like(there)
    rows, columns = np.indices(there.shape)
    for side in ("left", "right"):
        middle = (body.figure[f"{side} {joints[0]}"] + body.figure[f"{side} {joints[1]}"]) / 2
        near |= np.hypot(columns - middle[0], rows - middle[1]) < 0.2 * body.figure.size
    there &= near
    return srgb_to_lab(look.picture[there]), srgb_to_lab(truth.pixels[there])


@pytest.mark.parametrize(("kind", "limb"), [("t-shirt", "arm"), ("shorts", "leg")])
def test_a_limb_under_old_clothes_is_drawn_in_the_persons_own_skin_whatever_its_tone(kind: str, limb: str) -> None:
    apart = {}
    for monk in TONES:
        seen, truth = bared(kind, monk, limb)
        assert len(seen) > 200, monk
        apart[monk] = float(np.median(ciede2000(seen, truth)))
    assert max(apart.values()) < 12, apart


def test_skin_is_drawn_on_limbs_alone_and_is_told() -> None:
    body, look = worn("t-shirt", 4)
    figure = body.figure
    rows, columns = np.indices(look.alpha.shape)
    off = np.stack([columns, rows], axis=-1) - figure.middle("shoulder")
    reach = float((figure.middle("hip") - figure.middle("shoulder")) @ figure.down)
    trunk = (np.abs(off @ figure.across) < 0.35 * figure.size) & (off @ figure.down > 0.35 * figure.size)
    trunk &= off @ figure.down < reach
    wide = look.layers["filled"] * trunk
    assert (wide > 0.5).sum() < 0.02 * trunk.sum()
    assert any("Skin of arms" in str(note) for note in look.sidecar["notes"])  # type: ignore[attr-defined]


def test_hips_are_no_limbs() -> None:
    body, _ = worn("shorts", 4)
    nothing = np.zeros(body.person.mask.shape, np.float32)
    limbs = bare_limbs(body, ("leg",), nothing, nothing)
    assert limbs is not None
    off = np.stack(np.indices(limbs.cover.shape)[::-1], axis=-1) - body.figure.middle("hip")
    assert limbs.cover.max() == 1
    assert limbs.cover[off @ body.figure.down < 0.1 * body.figure.size].max() == 0


def test_a_garment_is_taken_from_a_photo_of_who_wears_it() -> None:
    red = GarmentSpec("t-shirt", colours=((45.0, 60.0, 40.0),))
    model = drawn(PersonSpec(6, pose="open", clothes=(COVERED[0], red)), TALL)
    taken = understand(model.pixels, category="t-shirt")
    assert "worn" in taken.notes
    body, _ = worn("t-shirt", 4)
    look = wear(body, taken)
    middle = (body.figure.middle("shoulder") + body.figure.middle("hip")) / 2
    x, y = middle.astype(int)
    assert look.layers["garment"][y, x] > 0.9
    assert ciede2000(srgb_to_lab(look.picture[y, x]), np.array(red.colours[0])) < 12
    assert cut(taken).value.model is not None


def test_sleeves_that_cover_an_arm_leave_nothing_of_it_bare() -> None:
    body = Body.of(measure(drawn(PersonSpec(4, pose="open", clothes=COVERED), TALL).pixels))
    look = wear(body, garment(KINDS["longsleeve"]))
    for side in ("left", "right"):
        x, y = ((body.figure[f"{side} shoulder"] + body.figure[f"{side} elbow"]) / 2).astype(int)
        assert look.layers["garment"][y, x] > 0.9
        assert look.layers["filled"][y, x] < 0.1


def test_a_photo_without_colours_has_no_skin_to_draw() -> None:
    grey = np.repeat(drawn(PersonSpec(4, pose="open", clothes=COVERED), TALL).pixels.mean(2, keepdims=True), 3, 2)
    look = wear(Body.of(measure(grey.astype(np.uint8))), garment(KINDS["t-shirt"]))
    assert not any("Skin of arms" in str(note) for note in look.sidecar["notes"])  # type: ignore[attr-defined]


def test_a_pattern_behind_a_person_goes_on() -> None:
    rows, columns = np.indices((240, 240))
    pattern = np.where((rows // 8 + columns // 8) % 2, 220, 40).astype(np.uint8)[..., None].repeat(3, axis=2)
    hole = np.zeros((240, 240), bool)
    hole[80:160, 100:130] = True
    painted = pattern.copy()
    painted[hole] = (200, 30, 30)
    found = walled(painted, hole, ~hole)
    assert np.array_equal(found[~hole], pattern[~hole])
    assert np.abs(found[hole].astype(int) - pattern[hole]).mean() < 30
    assert np.array_equal(found, walled(painted, hole, ~hole))
    smooth = continued(painted.astype(np.float32), ~hole)
    assert np.abs(smooth[hole] - pattern[hole]).mean() > 60


def test_a_plain_wall_goes_on_in_its_light_and_no_patches_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    def unasked(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("patchmatch.patch_match.inpaint", unasked)
    rows, columns = np.mgrid[:300, :240]
    light = 120 + 0.3 * rows + 0.2 * columns + np.random.default_rng(0).normal(0, 1.0, rows.shape)
    wall = np.repeat(np.clip(light, 0, 255)[..., None], 3, axis=2).astype(np.uint8)
    hole = np.zeros(rows.shape, bool)
    hole[80:160, 90:130] = True
    painted = wall.copy()
    painted[hole] = (200, 30, 30)
    found = walled(painted, hole, ~hole)
    assert np.abs(found[hole].astype(int) - wall[hole]).mean() < 6


def test_where_no_wall_is_seen_nothing_is_made_up() -> None:
    picture = np.full((100, 100, 3), 90, np.uint8)
    everywhere = np.ones((100, 100), bool)
    assert np.array_equal(walled(picture, everywhere, ~everywhere), picture)


def test_a_dress_in_the_photo_is_top_and_bottom_in_one() -> None:
    """A skirt begins at the waist of who wears a dress, whose upper half stays; a T-shirt leaves its lower half."""
    me = Body.of(person(drawn(PersonSpec(5, clothes=(GarmentSpec("dress", colours=((40.0, 30.0, 5.0),)),)))))
    shoulder = me.figure.middle("shoulder")[1]
    reach = me.figure.middle("hip")[1] - shoulder
    skirt = np.flatnonzero((wear(me, garment(KINDS["skirt"])).layers["garment"] > 0.5).any(axis=1))
    assert 0.5 < (skirt[0] - shoulder) / reach < 0.85
    assert me.parts["top"].sum() > 0.3 * me.parts["clothes"].sum()
    assert me.parts["bottom"].sum() > 0.3 * me.parts["clothes"].sum()
    assert wear(me, garment(KINDS["t-shirt"])).sidecar["not covered"] == 0
