"""The preview on rendered persons whose truth is known: what it promises, kept to the pixel."""

from __future__ import annotations

import functools
import io
import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import PIL.Image
import pytest
from dressed import KINDS, LONG, PRINTED, STRIPED, drawn, flat, garment, person

from intarsia.apps.tryon.person import measure
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec
from intarsia.apps.tryon.synthetic.cut import landmarks
from intarsia.apps.tryon.synthetic.person import _view
from intarsia.apps.tryon.wear import Body, Preview, wear
from intarsia.apps.tryon.wear.engines.warp import pieces
from intarsia.apps.tryon.wear.garment.geometry import cut
from intarsia.apps.tryon.wear.paint.preview import MARK
from intarsia.apps.tryon.wear.paint.uncovered import Bare, uncovered
from intarsia.apps.tryon.wear.person.figure import BodyFigure
from intarsia.apps.tryon.wear.placement.drape import drape
from intarsia.apps.tryon.wear.placement.mesh import areas
from intarsia.apps.tryon.wear.scores import differences, score, seen_and_own

POSES = ("relaxed", "open", "hip", "hello")
FRAMES = {"hello": "full"}
BARE = (GarmentSpec("shorts", colours=((40.0, 0.0, 0.0),)), GarmentSpec("tank", colours=((70.0, 0.0, 20.0),)))
"""What leaves most garments something to be seen on."""


def spec(pose: str, monk: int = 5, frame: str = "full") -> PersonSpec:
    return PersonSpec(monk, pose=pose, frame=FRAMES.get(pose, frame), clothes=BARE)


@functools.cache
def body(pose: str, monk: int = 5, frame: str = "full") -> Body:
    return Body.of(person(drawn(spec(pose, monk, frame))))


@functools.cache
def worn(kind: str, pose: str, monk: int = 5) -> Preview:
    return wear(body(pose, monk), garment(KINDS[kind]))


def size(pose: str) -> float:
    truth = drawn(spec(pose)).landmarks
    return float(np.linalg.norm(truth[11] - truth[12]))


EVERY = list(itertools.product(KINDS, POSES))


@pytest.mark.parametrize(("kind", "pose"), EVERY)
def test_outside_of_alpha_the_photo_is_untouched(kind: str, pose: str) -> None:
    look, truth = worn(kind, pose), drawn(spec(pose))
    untouched = look.alpha == 0
    assert untouched.mean() > 0.5
    assert np.array_equal(look.picture[untouched], truth.pixels[untouched])


@pytest.mark.parametrize(("kind", "pose"), EVERY)
def test_face_and_hands_are_never_covered(kind: str, pose: str) -> None:
    look, truth = worn(kind, pose), drawn(spec(pose))
    for part in ("face", "hands"):
        mask = truth.masks[part]
        seen = mask & (look.alpha < 0.02)
        assert seen.sum() / mask.sum() >= 0.98


@pytest.mark.parametrize(("kind", "pose"), EVERY)
def test_cloth_is_neither_squeezed_nor_stretched(kind: str, pose: str) -> None:
    low, high = areas(pieces(body(pose), cut(garment(KINDS[kind])).value))
    assert low >= 0.5
    assert high <= 2


@pytest.mark.parametrize(("kind", "pose"), EVERY)
def test_colours_are_the_garments_own(kind: str, pose: str) -> None:
    made = cut(garment(KINDS[kind])).value
    apart = differences(*seen_and_own(made, pieces(body(pose), made), worn(kind, pose)))
    assert np.median(apart) <= 3
    assert np.percentile(apart, 90) <= 8


@pytest.mark.parametrize("pose", POSES)
def test_the_print_is_not_bent(pose: str) -> None:
    made = cut(garment(PRINTED)).value
    look = wear(body(pose, 5, "half"), garment(PRINTED))
    trunk = pieces(body(pose, 5, "half"), made)[0]
    low, high = made.middle("neck"), made.middle("hem")
    half = 0.3 * made.wide("armpit")
    grid = np.stack(np.meshgrid(np.linspace(-half, half, 48), np.linspace(0.3, 0.85, 48)), axis=-1).reshape(-1, 2)
    own = low + grid[:, 1:] * (high - low) + grid[:, :1] * [1, 0]
    places = np.rint([trunk.place(each) for each in own]).astype(int)
    rows, columns = np.rint(own).astype(int)[:, ::-1].T
    uncovered = look.layers["garment"][places[:, 1], places[:, 0]] > 0.99
    seen = look.picture[places[:, 1], places[:, 0]].mean(axis=1)[uncovered]
    assert uncovered.mean() > 0.8
    assert np.corrcoef(seen, made.cloth[rows, columns].mean(axis=1)[uncovered])[0, 1] >= 0.9


