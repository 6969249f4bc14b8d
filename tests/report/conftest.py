from __future__ import annotations

import pytest
from boards import board, table

import intarsia as ia

LABELS = {"round": "classify", "shade": "classify", "tags": "multilabel", "weight": "regress"}


@pytest.fixture(scope="session")
def boards(tmp_path_factory):
    """Label → board: two classes, four classes, labels, values."""
    store, frame = ia.FeatureStore(tmp_path_factory.mktemp("store") / "features"), table(60)
    return {label: board(frame, label, kind, store) for label, kind in LABELS.items()}
