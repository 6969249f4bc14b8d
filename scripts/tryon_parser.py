"""Learn the decoder of the person parser from drawn persons; the encoder (EfficientNet-Lite0) stays as it is.

    python scripts/tryon_parser.py FOLDER [--clothing shared/data/clothing_small] [--out weights/]

FOLDER gets the drawings, unless it has them (see `scripts/tryon_parser_data.py`), and what the pose says of each. All
steps have fixed seeds. On one core the drawings take 25 minutes, poses 4, learning another 25.
"""

from __future__ import annotations

import argparse
import copy
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import torch
import tryon_parser_data as data
from torch import Tensor, nn
from tryon_parser_camera import Photos, scenes

from intarsia.apps.tryon.person.crop import CropSquare, Pyramid
from intarsia.apps.tryon.person.parser.cues import HEIGHT, SIDES, STRIDE, cues, frame, outline
from intarsia.apps.tryon.person.parser.decoder import CLASSES, FOLDER, ParserDecoder, save
from intarsia.apps.tryon.person.pose import INDEX, people, pose, region_of
from intarsia.encoders.efficientnet import FeatureMaps

Random = np.random.Generator
Pixels = npt.NDArray[np.uint8]

BATCH = 8
EPOCHS = 5
RATE = 2e-3
KEPT = 0.995
"""Share of the running mean of weights that stays at each step."""
HELD = 20
"""One drawing of so many is held out."""
WEIGHTS = (0.6, 1.3, 1.5, 1.8, 1.4, 1.3, 1.0, 1.0, 1.1, 1.5, 0.7)
"""How much a pixel of each class counts."""
MIRRORED = [
    INDEX[name.replace("left", "?").replace("right", "left").replace("?", "right")]
    for name in sorted(INDEX, key=lambda name: INDEX[name])
]


@dataclass(frozen=True)
class Example:
    """A picture with its classes and its pose: landmarks (33, 5), outline (H, W) uint8."""

    pixels: Pixels
    labels: Pixels
    landmarks: npt.NDArray[np.float32]
    outline: Pixels

    def mirrored(self) -> Example:
        """Return the same, left for right."""
        landmarks = self.landmarks[MIRRORED].copy()
        landmarks[:, 0] = self.pixels.shape[1] - landmarks[:, 0]
        return Example(self.pixels[:, ::-1], self.labels[:, ::-1], landmarks, self.outline[:, ::-1])


@dataclass(frozen=True)
class View:
    """What the parser sees of an example: pixels (HEIGHT, WIDTH, 3), cues and classes at half of that."""

    pixels: Pixels
    cues: npt.NDArray[np.float32]
    labels: Pixels


