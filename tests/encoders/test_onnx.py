from pathlib import Path

import numpy as np
import pytest

from intarsia.encoders.onnx_session import Graph, OnnxSession, exported
from intarsia.errors import AssetError, IntarsiaWarning
from intarsia.sealed import file_hash


def double(path: Path) -> None:
    graph = Graph()
    graph.save(path, {"x": (np.float32, ["B"])}, {"y": graph.node("Mul", ["x", graph.constant(np.float32(2))])})


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("INTARSIA_CACHE", str(tmp_path / "cache"))


def test_a_graph_runs() -> None:
    (answer,) = OnnxSession(exported("double", "1", double)).run(None, {"x": np.arange(3, dtype=np.float32)})
    assert answer.tolist() == [0, 2, 4]


def test_an_export_is_written_once() -> None:
    path = exported("double", "1", double)
    assert exported("double", "1", lambda _: pytest.fail("written again")) == path
    assert exported("double", "2", double) != path
    assert {file.name for file in path.parent.iterdir()} == {path.name, exported("double", "2", double).name}


@pytest.mark.parametrize("damage", [b"", b"?"])
def test_a_damaged_export_is_told_and_written_anew(damage: bytes) -> None:
    path = exported("double", "1", double)
    whole = path.read_bytes()
    path.write_bytes(damage and whole[:40] + damage + whole[41:])
    with pytest.warns(IntarsiaWarning, match="is damaged: it is written anew"):
        assert exported("double", "1", double) == path
    assert path.read_bytes() == whole


def test_a_failed_export_leaves_nothing(tmp_path: Path) -> None:
    def broken(path: Path) -> None:
        path.write_bytes(b"half")
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        exported("double", "1", broken)
    assert not list((tmp_path / "cache" / "onnx").iterdir())


def test_a_cache_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("not a folder")
    with pytest.raises(AssetError, match=r"the export of double cannot be kept in .*; set INTARSIA_CACHE to a folder"):
        exported("double", "1", double)


def test_the_hash_follows_the_file(tmp_path: Path) -> None:
    file = tmp_path / "weights"
    file.write_bytes(b"1")
    first = file_hash(file)
    file.write_bytes(b"22")
    assert file_hash(file) != first
