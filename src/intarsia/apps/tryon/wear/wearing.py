"""Garments on a person: one after the other, each over those before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.wear.engines.base import TryOnEngine, engines
from intarsia.apps.tryon.wear.paint.uncovered import HATCHED, MUCH
from intarsia.apps.tryon.wear.person.body import Body
from intarsia.apps.tryon.wear.preview import Look
from intarsia.errors import OptionError


def wear(person: Person | Body, *garments: Garment, engine: str | Mapping[str, Any] | TryOnEngine = "warp") -> Look:
    """A person in garments, given from the inside out: trousers, a shirt, a jacket.

    Args:
        person: from `measure`; a `Body` (made once) where much is tried on one photo, or joints were corrected.
        garments: at least one.
        engine: of `engines`: its name, its dump, or itself.

    Raises:
        OptionError: there is no garment.
        RefusedPhoto: a garment cannot be drawn on this photo; says why and what to do.
    """
    if not garments:
        raise OptionError("there is nothing to wear: give at least one garment")
    body = person if isinstance(person, Body) else Body.of(person)
    chosen = engines.make(engine)
    slots = [kind_of(each.category).slot for each in garments]
    looks: list[Look] = []
    for at, garment in enumerate(garments):
        tucked = slots[at] == "bottom" and "top" in slots[at + 1 :]
        looks.append(chosen.wear(replace(body, tucked=tucked), garment))
        body = _wearing(body, looks[-1], slots[at])
    return looks[0] if len(looks) == 1 else _together(looks)


def _wearing(body: Body, look: Look, slot: str) -> Body:
    """The same person, in a photo that shows the garment; what it covers is no longer there to be covered."""
    covered = look.layers["garment"] > 0.5
    worn = {"top": ("top",), "dress": ("top", "bottom"), "bottom": ("bottom", "top")}.get(slot, ())
    masks = {name: mask & ~covered if name in worn else mask for name, mask in body.parts.masks.items()}
    photo = replace(body.person.photo, pixels=look.picture)
    return replace(body, person=replace(body.person, photo=photo), parts=replace(body.parts, masks=masks))


def _together(looks: list[Look]) -> Look:
    looks = _beneath(looks)
    layers = {name: _either([each.layers[name] for each in looks]) for name in looks[-1].layers}
    layers |= {f"garment {place}": each.layers["garment"] for place, each in enumerate(looks, 1)}
    confidences = {name: min(each.confidences[name] for each in looks) for name in looks[-1].confidences}
    sidecar = dict(looks[-1].sidecar) | {"garments": [dict(each.sidecar) for each in looks]}
    return Look(looks[-1].picture, _either([each.alpha for each in looks]), layers, confidences, sidecar)


def _beneath(looks: list[Look]) -> list[Look]:
    """The same, but what was filled and hatched under a later garment is told no more."""
    found = list[Look]()
    seen = np.ones_like(looks[-1].alpha)
    for look in reversed(looks):
        hatched = look.layers["not covered"]
        left = look.layers["not covered"] * seen
        share = float(look.sidecar["not covered"]) * float(left.sum() / max(hatched.sum(), 1e-6))  # type: ignore[arg-type]
        notes = [note for note in look.sidecar["notes"] if note != HATCHED or share > MUCH]  # type: ignore[attr-defined]
        sidecar = {**look.sidecar, "not covered": round(share, 3), "notes": notes}
        layers = {**look.layers, "not covered": left, "filled": look.layers["filled"] * seen}
        found.append(replace(look, layers=layers, sidecar=sidecar))
        seen = seen * (1 - look.layers["garment"])
    return found[::-1]


def _either(planes: list[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    rest = np.ones_like(planes[0])
    for plane in planes:
        rest *= 1 - plane
    return np.asarray(1 - rest, np.float32)
