"""A cache of its own for every test. No network: pip looks on the shelf."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from packages import Shelf


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    for name in ("INTARSIA_ASSETS", "INTARSIA_SOURCES", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("INTARSIA_CATALOGUE", "")
    monkeypatch.setenv("INTARSIA_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    return Shelf(tmp_path)
