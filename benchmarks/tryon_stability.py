"""How much the ranking of looks changes when photos are a little worse: JPEG, half a stop of light, a crop.

    python benchmarks/tryon_stability.py [--users 12]

The photos of all garments are changed, or the person's own, never both; the likes stay as they were. Each user's looks
are ranked with the photos as rendered and again with the changed ones: Spearman's correlation over all looks, and the
share of the ten best that stay among the ten best. Categories and titles are told, as a shop tells them. Writes
results/tryon_stability.json.
"""

from __future__ import annotations

import argparse
import dataclasses
import io
import json
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import PIL.Image
from scipy.stats import spearmanr
from tryon_ranking import STRANGERS, Closet, User, closet, interval, looks_of, request_of

from intarsia.apps.tryon.colour.lab import as_bytes, linear
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.person import Tones, measure
from intarsia.apps.tryon.recommend.preference import Preference
from intarsia.apps.tryon.recommend.ranking import OutfitScores, Ranked
from intarsia.apps.tryon.scorers.base import every_scorer
from intarsia.apps.tryon.synthetic import PersonSpec, render_person, wardrobe
from intarsia.apps.tryon.wardrobe.shelf import Shelf
from intarsia.errors import RefusedPhoto

RESULT = Path(__file__).parent / "results" / "tryon_stability.json"
GARMENTS = 60
LOOKS = 300
TOP = 10
PERSONS = (2, 4, 6, 8)
"""Monk tones of the rendered persons."""

Pixels = npt.NDArray[np.uint8]
Change = Callable[[Pixels], Pixels]
AS_IT_IS = "as it is"


def jpeg(quality: int) -> Change:
    """Saved and read again."""

    def change(pixels: Pixels) -> Pixels:
        kept = io.BytesIO()
        PIL.Image.fromarray(pixels).save(kept, "JPEG", quality=quality)
        return np.asarray(PIL.Image.open(kept).convert("RGB"))

    return change


def exposed(stops: float) -> Change:
    """So much more light; what is brighter than white is lost."""
    return lambda pixels: as_bytes(linear(pixels / 255.0) * 2.0**stops)


def cropped(pixels: Pixels) -> Pixels:
    """Without 5 % of its height and width, at the top and on the left."""
    return pixels[round(0.05 * len(pixels)) :, round(0.05 * pixels.shape[1]) :]


CHANGES: Mapping[str, Change] = {
    AS_IT_IS: lambda pixels: pixels,
    "JPEG 75": jpeg(75),
    "JPEG 50": jpeg(50),
    "+1/2 EV": exposed(0.5),
    "-1/2 EV": exposed(-0.5),
    "crop 5 %": cropped,
}


def garments_of(count: int, seed: int) -> tuple[dict[str, list[Garment]], Closet]:
    """Change → the garments that none of the changes makes unreadable, in one order; and the closet they are from."""
    rack = wardrobe(count, seed)
    found = dict[str, list[Garment]]({name: [] for name in CHANGES})
    specs = []
    for row, spec in enumerate(rack.specs):
        pixels = rack.garment(row).pixels
        title = str(rack.table["title"][row])
        try:
            seen = [understand(each(pixels), category=spec.style.category, title=title) for each in CHANGES.values()]
        except RefusedPhoto:
            continue
        specs.append(spec)
        for name, garment in zip(CHANGES, seen, strict=True):
            found[name].append(garment)
    here = tuple(found[AS_IT_IS])
    return found, Closet(here, {garment.digest: spec for garment, spec in zip(here, specs, strict=True)})


def tones_of(monk: int) -> dict[str, Tones | None]:
    """Change → the person's colours; None where the photo is refused."""
    pixels = render_person(PersonSpec(monk), 960).pixels
    found = dict[str, Tones | None]()
    for name, change in CHANGES.items():
        try:
            found[name] = measure(change(pixels)).tones
        except RefusedPhoto:
            found[name] = None
    return found


def alike(before: Sequence[float], after: Sequence[float]) -> dict[str, float]:
    """Spearman's correlation of two scores of the same looks, and the share of the best that stays."""
    one = np.array(before)
    other = np.array(after)
    best, then = (set(np.argsort(-each, kind="stable")[:TOP].tolist()) for each in (one, other))
    return {"spearman": float(spearmanr(one, other).statistic), "top 10 kept": len(best & then) / TOP}


def judged(request: Request, rows: Sequence[Sequence[int]]) -> list[Ranked]:
    """Looks by the rows of their garments."""
    layers = every_scorer()
    looks = [Outfit(tuple(request.shelf.garments[row] for row in each)) for each in rows]
    return OutfitScores(request, layers, Preference.of(layers)).of(looks)


def stability(
    request: Request, rows: Sequence[Sequence[int]], shelves: Mapping[str, Shelf], tones: Mapping[str, Tones | None]
) -> dict[str, dict[str, float]]:
    """Change, and of whose photos → how alike the rankings are."""
    base = judged(request, rows)
    found = dict[str, dict[str, float]]()
    scores = [each.score for each in base]
    for name in CHANGES:
        if name == AS_IT_IS:
            continue
        garments = judged(dataclasses.replace(request, shelf=shelves[name]), rows)
        found[f"garments, {name}"] = alike(scores, [each.score for each in garments])
        if tones[name] is not None:
            person = judged(dataclasses.replace(request, tones=tones[name]), rows)
            found[f"person, {name}"] = alike(scores, [each.score for each in person])
            suits = alike(*([each.parts["suits"] for each in found_] for found_ in (base, person)))
            found[f"person, {name}"]["colours with the person alone: spearman"] = suits["spearman"]
    return found


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--users", type=int, default=12)
    count = reader.parse_args().users
    start = time.perf_counter()
    garments, here = garments_of(GARMENTS, seed=1)
    there = closet(STRANGERS // 2, seed=2)
    shelves = {name: Shelf(tuple(each)) for name, each in garments.items()}
    persons = [tones_of(monk) for monk in PERSONS]
    found = dict[str, dict[str, list[float]]]()
    for number in range(count):
        chance = np.random.default_rng((number, 5))
        user = User.drawn(chance, list(here.truth.values()))
        tones = persons[number % len(persons)]
        request = request_of(user, shelves[AS_IT_IS], there, chance)
        request = dataclasses.replace(request, tones=tones[AS_IT_IS])
        looks = looks_of(here.garments, LOOKS, chance)
        rows = [[request.shelf.places[item.digest] for item in look.items] for look in looks]
        for name, values in stability(request, rows, shelves, tones).items():
            for measure_, value in values.items():
                found.setdefault(name, {}).setdefault(measure_, []).append(value)
    told = {
        "users": count,
        "garments": len(here.garments),
        "garments refused in some state": GARMENTS - len(here.garments),
        "persons refused": {name: sum(each[name] is None for each in persons) for name in CHANGES},
        "alike": {
            name: {kind: interval(np.array(values)) for kind, values in each.items()} for name, each in found.items()
        },
        "seconds": round(time.perf_counter() - start),
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    RESULT.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(told, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
