"""Understanding garments: category and retrieval on photos, cut-out, attributes and colours on rendered garments.

    python benchmarks/tryon_garments.py FOLDER

FOLDER holds alexeygrigorev's clothing-dataset-small (CC0) with its official splits as data.csv (split, image, label).
Only its test split is looked at: how often the category is right, and, with each photo as a query, how many of the ten
nearest other photos are of its category (precision@10, mean average precision over all). Rendered garments are drawn
with a seed of their own, not among those that the heads learned from; they know their outline, traits and colours
exactly, but say little of carpets and cameras. Intervals are 95 %. Writes results/tryon_garments.json.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from intarsia.apps.tryon.colour.lab import ciede2000
from intarsia.apps.tryon.garment.appearance import Appearance, see
from intarsia.apps.tryon.garment.cutout import overlap
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.stated import Stated
from intarsia.apps.tryon.garment.understanding import describe
from intarsia.apps.tryon.photo import read
from intarsia.apps.tryon.synthetic import GarmentSpec, RenderedGarment, render_garment
from intarsia.apps.tryon.synthetic.garment import BACKGROUNDS
from intarsia.apps.tryon.synthetic.spec import KINDS
from intarsia.errors import RefusedPhoto

RESULT = Path(__file__).parent / "results" / "tryon_garments.json"
RENDERED = 120
SEED = 20261122
HEIGHT = 480
NEAREST = 10
DRAWS = 2000
NECKS = {"scoop": "round", "lapel": "collar"}
"""Neck of the renderer → neck of a garment, where they differ; a high neck has none."""
LENGTHS: Mapping[str, Mapping[str, str]] = {
    "skirt": {"regular": "knee"},
    "dress": {"regular": "knee"},
    "trousers": {"regular": "long"},
    "shorts": {"regular": "short"},
}
"""Kind → length of the renderer → length of a garment, where they differ."""

Array = npt.NDArray[Any]


def interval(values: Array) -> dict[str, float]:
    """Mean and 95 % bootstrap interval of one number for each garment."""
    chance = np.random.default_rng(0)
    drawn = [chance.choice(values, len(values)).mean() for _ in range(DRAWS)]
    low, high = np.percentile(drawn, (2.5, 97.5))
    return {name: round(float(value), 4) for name, value in (("mean", values.mean()), ("low", low), ("high", high))}


def photos(folder: Path) -> dict[str, Any]:
    """Category and retrieval on the test split."""
    frame = pd.read_csv(folder / "data.csv")
    frame = frame[frame["split"] == "test"]
    seen = list[Appearance]()
    labels = list[str]()
    refused = 0
    seconds = list[float]()
    for image, label in zip(frame["image"], frame["label"], strict=True):
        start = time.process_time()
        try:
            seen.append(see(read(folder / image)))
        except RefusedPhoto:
            refused += 1
            continue
        labels.append(str(label))
        seconds.append(time.process_time() - start)
    truth = np.array(labels)
    said = np.array([each.answers["category"].value for each in seen])
    right = np.append((truth == said).astype(float), np.zeros(refused))  # what is refused is not right
    vectors = np.stack([each.vector for each in seen])
    return {
        "photos": len(frame),
        "refused": refused,
        "category accuracy": interval(right),
        "category accuracy by class": {name: _share(said[truth == name] == name) for name in np.unique(truth)},
        "confused": _confused(truth, said),
        "retrieval": retrieval(vectors, truth),
        "processor seconds per photo": _spread(seconds),
    }


def retrieval(vectors: Array, truth: Array) -> dict[str, Any]:
    """Every garment asks for others like it; chance is the share of its category among the others."""
    near = vectors @ vectors.T
    np.fill_diagonal(near, -np.inf)
    same = truth[np.argsort(-near, axis=1)[:, :-1]] == truth[:, None]  # (N, N - 1), the nearest first
    ranks = np.arange(1, same.shape[1] + 1)
    average = (np.cumsum(same, 1) / ranks * same).sum(1) / np.maximum(same.sum(1), 1)
    return {
        "precision@10": interval(same[:, :NEAREST].mean(1)),
        "mean average precision": interval(average),
        "chance": round(float(same.mean()), 4),
    }


def drawn(chance: np.random.Generator, number: int) -> GarmentSpec:
    """A garment in colours that can be told apart."""
    kind = list(KINDS)[number % len(KINDS)]
    style = KINDS[kind]
    pattern = str(chance.choice(["plain", "stripe", "check", "print"]))
    colours: list[tuple[float, float, float]] = []
    while len(colours) < (1 if pattern == "plain" else int(chance.integers(2, 4))):
        colour = (float(chance.uniform(8, 96)), float(chance.normal(0, 22)), float(chance.normal(0, 25)))
        if all(np.linalg.norm(np.subtract(colour, other)) > 25 for other in colours):
            colours.append(colour)
    sleeve, neck, length = (str(chance.choice(each)) for each in (style.sleeves, style.necks, style.lengths))
    return GarmentSpec(kind, sleeve, neck, length, tuple(colours), pattern, SEED + number)


def rendered() -> dict[str, Any]:
    """Cut-out, traits and colours of rendered garments."""
    chance = np.random.default_rng(SEED)
    rows = list[dict[str, float]]()
    seconds = list[float]()
    for number in range(RENDERED):
        truth = render_garment(drawn(chance, number), HEIGHT, str(chance.choice(list(BACKGROUNDS))))
        photo = read(truth.pixels)
        start = time.process_time()
        seen = see(photo)
        seconds.append(time.process_time() - start)
        rows.append(row(seen, describe(seen, Stated(category=truth.spec.style.category)), truth))
    names = dict.fromkeys(name for each in rows for name in each)
    known = {name: np.array([each[name] for each in rows if name in each]) for name in names}
    return {
        "garments": RENDERED,
        "by border": _share(known.pop("by border")),
        "outline": interval(known["outline"]) | {"worst": round(float(known.pop("outline").min()), 4)},
        **{name: interval(values) | {"garments": len(values)} for name, values in known.items()},
        "processor seconds per garment": _spread(seconds),
    }


def row(seen: Appearance, garment: Garment, truth: RenderedGarment) -> dict[str, float]:
    """What is right of one garment. Traits are those of its true category, which is given."""
    cutout = seen.load_cutout()
    spec = truth.spec
    found = {
        "by border": float(cutout.by == "border"),
        "outline": overlap(cutout.mask, truth.mask),
        "category": float(seen.answers["category"].value == spec.style.category),
        "colour difference": _apart(truth, garment),
        "pattern": float(garment.pattern == spec.pattern),
    }
    return found | {name: float(getattr(garment, name) == value) for name, value in _expected(spec).items()}


def _expected(spec: GarmentSpec) -> Mapping[str, str]:
    """Trait → its value, for those that the garment has."""
    expected = {"sleeve": spec.sleeve, "neck": NECKS.get(spec.neck, spec.neck)} if spec.style.slot != "bottom" else {}
    if spec.kind in LENGTHS:
        expected["length"] = LENGTHS[spec.kind].get(spec.length, spec.length)
    return {name: value for name, value in expected.items() if value != "high"}  # a high neck has no name


def _apart(truth: RenderedGarment, garment: Garment) -> float:
    """CIEDE2000 from each true colour to the nearest found one, weighted by the true shares."""
    found = np.array([lab for lab, _ in garment.palette])
    return sum(share * float(ciede2000(np.array(lab), found).min()) for lab, share in truth.palette)


def _confused(truth: Array, said: Array) -> Mapping[str, int]:
    """ "truth as answer" → how often, the most frequent first."""
    pairs = pd.Series([f"{one} as {other}" for one, other in zip(truth, said, strict=True) if one != other])
    return {str(name): int(count) for name, count in pairs.value_counts().head(10).items()}


def _share(values: Array) -> float:
    return round(float(np.mean(values)), 4)


def _spread(seconds: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(seconds), 3), "mean": round(statistics.fmean(seconds), 3)}


def main() -> None:
    """Measure, print and write."""
    if len(sys.argv) != 2:
        sys.exit("usage: python benchmarks/tryon_garments.py FOLDER")
    found = {"photos": photos(Path(sys.argv[1])), "rendered": rendered()}
    found |= {"cpus": os.cpu_count(), "python": platform.python_version()}
    RESULT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
