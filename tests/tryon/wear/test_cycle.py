"""A preview is a photo like another: measured anew, it can be dressed again, and back into what was drawn before."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from dressed import KINDS, STRIPED, drawn, garment

from intarsia.apps.tryon.person import measure
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec
from intarsia.apps.tryon.wear import Body, Preview, wear
from intarsia.apps.tryon.wear.scores import differences

CLOSE = (GarmentSpec("shorts"), GarmentSpec("tank"))
OTHER = {STRIPED: KINDS["tank"], KINDS["trousers"]: KINDS["skirt"], KINDS["longsleeve"]: STRIPED}
"""Garment → what is tried on in between."""


def body(pixels: object) -> Body:
    return Body.of(measure(pixels))


@functools.cache
def first(monk: int) -> Body:
    return body(drawn(PersonSpec(monk, pose="open", clothes=CLOSE)).pixels)


def alike(one: Preview, other: Preview) -> tuple[float, float]:
    """Overlap of two covers, and the median difference of what lies in both."""
    covers = [each.layers["garment"] > 0.5 for each in (one, other)]
    both = covers[0] & covers[1]
    overlap = both.sum() / (covers[0] | covers[1]).sum()
    return float(overlap), float(np.median(differences(one.picture[both], other.picture[both].astype(np.float32))))


@pytest.mark.parametrize("spec", OTHER, ids=lambda spec: spec.kind)
@pytest.mark.parametrize("monk", [3, 8])
def test_a_garment_comes_back_after_another_was_tried_on(spec: GarmentSpec, monk: int) -> None:
    direct = wear(first(monk), garment(spec))
    between = wear(first(monk), garment(OTHER[spec]))
    overlap, difference = alike(direct, wear(body(between.picture), garment(spec)))
    assert overlap > 0.85
    assert difference < 3


def test_what_is_drawn_again_stays() -> None:
    once = wear(first(3), garment(STRIPED))
    overlap, difference = alike(once, wear(body(once.picture), garment(STRIPED)))
    assert overlap > 0.85
    assert difference < 7  # light is read off the plain clothes of the first photo, not off stripes
