"""What every vector index promises, whichever kind is registered."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from intarsia.errors import DataError, StoreError, UnknownName
from intarsia.index import Index, VectorIndex, indexes, load_index
from intarsia.index.base import DECLARATION
from intarsia.index.exact import Exact, greatest

DECLARED = [indexes.make(name) for name in indexes.names()]
WIDTH = 16


def drawn(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(count, WIDTH)).astype(np.float32)


def named(count: int, start: int = 0) -> list[str]:
    return [f"key {number}" for number in range(start, start + count)]


@pytest.fixture(params=DECLARED, ids=indexes.name_of)
def index(request: pytest.FixtureRequest) -> VectorIndex:
    declared: Index = request.param
    return declared.build()


def cosines(vectors: np.ndarray, query: np.ndarray) -> np.ndarray:
    return vectors @ query / np.linalg.norm(vectors, axis=1) / np.linalg.norm(query)


def test_the_nearest_come_first(index: VectorIndex) -> None:
    vectors, queries = drawn(200), drawn(3, seed=1)
    index.add(named(200), vectors)
    found = index.search(queries, 10)
    for query, keys, scores in zip(queries, found.keys, found.scores, strict=True):
        similarity = cosines(vectors, query)
        assert keys == tuple(f"key {row}" for row in np.argsort(-similarity)[:10])
        assert scores == pytest.approx(np.sort(similarity)[::-1][:10], abs=1e-5)
        assert scores.dtype == np.float32


def test_only_keys_among_those_named_are_found(index: VectorIndex) -> None:
    vectors = drawn(50)
    index.add(named(50), vectors)
    some = named(50)[::7]
    (keys,) = index.search(vectors[:1], 5, among=some[::-1]).keys
    expected = sorted(range(0, 50, 7), key=lambda row: -cosines(vectors, vectors[0])[row])[:5]
    assert keys == tuple(f"key {row}" for row in expected)
    assert index.search(vectors[:1], 5, among=()).keys == ((),)
    with pytest.raises(DataError, match="no 'stranger'"):
        index.search(vectors[:1], 5, among=["stranger"])


def test_equally_near_keys_come_in_the_order_in_which_they_were_added(index: VectorIndex) -> None:
    index.add(["b", "a", "c", "far"], np.array([[1, 0], [1, 0], [1, 0], [0, 1]], np.float32))
    for k, expected in ((2, ("b", "a")), (3, ("b", "a", "c")), (9, ("b", "a", "c", "far"))):
        assert index.search(np.array([[2, 0]], np.float32), k).keys == (expected,)


def test_vectors_are_added_replaced_and_removed(index: VectorIndex) -> None:
    first, second = drawn(6), drawn(6, seed=2)
    index.add(named(6), first)
    index.add([*named(2), "new"], second[:3])
    assert len(index) == 7
    assert list(index.keys) == [*named(6), "new"]
    assert index.search(second[1:2], 1).keys == (("key 1",),)
    assert index.remove(["key 1", "stranger"]) == 1
    assert list(index.keys) == ["key 0", *named(4, 2), "new"]
    assert index.search(second[1:2], 7).keys[0].count("key 1") == 0
    index.add(["key 1"], first[1:2])
    assert list(index.keys)[-1] == "key 1"


def test_an_empty_index_finds_nothing(index: VectorIndex, tmp_path: Path) -> None:
    assert len(index) == 0
    assert index.search(drawn(2), 3).keys == ((), ())
    index.save(tmp_path)
    assert len(load_index(tmp_path)) == 0


def test_zeros_are_like_nothing(index: VectorIndex) -> None:
    index.add(["none", "some"], np.array([[0, 0], [1, 1]], np.float32))
    found = index.search(np.array([[1, 0], [0, 0]], np.float32), 2)
    assert found.keys == (("some", "none"), ("none", "some"))
    assert found.scores[0][1] == 0


def test_what_was_saved_answers_as_before(index: VectorIndex, tmp_path: Path) -> None:
    index.add(["é", "件", *named(30)], drawn(32))
    index.save(tmp_path / "index")
    again = load_index(tmp_path / "index")
    assert again.declaration == index.declaration
    before, after = (each.search(drawn(4, seed=3), 8) for each in (index, again))
    assert before.keys == after.keys
    np.testing.assert_array_equal(before.scores, after.scores)
    assert not [path for path in (tmp_path / "index").iterdir() if path.suffix in (".pkl", ".pickle")]


def test_what_cannot_be_added_is_told(index: VectorIndex) -> None:
    wrong = {
        "as many": (["a"], drawn(2)),
        "twice": (["a", "a"], drawn(2)),
        "of width 16": (["b"], np.ones((1, 3), np.float32)),
    }
    index.add(["first"], drawn(1))
    for message, (keys, vectors) in wrong.items():
        with pytest.raises(DataError, match=message):
            index.add(keys, vectors)
    with pytest.raises(DataError, match="of width 16"):
        index.search(np.ones((1, 3), np.float32), 1)
    assert len(index) == 1


def test_a_damaged_index_is_told(index: VectorIndex, tmp_path: Path) -> None:
    index.add(named(3), drawn(3))
    index.save(tmp_path)
    for path in [each for each in tmp_path.iterdir() if each.name != DECLARATION]:
        path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreError, match="build it anew"):
        load_index(tmp_path)
    with pytest.raises(StoreError, match="build the index anew"):
        load_index(tmp_path / "nowhere")


def test_the_inner_product_counts_lengths() -> None:
    vectors = np.array([[1, 0], [0, 3]], np.float32)
    index = Exact("inner").build()
    index.add(["short", "long"], vectors)
    assert index.vectors is vectors  # held once
    assert index.search(np.array([[1, 1]], np.float32), 1).keys == (("long",),)
    with pytest.raises(UnknownName, match="cosine"):
        Exact("cosin")


def test_the_greatest_are_found_with_ties() -> None:
    scores = np.array([1, 3, 3, 2, 3, 0], np.float32)
    assert [greatest(scores, k).tolist() for k in (0, 2, 4, 9)] == [[], [1, 2], [1, 2, 4, 3], [1, 2, 4, 3, 0, 5]]
