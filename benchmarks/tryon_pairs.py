"""Real pairs: photos of persons and of garments as people take them, drawn, scored and laid out to be judged by eye.

    python benchmarks/tryon_pairs.py PERSONS GARMENTS SHEETS [--each 5] [--split validation] [--seed 0]

PERSONS is a folder of photos of one person each, from packages that ship some; with the renderer's persons they are
the rows. GARMENTS holds alexeygrigorev's clothing-dataset-small (CC0) with its splits as data.csv; each person gets
`--each` garments of that split, drawn by chance, of different categories, which are told as a title would. Nothing of
the photos is kept but in SHEETS: contact sheets (person, garment, preview), the worst first, with the name of each
pair; a preview is judged there from 0 (broken) to 4 (would be shown to a customer). Judgements stand in
results/tryon_pairs_judged.csv; what is measured (five scores, seconds, refusals by name) in results/tryon_pairs.json.
"""

from __future__ import annotations

import argparse
import collections
import csv
import json
import os
import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.ImageDraw

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.person import measure
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec, render_person
from intarsia.apps.tryon.wear import Body, Preview, wear
from intarsia.apps.tryon.wear.garment.pattern import SHAPES
from intarsia.apps.tryon.wear.scores import PreviewScores, score
from intarsia.errors import RefusedPhoto

RESULT = Path(__file__).parent / "results" / "tryon_pairs.json"
HEIGHT = 1024
"""Of rendered persons, pixels."""
TALL = 420
"""Height of a picture on a contact sheet, pixels."""
WIDE = 315
"""Width of a picture on it."""
A_SHEET = 6
"""Pairs on one sheet."""
TANK = GarmentSpec("tank", colours=((45.0, 5.0, -20.0),))
SHORTS = GarmentSpec("shorts", colours=((30.0, 0.0, 0.0),))
RENDERED = {
    "rendered, relaxed": PersonSpec(4, hair="long", clothes=(SHORTS, TANK)),
    "rendered, open": PersonSpec(8, hair="curly", pose="open", background="park"),
    "rendered, hip": PersonSpec(2, hair="long", pose="hip", background="room"),
}

Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True)
class Pair:
    """One person in one garment.

    Attributes:
        person, garment, category: names of the photos, and what the garment was said to be.
        photo, worn: the two photos.
        preview, scores: None when refused.
        refused: the name of the refusal.
        seconds: of the preview alone; the body was made before.
    """

    person: str
    garment: str
    category: str
    photo: Pixels
    worn: Pixels
    preview: Preview | None
    scores: PreviewScores | None
    refused: str
    seconds: float

    @property
    def name(self) -> str:
        """The name by which the pair is judged."""
        return f"{self.person} + {self.garment}"

    @property
    def worst(self) -> float:
        """The lowest score; refusals come last."""
        return self.scores.worst[1] if self.scores else 2.0


