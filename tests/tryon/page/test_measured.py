"""What is measured of a person, in words and in numbers."""

from __future__ import annotations

import json

import pytest

from intarsia.apps.tryon.page.complexion import contrast_worded, likely, worded
from intarsia.apps.tryon.page.measured import MeasuredPhoto
from intarsia.apps.tryon.person import Person, measure
from intarsia.apps.tryon.person.tones import Interval, Tone
from intarsia.apps.tryon.synthetic import PersonSpec, render_person
from intarsia.apps.tryon.synthetic.person import MONK


@pytest.fixture(scope="module")
def measured() -> MeasuredPhoto:
    return MeasuredPhoto.of(measure(render_person(PersonSpec(5), 640).pixels))


def spread(hexed: str, low: float, high: float) -> Tone:
    """A measured colour of which only the lightness is unsure."""
    tone = Tone.of(hexed)
    return Tone(Interval(low, tone.lightness.mid, high), tone.a, tone.b)


def test_a_tone_is_told_from_its_darkest_to_its_lightest() -> None:
    skin = spread("#a07e56", 38, 63)
    assert worded("skin", skin).en == "dark to light"
    assert worded("skin", skin).zh == "深至浅"
    assert likely("skin", skin).en == "medium"
    assert worded("skin", Tone.of("#a07e56")).en == "medium"


def test_skin_is_called_lighter_the_lighter_it_is() -> None:
    words = [likely("skin", Tone.of(f"#{each}")).en for each in MONK]
    order = ["very light", "light", "medium", "dark", "very dark"]
    assert [order.index(each) for each in words] == sorted(order.index(each) for each in words)
    assert set(words) == set(order)


@pytest.mark.parametrize(
    ("name", "colour", "word"),
    [
        ("hair", "#100d0c", "black"),
        ("hair", "#35241c", "dark brown"),
        ("hair", "#b08a55", "blond"),
        ("hair", "#909090", "grey"),
        ("hair", "#a3502a", "red"),
        ("hair", "#f0a0c0", "pink"),
        ("hair", "#2046b8", "royal blue"),
        ("eyes", "#4a3020", "brown"),
        ("eyes", "#5a80a8", "blue"),
        ("eyes", "#64784f", "green"),
    ],
)
def test_hair_and_eyes_are_called_as_people_call_them(name: str, colour: str, word: str) -> None:
    assert worded(name, Tone.of(colour)).en == word


def test_a_brown_eye_is_brown_in_any_light() -> None:
    assert worded("eyes", spread("#3d281c", 8, 30)).en == "dark brown to brown"


def test_contrast_is_told_as_a_range() -> None:
    assert contrast_worded(Interval(5, 12, 18)).en == "soft"
    assert contrast_worded(Interval(15, 30, 52)).en == "soft to strong"
    assert contrast_worded(Interval(40, 41, 52)).zh == "强烈"


def test_what_was_seen_and_what_can_be_drawn_is_told(measured: MeasuredPhoto) -> None:
    rows = [(about.en, what.en) for about, what in measured.rows()]
    told = dict(rows)
    assert told["Photo"].endswith(f"{measured.me.photo.width} x {measured.me.photo.height} pixels")
    assert told["Seen"] == "head, shoulders, arms, hands, torso, legs, feet"
    assert told["Not seen"] == "none"
    assert told["Previews"] == "T-shirt, shirt, jacket, trousers, skirt, dress"
    assert [each.why for each in measured.previews] == [None] * 6
    assert all(about.zh and what.zh for about, what in measured.rows())


def test_a_portrait_says_what_it_does_not_show_and_why() -> None:
    photo = render_person(PersonSpec(5), 960).pixels
    me: Person = measure(photo[: photo.shape[0] * 45 // 100])
    rows = [(about.en, what.en) for about, what in MeasuredPhoto.of(me).rows()]
    assert "legs" in dict(rows)["Not seen"]
    reasons = [what for about, what in rows if about == "Previews"]
    assert "trousers" not in reasons[0]
    assert any(each.startswith("not trousers, skirt: the photo ends above the hips") for each in reasons[1:])


def test_the_numbers_are_those_of_the_person(measured: MeasuredPhoto) -> None:
    told = json.loads(json.dumps(measured.dump()))
    skin = measured.me.tones.skin
    assert skin is not None
    assert told["tones"]["skin"]["lightness"] == pytest.approx(
        [skin.lightness.low, skin.lightness.mid, skin.lightness.high], abs=0.01
    )
    assert told["tones"]["skin"]["stated"] is False
    assert told["previews"]["pants"] == {"possible": True, "why": None}
    stated = MeasuredPhoto(measured.me.corrected(hair="#808080", eyes=None), ())
    assert stated.dump()["tones"]["eyes"] is None
    assert ("Hair", "grey (as you said)") in [(about.en, what.en) for about, what in stated.rows()]