def off(kind: str, pose: str, figure: BodyFigure) -> list[float]:
    """How far shoulders, waist and hem of a garment are from where it would be worn, in shoulders' distances."""
    made = cut(garment(KINDS[kind])).value
    trunk = drape(made, figure)[0]
    view = _view(spec(pose), len(drawn(spec(pose)).pixels))
    truth = landmarks(flat(KINDS[kind]).spec, spec(pose).form)
    found = []
    for name in ("shoulder", "waist", "hem"):
        if f"left {name}" not in truth or not made.has(name):
            continue
        here = (trunk.place(made[f"left {name}"]) + trunk.place(made[f"right {name}"])) / 2
        true = view.pixels(np.stack([truth[f"left {name}"], truth[f"right {name}"]])).mean(axis=0)
        found.append(float(np.linalg.norm(here - true)) / size(pose))
    return found


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("pose", POSES)
def test_shoulders_and_hem_lie_where_the_worn_garment_has_them(kind: str, pose: str) -> None:
    assert max(off(kind, pose, replace(body(pose).figure, size=size(pose)))) <= 0.03


@pytest.mark.parametrize("pose", ["relaxed", "open"])
def test_on_a_person_who_is_measured_they_lie_nearby(pose: str) -> None:
    figure = Body.of(measure(drawn(spec(pose)).pixels)).figure
    found = [each for kind in KINDS for each in off(kind, pose, figure)]
    assert max(found) <= 0.085
    assert np.mean(np.array(found) <= 0.03) >= 0.6


CORNERS = [
    (kind, corner)
    for kind, each in KINDS.items()
    for corner in ("shoulder", "waist", "hem")
    if f"left {corner}" in flat(each).landmarks and (corner != "shoulder" or each.resolved().sleeve != "none")
]
"""Ends of shoulders, but for straps, which are placed by the neck; of waists and hems."""


@pytest.mark.parametrize(("kind", "corner"), CORNERS)
@pytest.mark.parametrize("pose", ["relaxed", "open"])
def test_both_ends_lie_where_the_worn_garment_has_them(kind: str, corner: str, pose: str) -> None:
    made = cut(garment(KINDS[kind])).value
    trunk = drape(made, replace(body(pose).figure, size=size(pose)))[0]
    view = _view(spec(pose), len(drawn(spec(pose)).pixels))
    truth = landmarks(flat(KINDS[kind]).spec, spec(pose).form)
    for side in ("left", "right"):
        true = view.pixels(np.array(truth[f"{side} {corner}"])[None])[0]
        assert np.linalg.norm(trunk.place(made[f"{side} {corner}"]) - true) <= 0.03 * size(pose)


@pytest.mark.parametrize(("kind", "pose"), EVERY)
def test_its_scores(kind: str, pose: str) -> None:
    found = score(body(pose), garment(KINDS[kind]), worn(kind, pose))
    assert min(found.identity, found.texture) >= 0.9
    assert found.worst[1] >= 0.3
    assert all(0 <= each <= 1 for each in vars(found).values())


def test_who_wears_a_garment_looks_the_same_in_it() -> None:
    for kind in ("t-shirt", "longsleeve", "dress"):
        truth = drawn(PersonSpec(5, pose="open", clothes=(*BARE[:1], KINDS[kind])))
        look = wear(Body.of(person(truth)), garment(KINDS[kind]))
        cover, mask = look.layers["garment"] > 0.5, truth.masks[KINDS[kind].kind]
        assert (cover & mask).sum() / (cover | mask).sum() > 0.88
        assert np.median(differences(look.picture[cover & mask], truth.pixels[cover & mask])) < 8


def changed(spec: PersonSpec, change: Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.uint8]]) -> Body:
    """A body whose photo was changed, but not where it is."""
    truth = drawn(spec)
    return Body.of(person(replace(truth, pixels=change(truth.pixels))))