def garments(folder: Path, split: str) -> dict[str, list[str]]:
    """Return category → names of the photos of a split."""
    found = collections.defaultdict[str, list[str]](list)
    with (folder / "data.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["split"] == split and row["label"] in SHAPES:
                found[row["label"]].append(row["image"])
    return dict(found)


def bodies(folder: Path) -> Iterator[tuple[str, Body | str]]:
    """Every person made ready, or the name of the refusal."""
    for name, spec in RENDERED.items():
        yield name, Body.of(measure(render_person(spec, HEIGHT).pixels))
    for path in sorted(each for each in folder.iterdir() if each.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp")):
        try:
            yield path.stem, Body.of(measure(path))
        except RefusedPhoto as refused:
            yield path.stem, refused.reason


def drawn(who: str, body: Body, worn: Garment, image: str) -> Pair:
    """Draw one pair and score it."""
    start = time.perf_counter()
    try:
        preview = wear(body, worn)
    except RefusedPhoto as refused:
        return Pair(who, image, worn.category, body.person.photo.pixels, worn.pixels, None, None, refused.reason, 0.0)
    seconds = time.perf_counter() - start
    scores = score(body, worn, preview)
    return Pair(who, image, worn.category, body.person.photo.pixels, worn.pixels, preview, scores, "", seconds)


def pairs(options: argparse.Namespace, refused: dict[str, str]) -> Iterator[Pair]:
    """Draw all pairs; persons who are refused are told in `refused`."""
    chance = np.random.default_rng(options.seed)
    known = garments(options.garments, options.split)
    for who, body in bodies(options.persons):
        categories = chance.permutation(list(known))[: options.each]
        chosen = [(str(each), str(chance.choice(known[str(each)]))) for each in categories]
        if isinstance(body, str):
            refused[who] = body
            continue
        for category, image in chosen:
            try:
                worn = understand(options.garments / image, category=category)
            except RefusedPhoto as error:
                refused[image] = error.reason
                continue
            yield drawn(who, body, worn, Path(image).stem)


def sheet(shown: list[Pair]) -> Pixels:
    """Return one contact sheet: two pairs in a row, each as person, garment, preview."""
    rows = [np.concatenate([_row(each) for each in shown[at : at + 2]], axis=1) for at in range(0, len(shown), 2)]
    width = max(row.shape[1] for row in rows)
    return np.concatenate([np.pad(row, ((0, 6), (0, width - row.shape[1]), (0, 0))) for row in rows])


def _row(pair: Pair) -> Pixels:
    row = PIL.Image.new("RGB", (3 * (WIDE + 4), TALL + 16), "white")
    pictures = [pair.photo, pair.worn] + ([pair.preview.picture] if pair.preview else [])
    for place, pixels in enumerate(pictures):
        shown = PIL.Image.fromarray(pixels).convert("RGB")
        scale = min(WIDE / shown.width, TALL / shown.height)
        row.paste(shown.resize((round(shown.width * scale), round(shown.height * scale))), (place * (WIDE + 4), 16))
    told = f"{pair.scores.worst[0]} {pair.worst:.2f}" if pair.scores else pair.refused
    PIL.ImageDraw.Draw(row).text((2, 2), f"{pair.name} ({pair.category}): {told}", fill="black")
    return np.asarray(row)


def summary(found: list[Pair], refused: dict[str, str]) -> dict[str, Any]:
    """What is measured of all pairs."""
    seen = [each for each in found if each.scores is not None]
    scores = [asdict(each.scores) for each in seen if each.scores is not None]
    return {
        "pairs": len(found),
        "drawn": len(seen),
        "refused pairs": dict(collections.Counter(each.refused for each in found if each.refused)),
        "refused photos": dict(collections.Counter(refused.values())),
        "scores": {
            name: {
                "mean": round(statistics.fmean(each[name] for each in scores), 3),
                "least": round(min(each[name] for each in scores), 3),
            }
            for name in scores[0]
        },
        "seconds": {
            "median": round(statistics.median(each.seconds for each in seen), 3),
            "worst": round(max(each.seconds for each in seen), 3),
        },
        "load": round(os.getloadavg()[0], 2),
        "cpus": os.cpu_count(),
    }


def main() -> None:
    """Draw, lay out, measure and write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("persons", "garments", "sheets"):
        options.add_argument(name, type=Path)
    options.add_argument("--each", type=int, default=5)
    options.add_argument("--split", default="validation")
    options.add_argument("--seed", type=int, default=0)
    chosen = options.parse_args()
    chosen.sheets.mkdir(parents=True, exist_ok=True)
    refused = dict[str, str]()
    found = sorted(pairs(chosen, refused), key=lambda each: (each.worst, each.name))
    for number, start in enumerate(range(0, len(found), A_SHEET)):
        picture = PIL.Image.fromarray(sheet(found[start : start + A_SHEET]))
        picture.save(chosen.sheets / f"sheet-{number:02}.png")
    told = summary(found, refused)
    RESULT.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(json.dumps(told | {"refused": refused}, indent=1))


if __name__ == "__main__":
    main()
