from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from rich.cells import cell_len

import intarsia as ia
from intarsia.errors import DataError, SchemaError
from intarsia.explanation.page import page
from intarsia.fusion.base import fusions

INPUTS = ["words", "title", "size", "maker"]


@pytest.mark.parametrize("fusion", fusions.names())
def test_contributions_add_up_to_the_answer_under_every_fusion(fusion, learn, frame):
    learner = learn(fusion=fusion)
    why = ia.explain(learner, frame)
    assert why.modalities == ("words", "title", "table")
    np.testing.assert_allclose(why.base + why.shapley.sum(1), learner.predict_proba(frame), atol=1e-5)
    assert list(why.answers) == list(learner.predict(frame))


@pytest.mark.parametrize("fusion", ["concat", "stacking"])
def test_values_of_a_regression_add_up_in_their_own_unit(fusion, learn, frame):
    learner = learn("weight", fusion)
    why = ia.explain(learner, frame)
    np.testing.assert_allclose((why.base + why.shapley.sum(1))[:, 0], learner.predict(frame), rtol=1e-5)
    assert why.outputs == ("weight",)
    assert "weight = " in str(ia.explain(learner, frame.iloc[2]))


def test_a_missing_modality_contributes_nothing(learn, frame):
    why = ia.explain(learn(), frame)
    assert not why.present[3, 0]
    assert not why.shapley[3, 0].any()
    assert not why.drop[3, 0].any()
    assert not why.shapley[5, 2].any()
    assert why.present.sum() == 3 * len(frame) - 2


def test_one_row_as_a_series_a_dict_or_a_table_is_one_row(learn, frame):
    learner, row = learn(), frame[INPUTS].iloc[7]
    found = [ia.explain(learner, each) for each in (row, row.to_dict(), frame.iloc[[7]])]
    assert [len(why) for why in found] == [1, 1, 1]
    assert found[0].scores.tolist() == found[1].scores.tolist() == found[2].scores.tolist()
    assert found[0].cells["words"].words == row["words"]
    assert len(ia.explain(learner, frame[INPUTS].head(4).to_dict("list"))) == 4


def test_weights_are_the_fusions_own(learn, frame):
    why = ia.explain(learn(fusion="sum"), frame)
    assert list(why.weights.columns) == list(why.modalities)
    np.testing.assert_allclose(why.weights.sum(axis=1), 1.0, atol=1e-6)
    assert why.weights.loc[3, "words"] == 0
    assert "weight" in why.mean()
    assert "weight" not in ia.explain(learn(fusion="average"), frame).mean()  # its voices are experts
    assert ia.explain(learn(), frame).weights is None


def test_attention_is_told_by_modality(learn, frame):
    why = ia.explain(learn(fusion="attention"), frame)
    assert list(why.attention) == ["words", "title", "table"]
    assert why.attention["table"].shape == (len(frame), 2)  # a token per column
    np.testing.assert_allclose(sum(each.sum(1) for each in why.attention.values()), 1.0, atol=1e-5)
    assert ia.explain(learn(), frame).attention is None


@pytest.mark.parametrize("fusion", ["concat", "stacking", "attention"])
def test_text_fits_eighty_columns(fusion, learn, frame):
    for rows in (frame, frame.iloc[3], frame.iloc[5], frame.iloc[8]):
        text = str(ia.explain(learn(fusion=fusion), rows))
        assert all(cell_len(line) <= 80 for line in text.splitlines()), text


def test_text_of_a_row_says_answer_contributions_and_gaps(learn, frame):
    why = ia.explain(learn(), frame.iloc[3])
    lines = str(why).splitlines()
    assert lines[0].startswith(f"answer = {why.answers[0]}  (probability 0.")
    told = {line[:20].strip(): line[20:].split() for line in lines[2:] if line}
    assert told["words"] == ["missing"]
    moved = float(told["title"][0].replace("−", "-")) + float(told["table"][0].replace("−", "-"))
    assert float(told["all hidden"][0]) + moved == pytest.approx(float(told["answer"][0]), abs=2e-4)


def test_the_table_ranks_modalities_by_the_size_of_their_contributions(learn, frame):
    why = ia.explain(learn(), frame)
    means = why.mean()
    assert means["contribution"].is_monotonic_decreasing
    assert str(why).splitlines()[0] == f"answer: {len(frame)} answers explained"
    expected = np.abs(why.shapley[np.arange(len(frame)), :, why.chosen]).mean(0)
    assert means["contribution"].to_dict() == pytest.approx(dict(zip(why.modalities, expected, strict=True)))


def test_it_is_json(learn, frame):
    told = json.loads(json.dumps(ia.explain(learn(fusion="attention"), frame.head(3)).to_dict()))
    assert np.shape(told["shapley"]) == (3, 3, 2)
    assert told["outputs"] == ["no", "yes"]
    assert list(told["attention"]) == ["words", "title", "table"]


def test_rows_that_are_not_what_was_learned_are_refused(learn):
    with pytest.raises(SchemaError, match="column 'words' is missing"):
        ia.explain(learn(), {"title": "a", "size": 1.0, "maker": "a"})


def test_the_answer_is_the_tasks_whatever_output_the_reasons_are_told_for(learn, frame):
    """No label of several may be likely enough, and yet one is the likeliest: its score is what is explained."""
    tagged = frame.assign(tags=[[] for _ in range(len(frame) - 2)] + [["rare"], ["odd"]])
    learner = ia.Learner("tags", "multilabel", {"words": "text", "size": "number"}, "plain", fitter="linear")
    fitted = learner.fit(tagged[["words", "size", "tags"]])
    why = ia.explain(fitted, tagged.head(1))
    assert fitted.predict(tagged.head(1)).tolist() == [()]
    first, second = str(why).splitlines()[:2]
    assert first == "tags = none of them"
    assert second.startswith(f"the reasons of its highest output, {why.outputs[why.chosen[0]]}: 0.")
    assert page(why).html().count("none of them") == 1


def test_no_row_is_no_question(learn, frame):
    learner = learn()
    found = learner.answer(frame)

    class Empty:
        def answer(self, X):
            return replace(found, data=found.data.take(np.array([], dtype=np.intp)))

    with pytest.raises(DataError, match="there is no row to explain: give at least one"):
        ia.explain(Empty(), frame)
