"""The recurrent encoder: padding changes nothing, order counts, and it learns from scratch through the trainer."""

from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
import torch

from cases import over
from intarsia.columns.table import Table
from intarsia.columns.text import Text
from intarsia.encoders.base import encoders
from intarsia.encoders.recurrent import POOLINGS, RecurrentText
from intarsia.errors import DataError, OptionError
from intarsia.fusion.concat import Concat
from intarsia.model.design import Design, Part
from intarsia.store import FeatureStore
from intarsia.tasks.classify import Classify
from intarsia.training.base import Split
from intarsia.training.data import TableData
from intarsia.training.trainer import Trainer

TEXTS = ["a warm red coat", "red", "a coat that is warm and red and long", "!?", None, "红色外套"]


def batch(cells=TEXTS):
    column = Text()
    return column.collate([column.load(cell) for cell in cells])


def module(**options):
    encoder = RecurrentText(width=8, at_least=1, **options).learn(batch())
    return encoder, encoder.build().eval()


@pytest.mark.parametrize(
    ("cell", "bidirectional", "pooling"), [*itertools.product(("gru", "lstm"), (True, False), POOLINGS)]
)
def test_padding_never_changes_the_answer(cell, bidirectional, pooling):
    encoder, network = module(cell=cell, bidirectional=bidirectional, pooling=pooling, layers=2)
    with torch.no_grad():
        together = network(encoder.tensors(batch()))
        for row, text in enumerate(TEXTS):
            alone = network(encoder.tensors(batch([text])))
            length = alone.tokens.shape[1]
            torch.testing.assert_close(together.tokens[row, :length], alone.tokens[0])
            assert torch.equal(together.mask[row, :length], alone.mask[0])
            assert not together.mask[row, length:].any()


def test_a_token_for_each_word():
    encoder, network = module()
    encoded = network(encoder.tensors(batch()))
    assert encoded.tokens.shape == (6, 9, 8)
    assert encoded.mask.sum(1).tolist() == [4, 1, 9, 1, 0, 4]


@pytest.mark.parametrize("pooling", ["mean", "max", "last"])
def test_one_token_when_pooled(pooling):
    encoder, network = module(pooling=pooling)
    encoded = network(encoder.tensors(batch()))
    assert encoded.tokens.shape == (6, 1, 8)
    assert encoded.mask[:, 0].tolist() == [True, True, True, True, False, True]


def test_the_last_state_ends_both_directions():
    (encoder, every), (_, last) = module(), module(pooling="last")
    last.load_state_dict(every.state_dict())
    cells = encoder.tensors(batch(["a warm red coat"]))
    tokens = every(cells).tokens[0]  # (4, 8)
    expected = torch.cat([tokens[-1, :4], tokens[0, 4:]])
    torch.testing.assert_close(last(cells).tokens[0, 0], expected)


def test_the_order_of_the_words_counts():
    encoder, network = module()
    forth, back = network(encoder.tensors(batch(["warm red coat", "coat red warm"]))).pooled()
    assert (forth - back).abs().max() > 1e-4


def test_long_texts_are_cut_and_unknown_words_are_alike():
    encoder, network = module(max_tokens=3)
    cells = encoder.tensors(batch(["warm red coat and more", "warm purple coat", "warm pink coat"]))
    assert cells["length"].tolist() == [3, 3, 3]
    answer = network(cells).pooled()
    assert torch.equal(answer[1], answer[2])


def test_the_learned_state_is_short_and_the_order_of_the_rows_decides_nothing():
    encoder = RecurrentText(limit=3).learn(batch())
    assert encoder == RecurrentText(limit=3).learn(batch(TEXTS[::-1]))
    assert encoder.vocabulary == ("red", "a", "coat")
    assert json.loads(json.dumps(encoders.dump(encoder)))["vocabulary"] == "red\na\ncoat"


def test_a_linear_model_reads_the_words():
    encoder = RecurrentText(at_least=1).learn(batch())
    matrix = encoder.matrix(batch(["red red coat", None, "purple"])).toarray()
    assert {encoder.vocabulary[place] for place in np.flatnonzero(matrix[0])} == {"red", "coat"}
    np.testing.assert_allclose(np.linalg.norm(matrix, axis=1), [1, 0, 0], rtol=1e-6)


def test_it_learns_what_only_the_order_tells(tmp_path):
    """ "not good, bad" against "not bad, good": the same words."""
    texts = ["it is not good but bad", "it is not bad but good"] * 40
    labels = np.array(["bad", "good"] * 40)
    data = TableData(Table.read({"text": texts}), {"text": Text()}, FeatureStore(tmp_path / "store"))
    design = Design((Part("text", "text", RecurrentText(width=16, pooling="last")),), Concat(), Classify())
    splits = [Split(np.arange(60), seed=0), Split(np.arange(20, 80), seed=1)]
    trainer = Trainer(epochs=15, lr=1e-2, batch_size=20)
    for trained in trainer.fit(design, data, labels, splits):
        right = trained.design.task.decode(trained.scores(data)) == labels
        assert right.mean() == 1.0
        again = trainer.restore(trained.design, trained.state())
        np.testing.assert_allclose(again.scores(data), trained.scores(data), rtol=1e-5)


def test_it_must_learn_first():
    with pytest.raises(DataError, match=r"gru encoder has no vocabulary yet: call learn\(\)"):
        RecurrentText().tensors(batch())


@over(
    ("options", "message"),
    [
        ({"width": 0}, "gru: width must be at least 1, got 0"),
        ({"max_tokens": 0}, "gru: max_tokens must be at least 1, got 0"),
        ({"cell": "rnn"}, "gru: cell is 'rnn'; choose one of gru, lstm"),
        ({"pooling": "sum"}, "gru: pooling is 'sum'; choose one of none, mean, max, last"),
        ({"width": 7}, "gru: width must be even to be shared by two directions, got 7"),
        ({"dropout": 1.0}, r"gru: dropout must be in \[0, 1\), got 1.0"),
    ],
)
def test_options_are_checked(options, message):
    with pytest.raises(OptionError, match=message):
        RecurrentText(**options)
