"""Draw pictures of persons with the class of every pixel, for `scripts/tryon_parser.py`.

The project's renderer draws a body in plain clothes once; each drawing is then dressed several times: other colours,
patterns and real cloth (photos of clothing-dataset-small, CC0) under the drawing's own light and folds, tights, boots,
bags, scarves and hats, bent and turned, before another background, seen by another camera.

    python scripts/tryon_parser_data.py CLOTHING FOLDER

reads clothing-dataset-small in CLOTHING and writes `000000.npz`, ... to FOLDER: "pixels" (H, W, 3) uint8 and "labels"
(H, W) uint8, a class of `parser.CLASSES`. A picture's content depends on its number alone.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from tryon_parser_camera import Lab, Labels, Photos, Plane, Random, any_colour, linear, placed, scenes, seen

from intarsia.apps.tryon.colour.lab import lab_to_linear
from intarsia.apps.tryon.person.parser.decoder import CLASSES
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec, render_person
from intarsia.apps.tryon.synthetic.fabric import PATTERNS, Fabric
from intarsia.apps.tryon.synthetic.form import BodyForm
from intarsia.apps.tryon.synthetic.hair import STYLES
from intarsia.apps.tryon.synthetic.person import HAIR
from intarsia.apps.tryon.synthetic.raster import noise
from intarsia.apps.tryon.synthetic.scene import LIGHTS, SCENES
from intarsia.apps.tryon.synthetic.spec import KINDS

HEIGHT = 384
"""Pixels of a drawing; it is 3/4 of that wide."""
DRESSINGS = 3
"""How often a drawing is dressed."""
GREY: Lab = (62.0, 0.0, 0.0)
"""What is drawn, to be coloured later."""
NUMBER = {name: number for number, name in enumerate(CLASSES)}
TOPS = tuple(kind for kind, style in KINDS.items() if style.slot in ("top", "outer"))
BOTTOMS = tuple(kind for kind, style in KINDS.items() if style.slot == "bottom")
CLOTH = {**dict.fromkeys(TOPS, "upper"), **dict.fromkeys(BOTTOMS, "lower"), "dress": "dress", "shoes": "shoes"}


@dataclass(frozen=True)
class PosedSpec(PersonSpec):
    """A person in a pose that has no name: angles of upper arms and forearms, and of the legs, degrees."""

    arms: tuple[tuple[float, float], tuple[float, float]] = ((10, 5), (10, 5))
    legs: float = 2.5

    @property
    def form(self) -> BodyForm:
        """The form of the body in its pose."""
        return BodyForm(self.build, self.arms, self.legs)


@dataclass(frozen=True)
class Drawing:
    """A body in plain clothes, float32 light, and what each pixel is.

    Args:
        light: (H, W, 3) linear sRGB.
        labels: (H, W) classes.
        cloths: name of each garment → (H, W) bool.
        landmarks: (33, 2) pixels.
    """

    light: Plane
    labels: Labels
    cloths: dict[str, npt.NDArray[np.bool_]]
    landmarks: npt.NDArray[np.float32]


def main() -> None:
    """Write the pictures."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("clothing", type=Path)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--start", type=int, default=0, help="number of the first drawing")
    arguments.add_argument("--drawings", type=int, default=1200)
    given = arguments.parse_args()
    given.folder.mkdir(parents=True, exist_ok=True)
    cv2.setNumThreads(1)
    photos = Photos(given.clothing, scenes())
    for number in range(given.start, given.start + given.drawings):
        for turn, (pixels, labels) in enumerate(persons(number, photos)):
            path = given.folder / f"{number * DRESSINGS + turn:06d}.npz"
            np.savez(path, pixels=pixels, labels=labels)


def persons(number: int, photos: Photos) -> Iterator[tuple[npt.NDArray[np.uint8], Labels]]:
    """Yield pixels (H, W, 3) and classes (H, W) of one drawing in several dresses."""
    drawing = drawn(np.random.default_rng((7, number)))
    for turn in range(DRESSINGS):
        random = np.random.default_rng((7, number, turn + 1))
        light, labels = dressed(random, drawing, photos)
        light, labels = placed(random, light, labels, photos)
        yield seen(random, light), labels


