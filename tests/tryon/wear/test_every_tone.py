"""Equal over skin tones, with all that is measured of a photo, not with the truth about it."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from dressed import KINDS, drawn, garment

from intarsia.apps.tryon.person import measure
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec
from intarsia.apps.tryon.wear import Body, Preview, wear

pytestmark = pytest.mark.slow

CLOTHES = (GarmentSpec("shorts", colours=((40.0, 0.0, 0.0),)), GarmentSpec("tank", colours=((70.0, 0.0, 20.0),)))


def spec(monk: int, pose: str) -> PersonSpec:
    return PersonSpec(monk, pose=pose, clothes=CLOTHES)


@functools.cache
def body(monk: int, pose: str) -> Body:
    return Body.of(measure(drawn(spec(monk, pose), 1024).pixels))


def worn(kind: str, monk: int, pose: str) -> Preview:
    return wear(body(monk, pose), garment(KINDS[kind]))


@pytest.mark.parametrize("pose", ["relaxed", "open"])
@pytest.mark.parametrize("kind", ["t-shirt", "skirt"])
def test_cloth_lies_where_it_does_on_others(kind: str, pose: str) -> None:
    covers = [worn(kind, monk, pose).layers["garment"] for monk in (1, 4, 7, 9, 10)]
    usual = np.median(covers, axis=0)
    for cover in covers:
        assert np.minimum(usual, cover).sum() / np.maximum(usual, cover).sum() > 0.93


@pytest.mark.parametrize("monk", [1, 4, 7, 9, 10])
@pytest.mark.parametrize("kind", ["t-shirt", "skirt"])
def test_face_and_hands_stay_and_little_is_left_uncovered(kind: str, monk: int) -> None:
    look, truth = worn(kind, monk, "open"), drawn(spec(monk, "open"), 1024)
    for part in ("face", "hands"):
        mask = truth.masks[part]
        assert (mask & (look.alpha < 0.02)).sum() >= 0.98 * mask.sum()
    assert float(str(look.sidecar["not covered"])) <= 0.02