def main() -> None:
    """Draw, measure, learn, write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--clothing", type=Path, default=Path("shared/data/clothing_small"))
    arguments.add_argument("--drawings", type=int, default=1250)
    arguments.add_argument("--epochs", type=int, default=EPOCHS)
    arguments.add_argument("--out", type=Path, default=FOLDER)
    given = arguments.parse_args()
    cv2.setNumThreads(1)
    torch.set_num_threads(1)
    torch.manual_seed(0)
    draw(given.folder, given.clothing, given.drawings)
    held: list[Example] = []
    taught: list[Example] = []
    for number, example in examples(given.folder):
        (held if number // data.DRESSINGS % HELD == 0 else taught).append(example)
    print(f"{len(taught)} pictures to learn from, {len(held)} held out")
    found = learn(taught, held, given.epochs, given.out)
    save(found, given.out)
    scores = scored(found, held)
    (given.out / "CARD.md").write_text(card(scores, len(taught), len(held)), encoding="utf-8")
    print(json.dumps(scores, indent=2))


def draw(folder: Path, clothing: Path, drawings: int) -> None:
    """Write the drawings that a folder lacks."""
    folder.mkdir(parents=True, exist_ok=True)
    photos = None
    for number in range(drawings):
        paths = [folder / f"{number * data.DRESSINGS + turn:06d}.npz" for turn in range(data.DRESSINGS)]
        if all(path.exists() for path in paths):
            continue
        photos = photos or Photos(clothing, scenes())
        for path, (pixels, labels) in zip(paths, data.persons(number, photos), strict=True):
            np.savez(path, pixels=pixels, labels=labels)


def examples(folder: Path) -> Iterator[tuple[int, Example]]:
    """Yield the number and the content of each drawing in which the pose finds the person; poses are kept."""
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as file:
            pixels = file["pixels"]
            labels = file["labels"]
        kept = path.with_suffix(".pose")
        if not kept.exists():
            with kept.open("wb") as writing:
                np.savez(writing, **_posed(pixels, labels))  # type: ignore[arg-type]
        with np.load(kept) as file:
            if len(file["landmarks"]):
                yield int(path.stem), Example(pixels, labels, file["landmarks"], file["outline"])


def _posed(pixels: Pixels, labels: Pixels) -> dict[str, npt.NDArray[Any]]:
    """Return landmarks and outline; none of them where the pose finds nobody, or somebody else."""
    pyramid = Pyramid(pixels)
    found = people(pyramid)
    if found:
        body = pose(pyramid, max(found, key=lambda each: each.score * region_of(each).side))
        inside = body.mask > 0.5
        person = labels > 0
        if (inside & person).sum() > 0.6 * (inside | person).sum():
            outlined = np.rint(255 * body.mask).astype(np.uint8)
            return {"landmarks": body.landmarks.astype(np.float32), "outline": outlined}
    return {"landmarks": np.zeros((0, 5), np.float32), "outline": np.zeros((0, 0), np.uint8)}


def view(example: Example, random: Random | None) -> View:
    """Return what the parser sees; with chance, as other cameras and poorer poses would show it."""
    landmarks = example.landmarks.copy()
    mask = np.asarray(example.outline / np.float32(255), np.float32)
    if random is not None and random.random() < 0.5:
        mirrored = example.mirrored()
        example = Example(np.ascontiguousarray(mirrored.pixels), np.ascontiguousarray(mirrored.labels),
                          mirrored.landmarks, mirrored.outline)  # fmt: skip
        landmarks = mirrored.landmarks.copy()
        mask = np.ascontiguousarray(mask[:, ::-1])
    region = frame(landmarks, mask)
    if random is not None:
        region = region.scaled(float(random.uniform(0.88, 1.2))).moved(*random.normal(0, 0.025, 2).tolist())
        landmarks[:, :2] += random.normal(0, 0.012 * region.side * random.random(), (33, 2))
        landmarks[random.random(33) < 0.04, 3] = 0
    shown = outline(mask, region)
    pixels = Pyramid(example.pixels).view(region, HEIGHT)[:, SIDES]
    if random is not None:
        shown = _poorer(random, shown)
        pixels = _other_light(random, pixels)
    return View(np.ascontiguousarray(pixels), cues(landmarks, shown, region), _labels(example.labels, region))


def _labels(labels: Pixels, region: CropSquare) -> Pixels:
    """Return (HEIGHT / 2, WIDTH / 2) classes in a crop."""
    side = HEIGHT // STRIDE
    centres = (np.arange(side) + 0.5) / side
    grid = np.stack(np.meshgrid(centres, centres), -1).reshape(-1, 2).astype(np.float32)
    places = (region.to_picture(grid) - 0.5).reshape(side, side, 2)
    cut = cv2.remap(labels, places, None, cv2.INTER_NEAREST, borderMode=cv2.BORDER_CONSTANT)
    return np.asarray(cut[:, SIDES.start // STRIDE : SIDES.stop // STRIDE])


def _poorer(random: Random, shown: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Return an outline with other faults: ragged, too wide or too narrow, with a hole or a lobe, or none."""
    pick = random.random()
    if pick < 0.06:
        return np.zeros_like(shown)
    side = int(random.integers(1, 5))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (side, side))
    if pick < 0.25:
        shown = cv2.dilate(shown, disc)
    elif pick < 0.45:
        shown = cv2.erode(shown, disc)
    if random.random() < 0.25:
        shown = np.ascontiguousarray(shown)
        place = random.integers(0, shown.shape[::-1]).tolist()
        cv2.circle(shown, place, int(random.integers(2, 12)), (float(random.random() < 0.5),), -1)
    if random.random() < 0.5:
        shown = cv2.GaussianBlur(shown, (0, 0), float(random.uniform(0.4, 2.5)))
    return np.asarray(shown, np.float32)


def _other_light(random: Random, pixels: Pixels) -> Pixels:
    """Return pixels in other colours, sharper or softer."""
    share = np.arange(256) / 255
    bent = share[:, None] ** np.exp(random.normal(0, 0.18)) * np.exp(random.normal(0, 0.12) + random.normal(0, 0.07, 3))
    table = np.rint(255 * np.clip(0.5 + (bent - 0.5) * np.exp(random.normal(0, 0.15)), 0, 1)).astype(np.uint8)
    pixels = np.stack([table[pixels[..., channel], channel] for channel in range(3)], -1)
    if random.random() < 0.3:
        grey = pixels.mean(axis=2, keepdims=True)
        pixels = np.clip(grey + (pixels - grey) * random.uniform(0, 1.4), 0, 255).astype(np.uint8)
    if random.random() < 0.2:
        pixels = cv2.GaussianBlur(pixels, (0, 0), float(random.uniform(0.4, 1.2)))
    if random.random() < 0.25:
        noisy = pixels + random.normal(0, random.uniform(1, 9), pixels.shape)
        pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    return np.asarray(pixels)


def batch(views: Sequence[View], encoder: FeatureMaps) -> tuple[list[Tensor], Tensor, Tensor, Tensor]:
    """Return what the decoder takes, and the classes (B, H / 2, W / 2)."""
    pixels = np.stack([each.pixels for each in views])
    small = (torch.from_numpy(pixels).permute(0, 3, 1, 2).float() - 127) / 128
    small = nn.functional.avg_pool2d(small, STRIDE)
    maps = [torch.from_numpy(each) for each in encoder(pixels)]
    told = torch.from_numpy(np.stack([each.cues for each in views]))
    labels = torch.from_numpy(np.stack([each.labels for each in views])).long()
    return maps, small, told, labels


