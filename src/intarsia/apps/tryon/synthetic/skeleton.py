"""The 33 landmarks of BlazePose (Bazarevsky et al. 2020) on a form. Left and right are the person's."""

from __future__ import annotations

import numpy as np

from intarsia.apps.tryon.synthetic.curves import moved
from intarsia.apps.tryon.synthetic.eyes import EYE
from intarsia.apps.tryon.synthetic.face import EAR, HEAD, MOUTH, NOSE
from intarsia.apps.tryon.synthetic.form import BodyForm
from intarsia.apps.tryon.synthetic.raster import Points


def skeleton(form: BodyForm, waving: bool = False) -> Points:
    """(33, 2) places in heads. The person's left is the right of the picture, as nobody looks into a mirror."""
    x, y = EYE
    found = [NOSE]
    found += [(x - 0.06, y), (x, y), (x + 0.06, y), (-x + 0.06, y), (-x, y), (-x - 0.06, y)]
    found += [EAR, (-EAR[0], EAR[1]), MOUTH, (-MOUTH[0], MOUTH[1])]
    pairs: list[tuple[Points, Points]] = []
    arms, legs = ({side: limb(side) for side in (1, -1)} for limb in (form.arm, form.leg))
    pairs += [(arms[1][joint], arms[-1][joint]) for joint in range(3)]
    for down, out in ((0.40, 0.12), (0.42, -0.09), (0.22, -0.15)):  # little finger, index finger, thumb
        left = form.beyond_the_wrist(1, down, out * (1 if waving else 0.82))
        pairs.append((left, form.beyond_the_wrist(-1, down, out * 0.82)))
    pairs += [(legs[1][joint], legs[-1][joint]) for joint in range(3)]
    for away, down in ((-0.04, 0.20), (0.06, 0.28)):  # heel, toes
        pairs.append((moved(legs[1][2], away, down), moved(legs[-1][2], -away, down)))
    return np.concatenate([HEAD * np.array(found), np.array(pairs).reshape(-1, 2)])
