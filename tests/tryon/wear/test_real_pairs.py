"""Real photos: NASA's portrait of Eileen Collins, which scikit-image ships, and garments as people photograph them.

The garments are alexeygrigorev's clothing-dataset-small (CC0), which is too large for this repository: its folder, with
its splits as data.csv (split, image, label), is named by INTARSIA_CLOTHING or lies at shared/data/clothing_small. Its
validation split is looked at; the preview was made with the training split.
"""

from __future__ import annotations

import csv
import functools
import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from dressed import KINDS, garment

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.person import measure
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec, render_person
from intarsia.apps.tryon.wear import Body, Preview, wear
from intarsia.apps.tryon.wear.engines.warp import pieces
from intarsia.apps.tryon.wear.garment.geometry import cut
from intarsia.apps.tryon.wear.garment.pattern import SHAPES
from intarsia.apps.tryon.wear.placement.mesh import BOUNDS, areas
from intarsia.apps.tryon.wear.scores import differences, seen_and_own
from intarsia.apps.tryon.wear.stage import REFUSALS
from intarsia.errors import RefusedPhoto

pytestmark = pytest.mark.slow

FOLDER = Path(os.environ.get("INTARSIA_CLOTHING", Path(__file__).parents[3] / "shared" / "data" / "clothing_small"))
EACH = 3
"""Photos of each category."""
PRINTED = 20.0
"""Standard deviation of lightness from which cloth has a print that can be compared."""
CLOTHES = (GarmentSpec("shorts", colours=((30.0, 0.0, 0.0),)), GarmentSpec("tank", colours=((45.0, 5.0, -20.0),)))


@functools.cache
def astronaut() -> Body:
    import skimage.data

    return Body.of(measure(np.asarray(PIL.Image.fromarray(skimage.data.astronaut()).resize((1024, 1024)))))


@functools.cache
def rendered() -> Body:
    """Measured as a user's photo is."""
    return Body.of(measure(render_person(PersonSpec(4, hair="long", clothes=CLOTHES), 1024).pixels))


BODIES = {"astronaut": astronaut, "rendered": rendered}


@functools.cache
def photos() -> list[tuple[str, Garment]]:
    if not (FOLDER / "data.csv").is_file():
        pytest.skip("no photos of real garments here: INTARSIA_CLOTHING names the folder of clothing-dataset-small")
    return list(_photos())


def _photos() -> Iterator[tuple[str, Garment]]:
    with (FOLDER / "data.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["split"] == "validation"]
    for category in SHAPES:
        for place, row in enumerate([row for row in rows if row["label"] == category][:EACH]):
            try:
                yield f"{category} {place}", understand(FOLDER / row["image"], category=category)
            except RefusedPhoto:
                continue


def keeps_its_promises(body: Body, worn: Garment, look: Preview) -> None:
    photo, untouched = body.person.photo.pixels, look.alpha == 0
    assert np.array_equal(look.picture[untouched], photo[untouched])
    for part in ("face", "hands"):
        mask = body.parts[part]
        assert (mask & (look.alpha < 0.02)).sum() >= 0.98 * mask.sum(), part
    made = cut(worn).value
    laid = pieces(body, made)
    low, high = areas(laid)
    assert low >= BOUNDS[0]
    assert high <= BOUNDS[1]
    seen, own = seen_and_own(made, laid, look)
    apart = differences(seen, own)
    assert np.median(apart) <= 3
    assert np.percentile(apart, 90) <= 8
    light = own.mean(axis=1)
    if light.std() > PRINTED:
        assert np.corrcoef(seen.mean(axis=1), light)[0, 1] >= 0.9


def test_over_a_real_persons_clothes_goes_a_jacket() -> None:
    jacket = garment(KINDS["jacket"])
    look = wear(astronaut(), jacket)
    keeps_its_promises(astronaut(), jacket, look)
    assert look.layers["garment"].mean() > 0.2


@pytest.mark.parametrize(("kind", "reason"), [("t-shirt", "bulky"), ("hoodie", "bulky"), ("skirt", "hips hidden")])
def test_what_her_suit_does_not_let_be_seen_is_refused_by_name(kind: str, reason: str) -> None:
    with pytest.raises(RefusedPhoto) as refused:
        wear(astronaut(), garment(KINDS[kind]))
    assert refused.value.reason == reason


def test_bare_skin_in_a_black_and_white_photo_is_no_old_garment() -> None:
    grey = np.repeat(render_person(PersonSpec(4), 768).pixels.mean(axis=2, keepdims=True), 3, axis=2)
    body = Body.of(measure(grey.astype(np.uint8)))
    look = wear(body, garment(KINDS["t-shirt"]))
    assert look.layers["not covered"].max() == 0
    assert any("black and white" in str(note) for note in look.sidecar["notes"])  # type: ignore[attr-defined]


def tried(body: Body, worn: Garment) -> Preview | str:
    """The look, or the name of the refusal."""
    try:
        return wear(body, worn)
    except RefusedPhoto as refused:
        return refused.reason


@pytest.mark.parametrize(("who", "least"), [("astronaut", 3), ("rendered", 15)])
def test_real_garments_keep_the_promises_or_are_refused_by_name(who: str, least: int) -> None:
    found = {name: (each, tried(BODIES[who](), each)) for name, each in photos()}
    assert {look for _, look in found.values() if isinstance(look, str)} <= set(REFUSALS)
    worn = [(each, look) for each, look in found.values() if isinstance(look, Preview)]
    assert len(worn) >= least
    for each, look in worn:
        keeps_its_promises(BODIES[who](), each, look)
