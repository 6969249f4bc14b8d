"""Encoders of categories: embedding and one-hot."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from intarsia.columns.category import Category
from intarsia.encoders.embedding import CategoryEmbedding
from intarsia.encoders.onehot import OneHot
from intarsia.errors import DataError, OptionError


def batch(*values):
    column = Category()
    return column.collate([column.load(value) for value in values])


SEEN = batch("red", "blue", "red", None, "green", "red", "blue")


def test_the_vocabulary_is_learned_most_frequent_first():
    learned = CategoryEmbedding().learn(SEEN)
    assert learned.vocabulary == ("red", "blue")
    assert learned.counts == (3, 2)
    assert OneHot().learn(SEEN).vocabulary == ("red", "blue", "green")
    assert OneHot(limit=2).learn(SEEN).vocabulary == ("red", "blue")


def test_the_order_of_the_rows_does_not_matter():
    backwards = SEEN.take(range(len(SEEN))[::-1])
    assert CategoryEmbedding().learn(backwards) == CategoryEmbedding().learn(SEEN)
    assert OneHot().learn(backwards) == OneHot().learn(SEEN)


def test_an_unseen_category_is_the_mean_of_the_seen_ones():
    encoder = CategoryEmbedding(width=4).learn(SEEN)
    module = encoder.build()
    red, blue, unseen = module(encoder.tensors(batch("red", "blue", "mauve"))).tokens[:, 0]
    torch.testing.assert_close(unseen, 0.6 * red + 0.4 * blue)


def test_an_unseen_category_is_there_and_a_missing_one_is_not():
    for encoder in (CategoryEmbedding().learn(SEEN), OneHot().learn(SEEN)):
        assert encoder.build()(encoder.tensors(batch("mauve", None))).mask.tolist() == [[True], [False]]


def test_a_column_of_ids_is_not_learned_by_heart():
    encoder = CategoryEmbedding().learn(batch(*range(50)))
    assert encoder.vocabulary == ()
    tokens = encoder.build()(encoder.tensors(batch(1, 2))).tokens
    assert not tokens.any()


def test_vocabularies_that_differ_a_little_have_equal_shapes():
    def rows(size):
        values = [f"c{place}" for place in range(size)] * 2
        return CategoryEmbedding().learn(batch(*values)).build().vectors.shape[0]

    assert [rows(size) for size in (1, 7, 8, 9, 10, 12)] == [8, 8, 10, 10, 13, 13]
    assert rows(100) == rows(105)


def test_one_hot_rows():
    matrix = OneHot().learn(SEEN).matrix(batch("blue", "mauve", None, "red"))
    np.testing.assert_array_equal(matrix.toarray(), [[0, 1, 0], [0, 0, 0], [0, 0, 0], [1, 0, 0]])
    assert CategoryEmbedding().learn(SEEN).matrix(batch("red")).toarray().tolist() == [[1, 0]]


def test_the_row_of_the_unseen_is_never_trained_by_one_hot():
    encoder = OneHot(width=3).learn(SEEN)
    module = encoder.build()
    module(encoder.tensors(batch("mauve", "red"))).tokens.sum().backward()
    assert not module.rows.weight.grad[0].any()
    assert not module.rows.weight[0].any()


@pytest.mark.parametrize("encoder", [CategoryEmbedding(), OneHot()], ids=["embedding", "onehot"])
def test_many_copies_train_at_once(encoder):
    encoder = encoder.learn(SEEN)
    cells, copies = encoder.tensors(SEEN), [encoder.build() for _ in range(3)]
    learned, buffers = torch.func.stack_module_state(copies)
    together = torch.func.vmap(lambda p, b: torch.func.functional_call(copies[0], (p, b), (cells,)).tokens)(
        learned, buffers
    )
    torch.testing.assert_close(together, torch.stack([module(cells).tokens for module in copies]))


def test_what_was_not_learned_cannot_be_used():
    with pytest.raises(DataError, match=r"the embedding encoder has no vocabulary yet: call learn\(\)"):
        CategoryEmbedding().build()
    with pytest.raises(DataError, match=r"the onehot encoder has no vocabulary yet: call learn\(\)"):
        OneHot().matrix(SEEN)


@pytest.mark.parametrize("encoder", [CategoryEmbedding, OneHot])
def test_options_that_cannot_work_are_refused(encoder):
    with pytest.raises(OptionError, match="width, limit and at_least must be at least 1, got 32, 0"):
        encoder(limit=0)