def jpeg(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    with io.BytesIO() as file:
        PIL.Image.fromarray(pixels).save(file, "JPEG", quality=50)
        return np.asarray(PIL.Image.open(file).convert("RGB"))


def exposed(stops: float) -> Callable[[npt.NDArray[np.uint8]], npt.NDArray[np.uint8]]:
    def change(pixels: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        return np.clip(np.rint(pixels * 2 ** (stops / 2.2)), 0, 255).astype(np.uint8)

    return change


@pytest.mark.parametrize("change", [jpeg, exposed(0.5), exposed(-0.5)], ids=["jpeg", "brighter", "darker"])
def test_a_poorer_photo_moves_the_cloth_little(change: Callable[..., npt.NDArray[np.uint8]]) -> None:
    for kind in ("t-shirt", "skirt"):
        look = wear(changed(spec("relaxed"), change), garment(KINDS[kind]))
        still = worn(kind, "relaxed")
        one, other = (each.layers["garment"] for each in (look, still))
        both = (one > 0.99) & (other > 0.99)
        assert np.minimum(one, other).sum() / np.maximum(one, other).sum() > 0.93
        assert np.median(differences(look.picture[both], still.picture[both].astype(np.float32))) < 2


def test_it_is_the_same_for_every_skin_tone() -> None:
    covers = [worn("t-shirt", "relaxed", monk).layers["garment"] for monk in (1, 4, 7, 10)]
    for other in covers[1:]:
        both, either = np.minimum(covers[0], other).sum(), np.maximum(covers[0], other).sum()
        assert both / either > 0.98


def test_a_shaky_pose_moves_the_cloth_little() -> None:
    still = wear(body("relaxed"), garment(STRIPED))
    rng = np.random.default_rng(0)
    noisy = {name: place + rng.uniform(-5, 5, 2) for name, place in body("relaxed").figure.joints.items()}
    shaken = wear(Body.of(body("relaxed").person, noisy), garment(STRIPED))
    one, other = still.layers["garment"], shaken.layers["garment"]
    assert np.minimum(one, other).sum() / np.maximum(one, other).sum() > 0.8


def test_several_garments_go_over_each_other() -> None:
    clothes = [garment(KINDS[kind]) for kind in ("trousers", "t-shirt", "jacket")]
    look = wear(body("relaxed"), *clothes)
    assert np.all(look.layers["garment"] >= look.layers["garment 3"] - 1e-3)
    assert {"garment 1", "garment 2", "garment 3"} <= look.layers.keys()
    assert len(look.sidecar["garments"]) == 3  # type: ignore[arg-type]


def test_what_stays_uncovered_of_sleeves_is_drawn_as_arms_and_told() -> None:
    dressed = Body.of(person(drawn(PersonSpec(5, frame="half", clothes=(*BARE, LONG)))))
    look = wear(dressed, garment(STRIPED))
    assert look.layers["filled"].max() > 0.9
    assert look.layers["not covered"].max() == 0
    assert any("Skin of arms" in note["en"] for note in look.sidecar["notes"])  # type: ignore[attr-defined]


def test_what_stays_uncovered_of_a_trunk_is_hatched() -> None:
    old = np.zeros((200, 200), bool)
    old[60:160, 60:140] = True
    nothing = np.zeros((200, 200), np.float32)
    below = Bare(None, np.ones((200, 200), bool), old.astype(np.float32), np.zeros((200, 200), bool), 80.0)
    found = uncovered(np.full((200, 200, 3), 90, np.uint8), old, nothing, ~old, below)
    assert found.hatched[100, 100] == 1
    assert found.filled.max() == 0
    assert found.share > 0.9


def test_where_old_cloth_was_beside_a_body_the_wall_goes_on_however_far() -> None:
    old = np.zeros((300, 300), bool)
    old[50:250, 50:250] = True
    edge = np.zeros_like(old)
    edge[49, 50:250] = True
    picture = np.where(old[..., None], 20, 200).astype(np.uint8).repeat(3, axis=2)
    picture[edge] = 20
    nothing = np.zeros(old.shape, np.float32)
    below = Bare(None, np.zeros(old.shape, bool), (old | edge).astype(np.float32), edge, 80.0)
    found = uncovered(picture, old, nothing, np.zeros_like(old), below)
    assert found.filled[60:240, 60:240].min() > 0.99
    assert np.abs(found.colours[old] - 200).max() <= 1
    assert found.filled[edge].min() > 0.7
    assert np.abs(found.colours[edge] - 200).max() <= 1


@pytest.mark.parametrize("pose", POSES)
def test_shoes_are_no_old_trousers(pose: str) -> None:
    look, truth = worn("skirt", pose), drawn(spec(pose)).landmarks
    below = round(max(truth[27][1], truth[28][1]))
    assert look.layers["not covered"][below:].max() == 0


def test_a_look_says_what_it_is(tmp_path: Path) -> None:
    look = worn("t-shirt", "relaxed")
    assert look.sidecar["mark"] == MARK.dump()
    assert set(look.confidences) == {"pose", "parts", "garment"}
    assert 0 < look.confidence <= 1
    saved = look.save(tmp_path / "look.png")
    with PIL.Image.open(saved) as picture:
        assert picture.info["Description"] == "approximate preview"
        assert np.array_equal(np.asarray(picture)[: len(look.picture)], look.picture)
    assert json.loads(saved.with_suffix(".json").read_text("utf-8"))["mark"] == MARK.dump()
