"""Where drawn persons of `tryon_parser_data.py` stand, how they are bent, and what a camera makes of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import PIL.Image

from intarsia.apps.tryon.colour.lab import as_bytes, lab_to_linear
from intarsia.apps.tryon.synthetic.raster import noise

Random = np.random.Generator
Plane = npt.NDArray[np.float32]
Labels = npt.NDArray[np.uint8]
Lab = tuple[float, float, float]

SIZE = (448, 384)
"""Height and width of the pictures, pixels."""


class Photos:
    """Photos to take cloth and backgrounds from, opened when they are asked for and kept small.

    Args:
        clothing: folder of clothing-dataset-small; its training split is taken.
        scenes: further pictures, (H, W, 3) uint8.
    """

    def __init__(self, clothing: Path, scenes: Sequence[npt.NDArray[np.uint8]]) -> None:
        with (clothing / "data.csv").open(encoding="utf-8", newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["split"] == "train"]
        self.cloths = [clothing / row["image"] for row in rows if row["label"] not in ("hat", "shoes")]
        self.places = [clothing / row["image"] for row in rows]
        self.scenes = scenes

    def cloth(self, random: Random, shape: tuple[int, int]) -> Plane:
        """Return (H, W, 3) linear light of a cloth: a piece of the middle of a garment's photo, turned and repeated."""
        pixels = _opened(self.cloths[random.integers(len(self.cloths))])
        side = int(min(pixels.shape[:2]) * random.uniform(0.25, 0.5))
        top, left = (int((size - side) * random.uniform(0.4, 0.6)) for size in pixels.shape[:2])
        piece = pixels[top : top + side, left : left + side]
        tile = np.concatenate([np.concatenate([piece, piece[:, ::-1]], 1)] * 2)
        tile[side : 2 * side] = tile[side : 2 * side][::-1]
        angle = random.uniform(0, 360)
        turn = cv2.getRotationMatrix2D((side, side), angle, float(random.uniform(0.6, 1.8) * 120 / side))
        laid = cv2.warpAffine(tile, turn, shape[::-1], borderMode=cv2.BORDER_WRAP)
        return linear(laid)

    def place(self, random: Random) -> Plane:
        """Return (H, W, 3) linear light of a background."""
        pick = random.random()
        if pick < 0.2:
            return _walls(random)
        if pick < 0.5:
            pixels = self.scenes[int(random.integers(len(self.scenes)))]
        else:
            pixels = _opened(self.places[random.integers(len(self.places))])
        height, width = pixels.shape[:2]
        share = random.uniform(0.35, 1.0)
        side = (max(8, int(height * share)), max(8, int(width * share)))
        top = int(random.integers(height - side[0] + 1))
        left = int(random.integers(width - side[1] + 1))
        cut = pixels[top : top + side[0], left : left + side[1]]
        if random.random() < 0.5:
            cut = cut[:, ::-1]
        light = linear(cv2.resize(np.ascontiguousarray(cut), SIZE[::-1], interpolation=cv2.INTER_AREA))
        if random.random() < 0.6:
            light = cv2.GaussianBlur(light, (0, 0), float(random.uniform(0.5, 6)))
        return np.asarray(light * random.uniform(0.6, 1.4), np.float32)


def scenes() -> list[npt.NDArray[np.uint8]]:
    """Return pictures without persons that packages of the environment bring."""
    import skimage.data
    from sklearn.datasets import load_sample_images

    found = [np.asarray(each) for each in load_sample_images().images]
    for name in ("coffee", "chelsea", "rocket", "brick", "grass", "gravel", "page", "text"):
        pixels = np.asarray(getattr(skimage.data, name)())
        found.append(pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, 2))
    return found


def placed(random: Random, light: Plane, labels: Labels, photos: Photos) -> tuple[Plane, Labels]:
    """Return the person bent, turned and laid over a background."""
    own = random.random() < 0.15
    height, width = SIZE
    scale = float(random.uniform(0.62, 1.05) if random.random() < 0.75 else random.uniform(1.1, 1.9))
    turn = np.radians(random.normal(0, 5))
    shear = random.normal(0, 0.05)
    stretch = random.uniform(0.8, 1.12)
    axes = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]]) @ [[stretch, shear], [0, 1]] * scale
    middle = np.array([labels.shape[1] / 2, labels.shape[0] / 2])
    shift = np.array([random.uniform(-0.12, 0.12) * width, random.uniform(-0.06, 0.06) * height])
    if scale > 1.05:  # the upper or the lower part
        shift[1] += random.choice([1, 0.6, -0.5], p=[0.6, 0.3, 0.1]) * (scale - 1) * height / 2
    target = np.stack(np.meshgrid(np.arange(width), np.arange(height)), -1).astype(np.float32)
    off = target - (np.array([width / 2, height / 2]) + shift)
    source = off @ np.linalg.inv(axes).T * (labels.shape[0] / height) + middle
    source = (source + _bend(random, source / labels.shape[0])).astype(np.float32)
    border = cv2.BORDER_REPLICATE if own else cv2.BORDER_CONSTANT
    found = cv2.remap(labels, source, None, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT)
    alpha = cv2.remap((labels > 0).astype(np.float32), source, None, cv2.INTER_LINEAR)[..., None]
    front = cv2.remap(light, source, None, cv2.INTER_LINEAR, borderMode=border)
    if own:
        return front, found
    back = _shaded(random, photos.place(random), alpha)
    return np.asarray(front * alpha + back * (1 - alpha), np.float32), found


