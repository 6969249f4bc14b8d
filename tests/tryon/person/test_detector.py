"""Anchors and suppression."""

from __future__ import annotations

import numpy as np
import pytest

from intarsia.apps.tryon.person.detector import Detector, _anchors, _suppressed
from intarsia.apps.tryon.person.face import FAR, NEAR
from intarsia.apps.tryon.person.pose import PEOPLE


@pytest.mark.parametrize(("detector", "side", "count"), [(PEOPLE, 224, 2254), (NEAR, 128, 896), (FAR, 192, 2304)])
def test_there_are_as_many_anchors_as_the_networks_have(detector: Detector, side: int, count: int) -> None:
    anchors = _anchors(side, detector.strides)
    assert anchors.shape == (count, 2)
    assert anchors.min() > 0
    assert anchors.max() < 1
    assert np.allclose(anchors[0], anchors[detector.strides.count(detector.strides[0]) - 1])


def test_boxes_that_overlap_become_their_mean() -> None:
    boxes = np.array([[[0.5, 0.5], [0.2, 0.2]], [[0.52, 0.5], [0.2, 0.2]], [[0.1, 0.1], [0.1, 0.1]]], np.float32)
    found = _suppressed(boxes, np.array([0.6, 0.9, 0.7], np.float32))
    assert [score for _, score in found] == pytest.approx([0.9, 0.7])
    assert found[0][0][0] == pytest.approx([0.512, 0.5])
    assert found[1][0][0] == pytest.approx([0.1, 0.1])


def test_a_box_without_extent_is_found_too() -> None:
    assert len(_suppressed(np.zeros((2, 2, 2), np.float32), np.array([0.5, 0.6], np.float32))) == 2
