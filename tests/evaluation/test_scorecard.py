from __future__ import annotations

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from intarsia.columns import Number, Schema, Table
from intarsia.errors import DataError
from intarsia.evaluation.scorecard import scorecard
from intarsia.tasks.base import Task
from intarsia.tasks.classify import Classify
from intarsia.tasks.regress import Regress


@dataclass
class Echo:
    """Answers with what stands in column `guess`."""

    task_: Task
    label: str | None = "answer"
    schema_: Schema = Schema({"guess": Number()})  # noqa: RUF009 (frozen)

    def answer(self, X):
        assert X.names == ("guess",) or list(X.names) == ["guess"]
        guess = np.array(X.cells("guess"), dtype=float)
        scores = np.stack([1 - guess, guess], 1) if self.task_.probabilistic else guess[:, None]
        presence = pd.DataFrame({"words": guess != 0.5, "picture": np.ones(len(guess), dtype=bool)})
        return SimpleNamespace(scores=scores, presence=presence)


def test_a_card_of_classes():
    table = Table.read({"guess": [0.1, 0.8, 0.7, 0.2], "answer": ["no", "yes", "no", "no"]})
    card = scorecard(Echo(Classify().learn(["no", "yes"])), table)
    assert card.rows == 4
    assert card.metrics["accuracy"].value == 0.75
    lines = str(card).splitlines()
    assert lines[0].split() == ["4", "rows", "value", "95", "%", "interval"]
    assert any(line.startswith("accuracy ") and "0.7500" in line for line in lines)


def test_a_card_tells_what_missing_modalities_cost():
    guess = [0.1, 0.8, 0.7, 0.2, 0.5, 0.5]
    table = Table.read({"guess": guess, "answer": ["no", "yes", "yes", "no", "yes", "no"]})
    card = scorecard(Echo(Classify().learn(["no", "yes"])), table)
    assert [(each.missing, each.rows) for each in card.slices] == [((), 4), (("words",), 2)]
    lines = str(card).splitlines()
    head = next(place for place, line in enumerate(lines) if line.startswith("missing"))
    assert lines[head].split()[:3] == ["missing", "rows", card.task.primary]
    assert lines[head + 1].split()[:4] == ["nothing", "missing", "4", "1.0000"]
    assert lines[head + 2].split()[:3] == ["words", "2", "0.5000"]
    assert max(map(len, lines)) <= 80


def test_a_card_of_values_in_their_own_unit():
    table = Table.read({"guess": [1.0, 2.0, 3.5], "price": [1.0, 2.0, 4.0]})
    card = scorecard(Echo(Regress().learn([10.0, 20.0])), table, "price")
    assert card.metrics["mae"].value == pytest.approx(0.5 / 3)


def test_a_label_column_must_be_named():
    table = Table.read({"guess": [1.0]})
    with pytest.raises(DataError, match="trained without a label column: name the column that holds the answers"):
        scorecard(Echo(Regress(), label=None), table)


@pytest.mark.parametrize("task", [Regress().learn([1.0, 2.0]), Classify().learn([1, 2])], ids=["regress", "classify"])
def test_rows_without_a_label_are_told_in_one_line(task):
    table = Table.read({"guess": [1.0, 2.0, 1.0], "answer": [1.0, None, 2.0]})
    with pytest.raises(DataError, match=r"column 'answer': 1 of 3 rows has no label: leave it out \(row 1\)"):
        scorecard(Echo(task), table)


def test_a_label_may_be_named_by_a_number():
    table = Table.read({"guess": [1.0, 0.0], "3": [1, 0]})
    assert scorecard(Echo(Classify().learn([0, 1]), label=3), table).metrics["accuracy"].value == 1


def test_labels_are_read_with_the_type_of_those_learned():
    guess = [0.0, 1.0, 1.0]
    learned = Classify().learn(["0", "1", "1"])
    assert scorecard(Echo(learned), Table.read({"guess": guess, "answer": [0, 1, 1]})).metrics["accuracy"].value == 1
    words = Table.read({"guess": [1.0, 2.0], "answer": ["1", "2.0"]})
    assert scorecard(Echo(Regress().learn([1.0, 2.0])), words).metrics["mae"].value == 0
    with pytest.raises(DataError, match="y, row 1: expected a number, got 'cheap'"):
        scorecard(Echo(Regress().learn([1.0, 2.0])), Table.read({"guess": [1.0, 2.0], "answer": ["1", "cheap"]}))