def drawn(random: Random) -> Drawing:
    """Draw a body in plain grey clothes."""
    truth = render_person(_spec(random), HEIGHT)
    labels = np.zeros(truth.pixels.shape[:2], np.uint8)
    rows = np.arange(len(labels))[:, None] / HEIGHT * 8.45 - 0.5  # in heads
    masks = truth.masks
    for name, mask in masks.items():
        if name in ("face", "eyes", "lips", "hair", "arms", "hands"):
            labels[mask] = NUMBER["arms" if name == "hands" else "face" if name in ("eyes", "lips") else name]
        elif name in CLOTH:
            labels[mask] = NUMBER[CLOTH[name]]
    body = masks.get("body", np.zeros_like(masks["person"]))
    labels[body & (rows < 3.5)] = NUMBER["neck"]
    labels[body & (rows >= 3.5)] = NUMBER["legs"]
    left = masks["person"] & (labels == 0)
    near = cv2.dilate(labels, np.ones((5, 5), np.uint8))
    labels[left] = near[left]
    cloths = {name: mask for name, mask in masks.items() if name in CLOTH}
    return Drawing(linear(truth.pixels), labels, cloths, truth.landmarks)


def _spec(random: Random) -> PosedSpec:
    pick = random.random()
    top = GarmentSpec(str(random.choice([kind for kind in TOPS if kind != "jacket"])))
    if pick < 0.28:
        inner = [GarmentSpec("dress")]
    elif pick < 0.75:  # over the trousers
        inner = [GarmentSpec(str(random.choice(BOTTOMS))), top]
    else:  # tucked in
        inner = [top, GarmentSpec(str(random.choice(BOTTOMS)))]
    clothes = [*inner, *([GarmentSpec("jacket")] if random.random() < 0.3 else [])]
    if random.random() < 0.1 and pick >= 0.28:
        clothes.append(GarmentSpec("hoodie"))
    worn = {each.kind: _cut(random, each.kind) for each in clothes}
    arms = tuple(_arm(random) for _ in range(2))
    return PosedSpec(
        monk=int(random.integers(1, 11)),
        hair=str(random.choice(STYLES)),
        hair_colour=str(random.choice(list(HAIR))),
        pose="hip" if random.random() < 0.2 else "relaxed",
        background=str(random.choice(list(SCENES))),
        light=str(random.choice([each for each in LIGHTS if each != "dim"])),
        clothes=tuple(worn.values()),
        build=float(random.uniform(0.8, 1.3)),
        beard=float(random.random() * (random.random() < 0.25)),
        arms=arms,  # type: ignore[arg-type]
        legs=float(random.uniform(0.0, 8.0)),
    )


def _arm(random: Random) -> tuple[float, float]:
    upper = float(random.uniform(6, 55) if random.random() < 0.4 else random.uniform(6, 20))
    if random.random() < 0.15:
        return upper, float(random.uniform(100, 170))
    return upper, float(random.uniform(-45, upper + 10))


def _cut(random: Random, kind: str) -> GarmentSpec:
    style = KINDS[kind]
    sleeve, neck, length = (str(random.choice(there)) for there in (style.sleeves, style.necks, style.lengths))
    return GarmentSpec(kind, sleeve, neck, length, (GREY,), seed=int(random.integers(1_000_000)))


def dressed(random: Random, drawing: Drawing, photos: Photos) -> tuple[Plane, Labels]:
    """Return light and labels of a drawing in other clothes."""
    labels = drawing.labels.copy()
    light = drawing.light.copy()
    shape = labels.shape
    shading = np.clip(drawing.light / lab_to_linear(np.array(GREY)).astype(np.float32), 0.05, 2.2)
    shading = shading.mean(axis=2, keepdims=True) * 0.8 + shading * 0.2
    folds = _folds(random, shape)
    paints = {name: _paint(random, photos, shape) for name in drawing.cloths}
    if len(paints) > 1 and random.random() < 0.15:  # a suit
        first, second = random.choice(list(paints), 2, replace=False)
        paints[first] = paints[second]
    for name, mask in drawing.cloths.items():
        relit = shading / (0.12 if name == "shoes" else 1.0) if name == "shoes" else shading * folds
        light[mask] = (paints[name] * np.clip(relit, 0.05, 1.8))[mask]
    if "jacket" in drawing.cloths and random.random() < 0.5:
        _open_front(random, drawing, light, labels, _paint(random, photos, shape) * shading * folds, paints)
    _legwear(random, drawing, photos, light, labels, shading)
    if random.random() < 0.5:
        tint = random.uniform(0.5, 1.8, 3).astype(np.float32)
        light[labels == NUMBER["hair"]] *= tint * random.uniform(0.4, 2.0)
    _accessories(random, drawing, photos, light, labels)
    return light, labels


