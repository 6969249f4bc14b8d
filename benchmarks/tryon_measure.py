"""Measuring a person: time, and what is found against rendered persons whose truth is known. Writes
results/tryon_measure.json.

Rendered persons of the ten Monk tones in five lights tell the error of skin and hair by tone (CIEDE2000, and how often
the intervals of L*, a*, b* and contrast hold the truth; their margins come from other persons), of the outline
(intersection over union) and of the landmarks that are seen. They are drawn, so they say nothing of cameras; NASA's
photo of Eileen Collins, which scikit-image ships, gives the time.
"""

from __future__ import annotations

import itertools
import json
import os
import platform
import statistics
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import PIL.Image

from intarsia.apps.tryon.colour.lab import ciede2000
from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.person import Person, measure
from intarsia.apps.tryon.person.person import SEEN
from intarsia.apps.tryon.photo import read
from intarsia.apps.tryon.synthetic.person import LIGHTS, MONK, PersonSpec, RenderedPerson, render_person
from intarsia.errors import RefusedPhoto

RESULT = Path(__file__).parent / "results" / "tryon_measure.json"
RUNS = 15
SIDES = (512, 1024, 2048)
SCENES = (("short", "black", "studio", "half"), ("long", "brown", "room", "half"), ("curly", "grey", "park", "full"))
GRAIN = 1.5
"""Standard deviation of the noise laid over a rendering, in 1/255, as a camera's."""
DRAWS = 2000


def timed(work: Callable[[], object]) -> list[tuple[float, float]]:
    """Seconds on the clock, and of processor time, which other jobs on the machine do not lengthen much."""
    found = []
    for _ in range(RUNS + 1):  # the first run loads the networks
        start = time.perf_counter(), time.process_time()
        work()
        found.append((time.perf_counter() - start[0], time.process_time() - start[1]))
    return found


def times() -> dict[str, dict[str, float]]:
    found = {}
    for side in SIDES:
        picture = PIL.Image.fromarray(require("skimage.data").astronaut()).resize(
            (side, side), PIL.Image.Resampling.BICUBIC
        )
        photo = read(picture)
        seconds = timed(lambda photo=photo: measure(photo))  # type: ignore[misc]
        clock, processor = zip(*seconds, strict=True)
        found[f"{side} x {side}"] = {
            "first": round(clock[0], 3),
            "median": round(statistics.median(clock[1:]), 3),
            "worst": round(max(clock[1:]), 3),
            "processor": round(statistics.median(processor[1:]), 3),
        }
    return found


def people() -> Iterable[tuple[int, str, RenderedPerson]]:
    for monk, light, (hair, colour, scene, frame) in itertools.product(range(1, len(MONK) + 1), LIGHTS, SCENES):
        spec = PersonSpec(monk, hair, colour, frame=frame, background=scene, light=light)
        yield monk, light, render_person(spec)


def with_grain(pixels: Any, seed: int) -> Any:
    noise = np.random.default_rng(seed).normal(0, GRAIN, pixels.shape)
    return np.clip(np.rint(pixels + noise), 0, 255).astype(np.uint8)


def row(person: Person, truth: RenderedPerson) -> dict[str, float]:
    found: dict[str, float] = {}
    for name in ("skin", "hair"):
        tone = getattr(person.tones, name)
        if tone is not None:
            real = np.array(truth.tones[name])
            found[f"{name} error"] = float(ciede2000(tone.lab, real))
            for what, each, value in zip(("L*", "a*", "b*"), (tone.lightness, tone.a, tone.b), real, strict=True):
                found[f"{name} {what} inside"] = float(value in each)
            found[f"{name} L* width"] = tone.lightness.width
    if person.tones.contrast is not None:
        apart = abs(truth.tones["skin"][0] - truth.tones["hair"][0])
        found["contrast inside"] = float(apart in person.tones.contrast)
    outline = person.mask > 0.5
    mask = truth.masks["person"]
    found["outline"] = float((outline & mask).sum() / (outline | mask).sum())
    height = mask.shape[0]
    seen = (person.landmarks[:, 3] >= SEEN) & (truth.landmarks[:, 1] < height)
    off = np.linalg.norm(person.landmarks[seen, :2] - truth.landmarks[seen], axis=1)
    found["landmarks"] = float(np.median(off) / height)
    return found


def rows() -> list[dict[str, Any]]:
    found = []
    for number, (monk, light, truth) in enumerate(people()):
        try:
            person = measure(with_grain(truth.pixels, number))
        except RefusedPhoto as refused:
            found.append({"monk": monk, "light": light, "refused": refused.reason})
        else:
            found.append({"monk": monk, "light": light, **row(person, truth)})
    return found


def means(found: list[dict[str, Any]], by: str) -> dict[str, dict[str, float]]:
    """Value of a key → mean of each number, with how many persons it is of and how many were refused."""
    table = {}
    for value in dict.fromkeys(each[by] for each in found):
        group = [each for each in found if each[by] == value]
        names = dict.fromkeys(name for each in group for name in each if name not in ("monk", "light", "refused"))
        table[str(value)] = {
            name: round(float(np.mean([each[name] for each in group if name in each])), 4) for name in names
        } | {"persons": len(group), "refused": sum("refused" in each for each in group)}
    return table


def gap(found: list[dict[str, Any]]) -> dict[str, float]:
    """Mean error of skin of tones 6 to 10 less that of tones 1 to 5, with its 95 % bootstrap interval."""
    halves = [
        np.array([each["skin error"] for each in found if "skin error" in each and (each["monk"] > 5) == dark])
        for dark in (True, False)
    ]
    rng = np.random.default_rng(0)
    drawn = [[rng.choice(half, len(half)).mean() for half in halves] for _ in range(DRAWS)]
    low, high = np.percentile([dark - light for dark, light in drawn], (2.5, 97.5))
    return {"mean": round(float(halves[0].mean() - halves[1].mean()), 2), "low": round(low, 2), "high": round(high, 2)}


def main() -> None:
    """Measure, print and write."""
    load = os.getloadavg()[0]
    found = {"seconds": times(), "runs": RUNS}
    measured = rows()
    found |= {"tones": means(measured, "monk"), "lights": means(measured, "light"), "gap": gap(measured)}
    found |= {"cpus": os.cpu_count(), "load": round(load, 2), "python": platform.python_version()}
    RESULT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
