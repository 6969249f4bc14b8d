"""What hangs over a collar, and what comes out of one: beards, long hair, throats."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from dressed import KINDS, drawn, garment, person

from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec
from intarsia.apps.tryon.wear import Body, wear
from intarsia.apps.tryon.wear.garment.geometry import cut
from intarsia.apps.tryon.wear.paint.painting import fronts
from intarsia.apps.tryon.wear.person.head import beard, long_hair, scraps, throat

Mask = npt.NDArray[np.bool_]
Plane = npt.NDArray[np.float32]

SKIN = (70.0, 18.0, 18.0)
DARK = (20.0, 4.0, 4.0)
BLUE = (40.0, 0.0, -35.0)


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.of(person(drawn(PersonSpec(5, frame="half", hair="short", clothes=(GarmentSpec("t-shirt"),)))))


@pytest.fixture(scope="module")
def places(body: Body) -> tuple[Plane, Plane]:
    """Right of the spine and down from the chin, in shoulders' distances."""
    rows, columns = np.indices(body.person.mask.shape)
    off = np.stack([columns, rows], axis=-1) - body.figure.chin
    return off @ body.figure.across / body.figure.size, off @ body.figure.down / body.figure.size


def painted(shape: tuple[int, ...], *parts: tuple[Mask, tuple[float, ...]]) -> Plane:
    lab = np.full((*shape, 3), SKIN, np.float32)
    for mask, colour in parts:
        lab[mask] = colour
    return lab


def test_a_beard_hangs_over_a_collar(body: Body, places: tuple[Plane, Plane]) -> None:
    across, down = places
    face = body.parts["face"]
    outline = body.person.mask > 0.5
    clothes = outline & (down > 0.2)
    hangs = outline & (down > -0.1) & (down < 0.1) & (np.abs(across) < 0.12)
    bearded = painted(face.shape, (clothes, BLUE), (hangs, DARK))
    found = beard(bearded, body.figure, face, outline)
    assert found.sum() > 0.8 * (hangs & ~face).sum() > 0
    assert not (found & ~hangs).any()


def test_a_dark_scarf_below_a_shaved_chin_is_no_beard(body: Body, places: tuple[Plane, Plane]) -> None:
    _, down = places
    outline = body.person.mask > 0.5
    scarf = outline & (down > 0.02)
    assert not beard(painted(outline.shape, (scarf, DARK)), body.figure, body.parts["face"], outline).any()


def test_long_hair_falls_over_clothes_of_another_colour(body: Body, places: tuple[Plane, Plane]) -> None:
    across, down = places
    outline = body.person.mask > 0.5
    clothes = outline & (down >= 0.1)
    strand = (across > 0.25) & (across < 0.4)
    hair = strand & (down > -0.4) & ~clothes
    lock = strand & clothes & (down < 0.9)
    found = long_hair(painted(hair.shape, (clothes, BLUE), (hair | lock, DARK)), body.figure, hair, clothes)
    assert found.sum() > 0.9 * lock.sum() > 0
    assert not (found & ~lock).any()
    same = painted(hair.shape, (clothes, DARK), (hair, DARK))
    assert not long_hair(same, body.figure, hair, clothes).any()
    patch = clothes & (np.abs(across) < 0.1) & (down > 0.8) & (down < 1.0)  # a print in the colour of the hair
    apart = painted(hair.shape, (clothes, BLUE), (hair, DARK), (patch, DARK))
    assert not long_hair(apart, body.figure, hair, clothes).any()


def test_a_throat_is_whole_and_what_looks_like_it_around_is_cloth() -> None:
    about = np.zeros((100, 100), bool)
    about[10:90, 20:80] = True
    skin = about.copy()
    skin[40:44, :] = False  # the shadow of the chin
    skin[:, 55:] = False
    skin[60:62, 60:78] = True
    found = throat(skin, about, 100)
    assert found[42, 40]
    assert found[10:90, 20:55].mean() > 0.97
    assert not found[60:62, 62:].any()


def test_thin_skin_around_a_neck_is_the_inside_of_a_hood_and_a_chest_is_none() -> None:
    skin = np.zeros((100, 100), bool)
    skin[10:60, 10:15] = True
    skin[40:90, 40:90] = True
    found = scraps(skin, np.ones_like(skin), 100.0)
    assert found[20:50, 10:15].all()
    assert not found[50:80, 50:80].any()


def test_hair_stays_in_front_of_what_is_worn(body: Body) -> None:
    """The parts of a person tell it: what is hair is no clothes."""
    parts = replace(body).parts
    assert not (parts["hair"] & parts["clothes"]).any()
    assert not (parts["neck"] & parts["clothes"]).any()


def test_a_hood_leaves_forehead_and_ears_alone() -> None:
    """The mesh of a face ends at the brows; what of the head is skin beyond it stays in front of a hood too."""
    whole = person(drawn(PersonSpec(5, hair="short")))
    face = whole.regions["face"].copy()
    rows = np.flatnonzero(face.any(axis=1))
    face[: rows[0] + len(rows) // 2] = False
    me = Body.of(replace(whole, regions={**whole.regions, "face": face}))
    forehead = whole.regions["face"] & ~face & whole.regions["skin"]
    assert forehead.sum() > 100
    assert (fronts(me, cut(garment(KINDS["hoodie"])).value)["head"][forehead] == 1).all()
    assert wear(me, garment(KINDS["hoodie"])).alpha[forehead].max() == 0