def _paint(random: Random, photos: Photos, shape: tuple[int, ...]) -> Plane:
    """Return (H, W, 3) light of a cloth that lies flat."""
    if random.random() < 0.4:
        return photos.cloth(random, (shape[0], shape[1]))
    colours = tuple(any_colour(random) for _ in range(3))
    pattern = "plain" if random.random() < 0.6 else str(random.choice(PATTERNS))
    fabric = Fabric(colours, pattern, int(random.integers(1_000_000)))
    y, x = (np.indices(shape) / shape[0] * 8.4).astype(np.float32)
    scale = np.float32(random.uniform(0.5, 1.6))
    x = (x + 0.08 * noise(x * 1.3, y * 1.3, int(random.integers(99)))) * scale
    return fabric.light(fabric.ink(x, y * scale), x, y)


def _folds(random: Random, shape: tuple[int, ...]) -> Plane:
    """Return (H, W, 1) factors of folds that fall down or across."""
    y, x = (np.indices(shape) / shape[0] * 8.4).astype(np.float32)
    angle = random.uniform(-0.6, 0.6)
    across = (x * np.cos(angle) + y * np.sin(angle)).astype(np.float32)
    along = (y * np.cos(angle) - x * np.sin(angle)).astype(np.float32)
    seed = int(random.integers(90))
    ridges = noise(across * random.uniform(1.5, 4), along * random.uniform(0.4, 2), seed)
    ridges = ridges + 0.5 * noise(across * 6, along * 2.5, seed + 1)
    return np.asarray(np.exp(random.uniform(0, 0.35) * ridges)[..., None], np.float32)


def _open_front(
    random: Random, drawing: Drawing, light: Plane, labels: Labels, inner: Plane, paints: dict[str, Plane]
) -> None:
    """Open the front of a jacket: another top is seen, and below the hips what is worn there."""
    at = drawing.landmarks
    size = float(np.linalg.norm(at[11] - at[12]))
    hips = at[[23, 24]].mean(axis=0)
    wide = random.uniform(0.06, 0.3, 3) * size
    middle = hips[0] + random.normal(0, 0.05) * size
    rows = np.arange(len(labels))[:, None]
    columns = np.arange(labels.shape[1])[None]
    half = np.interp(rows[:, 0], [at[11, 1], hips[1], hips[1] + size], wide)[:, None]
    front = drawing.cloths["jacket"] & (np.abs(columns - middle) < half)
    below = front & (rows > hips[1] - random.uniform(-0.1, 0.5) * size)
    light[front] = inner[front]
    name = next((each for each in paints if each in (*BOTTOMS, "dress")), "")
    if name:
        light[below] = (paints[name] * inner.mean(axis=2, keepdims=True).clip(0.3, 1))[below]
        labels[below] = NUMBER[CLOTH[name]]
    if name == "dress":
        light[front] = (paints[name] * inner.mean(axis=2, keepdims=True).clip(0.3, 1))[front]
        labels[front] = NUMBER["dress"]


def _legwear(random: Random, drawing: Drawing, photos: Photos, light: Plane, labels: Labels, shading: Plane) -> None:
    """Put tights on bare legs, and boots on shoes, now and then."""
    legs = labels == NUMBER["legs"]
    rows = np.arange(len(labels))[:, None]
    bare = legs & np.ones_like(rows, bool)
    if bare.sum() > 200 and random.random() < 0.4:
        colour = lab_to_linear(np.array(any_colour(random) if random.random() < 0.4 else (random.uniform(5, 30), 0, 0)))
        tone = light[bare].mean(axis=1, keepdims=True)
        light[bare] = colour.astype(np.float32) * tone / max(float(tone.mean()), 1e-3)
        labels[bare] = NUMBER["lower"]
    ankle = float(drawing.landmarks[[27, 28], 1].mean())
    knee = float(drawing.landmarks[[25, 26], 1].mean())
    if random.random() < 0.35:
        top = ankle - random.uniform(0.05, 1.0) * (ankle - knee)
        boots = np.isin(labels, (NUMBER["legs"], NUMBER["lower"])) & (rows > top)
        paint = _paint(random, photos, labels.shape)
        tone = light[boots].mean(axis=1, keepdims=True) if boots.any() else np.ones((0, 1), np.float32)
        light[boots] = paint[boots] * np.clip(tone / max(float(tone.mean()), 1e-3) if len(tone) else tone, 0.2, 1.8)
        shoes = labels == NUMBER["shoes"]
        light[shoes] = (paint * np.clip(shading * 4, 0.2, 1.5))[shoes]
        labels[boots] = NUMBER["shoes"]


