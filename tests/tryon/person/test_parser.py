"""The person parser on drawn persons whose truth is known, and on photos that show no face or nobody."""

from __future__ import annotations

import functools
import time

import numpy as np
import pytest

from intarsia.apps.tryon.person import Parsed, measure, parse
from intarsia.apps.tryon.person.parser import CLASSES
from intarsia.apps.tryon.person.parser.cues import CHANNELS, HEIGHT, WIDTH, cues, frame, outline
from intarsia.apps.tryon.person.parser.decoder import FOLDER, decoder
from intarsia.apps.tryon.person.parser.edges import to_the_edges
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec, RenderedPerson, render_person

BEIGE = (70.0, 8.0, 18.0)
SPECS = {
    "shirt and trousers": PersonSpec(4, pose="open"),
    "beige on pale skin": PersonSpec(
        3, pose="open", clothes=(GarmentSpec("trousers", colours=(BEIGE,)), GarmentSpec("hoodie", colours=(BEIGE,)))
    ),
    "jacket and shorts": PersonSpec(
        9, background="park", clothes=(GarmentSpec("shorts"), GarmentSpec("t-shirt"), GarmentSpec("jacket"))
    ),
}
UPPER = ("t-shirt", "shirt", "longsleeve", "hoodie", "jacket", "tank")
LOWER = ("trousers", "shorts", "skirt")


@functools.cache
def drawn(name: str) -> tuple[RenderedPerson, Parsed]:
    truth = render_person(SPECS[name], 640)
    return truth, parse(truth.pixels)


def overlap(one: np.ndarray, other: np.ndarray) -> float:
    return float((one & other).sum() / max((one | other).sum(), 1))


def worn(truth: RenderedPerson, kinds: tuple[str, ...]) -> np.ndarray:
    return np.asarray(np.logical_or.reduce([truth.masks[kind] for kind in kinds if kind in truth.masks]), bool)


def test_clothes_that_have_the_colour_of_skin_are_no_skin() -> None:
    """One colour from the neck to the ankles may pass for a dress."""
    truth, told = drawn("beige on pale skin")
    cloth = told["upper"] | told["lower"] | told["dress"]
    assert overlap(cloth, worn(truth, UPPER + LOWER)) > 0.85


@pytest.mark.parametrize("name", ["shirt and trousers", "jacket and shorts"])
def test_person_and_clothes_are_found(name: str) -> None:
    truth, told = drawn(name)
    assert overlap(told.person, truth.masks["person"]) > 0.85
    assert overlap(told["upper"], worn(truth, UPPER)) > 0.8
    assert overlap(told["lower"], worn(truth, LOWER)) > 0.7


def test_a_dress_is_neither_top_nor_bottom() -> None:
    truth = render_person(PersonSpec(6, clothes=(GarmentSpec("dress", colours=((40.0, 45.0, 5.0),)),)), 640)
    told = parse(truth.pixels)
    assert overlap(told["dress"], truth.masks["dress"]) > 0.7


@pytest.mark.parametrize("name", list(SPECS))
def test_every_pixel_has_one_part(name: str) -> None:
    _, told = drawn(name)
    assert tuple(told.masks) == CLASSES
    assert np.array_equal(np.sum([told[each] for each in CLASSES], axis=0), np.ones_like(told["face"], int))
    assert all(0 <= value <= 1 for value in told.confidences.values())
    assert told.confidences["background"] > 0.8
    assert told.sure.shape == told["face"].shape


def test_a_measured_person_is_parsed_as_their_photo_is() -> None:
    truth, told = drawn("shirt and trousers")
    again = parse(measure(truth.pixels))
    assert overlap(again["upper"], told["upper"]) > 0.98


def test_no_face_need_be_seen() -> None:
    truth, _ = drawn("shirt and trousers")
    rows = np.flatnonzero(truth.masks["face"].any(axis=1))
    cropped = truth.pixels[rows[-1] + 4 :]
    told = parse(cropped)
    assert overlap(told["upper"], worn(truth, UPPER)[rows[-1] + 4 :]) > 0.7


def test_where_nobody_is_something_is_told_without_a_person() -> None:
    told = parse(np.full((300, 200, 3), 180, np.uint8))
    assert told["background"].shape == (300, 200)
    assert told.person.mean() < 0.2


def test_what_is_shipped_is_small() -> None:
    assert {each.name for each in FOLDER.iterdir()} == {"CARD.md", "config.json", "model.safetensors"}
    assert (FOLDER / "model.safetensors").stat().st_size < 3_000_000
    assert sum(each.numel() for each in decoder().parameters()) < 1_000_000


def test_it_is_quick() -> None:
    person = measure(drawn("shirt and trousers")[0].pixels)
    parse(person)
    began = time.process_time()
    parse(person)
    assert time.process_time() - began < 2.0  # a quarter of a second on an idle core


def test_cues_are_within_their_range_wherever_joints_are() -> None:
    landmarks = np.zeros((33, 5), np.float32)
    landmarks[:, :2] = np.random.default_rng(0).uniform(-1e4, 1e4, (33, 2))
    landmarks[:, 3] = 1
    mask = np.zeros((100, 80), np.float32)
    region = frame(landmarks, mask)
    told = cues(landmarks, outline(mask, region), region)
    assert told.shape == (CHANNELS, HEIGHT // 2, WIDTH // 2)
    assert 0 <= told.min() <= told.max() <= 1


def test_answers_follow_the_edges_of_the_picture() -> None:
    pixels = np.full((160, 120, 3), 200, np.uint8)
    pixels[:, 50:] = (30, 60, 120)
    coarse = np.zeros((2, 20, 15), np.float32)
    coarse[1, :, 6:] = 1
    coarse[0] = 1 - coarse[1]
    fine = to_the_edges(coarse, pixels)
    edge = int((fine[1, 80] > 0.5).argmax())
    assert abs(edge - 50) <= 1
