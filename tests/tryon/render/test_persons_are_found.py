"""The models that find people in photos find the rendered ones, whatever their skin tone."""

from __future__ import annotations

import numpy as np
import pytest

from intarsia.apps.tryon.colour import ciede2000
from intarsia.apps.tryon.person import measure
from intarsia.apps.tryon.synthetic import PersonSpec, render_person

HAIR = ("bob", "short", "curly", "long", "bun")
POSES = ("relaxed", "open", "hip", "hello")


@pytest.mark.slow
@pytest.mark.parametrize("monk", range(1, 11))
def test_every_skin_tone(monk: int) -> None:
    drawn = render_person(PersonSpec(monk, HAIR[monk % 5], pose=POSES[monk % 4], background="room"), 720)
    found = measure(drawn.pixels)
    away = np.linalg.norm(found.landmarks[:, :2] - drawn.landmarks, axis=1) / len(drawn.pixels)
    assert np.median(away) < 0.02
    assert away.max() < 0.10
    seen, true = found.mask > 0.5, drawn.masks["person"]
    assert (seen & true).sum() / (seen | true).sum() > 0.93
    skin = found.tones.skin
    assert ciede2000([skin.lightness.mid, skin.a.mid, skin.b.mid], drawn.tones["skin"]) < 8
