"""The preview: seconds for each pair, memory, scores, and how often a refusal is right.

    python benchmarks/tryon_wear.py [--data FOLDER]

Persons are rendered at 768 x 1024 and measured as a user's photo is; garments are rendered and understood likewise.
Seconds are those on the clock and of processor time, which other jobs on the machine lengthen less: "warm" is one look
when the body is made and the garment is cut, "body" and "cut" are that, "cold" all of it with measuring and
understanding. Refusals: pairs that can be shown and pairs that cannot, by how they were made; precision is the share of
the refused pairs that could not be shown. FOLDER, when given, holds alexeygrigorev's clothing-dataset-small (CC0) with
its splits as data.csv. The first six validation photos of each category ("photos") were looked at while the code was
written, and judged after it had answered; the next six ("fresh photos") were judged by eye before any code saw them.
Memory: the most that a process of its own holds that draws one look, or one of three garments on a photo of 12
megapixels. Writes results/tryon_wear.json.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import PIL.Image

from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.person import measure
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec, render_garment, render_person
from intarsia.apps.tryon.synthetic.spec import KINDS
from intarsia.apps.tryon.wear import Body, wear
from intarsia.apps.tryon.wear.garment.geometry import cut
from intarsia.apps.tryon.wear.garment.pattern import SHAPES
from intarsia.apps.tryon.wear.scores import score
from intarsia.errors import RefusedPhoto

RESULT = Path(__file__).parent / "results" / "tryon_wear.json"
HEIGHT = 1024
RUNS = 2
GROUPS = {"photos": range(6), "fresh photos": range(6, 12)}
"""Places of validation photos within their category."""
TANK = GarmentSpec("tank", colours=((45.0, 5.0, -20.0),))
SHORTS = GarmentSpec("shorts", colours=((30.0, 0.0, 0.0),))
PERSONS = {
    "relaxed": PersonSpec(4, hair="long", clothes=(SHORTS, TANK)),
    "open": PersonSpec(8, hair="curly", pose="open", background="park", clothes=(SHORTS, TANK)),
    "hip": PersonSpec(2, hair="long", pose="hip", background="room", clothes=(SHORTS, TANK)),
}
UNFIT = {
    **dict.fromkeys([("longsleeve", 1), ("longsleeve", 2), ("outwear", 2), ("outwear", 4)], "sleeves on the trunk"),
    ("dress", 3): "on a cloth of its own pattern and colours",
    ("shorts", 1): "less than half as long as the shorts that are worn",
    **dict.fromkeys([("shirt", 7), ("longsleeve", 8), ("longsleeve", 11), ("outwear", 6)], "sleeves on the trunk"),
    **dict.fromkeys([("outwear", 9), ("outwear", 11)], "sleeves on the trunk"),
    **dict.fromkeys([("shirt", 8), ("longsleeve", 6), ("dress", 9), ("skirt", 6)], "goes on beyond its photo"),
    ("outwear", 7): "sleeves behind it, among other things",
    ("dress", 8): "folded lengthwise",
    ("dress", 10): "crumpled, on a cloth of its own pattern",
}
"""Category and place of photos, and why they cannot be shown on "relaxed"."""
UNDECIDED = {("shorts", place) for place in (7, 9, 10, 11)}
"""Hot pants over longer ones, and one that just touches the edges: showing and refusing are both right."""


def timed(work: Callable[[], Any]) -> tuple[Any, float, float]:
    """What came of it, seconds on the clock, and of processor time."""
    clock = time.perf_counter()
    busy = time.process_time()
    found = work()
    return found, time.perf_counter() - clock, time.process_time() - busy


def understood(kind: str) -> Garment:
    """A rendered garment as it is seen."""
    spec = GarmentSpec(kind, colours=((40.0, 25.0, 20.0), (85.0, 0.0, 10.0)), pattern="print", seed=3)
    return understand(render_garment(spec).pixels, category=spec.style.category)


def seconds(bodies: dict[str, Body], garments: dict[str, Garment]) -> dict[str, Any]:
    """Of each step; warm ones of every pair."""
    clocks = []
    busy = []
    for body in bodies.values():
        for garment in garments.values():
            for _ in range(RUNS):
                _, clock, processor = timed(lambda body=body, garment=garment: wear(body, garment))  # type: ignore[misc]
                clocks.append(clock)
                busy.append(processor)
    pixels = render_person(PERSONS["open"], HEIGHT).pixels
    photo = render_garment(GarmentSpec("shirt")).pixels
    steps = {}
    person, *steps["measure"] = timed(lambda: measure(pixels))
    garment, *steps["understand"] = timed(lambda: understand(photo, category="shirt"))
    body, *steps["body"] = timed(lambda: Body.of(person))
    _, *steps["cut"] = timed(lambda: cut(garment))
    _, *steps["wear"] = timed(lambda: wear(body, garment))
    told = {name: {"clock": round(clock, 3), "processor": round(used, 3)} for name, (clock, used) in steps.items()}
    cold = {each: round(sum(step[each] for step in told.values()), 3) for each in ("clock", "processor")}
    return {
        "warm": {
            "pairs": len(clocks) // RUNS,
            "median clock": round(statistics.median(clocks), 3),
            "worst clock": round(max(clocks), 3),
            "median processor": round(statistics.median(busy), 3),
            "worst processor": round(max(busy), 3),
        },
        "steps": told,
        "cold": cold,
    }


def scored(bodies: dict[str, Body], garments: dict[str, Garment]) -> dict[str, Any]:
    """Lowest and mean of each score over all pairs that are not refused."""
    found: list[dict[str, float]] = []
    for body in bodies.values():
        for garment in garments.values():
            try:
                found.append(asdict(score(body, garment, wear(body, garment))))
            except RefusedPhoto:
                continue
    return {
        name: {"mean": round(statistics.fmean(values), 3), "least": round(min(values), 3)}
        for name in found[0]
        for values in [[each[name] for each in found]]
    } | {"pairs": len(found)}


def unsuitable(body: Body, garments: dict[str, Garment]) -> Iterator[tuple[Body, Garment]]:
    """Pairs that cannot be shown, by how they were made."""
    portrait = Body.of(measure(render_person(PersonSpec(frame="portrait"), HEIGHT).pixels))
    figure = body.figure
    middle = figure.middle("shoulder")
    step = figure.size * figure.across
    turned = replace(
        body, figure=figure.moved({"left shoulder": middle - 0.2 * step, "right shoulder": middle + 0.2 * step})
    )
    crossed = replace(body, figure=figure.moved({"left wrist": middle + 0.3 * step + 0.8 * figure.size * figure.down}))
    seated = replace(
        body,
        figure=figure.moved(
            {f"{side} knee": figure[f"{side} hip"] + [0, 0.3 * figure.size] for side in ("left", "right")}
        ),
    )
    for name, garment in garments.items():
        lower = KINDS[name].slot == "bottom"
        yield from ((each, garment) for each in ((portrait, seated) if lower else (turned, crossed)))
        yield body, replace(garment, category="shoes")
        if not lower and garment.sleeve == "long":
            yield body, folded(garment)


def folded(garment: Garment) -> Garment:
    """A garment whose sleeves lie behind it: what is left is its trunk."""
    found = cut(garment).value
    mask = garment.mask.copy()
    mask[:, : int(found["left armpit"][0])] = False
    mask[:, int(found["right armpit"][0]) :] = False
    return replace(garment, digest=garment.digest + " folded", load_cutout=lambda: Cutout(garment.pixels, mask))


def photos(folder: Path, places: range) -> Iterator[tuple[Garment, bool]]:
    """Real garments, and whether they are fit for a preview."""
    with (folder / "data.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "validation"]
    for category in SHAPES:
        of_kind = [row for row in rows if row["label"] == category]
        for place, row in ((place, of_kind[place]) for place in places if (category, place) not in UNDECIDED):
            try:
                yield understand(folder / row["image"], category=category), (category, place) not in UNFIT
            except RefusedPhoto:
                continue


def refusals(pairs: Iterator[tuple[Body, Garment, bool]]) -> dict[str, Any]:
    """How often a refusal is right, and how many of those that it takes are found."""
    counts = {"right": 0, "wrong": 0, "missed": 0, "shown": 0}
    for body, garment, suitable in pairs:
        try:
            wear(body, garment)
        except RefusedPhoto:
            counts["wrong" if suitable else "right"] += 1
        else:
            counts["shown" if suitable else "missed"] += 1
    refused = counts["right"] + counts["wrong"]
    bad = counts["right"] + counts["missed"]
    return counts | {
        "precision": round(counts["right"] / max(refused, 1), 3),
        "recall": round(counts["right"] / max(bad, 1), 3),
    }


def memory() -> dict[str, float]:
    """GiB at most, of processes that draw from files, as the command line does."""
    with tempfile.TemporaryDirectory() as folder:
        me = PIL.Image.fromarray(render_person(PERSONS["open"], HEIGHT).pixels)
        me.save(f"{folder}/me.png")
        me.resize((3000, 4000)).save(f"{folder}/large.jpg")
        for kind in ("trousers", "t-shirt", "jacket"):
            PIL.Image.fromarray(render_garment(GarmentSpec(kind)).pixels).save(f"{folder}/{kind}.png")
        tried: dict[str, tuple[str, ...]] = {"one look": ("me.png", "t-shirt.png")}
        tried["three garments, 12 megapixels"] = ("large.jpg", "trousers.png", "t-shirt.png", "jacket.png")
        return {name: peak(folder, photos) for name, photos in tried.items()}


def peak(folder: str, photos: tuple[str, ...]) -> float:
    """GiB at most of one process that draws a look of the photos in a folder: of a person, and of garments."""
    draw = "import sys; from intarsia.cli import main; code = main(sys.argv[1:]); "
    # Not ru_maxrss: it begins with what the process that started this one held.
    draw += "print(*(line for line in open('/proc/self/status') if line.startswith('VmHWM'))); sys.exit(code)"
    out = f"{folder}/{photos[0]}.look.png"
    told = [sys.executable, "-c", draw, "tryon", "wear", *(f"{folder}/{each}" for each in photos), "--out", out]
    said = subprocess.run(told, check=True, stdout=subprocess.PIPE, text=True).stdout
    return round(int(said.split()[-2]) / 2**20, 2)


def main() -> None:
    """Measure, print and write."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path)
    folder = options.parse_args().data
    bodies = {name: Body.of(measure(render_person(spec, HEIGHT).pixels)) for name, spec in PERSONS.items()}
    garments = {kind: understood(kind) for kind in KINDS}
    found: dict[str, Any] = {"seconds": seconds(bodies, garments), "scores": scored(bodies, garments)}
    suitable = [(body, garment, True) for body in bodies.values() for garment in garments.values()]
    bad = [(*pair, False) for pair in unsuitable(bodies["relaxed"], garments)]
    found["refusals"] = {"rendered": refusals(iter(suitable + bad))}
    for group, places in GROUPS.items() if folder is not None else ():
        real = list(photos(folder, places))
        found["refusals"][group] = refusals((bodies["relaxed"], each, flat) for each, flat in real)
        found[f"scores of {group}"] = scored({"relaxed": bodies["relaxed"]}, {each.digest: each for each, _ in real})
    found |= {"peak GiB": memory(), "load": round(os.getloadavg()[0], 2), "cpus": os.cpu_count()}
    found["python"] = platform.python_version()
    RESULT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
