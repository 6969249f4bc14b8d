"""Rendered persons and garments as the preview takes them, with their truth: no network is asked."""

from __future__ import annotations

import functools

import numpy as np

from intarsia.apps.tryon.garment.cutout import Cutout, reduced
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.person.face import Face
from intarsia.apps.tryon.person.hands import Hand
from intarsia.apps.tryon.person.person import Person, visible_parts
from intarsia.apps.tryon.person.pose import INDEX
from intarsia.apps.tryon.person.quality import PhotoAssessment
from intarsia.apps.tryon.person.tones import Tones
from intarsia.apps.tryon.photo import read
from intarsia.apps.tryon.synthetic import (
    GarmentSpec,
    PersonSpec,
    RenderedGarment,
    RenderedPerson,
    render_garment,
    render_person,
)

NECKS = {"hood": "hood", "collar": "collar", "lapel": "collar", "v": "v", "round": "round", "scoop": "round"}
CHIN, FACE = 0.72, 0.56
"""Chin from the nose's height down, and height of a face: in shoulders' distances."""
STRIPED = GarmentSpec("t-shirt", colours=((55.0, 55.0, 35.0), (92.0, 0.0, 0.0)), pattern="stripe")
PRINTED = GarmentSpec("t-shirt", colours=((90.0, 0.0, 2.0), (35.0, 20.0, -45.0)), pattern="print")
LONG = GarmentSpec("longsleeve", colours=((35.0, -30.0, 5.0),))
KINDS = {
    "t-shirt": STRIPED,
    "longsleeve": LONG,
    "shirt": GarmentSpec("shirt", pattern="check", colours=((88.0, 0.0, -3.0), (35.0, 10.0, -45.0))),
    "hoodie": GarmentSpec("hoodie", colours=((62.0, 0.0, 0.0),)),
    "jacket": GarmentSpec("jacket", colours=((25.0, 2.0, -15.0),)),
    "tank": GarmentSpec("tank", colours=((75.0, 10.0, 60.0),)),
    "dress": GarmentSpec("dress", colours=((40.0, 45.0, 5.0), (90.0, 0.0, 5.0)), pattern="print"),
    "skirt": GarmentSpec("skirt", colours=((30.0, 20.0, -40.0),)),
    "trousers": GarmentSpec("trousers", colours=((60.0, 5.0, 25.0),)),
    "shorts": GarmentSpec("shorts", colours=((40.0, -10.0, 10.0),)),
}
"""One garment of each kind."""


@functools.cache
def drawn(spec: PersonSpec, height: int = 640) -> RenderedPerson:
    """A person, rendered once."""
    return render_person(spec, height)


@functools.cache
def flat(spec: GarmentSpec, height: int = 512) -> RenderedGarment:
    """A garment, rendered once."""
    return render_garment(spec, height)


@functools.cache
def garment(spec: GarmentSpec) -> Garment:
    """The garment with its true mask."""
    truth = flat(spec)
    resolved = truth.spec
    upper = resolved.style.slot != "bottom"
    return Garment(
        repr(spec),
        resolved.style.category,
        truth.palette,
        resolved.pattern,
        sleeve=resolved.sleeve if upper else None,
        neck=NECKS.get(resolved.neck, "round") if upper else None,
        load_cutout=lambda: Cutout(reduced(truth.pixels), truth.mask),
    )


def person(truth: RenderedPerson) -> Person:
    """The person with the true joints, outline and regions."""
    masks = truth.masks
    landmarks = np.zeros((33, 5), np.float32)
    landmarks[:, :2], landmarks[:, 3:] = truth.landmarks, 1
    size = float(np.linalg.norm(truth.landmarks[11] - truth.landmarks[12]))
    mesh = np.zeros((468, 3), np.float32)
    nose = truth.landmarks[0]
    mesh[152, :2] = nose[0], nose[1] + 0.25 * size
    mesh[10, :2] = nose[0], mesh[152, 1] - FACE * size
    clothes = masks["person"] & ~masks["skin"] & ~masks["hair"] & ~masks["eyes"]
    regions = {"face": masks["face"], "hair": masks["hair"], "skin": masks["skin"], "clothes": clothes}
    hands = tuple(_hand(truth, side) for side in ("left", "right"))
    return Person(
        read(truth.pixels),
        landmarks,
        masks["person"].astype(np.float32),
        Face(mesh, np.zeros((2, 5, 3), np.float32), 1.0),
        hands,
        regions,
        visible_parts(landmarks, hands, masks["person"].shape),
        PhotoAssessment((), FACE * size, 0.0, 1.0, 90.0),
        Tones(),
    )


def _hand(truth: RenderedPerson, side: str) -> Hand:
    joints = [truth.landmarks[INDEX[f"{side} {name}"]] for name in ("wrist", "pinky", "index", "thumb")]
    places = np.zeros((21, 3), np.float32)
    places[:, :2] = [joints[each % 4] for each in range(21)]
    return Hand(side, places, 1.0)
