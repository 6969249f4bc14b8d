"""What a user knows better: centimetres, and where landmarks of a garment are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from dressed import KINDS, STRIPED, drawn, garment, person

from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec
from intarsia.apps.tryon.wear import Body, engines, wear
from intarsia.apps.tryon.wear.garment.geometry import cut
from intarsia.errors import OptionError, RefusedPhoto

CLOTHES = (GarmentSpec("shorts"), GarmentSpec("tank", colours=((70.0, 0.0, 20.0),)))


@pytest.fixture(scope="module")
def body() -> Body:
    return Body.of(person(drawn(PersonSpec(clothes=CLOTHES))), shoulders=40)


def height(body: Body, **told: object) -> float:
    look = wear(body, replace(garment(STRIPED), others=told))
    assert look.sidecar["scale"] == ("centimetres" if told and body.figure.centimetres else "proportions")
    return float(np.ptp(np.flatnonzero((look.layers["garment"] > 0.5).any(axis=1))))


def test_a_longer_garment_is_drawn_longer(body: Body) -> None:
    short, long = height(body, length_cm=60), height(body, length_cm="75 cm")
    assert long / short == pytest.approx(75 / 60, rel=0.06)


def test_on_a_taller_person_it_looks_smaller(body: Body) -> None:
    tall, short = (Body.of(body.person, height=each) for each in (190, 160))
    assert height(short, width_cm=50) / height(tall, width_cm=50) == pytest.approx(190 / 160, rel=0.06)


def test_centimetres_of_only_one_of_them_say_nothing(body: Body) -> None:
    unknown = Body.of(body.person)
    assert height(unknown, length_cm=60) == height(unknown)


@pytest.mark.parametrize("given", [{"length_cm": "long"}, {"width_cm": 520}])
def test_what_is_no_length(body: Body, given: dict[str, object]) -> None:
    name, value = next(iter(given.items()))
    with pytest.raises(RefusedPhoto, match=f"the garment's {name} is {value!r}; write centimetres, 1") as refused:
        wear(body, replace(garment(STRIPED), others=given))
    assert name in refused.value.message.zh
    assert "厘米" in refused.value.message.zh


def test_what_is_no_person(body: Body) -> None:
    with pytest.raises(OptionError, match=r"the height is 1\.75; give centimetres, 60 to 250") as refused:
        Body.of(body.person, height=1.75)
    assert refused.value.message.zh == "身高为 1.75：请填写厘米数（60 至 250）"
    with pytest.raises(OptionError, match=r"the width of the shoulders is 4; give centimetres") as refused:
        Body.of(body.person, shoulders=4)
    assert refused.value.message.zh.startswith("肩宽为 4：")


def test_landmarks_are_taken_as_they_are_placed(body: Body) -> None:
    found = cut(garment(KINDS["skirt"])).value
    high = {name: (found[name] - [0, 20]).tolist() for name in ("left waist", "right waist")}
    engine = {"type": "warp", "landmarks": high}
    assert engines.dump(engines.make(engine)) == engine
    rows = [np.flatnonzero((wear(body, garment(KINDS["skirt"]), engine=each).layers["garment"] > 0.5).any(axis=1))
            for each in ("warp", engine)]  # fmt: skip
    assert rows[1].max() > rows[0].max() + 5


def test_a_landmark_that_there_is_not(body: Body) -> None:
    with pytest.raises(OptionError, match="no landmark left wing to move; this garment has left"):
        wear(body, garment(STRIPED), engine={"type": "warp", "landmarks": {"left wing": (0, 0)}})


def test_shoulders_that_are_moved_apart_make_a_garment_larger(body: Body) -> None:
    middle, step = body.figure.middle("shoulder"), 0.75 * body.figure.size * body.figure.across
    wide = Body.of(body.person, {"left shoulder": middle - step, "right shoulder": middle + step})
    assert wide.figure.size > 1.3 * body.figure.size

    def area(of: Body) -> float:
        return float(wear(of, garment(KINDS["tank"])).layers["garment"].sum())

    assert area(wide) > 1.4 * area(replace(body, figure=replace(body.figure, centimetres=0.0)))


@pytest.mark.parametrize(
    ("joints", "told"),
    [
        ({"left elbow": (float("nan"), 3)}, "Elbow on the left: .* is no place; give x and y in pixels"),
        ({"left hip": (3,)}, "give x and y in pixels"),
        ({"left shoulder": (100, 100), "right shoulder": (101, 100)}, "are put on one another: move them apart"),
    ],
)
def test_joints_that_cannot_be(body: Body, joints: dict[str, tuple[float, ...]], told: str) -> None:
    with pytest.raises(OptionError, match=told):
        Body.of(body.person, joints)
