"""A question is prepared once, an answer is made once: each picture is opened and hashed once for each of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import PIL.Image
import pytest

import intarsia as ia
from intarsia.columns import image
from intarsia.columns.image import Image
from intarsia.columns.number import Number
from intarsia.columns.schema import Schema
from intarsia.store import FeatureStore
from intarsia.training.linear import LinearSolver

ROWS = 30
SCHEMA = Schema({"photo": Image(), "size": Number()})


class Watched:
    """How often each picture's file was read, and each content hashed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened: Counter[str] = Counter()
        self.hashed: Counter[bytes] = Counter()
        opener, digest = Path.open, image.content_digest

        def opening(path: Path, *given: Any, **named: Any) -> Any:
            self.opened[path.name] += path.suffix == ".png"
            return opener(path, *given, **named)

        def hashing(content: bytes) -> bytes:
            self.hashed[content] += 1
            return digest(content)

        monkeypatch.setattr(Path, "open", opening)
        monkeypatch.setattr(image, "content_digest", hashing)

    def clear(self) -> None:
        self.opened.clear()
        self.hashed.clear()


@pytest.fixture
def table(tmp_path: Path) -> pd.DataFrame:
    random = np.random.default_rng(0)
    warm = np.arange(ROWS) % 2 == 0
    for row in range(ROWS):
        pixels = random.integers(0, 80, (16, 16, 3), dtype=np.uint8)
        pixels[..., 0 if warm[row] else 2] += 150
        PIL.Image.fromarray(pixels).save(tmp_path / f"{row}.png")
    return pd.DataFrame(
        {
            "photo": [str(tmp_path / f"{row}.png") for row in range(ROWS)],
            "size": random.normal(size=ROWS),
            "warm": np.where(warm, "yes", "no"),
        }
    )


def learner(store: FeatureStore) -> ia.Learner:
    return ia.Learner("warm", "classify", SCHEMA, "plain", fitter=LinearSolver(), store=store)


def test_one_answer_opens_and_hashes_each_picture_once(
    table: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fitted = learner(FeatureStore(tmp_path / "features.sqlite")).fit(table)
    for store in (fitted.store_, FeatureStore(tmp_path / "another.sqlite")):  # known features, and new ones
        fitted.store_ = store
        watched = Watched(monkeypatch)
        found = fitted.answer(table)
        found.frame()
        found.rows()
        assert found.weights is None
        assert found.embedding.shape[0] == ROWS
        assert set(watched.opened.values()) - {0} == {1}, watched.opened
        assert len(watched.hashed) == ROWS
        assert set(watched.hashed.values()) == {1}
        monkeypatch.undo()


def test_comparing_and_training_the_best_hashes_each_picture_once(
    table: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched = Watched(monkeypatch)
    store = FeatureStore(tmp_path / "features.sqlite")
    board = ia.compare(table, "warm", learner(store), folds=3, fusions=["concat", "average"], out=tmp_path / "out")
    assert len(watched.hashed) == ROWS
    assert set(watched.hashed.values()) == {1}
    assert set(watched.opened.values()) - {0} == {1}, watched.opened
    assert board.best.score(table) > 0.8


def test_a_report_opens_and_hashes_each_picture_once(
    table: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those of the training table, and those of the test set."""
    train, test = table[: ROWS - 10], table[ROWS - 10 :]
    board = ia.compare(train, "warm", learner(FeatureStore(tmp_path / "features.sqlite")), folds=2, fusions=["concat"])
    watched = Watched(monkeypatch)
    ia.report(board, tmp_path / "report.html", test)
    assert len(watched.hashed) == ROWS
    assert set(watched.hashed.values()) == {1}