def _bend(random: Random, places: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return (H, W, 2) pixels by which places move, smoothly: a body that leans, widens and steps."""
    x = places[..., 0].astype(np.float32)
    y = places[..., 1].astype(np.float32)
    seed = int(random.integers(80))
    lean = random.uniform(0, 14) * noise(np.zeros_like(y), y * 2.2, seed)
    wide = random.uniform(0, 7) * noise(x * 3, y * 4, seed + 3)
    high = random.uniform(0, 9) * noise(x * 2.5, y * 2.5, seed + 5)
    step = random.normal(0, 14) / (1 + np.exp(-(y - 0.72) * 16)) * np.tanh((x - 0.375) * 14)
    return np.stack([lean + wide, high + step], -1)


def _shaded(random: Random, back: Plane, alpha: Plane) -> Plane:
    """Return a background with the person's shadow on it."""
    if random.random() < 0.5:
        return back
    shift = np.array([[1, 0, random.uniform(-25, 25)], [0, 1, random.uniform(-5, 15)]])
    moved = cv2.warpAffine(alpha[..., 0], shift, SIZE[::-1])
    fallen = cv2.GaussianBlur(moved, (0, 0), float(random.uniform(4, 16)))[..., None]
    return np.asarray(back * (1 - random.uniform(0.1, 0.6) * fallen), np.float32)


def seen(random: Random, light: Plane) -> npt.NDArray[np.uint8]:
    """Return (H, W, 3) uint8: what a camera makes of light."""
    height, width = light.shape[:2]
    y, x = (np.indices((height, width)) / height).astype(np.float32)
    lamp = np.exp(random.normal(0, 0.35) * (x - 0.4) + random.normal(0, 0.25) * (y - 0.5))
    cast = np.exp(random.normal(0, 0.1, 3)) * np.exp(random.normal(0, 0.25))
    light = np.clip(light * lamp[..., None] * cast, 0, 4) ** random.uniform(0.8, 1.3)
    if random.random() < 0.6:
        light = cv2.GaussianBlur(light.astype(np.float32), (0, 0), float(random.uniform(0.3, 1.4)))
    grain = random.normal(0, 1, light.shape) * random.uniform(0.0, 0.02)
    pixels = as_bytes(np.asarray(np.clip(light + grain * np.sqrt(np.clip(light, 0, 1)), 0, 1), np.float32))
    if random.random() < 0.25:
        share = random.uniform(0.4, 0.8)
        small = cv2.resize(pixels, (round(width * share), round(height * share)), interpolation=cv2.INTER_AREA)
        pixels = cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR)
    if random.random() < 0.04:
        pixels = np.repeat(pixels.mean(axis=2, keepdims=True), 3, 2).astype(np.uint8)
    with io.BytesIO() as file:
        PIL.Image.fromarray(pixels).save(file, "JPEG", quality=int(random.integers(30, 96)))
        return np.asarray(PIL.Image.open(file).convert("RGB"))


def _walls(random: Random) -> Plane:
    """Return (H, W, 3) light of plain areas with straight edges: walls, floors, doors, windows, posts."""
    height, width = SIZE
    light = np.empty((height, width, 3), np.float32)
    light[:] = np.clip(lab_to_linear(np.array(any_colour(random))), 0.01, 0.95)
    for _ in range(int(random.integers(0, 9))):
        left, right = sorted(random.integers(-40, width + 40, 2).tolist())
        top, bottom = sorted(random.integers(-40, height + 40, 2).tolist())
        if random.random() < 0.3:
            left, right = -40, width + 40
        colour = np.clip(lab_to_linear(np.array(any_colour(random))), 0.01, 0.95)
        cv2.rectangle(light, (left, top), (right, bottom), colour.tolist(), -1)
    y, x = (np.indices((height, width)) / height).astype(np.float32)
    glow = np.exp(random.normal(0, 0.25) * (x - 0.4) + random.normal(0, 0.25) * (y - 0.5))
    grain = np.exp(random.uniform(0, 0.2) * noise(x * 30, y * 30, int(random.integers(99))))
    light = cv2.GaussianBlur(light, (0, 0), float(random.uniform(0.3, 5)))
    return np.asarray(light * (glow * grain)[..., None], np.float32)


def any_colour(random: Random) -> Lab:
    """Return any colour; black, white, denim and those of skin more often than others."""
    pick = random.random()
    if pick < 0.16:
        return float(random.uniform(3, 22)), float(random.normal(0, 2)), float(random.normal(0, 3))
    if pick < 0.3:
        return float(random.uniform(82, 97)), float(random.normal(0, 2)), float(random.normal(3, 4))
    if pick < 0.4:
        return float(random.uniform(20, 65)), float(random.normal(0, 3)), float(random.uniform(-32, -6))
    if pick < 0.52:
        return float(random.uniform(35, 85)), float(random.uniform(4, 16)), float(random.uniform(8, 28))
    angle = random.uniform(0, 2 * np.pi)
    chroma = random.uniform(0, 60) * random.uniform(0.3, 1)
    return float(random.uniform(10, 92)), float(chroma * np.cos(angle)), float(chroma * np.sin(angle))


def _opened(path: Path) -> npt.NDArray[np.uint8]:
    with PIL.Image.open(path) as picture:
        picture.draft("RGB", (400, 400))
        return np.asarray(picture.convert("RGB"))


def linear(pixels: npt.NDArray[np.uint8]) -> Plane:
    """Return linear light of sRGB bytes."""
    share = np.arange(256) / 255
    table = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4).astype(np.float32)
    return np.asarray(table[pixels])
