"""The grid of previews: persons by garments, each with five scores, the worst first, as one page.

    python scripts/tryon_grid.py [--data FOLDER] [--out demo/tryon-grid.html]

Persons are rendered, of all builds, poses and tones, and NASA's photo of Eileen Collins, which scikit-image ships; all
are measured as a user's photo is. Garments are rendered, one of each kind; FOLDER, when given, holds alexeygrigorev's
clothing-dataset-small (CC0) with its splits as data.csv (split, image, label), and adds photos of real ones.
"""

from __future__ import annotations

import argparse
import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import PIL.Image

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.person import Person, measure
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec, render_garment, render_person
from intarsia.apps.tryon.wear.garment.pattern import SHAPES
from intarsia.apps.tryon.wear.grid import grid, page
from intarsia.errors import RefusedPhoto

HEIGHT = 1024
"""Of rendered persons, pixels."""
EACH = 1
"""Real garments of each category."""
TANK = GarmentSpec("tank", colours=((45.0, 5.0, -20.0),))
SHORTS = GarmentSpec("shorts", colours=((30.0, 0.0, 0.0),))
PERSONS = {
    "relaxed": PersonSpec(4, hair="long", hair_colour="brown"),
    "arms open": PersonSpec(8, hair="curly", pose="open", background="park"),
    "hand on hip": PersonSpec(2, hair="long", hair_colour="blond", pose="hip", background="room"),
    "waving": PersonSpec(6, pose="hello", background="studio"),
    "few clothes": PersonSpec(10, pose="open", clothes=(SHORTS, TANK)),
    "broad, in a dress": PersonSpec(7, build=1.25, clothes=(GarmentSpec("dress", colours=((50.0, 40.0, 20.0),)),)),
    "slender, to the hips": PersonSpec(1, hair="bob", build=0.85, frame="half"),
}
GARMENTS = {
    "t-shirt": GarmentSpec("t-shirt", colours=((55.0, 55.0, 35.0), (92.0, 0.0, 0.0)), pattern="stripe"),
    "shirt": GarmentSpec("shirt", colours=((88.0, 0.0, -3.0), (35.0, 10.0, -45.0)), pattern="check"),
    "long sleeves": GarmentSpec("longsleeve", colours=((35.0, -30.0, 5.0),)),
    "hoodie": GarmentSpec("hoodie", colours=((62.0, 0.0, 0.0),)),
    "jacket": GarmentSpec("jacket", colours=((25.0, 2.0, -15.0),)),
    "tank": GarmentSpec("tank", colours=((75.0, 10.0, 60.0),)),
    "dress": GarmentSpec("dress", colours=((40.0, 45.0, 5.0), (90.0, 0.0, 5.0)), pattern="print"),
    "skirt": GarmentSpec("skirt", colours=((30.0, 20.0, -40.0),)),
    "trousers": GarmentSpec("trousers", colours=((60.0, 5.0, 25.0),)),
    "shorts": GarmentSpec("shorts", colours=((40.0, -10.0, 10.0),)),
}


def persons() -> Iterator[tuple[str, Person]]:
    """All of them, measured."""
    photo = PIL.Image.fromarray(require("skimage.data").astronaut()).resize((HEIGHT, HEIGHT))
    yield "photo, bulky suit", measure(np.asarray(photo))
    for name, spec in PERSONS.items():
        yield name, measure(render_person(spec, HEIGHT).pixels)


def garments(folder: Path | None) -> Iterator[tuple[str, Garment]]:
    """Rendered ones, and photos when there are some."""
    for name, spec in GARMENTS.items():
        yield name, understand(render_garment(spec).pixels, category=spec.style.category)
    if folder is not None:
        yield from photos(folder)


def photos(folder: Path) -> Iterator[tuple[str, Garment]]:
    """The first real garments of each category of the validation split that show one."""
    with (folder / "data.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "validation"]
    for category in SHAPES:
        left = EACH
        for row in rows:
            if row["label"] == category and left:
                try:
                    yield f"photo: {category} {EACH - left + 1}", understand(folder / row["image"], category=category)
                except RefusedPhoto:
                    continue
                left -= 1


def main() -> None:
    """Write the page."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--data", type=Path)
    options.add_argument("--out", type=Path, default=Path("demo/tryon-grid.html"))
    given = options.parse_args()
    cells = grid(dict(persons()), dict(garments(given.data)))
    print(page(cells).write(given.out))
    for each in sorted((each for each in cells if each.scores), key=lambda each: each.worst)[:10]:
        print(f"{each.worst:.2f} {each.scores and each.scores.worst[0]:10} {each.person}, {each.garment}")


if __name__ == "__main__":
    main()
