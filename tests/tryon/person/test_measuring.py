"""From photos to persons: Eileen Collins' portrait by NASA, which scikit-image ships, and what is made of it."""

from __future__ import annotations

import functools
import io
import threading

import numpy as np
import numpy.typing as npt
import PIL.Image
import pytest

from intarsia.apps.tryon.colour.lab import lab_to_srgb, srgb_to_lab
from intarsia.apps.tryon.person import Person, Tones, measure, overlay
from intarsia.apps.tryon.person.regions import NAMES
from intarsia.apps.tryon.person.shading import flatness
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec, render_garment, render_person
from intarsia.apps.tryon.wear import Body
from intarsia.errors import RefusedPhoto

Pixels = npt.NDArray[np.uint8]

pytestmark = pytest.mark.slow


def portrait() -> Pixels:
    import skimage.data

    return np.asarray(skimage.data.astronaut(), dtype=np.uint8)


@functools.cache
def measured() -> Person:
    return measure(portrait())


def resized(pixels: Pixels, width: int, height: int) -> Pixels:
    return np.array(PIL.Image.fromarray(pixels).resize((width, height), PIL.Image.Resampling.BICUBIC))


def jpeg(pixels: Pixels, quality: int) -> bytes:
    stream = io.BytesIO()
    PIL.Image.fromarray(pixels).save(stream, "JPEG", quality=quality)
    return stream.getvalue()


def reason(pixels: Pixels) -> str:
    with pytest.raises(RefusedPhoto) as caught:
        measure(pixels)
    return caught.value.reason


def outcome(pixels: Pixels) -> str:
    try:
        return "measured" if measure(pixels).face is not None else "measured without a face"
    except RefusedPhoto as error:
        return error.reason


def test_joints_and_face_are_where_they_are() -> None:
    person = measured()
    for joint, place in {"nose": (227, 128), "left shoulder": (305, 255), "right shoulder": (105, 215)}.items():
        assert np.abs(person.joint(joint) - place).max() < 20, joint
    right, left = person.face.irises[:, 0, :2]  # her right eye is on the picture's left
    assert np.abs(right - (203, 105)).max() < 5
    assert np.abs(left - (246, 105)).max() < 5
    assert 90 < person.face.height < 125
    assert abs(person.face.turn) < 15
    assert {"head", "shoulders"} <= person.visible
    assert not {"legs", "feet", "hands"} & person.visible


def test_regions_are_where_they_are() -> None:
    person = measured()
    assert set(person.regions) == set(NAMES)
    for name, (x, y) in {"hair": (225, 40), "skin": (205, 128), "lips": (224, 148), "clothes": (150, 350)}.items():
        assert person.regions[name][y, x], name
        assert not person.regions[name][100, 490], name  # a rocket
    assert person.mask[350, 150] > 0.9
    assert person.mask[20, 400] < 0.1
    for name in ("hair", "skin", "clothes"):
        assert not (person.regions["lips"] & person.regions[name]).any()


def test_tones_are_read_as_eyes_read_them() -> None:
    tones = measured().tones
    assert tones.skin is not None
    assert tones.hair is not None
    assert tones.contrast is not None
    assert 75 in tones.skin.lightness
    assert 20 < tones.skin.hue.mid < 80
    assert 25 < tones.hair.lightness.mid < 60
    assert tones.contrast.low > 10
    assert tones.eyes is None  # irises of 8 pixels


