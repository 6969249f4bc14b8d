"""Rendered persons: parts, landmarks and tones agree with the picture, for every skin tone."""

from __future__ import annotations

import numpy as np
import pytest

from intarsia.apps.tryon.colour import ciede2000, srgb_to_lab
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec, RenderedPerson, render_person
from intarsia.apps.tryon.synthetic.hair import STYLES
from intarsia.apps.tryon.synthetic.person import MONK, POSES
from intarsia.apps.tryon.synthetic.scene import SCENES
from intarsia.errors import OptionError, UnknownName

NOSE, WRISTS, HIPS, ANKLES = 0, (15, 16), (23, 24), (27, 28)


@pytest.fixture(scope="module")
def person() -> RenderedPerson:
    return render_person(PersonSpec(6), 480)


def at(person: RenderedPerson, part: str, landmark: int) -> bool:
    x, y = person.landmarks[landmark]
    return bool(person.masks[part][int(y), int(x)])


def test_landmarks_lie_on_their_parts(person: RenderedPerson) -> None:
    assert at(person, "face", NOSE)
    assert all(at(person, "trousers", joint) for joint in ANKLES)
    assert all(at(person, "person", joint) for joint in (*HIPS, *WRISTS))
    assert person.landmarks[11, 0] > person.landmarks[12, 0]  # the person's left is the picture's right
    assert person.landmarks.shape == (33, 2)


def test_parts_cover_the_person_and_do_not_overlap(person: RenderedPerson) -> None:
    parts = [mask for name, mask in person.masks.items() if name not in ("person", "skin")]
    together = np.sum(parts, axis=0)
    assert together.max() == 1
    assert (together[person.masks["person"]] == 1).mean() > 0.97
    assert (person.masks["skin"] <= person.masks["person"]).all()
    assert set(person.palettes) == {"trousers", "t-shirt"}


@pytest.mark.parametrize("monk", range(1, 11))
def test_tones_are_what_the_skin_shows(monk: int) -> None:
    drawn = render_person(PersonSpec(monk, frame="portrait"), 240)
    code = drawn.tones["skin"]
    assert code == pytest.approx(srgb_to_lab(np.frombuffer(bytes.fromhex(MONK[monk - 1]), np.uint8)))
    seen = np.median(srgb_to_lab(drawn.pixels)[drawn.masks["skin"]], axis=0)
    assert ciede2000(seen, code) < 5


@pytest.mark.parametrize("hair", STYLES)
def test_hair(hair: str) -> None:
    drawn = render_person(PersonSpec(4, hair, "blond", "blue", frame="portrait", beard=float(hair == "bald")), 160)
    assert drawn.masks["hair"].any() == (hair != "bald")


@pytest.mark.parametrize("pose", POSES)
@pytest.mark.parametrize("frame", ["full", "half"])
def test_poses_wear_everything(pose: str, frame: str) -> None:
    clothes = GarmentSpec("skirt"), GarmentSpec("shirt", colours=((95.0, 0.0, 0.0),)), GarmentSpec("jacket")
    drawn = render_person(PersonSpec(3, pose=pose, frame=frame, clothes=clothes, build=1.2), 200)
    assert all(drawn.masks[each.kind].any() for each in clothes)
    assert drawn.masks["hands"].any()
    assert drawn.pixels.shape == (200, 150, 3)


@pytest.mark.parametrize("background", SCENES)
def test_places_differ_and_the_person_does_not(background: str) -> None:
    drawn, other = (render_person(PersonSpec(background=place), 120) for place in (background, "wall"))
    assert all((drawn.masks[name] == other.masks[name]).all() for name in other.masks)
    assert (background == "wall") == bool((drawn.pixels == other.pixels).all())


def test_light_changes_the_picture_and_not_the_truth() -> None:
    day, dim, warm = (render_person(PersonSpec(light=name), 120) for name in ("day", "dim", "warm"))
    assert dim.pixels.mean() < 0.75 * day.pixels.mean()
    assert warm.pixels[..., 2].mean() < day.pixels[..., 2].mean()
    assert day.tones == dim.tones == warm.tones


def test_what_there_is_not() -> None:
    with pytest.raises(UnknownName, match="no hair style named 'bobb'; did you mean 'bob'"):
        PersonSpec(hair="bobb")
    with pytest.raises(UnknownName, match="no hair colour named"):
        PersonSpec(hair_colour="?")
    with pytest.raises(UnknownName, match="no eye colour named"):
        PersonSpec(eyes="?")
    with pytest.raises(OptionError, match=r"monk is 1 to 10, build 0\.8 to 1\.3 and beard 0 to 1"):
        PersonSpec(monk=11)