def _accessories(random: Random, drawing: Drawing, photos: Photos, light: Plane, labels: Labels) -> None:
    """Lay a scarf, a hat, glasses, a belt, a bag or an arm over the drawing, each now and then."""
    at = drawing.landmarks
    size = float(np.linalg.norm(at[11] - at[12]))
    nose = at[0]

    def lay(name: str, points: Any, paint: Plane | None = None, only: npt.NDArray[np.bool_] | None = None) -> None:
        cover = np.zeros(labels.shape, np.uint8)
        cv2.fillPoly(cover, [cv2.convexHull(np.rint(points).astype(np.int32))], (1,))
        mask = (cover > 0) & (True if only is None else only)
        shade = np.asarray(np.exp(0.25 * noise(*_places(labels.shape, 3.0), int(random.integers(99)))), np.float32)
        light[mask] = ((_paint(random, photos, labels.shape) if paint is None else paint) * shade[..., None])[mask]
        labels[mask] = NUMBER[name]

    person = labels > 0
    if random.random() < 0.08:
        jitter = random.normal(0, 0.06, (10, 2))
        ring = np.stack([np.cos(np.linspace(0, 6.28, 10)), 0.55 * np.sin(np.linspace(0, 6.28, 10))], 1) * 0.42
        lay("upper", nose + size * (ring + np.array([0, 0.62]) + jitter))
    if random.random() < 0.12:
        crown = np.array([(-0.36, -0.22), (0.36, -0.22), (0.3, -0.62), (-0.3, -0.62), (0, -0.7)])
        lay("hair", nose + size * (crown * random.uniform(0.9, 1.15) + random.normal(0, 0.03, (5, 2))))
    if random.random() < 0.12:
        for side in (-0.12, 0.12):
            lens = np.array([(-0.1, -0.06), (0.1, -0.06), (0.08, 0.06), (-0.08, 0.06)])
            lay("face", nose + size * (lens + np.array([side, -0.12])), np.full((*labels.shape, 3), 0.03, np.float32))
    if random.random() < 0.12:
        hips = at[[23, 24]].mean(axis=0) - [0, size * random.uniform(0.1, 0.35)]
        band = np.array([(-0.8, -0.04), (0.8, -0.04), (0.8, 0.04), (-0.8, 0.04)])
        lay("lower", hips + size * band, only=np.isin(labels, (NUMBER["lower"],)))
    if random.random() < 0.22:
        _bag(random, at, size, lay, person)
    if random.random() < 0.12:
        _arm_in_front(random, at, size, light, labels)


def _bag(random: Random, at: npt.NDArray[np.float32], size: float, lay: Any, person: npt.NDArray[np.bool_]) -> None:
    """Lay a bag at a hand or a hip, with a strap over a shoulder or to the hand."""
    side = int(random.integers(2))
    centre = (at[15 + side] + [0, 0.3 * size]) if random.random() < 0.5 else at[23 + side] + [0, 0.1 * size]
    wide, high = random.uniform(0.18, 0.42, 2) * size
    corners = np.array([(-wide, -high), (wide, -high), (wide * 0.9, high), (-wide * 0.9, high)])
    lay("carried", centre + corners + random.normal(0, 0.05, (4, 2)) * size)
    start = at[11 + int(random.integers(2))] if random.random() < 0.6 else at[15 + side]
    across = np.array([0.03 * size, 0])
    lay("carried", np.stack([start - across, start + across, centre + across, centre - across]), only=person)


def _arm_in_front(random: Random, at: npt.NDArray[np.float32], size: float, light: Plane, labels: Labels) -> None:
    """Draw a forearm with a hand in front of the trunk, in the colour of the face or of the sleeve."""
    side = int(random.integers(2))
    elbow = at[13 + side]
    hand = at[[11, 12, 23, 24]].mean(axis=0) + random.normal(0, 0.2, 2) * size
    face = light[labels == NUMBER["face"]]
    if not len(face):
        return
    skin = np.median(face, axis=0)
    cover = np.zeros(labels.shape, np.float32)
    cv2.line(cover, _pixel(elbow), _pixel(hand), (1,), max(2, round(0.17 * size)))
    cv2.circle(cover, _pixel(hand), max(2, round(0.12 * size)), (1,), -1)
    round_ = cv2.GaussianBlur(cover, (0, 0), 0.07 * size)
    bare = np.asarray(cover > 0)
    light[bare] = (skin * (0.55 + 0.5 * round_[..., None]))[bare]
    labels[bare] = NUMBER["arms"]


def _places(shape: tuple[int, ...], scale: float) -> tuple[Plane, Plane]:
    y, x = (np.indices(shape) / shape[0] * 8.4 * scale).astype(np.float32)
    return x, y


def _pixel(place: npt.NDArray[Any]) -> tuple[int, int]:
    x, y = np.rint(place).astype(int).tolist()
    return x, y


if __name__ == "__main__":
    main()
