"""Garments on a person: one after the other, each over those before it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.wear.engines.base import TryOnEngine, engines
from intarsia.apps.tryon.wear.paint.preview import Preview, key_of
from intarsia.apps.tryon.wear.paint.uncovered import HATCHED, MUCH
from intarsia.apps.tryon.wear.person.body import Body
from intarsia.apps.tryon.wear.person.hem import below_waist
from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)

LIGHT = {"t-shirt", "shirt"}
"""Tops that people tuck into skirts."""


def wear(
    person: Person | Body,
    *garments: Garment,
    engine: str | Mapping[str, Any] | TryOnEngine = "warp",
    tucked: bool | None = None,
) -> Preview:
    """Draw a person in garments, which are given from the inside out: trousers, a shirt, a jacket.

    Args:
        person: from `measure`; a `Body`, made once, where many garments are tried on or joints were corrected.
        garments: at least one garment.
        engine: the engine that draws them: its name, its dump or an instance, see `engines`.
        tucked: whether tops are tucked into trousers or a skirt, rather than hanging over them, new ones and those in
            the photo; by default T-shirts and shirts that go with a new skirt, and no others. Engines that generate
            pictures decide that themselves.

    Raises:
        OptionError: there is no garment.
        RefusedPhoto: a garment cannot be drawn on this photo; says why and what to do.
    """
    if not garments:
        raise OptionError(say("wear.nothing"))
    body = person if isinstance(person, Body) else Body.of(person)
    chosen = engines.make(engine)
    tucked = _usually_tucked(garments) if tucked is None else tucked
    slots = [_slot(each) for each in garments]
    if tucked and "bottom" not in slots:
        body = replace(body, belt=below_waist(body.parts["bottom"]))
    previews: list[Preview] = []
    for at, garment in enumerate(garments):
        over = slots[at] == "bottom" and (tucked or "top" in slots[at + 1 :])
        previews.append(chosen.wear(replace(body, tucked=over), garment))
        body = _wearing(body, previews[-1], slots[at], tucked)
    return previews[0] if len(previews) == 1 else _together(previews)


def _usually_tucked(garments: Sequence[Garment]) -> bool:
    """Return whether people would tuck the tops among garments in: light ones, into skirts."""
    tops = [each.category for each in garments if _slot(each) == "top"]
    return bool(tops) and set(tops) <= LIGHT and any(each.category == "skirt" for each in garments)


def _slot(garment: Garment) -> str:
    return kind_of(garment.category).slot


def _wearing(body: Body, preview: Preview, slot: str, tucked: bool) -> Body:
    """Return the same person, in a photo that shows the garment; what it covers is no longer there to be covered."""
    covered = preview.layers["garment"] > 0.5
    worn = {"top": ("top",), "dress": ("top", "bottom"), "bottom": ("bottom", "top")}.get(slot, ())
    masks = {name: mask & ~covered if name in worn else mask for name, mask in body.parts.masks.items()}
    photo = replace(body.person.photo, pixels=preview.picture)
    belt = body.belt
    if tucked and slot == "bottom":
        belt = below_waist(covered)
        masks["top"] &= ~belt | body.parts["arms"]  # what hung out was painted over
    return replace(body, person=replace(body.person, photo=photo), parts=replace(body.parts, masks=masks), belt=belt)


def _together(previews: list[Preview]) -> Preview:
    previews = _beneath(previews)
    layers = {name: _either([each.layers[name] for each in previews]) for name in previews[-1].layers}
    layers |= {f"garment {place}": each.layers["garment"] for place, each in enumerate(previews, 1)}
    confidences = {name: min(each.confidences[name] for each in previews) for name in previews[-1].confidences}
    sidecar = dict(previews[-1].sidecar) | {"garments": [dict(each.sidecar) for each in previews]}
    return Preview(previews[-1].picture, _either([each.alpha for each in previews]), layers, confidences, sidecar)


def _beneath(previews: list[Preview]) -> list[Preview]:
    """Return the same, but what was filled and hatched under a later garment is told no more."""
    found = list[Preview]()
    seen = np.ones_like(previews[-1].alpha)
    for preview in reversed(previews):
        hatched = preview.layers["not covered"]
        left = preview.layers["not covered"] * seen
        share = float(preview.sidecar["not covered"]) * float(left.sum() / max(hatched.sum(), 1e-6))  # type: ignore[arg-type]
        notes = [note for note in preview.sidecar["notes"] if key_of(note) != HATCHED.key or share > MUCH]  # type: ignore[attr-defined]
        sidecar = {**preview.sidecar, "not covered": round(share, 3), "notes": notes}
        layers = {**preview.layers, "not covered": left, "filled": preview.layers["filled"] * seen}
        found.append(replace(preview, layers=layers, sidecar=sidecar))
        seen = seen * (1 - preview.layers["garment"])
    return found[::-1]


def _either(planes: list[npt.NDArray[np.float32]]) -> npt.NDArray[np.float32]:
    rest = np.ones_like(planes[0])
    for plane in planes:
        rest *= 1 - plane
    return np.asarray(1 - rest, np.float32)
