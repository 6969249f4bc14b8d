"""How well the parts of persons are told: by the parser, by pose and colours ("geometry"), by both ("preview").

    python benchmarks/tryon_parser.py PHOTOS [--drawings FOLDER] [--out benchmarks/results/tryon_parser.json]

PHOTOS holds photos of persons, each beside a NumPy file of the same name: (H, W) uint8, for each pixel its place in
`parser.CLASSES`, labelled by hand. Those of the committed figures are shipped by packages of PyPI and npm; labels and
photos are not committed, since they show people. FOLDER is that of `scripts/tryon_parser.py`: its held-out drawings are
looked at too. Both ways see the same rows; photos that are refused count for neither. An intersection over union is of
all pixels of all photos, each photo counting as one.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from intarsia.apps.tryon.person import Person, measure, parse
from intarsia.apps.tryon.person.parser import CLASSES
from intarsia.apps.tryon.person.parser.parsing import parsed
from intarsia.apps.tryon.wear.person.figure import figure
from intarsia.apps.tryon.wear.person.parsed import ParsedClothes
from intarsia.apps.tryon.wear.person.parts import parts
from intarsia.errors import RefusedPhoto

Mask = npt.NDArray[np.bool_]
SKIN = ("face", "neck", "arms", "legs")
WORN = ("upper", "lower", "dress")
HELD = 20
DRESSINGS = 3
"""One drawing of so many is held out, dressed so often: see `scripts/tryon_parser.py`."""


def main() -> None:
    """Score and write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("photos", type=Path)
    arguments.add_argument("--drawings", type=Path)
    arguments.add_argument("--out", type=Path, default=Path("benchmarks/results/tryon_parser.json"))
    given = arguments.parse_args()
    torch.set_num_threads(1)
    found: dict[str, object] = {"photos": _photos(given.photos)}
    if given.drawings is not None:
        found["drawings"] = _drawings(given.drawings)
    given.out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=2))


def _photos(folder: Path) -> dict[str, object]:
    rows: list[dict[str, dict[str, tuple[float, float]]]] = []
    refused = []
    seconds = []
    for path in sorted(folder.glob("*.npy")):
        labels = np.load(path)
        try:
            person = measure(path.with_suffix(".png"))
        except RefusedPhoto as error:
            refused.append(error.reason)
            continue
        truth = {name: labels == number for number, name in enumerate(CLASSES)}
        began = time.process_time()
        told = parse(person)
        seconds.append(time.process_time() - began)
        rows.append({"parser": _shares(_names(told.masks), _names(truth)),
                     "geometry": _shares(_preview(person, ParsedClothes.nothing(labels.shape)), _names(truth)),
                     "preview": _shares(_preview(person, None), _names(truth))})  # fmt: skip
    ways = {way: _pooled([row[way] for row in rows]) for way in ("parser", "geometry", "preview")}
    return {
        "count": len(rows),
        "refused": refused,
        "iou": ways,
        "median seconds of processor for parse": _rounded(seconds),
    }


def _drawings(folder: Path) -> dict[str, object]:
    rows = []
    for path in sorted(folder.glob("*.npz")):
        if int(path.stem) // DRESSINGS % HELD:
            continue
        with np.load(path) as drawing, np.load(path.with_suffix(".pose")) as pose:
            if not len(pose["landmarks"]):
                continue
            mask = np.asarray(pose["outline"] / np.float32(255), np.float32)
            told = parsed(drawing["pixels"], pose["landmarks"], mask)
            truth = {name: drawing["labels"] == place for place, name in enumerate(CLASSES)}
        rows.append(_shares(_names(told.masks), _names(truth)))
    return {"count": len(rows), "iou": {"parser": _pooled(rows)}}


def _names(masks: Mapping[str, Mask]) -> dict[str, Mask]:
    """Return classes, and what is told of several of them together."""
    found = {name: masks[name] for name in CLASSES if name != "background"}
    found["person"] = ~masks["background"]
    found["skin"] = np.logical_or.reduce([masks[name] for name in SKIN])
    found["clothes"] = np.logical_or.reduce([masks[name] for name in WORN])
    return found


def _preview(person: Person, told: ParsedClothes | None) -> dict[str, Mask]:
    """Return the parts as the preview takes them, with the parser or with what is told in its place."""
    seen = parts(person, figure(person).value, told).value
    return {
        "upper": seen["top"],
        "lower": seen["bottom"],
        "clothes": seen["top"] | seen["bottom"],
        "hair": seen["hair"],
        "skin": seen["skin"] | seen["face"],
        "face": seen["face"],
        "neck": seen["neck"],
        "arms": seen["hands"] | seen["arms"] & seen["skin"],
        "person": person.mask > 0.5,
    }


def _shares(found: Mapping[str, Mask], truth: Mapping[str, Mask]) -> dict[str, tuple[float, float]]:
    """Return name → intersection and union as shares of the photo, without top and bottom of who wears a dress."""
    asked = [name for name in found if not (name in ("upper", "lower") and truth["dress"].any())]
    return {
        name: (float((found[name] & truth[name]).mean()), float((found[name] | truth[name]).mean())) for name in asked
    }


def _pooled(rows: list[dict[str, tuple[float, float]]]) -> dict[str, float]:
    names = list(dict.fromkeys(name for row in rows for name in row))
    found = {}
    for name in names:
        pairs = np.array([row[name] for row in rows if name in row]).sum(0)
        found[name] = round(float(pairs[0] / pairs[1]), 3) if pairs[1] else 0.0
    return found


def _rounded(seconds: list[float]) -> float:
    return round(statistics.median(seconds), 3) if seconds else 0.0


if __name__ == "__main__":
    main()
