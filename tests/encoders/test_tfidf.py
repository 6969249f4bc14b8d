"""TF-IDF: the numbers of scikit-learn, words of all scripts, and a learned state that is small and exact."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from cases import over
from intarsia.columns.text import Text
from intarsia.encoders._vocabulary import words
from intarsia.encoders.base import encoders
from intarsia.encoders.tfidf import TfIdf
from intarsia.errors import DataError, OptionError

REVIEWS = [
    "A warm coat, warm and red",
    "the red coat is a warm coat",
    "a thin shirt; the shirt is blue",
    "blue and thin, and blue",
    "the hat",
]


def batch(cells):
    column = Text()
    return column.collate([column.load(cell) for cell in cells])


def test_weights_are_those_of_scikit_learn():
    encoder = TfIdf().learn(batch([*REVIEWS, None, ""]))
    reference = TfidfVectorizer(sublinear_tf=True, min_df=2, ngram_range=(1, 2), token_pattern=r"(?u)\b\w+\b")
    expected = reference.fit_transform(REVIEWS).toarray()
    assert set(encoder.vocabulary) == set(reference.get_feature_names_out())
    columns = [encoder.vocabulary.index(term) for term in reference.get_feature_names_out()]
    np.testing.assert_allclose(encoder.matrix(batch(REVIEWS)).toarray()[:, columns], expected, atol=1e-6)


def test_terms_in_most_rows_come_first_and_the_limit_cuts_the_others():
    encoder = TfIdf(limit=2).learn(batch(REVIEWS))
    assert encoder.vocabulary == ("a", "the")
    assert encoder.counts == (3, 3)


def test_the_order_of_the_rows_decides_nothing():
    assert TfIdf().learn(batch(REVIEWS)) == TfIdf().learn(batch(REVIEWS[::-1]))


def test_a_term_needs_rows_not_repetitions():
    assert TfIdf().learn(batch(["red red red", "blue"])).vocabulary == ()


def test_chinese_is_known_by_characters_and_their_pairs():
    encoder = TfIdf().learn(batch(["这件红色外套很暖和", "红色外套太薄", "蓝色衬衫"]))
    assert {"红 色", "外 套", "色"} <= set(encoder.vocabulary)
    close = encoder.matrix(batch(["红色外套", "这件红色外套", "衬衫"])).toarray()
    assert close[0] @ close[1] > close[0] @ close[2]


@over(
    ("text", "expected"),
    [
        ("Don't STOP, naïve café_1!", ["don", "t", "stop", "naïve", "café_1"]),
        ("我有iPhone15手机", ["我", "有", "iphone15", "手", "机"]),
        ("カタカナー ひらがな", list("カタカナー") + list("ひらがな")),
        ("빨간 코트", list("빨간코트")),
        ("красное пальто", ["красное", "пальто"]),
        ("!?… 😀", []),
    ],
)
def test_words_of_many_scripts(text, expected):
    assert words(text) == expected


@settings(deadline=None, max_examples=30)
@given(st.lists(st.text(max_size=40) | st.none(), min_size=1, max_size=12))
def test_any_text_becomes_rows_of_length_one_or_zero(cells):
    cells = batch(cells)
    encoder = TfIdf(at_least=1).learn(cells)
    assert encoders.load(json.loads(json.dumps(encoders.dump(encoder)))) == encoder
    matrix = encoder.matrix(cells)
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(1))).ravel()
    known = [bool(words(text or "")) for text in cells.values]
    np.testing.assert_allclose(lengths, np.array(known, float), atol=1e-5)


def test_unknown_words_break_pairs():
    encoder = TfIdf().learn(batch(REVIEWS))
    row = encoder.matrix(batch(["warm purple coat"])).toarray()[0]
    assert {encoder.vocabulary[place] for place in np.flatnonzero(row)} == {"warm", "coat"}


def test_tensors_hold_the_strongest_terms():
    encoder = TfIdf(strongest=2).learn(batch(REVIEWS))
    cells, matrix = encoder.tensors(batch(REVIEWS)), encoder.matrix(batch(REVIEWS)).toarray()
    for row, weights in enumerate(matrix):
        strongest = np.sort(weights)[::-1][:2]
        np.testing.assert_allclose(cells["weight"][row].numpy(), strongest)
        for place, weight in zip(cells["index"][row].tolist(), strongest, strict=True):
            assert weight == (weights[place - 1] if place else 0)


def test_the_token_is_the_weighted_sum_of_the_terms_vectors():
    torch.manual_seed(0)
    encoder = TfIdf(width=5).learn(batch(REVIEWS))
    module = encoder.build()
    token = module(encoder.tensors(batch(REVIEWS))).tokens[:, 0]
    matrix = torch.from_numpy(encoder.matrix(batch(REVIEWS)).toarray())
    torch.testing.assert_close(token, matrix @ module.vectors[1 : 1 + matrix.shape[1]])


def test_the_learned_state_is_short_as_json():
    dumped = encoders.dump(TfIdf().learn(batch(REVIEWS)))
    assert isinstance(dumped["vocabulary"], str)
    assert isinstance(dumped["counts"], str)


def test_it_must_learn_first():
    with pytest.raises(DataError, match=r"tfidf encoder has no vocabulary yet: call learn\(\)"):
        TfIdf().matrix(batch(REVIEWS))


@over("option", ["width", "limit", "at_least", "strongest"])
def test_options_are_checked(option):
    with pytest.raises(OptionError, match=f"tfidf: {option} must be at least 1, got 0"):
        TfIdf(**{option: 0})
