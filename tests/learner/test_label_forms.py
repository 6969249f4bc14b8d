"""Labels as people write them: one class in several forms, none at all, numbers and lists in text."""

import unicodedata
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import intarsia as ia
from cases import over
from intarsia.errors import DataError, OptionError
from intarsia.learner.answers import complete, unified
from intarsia.learner.problem import Problem
from intarsia.tasks.base import tasks
from intarsia.tasks.infer import infer_task

N = 40


def objects(labels: list[Any]) -> np.ndarray[Any, Any]:
    out = np.empty(len(labels), dtype=object)
    out[:] = labels
    return out


@over(
    ("labels", "classes", "told"),
    [
        (["pos ", "pos", "pos", "neg"], {"pos", "neg"}, "the labels 'pos' and 'pos ' are taken for one class, 'pos'"),
        (["pos ", "pos ", "neg"], {"pos ", "neg"}, None),
        ([1, "1", 1, 2], {1, 2}, "the labels 1 and '1' are taken for one class, 1"),
        ([True, "True", "True", False], {"True", False}, "the labels 'True' and True are taken for one class, 'True'"),
        (["café", unicodedata.normalize("NFD", "café"), "tea"], {"café", "tea"}, "are taken for one class, 'café'"),
        (["Pos", "pos", "neg"], {"Pos", "pos", "neg"}, "the labels 'Pos', 'pos' differ in upper and lower case alone"),
        ([1, 1.0, 2], {1, 2}, None),
        ([b"a", ("x", 1)], {b"a", ("x", 1)}, None),
    ],
)
def test_one_class_in_several_forms_is_one(labels: list[Any], classes: set[Any], told: str | None) -> None:
    found, remarks = unified(objects(labels))
    assert set(found.tolist()) == classes
    assert [told in each.en for each in remarks] == ([] if told is None else [True])


def test_a_model_answers_in_the_form_that_was_taken() -> None:
    table = {"size": [float(row % 2) * 3 + row / 100 for row in range(N)]}
    y = ["big " if row in (1, 3) else "big" if row % 2 else "small" for row in range(N)]
    learner = ia.Learner(fitter="linear", encoders="plain").fit(table, y)
    assert learner.classes_.tolist() == ["big", "small"]
    assert learner.score(table, y) == 1.0


def test_rows_without_a_label_are_told_or_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    table = {"size": [float(row % 2) * 3 + row / 100 for row in range(N)], "kind": ["a", "b"] * (N // 2)}
    table["kind"][4] = None  # type: ignore[call-overload]
    table["kind"][9] = " "  # type: ignore[call-overload]
    with pytest.raises(DataError, match=r"column 'kind': 2 of 40 rows have no label \(row 4, 9\): fill them in, or"):
        ia.Learner("kind").fit(table)
    problem = Problem.of(table, "kind", groups=list(range(N)), on_missing_label="drop")
    assert len(problem) == len(problem.groups) == len(problem.y) == N - 2  # type: ignore[arg-type]
    assert "note: column 'kind': 2 of 40 rows have no label and are left out (row 4, 9)" in capsys.readouterr().err
    learner = ia.Learner("kind", fitter="linear", encoders="plain", on_missing_label="drop").fit(table)
    assert learner.predict(table)[[4, 9]].tolist() == ["a", "b"]
    with pytest.raises(DataError, match="column 'kind': no row has a label"):
        Problem.of({"size": [1, 2], "kind": [None, ""]}, "kind", on_missing_label="drop")
    with pytest.raises(OptionError, match="on_missing_label is 'skip'; choose one of error, drop"):
        complete(objects(["a"]), np.arange(1), "kind", "skip")


def test_a_missing_list_names_its_row() -> None:
    y = [["red"], ["blue"], None, ["red", "blue"]]
    with pytest.raises(DataError, match=r"y: 1 of 4 rows has no label \(row 2\)"):
        Problem.of({"size": [1.5, 2, 3, 4]}, y=y)


@over("labels", [["['red','blue']", "['red']"], ['["red", "blue"]', "[]"], ["{'red'}", "{'blue', 'red'}"]])
def test_lists_in_text_are_several_labels(labels: list[str]) -> None:
    task = infer_task(np.array(labels * 10))
    assert tasks.name_of(task) == "multilabel"
    learned = task.learn(np.array(labels * 10))
    assert learned.labels == ("blue", "red")
    assert learned.truth(np.array(labels[:1])).tolist() in ([[1.0, 1.0]], [[0.0, 1.0]])


@over("labels", [["(0, 10]", "(10, 20]"], ["[red", "[blue"], ["(1, 2)", "(3, 4)"]])
def test_other_brackets_are_classes(labels: list[str]) -> None:
    assert tasks.name_of(infer_task(np.array(labels * 10))) == "classify"


@over(
    ("labels", "told"),
    [
        ([f"${row},200" for row in range(1, 61)], r"the 60 labels are numbers written as text \('\$1,200', ...\)"),
        ([f"{row}.5" for row in range(60)], "the 60 labels are numbers written as text"),
        ([f"€ {row}" for row in range(60)], "the 60 labels are numbers written as text"),
        ([f"{row} kg" for row in range(60)], "the 60 labels are numbers written as text"),
        ([f"a note on {row} things" for row in range(60)], "the 60 rows have 60 different labels"),
    ],
)
def test_text_that_is_hardly_a_class_is_a_question(labels: list[str], told: str) -> None:
    with pytest.raises(DataError, match=told + r'.*say task="classify" if each is a class'):
        infer_task(np.array(labels))
    assert tasks.name_of(ia.learner.problem.task_of(np.array(labels), "classify")) == "classify"


def test_labels_of_a_csv_are_what_they_say(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"size": [row / 4 for row in range(N)], "price": [f"{row}.{row:03}" for row in range(100, 140)]}
    )
    frame.to_csv(tmp_path / "t.csv", index=False, sep=";", decimal=",")
    problem = Problem.of(tmp_path / "t.csv", "price")
    assert tasks.name_of(problem.task) == "regress"
    assert problem.y is not None
    assert problem.y[0] == 100100.0  # another column proves the decimal comma
    assert problem.schema.decimal == ","


@pytest.mark.parametrize("schema", [None, {"size": ia.Number(decimal=",")}])
def test_labels_of_a_later_file_are_read_as_those_of_the_training_file(schema: Any, tmp_path: Path) -> None:
    """Alone, "1.250" would be one and a quarter: that points set thousands apart, the training file proves."""
    lines = [f"{row % 7},5;1.{row:03},25" for row in range(N)]
    (tmp_path / "train.csv").write_text("\n".join(["size;price", *lines]), "utf-8")
    (tmp_path / "later.csv").write_text("size;price\n1;1.020\n2;1.020", "utf-8")
    learner = ia.Regressor("price", schema=schema, encoders="plain", fitter="linear").fit(tmp_path / "train.csv")
    assert learner.score(tmp_path / "later.csv", metric="mae") < 30
