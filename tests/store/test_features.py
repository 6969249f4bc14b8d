import copy
import os
import pickle
import resource
import signal
import sqlite3
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from letters import Broken, Letters
from sklearn.base import BaseEstimator, clone

from intarsia.columns import Number, Text
from intarsia.encoders.base import Features
from intarsia.errors import OptionError, SchemaError, StoreError
from intarsia.store import FeatureStore
from intarsia.store.features import FILE
from waiting import until


@pytest.fixture
def store(tmp_path: Path) -> FeatureStore:
    return FeatureStore(tmp_path / "features.sqlite")


def expected(cells: list[str | None]) -> Features:
    batch = Text().collate(cells)
    features = Letters()._extract(batch)
    return Features(features.tokens * batch.present[:, None, None], features.mask)


@settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.none() | st.text(st.characters(codec="utf-8", categories=["L"]), min_size=1, max_size=5)))
def test_every_row_gets_what_its_own_cell_gives(store: FeatureStore, cells: list[str | None]) -> None:
    wanted = expected([None if cell is None else Text().load(cell) for cell in cells])
    for _ in range(2):
        found = store.features(Text(), Letters(), cells, "title")
        assert found.tokens.dtype == np.float16
        assert found.tokens.shape == (len(cells), 3, 2)
        np.testing.assert_array_equal(found.tokens, wanted.tokens)
        np.testing.assert_array_equal(found.mask, wanted.mask)


def test_the_second_time_nothing_is_encoded(store: FeatureStore) -> None:
    cells = ["red", "green", None, "red", "blue", "black", "white"]
    store.features(Text(), Letters(), cells, "title")
    assert (store.encoded, store.reused) == (5, 0)
    store.features(Text(), Letters(), cells[::-1], "other name")
    assert (store.encoded, store.reused) == (5, 5)


def test_another_encoder_or_column_shares_nothing(store: FeatureStore) -> None:
    store.features(Text(), Letters(), ["1"], "a")
    store.features(Text(), Letters(scale=2.0), ["1"], "a")
    store.features(Number(), Letters(), ["1"], "a")
    assert (store.encoded, store.reused) == (3, 0)


def test_a_column_of_nothing_has_the_shape_of_the_encoder(store: FeatureStore) -> None:
    for cells in ([None, None], []):
        found = store.features(Text(), Letters(), cells, "title")
        assert found.tokens.shape == (len(cells), 3, 2)
        assert not found.mask.any()
    assert store.encoded == 0


def test_bad_cells_are_told_at_once_and_the_good_ones_kept(store: FeatureStore) -> None:
    cells: list[object] = [1.0, "two", 3, "four", "two"]
    with pytest.raises(SchemaError, match=r"(?s)3 problems.*row 1: .*row 3: .*row 4: ") as caught:
        store.features(Number(), Letters(), cells, "price")
    assert [problem.row for problem in caught.value.problems] == [1, 3, 4]  # type: ignore[union-attr]
    store.features(Number(), Letters(), [1.0, 3], "price")
    assert (store.encoded, store.reused) == (2, 2)


def test_features_that_are_no_numbers_are_refused(store: FeatureStore) -> None:
    with pytest.raises(SchemaError, match="column 'title', row 0: Broken answers with values that are not numbers"):
        store.features(Text(), Broken(), ["x"], "title")


def test_values_beyond_float16_are_bounded_with_a_warning(store: FeatureStore) -> None:
    with pytest.warns(RuntimeWarning, match="column 'title': Letters gives values beyond ±65504"):
        found = store.features(Text(), Letters(scale=1e6), ["a"], "title")
    assert found.tokens.max() == 65504


def test_clones_share_the_store_and_copies_open_the_file_anew(store: FeatureStore) -> None:
    class Holder(BaseEstimator):
        def __init__(self, store: FeatureStore | None = None) -> None:
            self.store = store

    assert clone(Holder(store)).store is store
    store.features(Text(), Letters(), ["a"], "title")
    for copied in (copy.deepcopy(store), pickle.loads(pickle.dumps(store))):
        copied.features(Text(), Letters(), ["a"], "title")
        assert (copied.encoded, copied.reused, copied.limit) == (0, 1, store.limit)


