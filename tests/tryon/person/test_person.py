"""What is known of a person, and correcting it."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from intarsia.apps.tryon.person import Interval, Person, Tone, Tones
from intarsia.apps.tryon.person.face import Face
from intarsia.apps.tryon.person.hands import Hand
from intarsia.apps.tryon.person.person import PARTS, visible_parts
from intarsia.apps.tryon.person.picture import overlay
from intarsia.apps.tryon.person.pose import INDEX, JOINTS
from intarsia.apps.tryon.person.quality import PhotoAssessment
from intarsia.apps.tryon.person.regions import NAMES
from intarsia.apps.tryon.photo import read
from intarsia.errors import OptionError

SHAPE = (100, 80)


@pytest.fixture
def person() -> Person:
    landmarks = np.full((33, 5), 40, np.float32)
    landmarks[:, 3:] = 1
    face = Face(np.zeros((468, 3), np.float32), np.zeros((2, 5, 3), np.float32), 1.0)
    nothing = np.zeros(SHAPE, dtype=bool)
    skin = Tone(Interval(60, 65, 70), Interval(10, 12, 14), Interval(15, 18, 20))
    return Person(
        read(np.zeros((*SHAPE, 3), np.uint8)),
        landmarks,
        np.zeros(SHAPE, np.float32),
        face,
        (),
        dict.fromkeys(NAMES, nothing),
        frozenset({"head"}),
        PhotoAssessment((), 50, 0, 1, 90),
        Tones(skin=skin),
    )


def test_facts_are_corrected_and_the_rest_stays(person: Person) -> None:
    found = person.corrected(hair="#101010", eyes=(40, 10, 20), visible=["head", "torso"])
    assert found.tones.skin == person.tones.skin
    assert found.tones.hair is not None
    assert found.tones.hair.stated
    assert found.tones.contrast is not None
    assert found.tones.contrast.mid == pytest.approx(65 - found.tones.hair.lightness.mid)
    assert found.visible == {"head", "torso"}
    assert person.tones.hair is None
    assert found.corrected(hair=None).tones.contrast is None
    assert found.corrected(contrast=12).tones.contrast == Interval(12, 12, 12)
    assert found.corrected(contrast=None).tones.contrast is None


def test_what_cannot_be_corrected_is_told(person: Person) -> None:
    with pytest.raises(OptionError, match=r"contrast is a difference in L\*, from 0 to 100, not 'high'"):
        person.corrected(contrast="high")
    with pytest.raises(OptionError, match=r"parts of a body are arms, feet, .*; not waist"):
        person.corrected(visible=["waist"])


def test_no_fact_is_a_label_of_a_person(person: Person) -> None:
    known = {each.name for each in dataclasses.fields(person)} | {each.name for each in dataclasses.fields(Tones)}
    assert not known & {"age", "gender", "sex", "race", "ethnicity", "origin", "shape", "embedding", "identity", "name"}


def test_parts_are_seen_when_their_joints_are_in_the_picture() -> None:
    landmarks = np.full((33, 5), 50, np.float32)
    landmarks[:, 3:] = 1
    assert visible_parts(landmarks, [Hand("left", np.zeros((21, 3), np.float32), 1.0)], SHAPE) == set(PARTS)
    for joint in ("knee", "ankle", "heel", "foot"):
        landmarks[[INDEX[f"left {joint}"], INDEX[f"right {joint}"]], 1] = 300  # below the picture
    landmarks[INDEX["left wrist"], 3] = landmarks[INDEX["right wrist"], 3] = 0.1
    assert visible_parts(landmarks, (), SHAPE) == {"head", "shoulders", "torso"}


def test_joints_have_names(person: Person) -> None:
    assert len(JOINTS) == 33
    assert person.joint("left wrist") == pytest.approx([40, 40])


def test_an_overlay_shows_the_tones(person: Person) -> None:
    assert overlay(person).shape == (100 + 12, 80, 3)
    assert overlay(dataclasses.replace(person, tones=Tones())).shape == (100, 80, 3)
    mid = overlay(person)[-1, 40]
    assert mid[0] > mid[2]  # skin is redder than blue