def test_a_photo_is_measured_the_same_again_and_in_threads() -> None:
    found: list[Person] = []
    threads = [threading.Thread(target=lambda: found.append(measure(portrait()))) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert all(each == measured() and np.array_equal(each.mask, measured().mask) for each in found)
    assert len(found) == 3


@pytest.mark.parametrize("change", ["jpeg", "crop", "larger", "mirrored"])
def test_small_changes_change_little(change: str) -> None:
    pixels = portrait()
    changed = {
        "jpeg": lambda: jpeg(pixels, 50),
        "crop": lambda: pixels[10:500, 20:490],
        "larger": lambda: resized(pixels, 1000, 1000),
        "mirrored": lambda: pixels[:, ::-1],
    }[change]()
    found, known = measure(changed).tones, measured().tones
    for one, other in ((found.skin, known.skin), (found.hair, known.hair)):
        assert one is not None
        assert other is not None
        assert np.linalg.norm(one.lab - other.lab) < 8


def test_half_a_stop_stays_inside_of_the_interval() -> None:
    known = measured().tones.skin
    darker = measure((255 * (portrait() / 255) ** 1.15).astype(np.uint8)).tones.skin
    assert known is not None
    assert darker is not None
    assert known.lightness.mid in darker.lightness or darker.lightness.mid in known.lightness


def test_nobody_is_refused() -> None:
    assert reason(np.random.default_rng(0).integers(0, 256, (300, 300, 3), dtype=np.uint8)) == "no person"
    assert reason(np.full((300, 300, 3), 255, np.uint8)) == "no person"


@pytest.mark.parametrize("kind", ["t-shirt", "trousers", "dress", "jacket", "hoodie"])
def test_a_garment_is_nobody(kind: str) -> None:
    assert reason(render_garment(GarmentSpec(kind)).pixels) in ("no person", "no face", "back view", "headless")


def test_several_people_are_refused() -> None:
    assert reason(np.concatenate([portrait(), portrait()[:, ::-1]], axis=1)) == "several people"


def test_darkness_is_refused() -> None:
    assert reason(portrait() // 8) == "too dark"


@pytest.mark.parametrize("monk", [5, 9])
def test_a_body_cropped_at_the_neck_is_measured_without_colours(monk: int) -> None:
    drawn = render_person(PersonSpec(monk), 960)
    chin = int(np.flatnonzero(drawn.masks["face"].any(axis=1))[-1])
    found = measure(drawn.pixels[chin - 12 :])
    assert found.face is None
    assert found.tones == Tones()
    assert {"arms", "legs", "torso"} <= found.visible
    assert "faceless" in found.quality.notes
    assert set(found.regions) == set(NAMES)
    hands = drawn.masks["skin"][chin - 12 :] & (np.arange(len(found.mask))[:, None] > 0.25 * len(found.mask))
    assert (found.regions["skin"] & hands).sum() > 0.5 * hands.sum()
    body = Body.of(found)
    assert body.parts["top"].sum() > 0.05 * found.mask.sum()
    assert overlay(found).shape[1] > 0


def test_a_body_of_which_nothing_is_bare_is_refused() -> None:
    drawn = render_person(PersonSpec(5), 960)
    chin = int(np.flatnonzero(drawn.masks["face"].any(axis=1))[-1])
    gloved = drawn.pixels.copy()
    gloved[drawn.masks["skin"]] = (60, 70, 90)
    assert reason(gloved[chin + 40 :]) in ("headless", "no face", "no person")


def test_a_face_that_is_cropped_is_no_drawing() -> None:
    for row in (90, 110, 130, 150):
        assert outcome(portrait()[row:]) != "drawing"
    assert outcome(portrait()[150:]) in ("measured without a face", "no person", "headless", "no face")


def test_a_face_in_even_light_is_no_drawing() -> None:
    rng = np.random.default_rng(0)
    even = np.clip(portrait() / 24, 0, 10).astype(int) * 24 + 12 + rng.normal(0, 2.5, portrait().shape)
    assert measure(np.clip(even, 0, 255).astype(np.uint8)).face is not None


@pytest.mark.parametrize(
    "dye", [(65, 48, 0), (45, 0, -42), (55, -42, 25), (55, 0, 0)], ids=["pink", "blue", "green", "grey"]
)
def test_hair_of_any_colour_is_hair(dye: tuple[float, float, float]) -> None:
    hair = measured().regions["hair"]
    lab = srgb_to_lab(portrait())
    lab[..., 0][hair] = np.clip(lab[..., 0][hair] - np.median(lab[..., 0][hair]) + dye[0], 0, 100)
    lab[hair, 1:] = dye[1:]
    found = measure(lab_to_srgb(lab))
    assert found.tones.hair is not None
    assert np.linalg.norm(found.tones.hair.lab - dye) < 20
    assert not {"hat", "no hair seen"} & set(found.quality.notes)


@pytest.mark.parametrize("colour", [(235, 190, 30), (25, 30, 60), (30, 140, 60)])
def test_a_hat_is_no_hair(colour: tuple[int, int, int]) -> None:
    import cv2

    face = measured().face
    assert face is not None
    brow = int(face.landmarks[[105, 334], 1].min()) - 4
    left, right = face.landmarks[[127, 356], 0].astype(int)
    hatted = portrait().copy()
    hatted[: brow + 40][measured().regions["hair"][: brow + 40]] = (220, 180, 160)  # a shaved head
    middle = ((left + right) // 2, brow)
    cv2.ellipse(hatted, middle, ((right - left) // 2 + 14, 90), 0, 180, 360, colour, -1)
    found = measure(hatted)
    assert found.tones.hair is found.tones.contrast is None
    assert "hat" in found.quality.notes
    assert found.regions["hat"].any()
    assert not found.regions["hair"].any()


def test_an_animation_is_measured_by_its_first_picture_and_says_so() -> None:
    content = io.BytesIO()
    frames = [PIL.Image.fromarray(each) for each in (portrait(), portrait()[::-1])]
    frames[0].save(content, "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    found = measure(content.getvalue())
    assert found.quality.notes == ("moving",)
    assert found.tones == measured().tones


def test_a_person_far_away_is_refused() -> None:
    small = np.full((600, 600, 3), 210, np.uint8)
    small[200:290, 240:330] = resized(portrait(), 90, 90)
    assert reason(small) in ("too small", "no person", "no face")


def test_flat_colours_are_a_drawing() -> None:
    import cv2

    painted = cv2.pyrMeanShiftFiltering(portrait(), 12, 40)
    assert reason(painted // 24 * 24 + 12) == "drawing"
    assert flatness(np.zeros((0, 3), np.uint8)) == 1


def test_black_and_white_gives_no_tones() -> None:
    grey = np.repeat(portrait().mean(axis=2, keepdims=True), 3, axis=2).astype(np.uint8)
    found = measure(grey)
    assert "black and white" in found.quality.notes
    assert found.tones.skin is found.tones.hair is found.tones.contrast is None
    assert found.corrected(skin="#a8714b").tones.skin is not None


@pytest.mark.parametrize("monk", [3, 8, 10])
@pytest.mark.parametrize("lightness", [14.0, 45.0])
def test_bare_limbs_are_skin_in_every_tone_beside_dark_and_light_clothes(monk: int, lightness: float) -> None:
    clothes = tuple(GarmentSpec(kind, colours=((lightness, 3.0, -10.0),)) for kind in ("shorts", "tank"))
    truth = render_person(PersonSpec(monk, pose="open", clothes=clothes), 640)
    found, bare = measure(truth.pixels).regions, truth.masks["skin"] & ~truth.masks["face"]
    assert (found["skin"] & bare).sum() > 0.85 * bare.sum()
    assert (found["clothes"] & bare).sum() < 0.1 * bare.sum()


@pytest.mark.parametrize(("monk", "pose", "lightness"), [(2, "hip", 30.0), (9, "relaxed", 40.0)])
def test_grey_clothes_are_no_skin_beside_a_tone_of_little_colour(monk: int, pose: str, lightness: float) -> None:
    grey = GarmentSpec("shorts", colours=((lightness, 0.0, 0.0),))
    truth = render_person(PersonSpec(monk, pose=pose, clothes=(grey, GarmentSpec("tank"))), 1024)
    skin = measure(truth.pixels).regions["skin"]
    assert (skin & truth.masks["shorts"]).sum() < 0.05 * truth.masks["shorts"].sum()
    assert (skin & truth.masks["skin"]).sum() > 0.8 * truth.masks["skin"].sum()


def test_what_is_amiss_is_said() -> None:
    assert measured().quality.notes == ()
    blurred = resized(resized(portrait(), 100, 100), 512, 512)
    assert "blurred" in measure(blurred).quality.notes
    orange = (portrait() * (1.0, 0.75, 0.4)).astype(np.uint8)
    found = measure(orange).quality
    assert "coloured light" in found.notes
    assert found.cast > 1.6
    assert len(found.sentences()) == len(found.sentences("zh")) == len(found.notes)


def test_the_overlay_has_the_photo_and_the_swatches() -> None:
    drawn = overlay(measured())
    assert drawn.shape[1] == 512
    assert drawn.shape[0] > 512


@pytest.mark.parametrize("monk", [1, 4, 7, 10])
def test_every_skin_tone_is_measured(monk: int) -> None:
    drawn = render_person(PersonSpec(monk, "short", "grey", frame="half"), 640)
    noise = np.random.default_rng(monk).normal(0, 1.5, drawn.pixels.shape)
    found = measure(np.clip(np.rint(drawn.pixels + noise), 0, 255).astype(np.uint8))
    skin, hair = found.tones.skin, found.tones.hair
    assert skin is not None
    assert hair is not None
    assert drawn.tones["skin"][0] in skin.lightness
    assert np.linalg.norm(hair.lab - drawn.tones["hair"]) < 8
    assert {"arms", "head", "shoulders", "torso"} <= found.visible
    assert [hand.side for hand in found.hands] in ([], ["left"], ["right"], ["left", "right"])


def test_a_bare_head_has_no_hair() -> None:
    found = measure(render_person(PersonSpec(6, "bald", frame="half"), 640).pixels)
    assert found.tones.hair is found.tones.contrast is None
    assert "no hair seen" in found.quality.notes