def test_threads_take_turns(store: FeatureStore) -> None:
    cells = [f"cell {number}" for number in range(100)]
    threads = [threading.Thread(target=store.features, args=(Text(), Letters(), cells, "t")) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (store.encoded, store.reused) == (100, 300)


def test_what_was_unused_for_longest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    now, path = [1e9], tmp_path / "features.sqlite"
    monkeypatch.setattr("time.time", lambda: now[0])

    def reused(kind: str, limit: int = 2**30) -> int:
        store = FeatureStore(path, limit)
        store.features(Text(), Letters(), [f"{kind}{number}" for number in range(400)], kind)
        now[0] += 10_000
        return store.reused

    assert [reused("a"), reused("b"), reused("a")] == [0, 0, 400]
    limit = path.stat().st_size * 5 // 4
    assert reused("c", limit) == 0
    assert path.stat().st_size <= limit + 2**16  # what the last commits freed is still in the write-ahead log
    assert reused("a") == 400
    assert reused("b") < 400


def test_a_limit_must_be_positive() -> None:
    with pytest.raises(OptionError, match="limit is 0 bytes: give a positive number"):
        FeatureStore(limit=0)


def test_in_a_folder_the_store_has_a_file_of_its_own(tmp_path: Path) -> None:
    store = FeatureStore(tmp_path)
    store.features(Text(), Letters(), ["a"], "title")
    assert (tmp_path / FILE).is_file()
    assert repr(store) == f"FeatureStore({str(tmp_path / FILE)!r})"


def test_a_place_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    store = FeatureStore(tmp_path / "file" / "features.sqlite")
    with pytest.raises(StoreError, match=r"features\.sqlite cannot be opened .*INTARSIA_CACHE"):
        store.features(Text(), Letters(), ["a"], "title")


@pytest.mark.parametrize("content", [b"this is not a database" * 500, b"SQLite format 3\x00" + b"\xff" * 5000])
def test_a_damaged_file_is_moved_aside(store: FeatureStore, content: bytes) -> None:
    path = Path(store.path)
    path.write_bytes(content)
    with pytest.warns(RuntimeWarning, match=r"is damaged: moved to features\.sqlite\.damaged-\d+, and a new one"):
        store.features(Text(), Letters(), ["a"], "title")
    store.features(Text(), Letters(), ["a"], "title")
    assert (store.encoded, store.reused) == (1, 1)
    assert [moved.read_bytes() for moved in path.parent.glob("*.damaged-*")] == [content]


def test_damage_inside_the_file_is_found_later(store: FeatureStore) -> None:
    cells = [f"cell {number}" for number in range(500)]
    wanted = store.features(Text(), Letters(), cells, "title")
    path = Path(store.path)
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with path.open("r+b") as file:
        file.seek(3 * 8192)
        file.write(b"\xff" * 8192 * 3)
    fresh = FeatureStore(path)
    with pytest.warns(RuntimeWarning, match="is damaged"):
        found = fresh.features(Text(), Letters(), cells, "title")
    np.testing.assert_array_equal(found.tokens, wanted.tokens)


def test_a_full_disk_costs_the_keeping_not_the_work(store: FeatureStore) -> None:
    store.features(Text(), Letters(), ["a"], "title")
    assert store._database is not None
    store._database._connection.execute("PRAGMA max_page_count = 1")  # SQLite's own "disk is full"
    cells = [f"cell {number}" for number in range(2000)]
    with pytest.warns(RuntimeWarning, match=r"cannot keep new features \(database or disk is full\)"):
        found = store.features(Text(), Letters(), cells, "title")
    assert found.mask[:, 0].all()


@contextmanager
def no_file_grows() -> Iterator[None]:
    """As on a disk that is full, or may not be written."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_what_is_stored_is_read_where_nothing_can_be_written(store: FeatureStore) -> None:
    store.features(Text(), Letters(), ["a"], "title")
    store._database.close()  # type: ignore[union-attr]
    again = FeatureStore(store.path)
    with no_file_grows(), pytest.warns(RuntimeWarning, match="cannot keep new features") as told:
        found = [again.features(Text(), Letters(), cells, "title") for cells in (["a", "b", "c"], ["d"])]
    assert len(told) == 1
    assert (again.encoded, again.reused) == (3, 1)
    np.testing.assert_array_equal(found[0].tokens, expected(["a", "b", "c"]).tokens)
    assert kept(Path(store.path)) == 1


def test_a_file_that_others_may_be_writing_is_not_read_without_locks(store: FeatureStore) -> None:
    store.features(Text(), Letters(), ["a"], "title")
    assert Path(f"{store.path}-wal").stat().st_size  # not merged: pages of two states
    with no_file_grows(), pytest.raises(StoreError, match="cannot be opened"):
        FeatureStore(store.path).features(Text(), Letters(), ["a"], "title")


def test_a_file_that_is_locked_for_long_is_not_read_without_locks(
    store: FeatureStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intarsia.store.database.WAIT", 0.01)
    store.features(Text(), Letters(), ["a"], "title")
    store._database.close()  # type: ignore[union-attr]
    with sqlite3.connect(store.path) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="database is locked"):
            FeatureStore(store.path).features(Text(), Letters(), ["a"], "title")
    other.close()


def test_where_nothing_is_stored_and_nothing_can_be_written_it_is_told(store: FeatureStore) -> None:
    with no_file_grows(), pytest.raises(StoreError, match=r"features\.sqlite cannot be opened .*INTARSIA_CACHE"):
        store.features(Text(), Letters(), ["a"], "title")


ENCODE = """
    import os, sys, time
    sys.path.insert(0, {here!r})
    from letters import Letters
    from intarsia.columns import Text
    from intarsia.store import FeatureStore

    class Slow(Letters):
        def _extract(self, batch):
            batches.append(batch)
            time.sleep(0.001 if len(batches) <= {most} else 600)
            return super()._extract(batch)

    Slow.__name__ = "Letters"
    batches = []
    others = []
    while len(others) < {others} and (not others or others[-1]):  # a child, which sees 0, forks no further
        others.append(os.fork())
    found = FeatureStore({path!r}).features(Text(), Slow(), [f"cell {{n}}" for n in range({rows})], "title")
    # One write a process: print makes two, and another's line could come between them.
    os.write(1, str(found.tokens.astype("float64").sum()).encode() + bytes([10]))
    for child in others:
        if others[-1]:
            os.waitpid(child, 0)
"""
"""Fills a store slowly, in one process or several that start at the same moment; after some batches it goes no further,
and can be killed."""


def start(path: Path, rows: int, most: int = 10**9, processes: int = 1) -> subprocess.Popen[str]:
    script = ENCODE.format(here=str(Path(__file__).parent), path=str(path), rows=rows, most=most, others=processes - 1)
    return subprocess.Popen([sys.executable, "-c", textwrap.dedent(script)], stdout=subprocess.PIPE, text=True)


def test_a_killed_process_loses_its_last_batch_alone(tmp_path: Path) -> None:
    path = tmp_path / "features.sqlite"
    most = 4000 // Letters.batch_size // 2
    process = start(path, rows=4000, most=most)
    until(lambda: path.exists() and kept(path) >= 100, "100 cells are stored", lambda: process.poll() is None)
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    stored = kept(path)
    assert 100 <= stored < 4000
    assert stored % Letters.batch_size == 0
    store = FeatureStore(path)
    cells = [f"cell {number}" for number in range(4000)]
    found = store.features(Text(), Letters(), cells, "title")
    assert (store.encoded, store.reused) == (4000 - stored, stored)
    np.testing.assert_array_equal(found.tokens, expected(cells).tokens)


def test_processes_share_one_file(tmp_path: Path) -> None:
    path = tmp_path / "features.sqlite"
    process = start(path, rows=300, processes=4)
    answers = process.communicate()[0].split()
    assert len(answers) == 4
    assert len(set(answers)) == 1
    assert kept(path) == 300


def test_a_forked_child_opens_the_file_anew(store: FeatureStore) -> None:
    store.features(Text(), Letters(), ["a"], "title")
    child = os.fork()
    if not child:
        try:
            store.features(Text(), Letters(), ["a", "b"], "title")
            os._exit(0 if (store.encoded, store.reused) == (1, 1) else 1)
        finally:
            os._exit(2)  # a child that went on would run the other tests too
    assert os.waitpid(child, 0)[1] == 0
    store.features(Text(), Letters(), ["b"], "title")
    assert (store.encoded, store.reused) == (1, 1)


def kept(path: Path) -> int:
    connection = sqlite3.connect(path, timeout=10)
    try:
        return int(connection.execute("SELECT count(*) FROM features").fetchone()[0])
    except sqlite3.OperationalError:  # its tables are still being made
        return 0
    finally:
        connection.close()


def test_what_is_forgotten_is_encoded_again(store: FeatureStore) -> None:
    store.features(Text(), Letters(), ["red", "green"], "title")
    store.forget(Text(), Letters(), [Text().digest("red"), Text().digest("unknown")])
    store.close()  # and is opened again when it is needed
    store.features(Text(), Letters(), ["red", "green"], "title")
    assert (store.encoded, store.reused) == (3, 1)
