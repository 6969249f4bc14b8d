"""A registry fills itself once, whoever asks first."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from intarsia.errors import UnknownName
from intarsia.registry import Registry

SLOW = """
import time
time.sleep(0.2)
from {name} import kinds
kinds.register("slow")(type("Slow", (), {{}}))
"""


@pytest.fixture
def kinds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Registry[object]:
    """A registry over a package whose one module takes its time to be imported."""
    name = "slowly_" + request.node.name
    (tmp_path / name).mkdir()
    (tmp_path / name / "__init__.py").write_text(
        f"from intarsia.registry import Registry\nkinds = Registry('kind', {name!r})\n", "utf-8"
    )
    (tmp_path / name / "component.py").write_text(SLOW.format(name=name), "utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    found: Registry[object] = __import__(name).kinds
    return found


def test_threads_that_ask_at_the_same_time_see_all(kinds: Registry[object]) -> None:
    start = threading.Barrier(4)

    def ask(_: int) -> list[str]:
        start.wait()
        return kinds.names()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, range(4))) == [["slow"]] * 4


def test_a_scan_that_failed_is_not_taken_for_one(kinds: Registry[object]) -> None:
    path = Path(sys.modules[kinds.package].__path__[0]) / "component.py"
    told = path.read_text("utf-8")
    path.write_text("raise ImportError('half written')", "utf-8")
    with pytest.raises(ImportError, match="half written"):
        kinds.names()
    path.write_text(told, "utf-8")
    path.with_name("other.py").write_text("", "utf-8")
    assert kinds.names() == ["slow"]
    with pytest.raises(UnknownName, match="no kind named 'other'"):
        kinds.get("other")