def learn(taught: Sequence[Example], held: Sequence[Example], epochs: int, out: Path) -> ParserDecoder:
    """Return the mean of the weights over the last steps, learned from examples; it is written after each epoch."""
    encoder = FeatureMaps()
    decoder: ParserDecoder = ParserDecoder().to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    mean = copy.deepcopy(decoder)
    steps = epochs * (len(taught) // BATCH)
    optimiser = torch.optim.AdamW(decoder.parameters(), RATE, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, steps, pct_start=0.15)
    loss_of = nn.CrossEntropyLoss(torch.tensor(WEIGHTS), label_smoothing=0.03)
    step = 0
    for epoch in range(epochs):
        random = np.random.default_rng((11, epoch))
        order = random.permutation(len(taught))
        began = time.monotonic()
        losses = []
        decoder.train()
        for start in range(0, len(order) - BATCH + 1, BATCH):
            views = [view(taught[each], random) for each in order[start : start + BATCH]]
            maps, pixels, told, labels = batch(views, encoder)
            loss = loss_of(decoder(maps, pixels, told), labels)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            step += 1
            follow(mean, decoder, min(KEPT, step / (step + 10)))
            losses.append(float(loss.detach()))
        save(mean, out)
        told_of = {name: round(value, 3) for name, value in scored(mean, held[::4]).items()}
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}, {time.monotonic() - began:.0f} s, {told_of}", flush=True)
    return mean


def follow(mean: ParserDecoder, decoder: ParserDecoder, kept: float) -> None:
    """Move a running mean of weights towards a decoder's."""
    with torch.no_grad():
        for own, other in zip(mean.state_dict().values(), decoder.state_dict().values(), strict=True):
            if own.is_floating_point():
                own.mul_(kept).add_(other, alpha=1 - kept)


def scored(decoder: ParserDecoder, held: Sequence[Example]) -> dict[str, float]:
    """Return the intersection over union of each class, over all pixels of examples, and that of the person."""
    encoder = FeatureMaps()
    decoder.eval()
    counts = np.zeros((len(CLASSES), len(CLASSES)), np.int64)
    with torch.inference_mode():
        for start in range(0, len(held), BATCH):
            views = [view(each, None) for each in held[start : start + BATCH]]
            maps, pixels, told, labels = batch(views, encoder)
            said = decoder(maps, pixels, told).argmax(1)
            pairs = (labels * len(CLASSES) + said).numpy().ravel()
            counts += np.bincount(pairs, minlength=counts.size).reshape(counts.shape)
    both = np.diag(counts)
    found = both / np.maximum(counts.sum(0) + counts.sum(1) - both, 1)
    person = counts[1:, 1:].sum() / max(counts.sum() - counts[0, 0], 1)
    return dict(zip(CLASSES, found.tolist(), strict=True)) | {"person": float(person)}


def card(scores: Mapping[str, float], taught: int, held: int) -> str:
    """Return the text of CARD.md."""
    rows = "\n".join(f"| {name} | {value:.3f} |" for name, value in scores.items())
    return CARD.format(taught=taught, held=held, rows=rows)


CARD = """# Person parser: decoder

Which of eleven classes each pixel of a photo of one person is: background, hair (and hats), face, neck (skin of the
trunk), arms (and hands), legs (bare), upper (shirts, jackets, coats), lower (trousers, skirts, tights), dress, shoes,
carried (bags). A U-Net's upward half of 0.55 M parameters, float16, on four maps of the frozen EfficientNet-Lite0 from
the catalogue, whose weights are not here. It sees a crop of 256 × 192 pixels around the person, MediaPipe's outline,
and where joints and limbs are by its pose; answers at 128 × 96 are carried to the photo's edges by a guided filter.

Made by `scripts/tryon_parser.py` from {taught} pictures that the project's renderer draws (seeds are fixed): colours,
patterns and pieces of garments' photos from clothing-dataset-small (CC0) as cloth, its photos and sample pictures of
scikit-image and scikit-learn as backgrounds. No photo of a person, no model of others and no label of others went into
it. All of its weights are the project's own.

Intersection over union on {held} held-out drawings:

| class | IoU |
|---|---|
{rows}

On photos that were labelled by hand, beside what the preview tells of the same photos: `benchmarks/tryon_parser.py`.

## Limits

It learned from drawings of standing people, seen from the front. Sitting, lying, backs, crossed legs, long hair in
front of clothes, many accessories, and clothes that cut off at no line (a coat over trousers of its colour) are told
less well. A top and trousers of one colour may be called a dress, "carried" is hardly ever found, and hands in front of
cloth are often missed. Of several people the largest is parsed; others who touch them are taken for background or
for them. It tells no identity, age, gender or origin, and is meant for clothes only.
"""


if __name__ == "__main__":
    main()
