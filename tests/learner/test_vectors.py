"""Embeddings that users bring, and columns that they put together, are modalities."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

import intarsia as ia
from cases import over
from intarsia.errors import CellError, DataError, OptionError, SchemaError, TableError

N = 60
RANDOM = np.random.default_rng(0)
Y = np.arange(N) % 2
FACES = RANDOM.normal(size=(N, 8)) + np.outer(Y, np.linspace(-2, 2, 8))
SIZES = RANDOM.normal(size=N)


@over("source", ["lists", "arrays", "arrow", "csv", "jsonl"])
def test_lists_of_numbers_are_a_modality(tmp_path: Path, source: str) -> None:
    frame = pd.DataFrame({"face": FACES.tolist(), "size": SIZES})
    given: object = frame
    if source == "arrays":
        given = frame.assign(face=list(FACES))
    if source == "arrow":
        given = pa.Table.from_pandas(frame)
    if source == "csv":
        frame.to_csv(tmp_path / "t.csv", index=False)
        given = tmp_path / "t.csv"
    if source == "jsonl":
        frame.to_json(tmp_path / "t.jsonl", orient="records", lines=True)
        given = tmp_path / "t.jsonl"
    schema = ia.Schema.infer(ia.Table.read(given))
    assert schema.columns == {"face": ia.Vector(8), "size": ia.Number()}
    assert schema.notes["face"].why.en == "vectors of 8 numbers"
    assert list(schema.modalities()) == ["face", "table"]
    for fitter in ("gradient", "linear") if source == "lists" else ("linear",):
        learner = ia.Learner(fitter=fitter).fit(given, Y)
        assert learner.score(given, Y) > 0.95
    gone = [{"face": None, "size": 0.5}, {"face": [None] * 8, "size": 0.5}]
    assert learner.missing(gone)["face"].tolist() == [True, True]
    assert np.array_equal(*learner.predict_proba(gone))
    loaded = ia.Learner.from_pretrained(learner.save_pretrained(tmp_path / "model"))
    assert np.allclose(loaded.predict_proba(given), learner.predict_proba(given), atol=1e-6)


def test_a_number_that_is_missing_in_a_vector_is_its_mean() -> None:
    learner = ia.Learner(fitter="linear").fit({"face": FACES.tolist()}, Y)
    mean = FACES.astype(np.float32).astype(np.float64).mean(0)
    row = FACES[3].tolist()
    gap = [*row[:7], None]
    filled = [*row[:7], float(mean[7])]
    assert np.allclose(learner.predict_proba({"face": [gap]}), learner.predict_proba({"face": [filled]}), atol=1e-5)


def test_a_vector_of_another_length_is_refused() -> None:
    learner = ia.Learner(fitter="linear").fit({"face": FACES.tolist()}, Y)
    with pytest.raises(SchemaError, match=r"column 'face', row 1: a vector of 2 numbers, where this column has 8"):
        learner.predict({"face": [FACES[0].tolist(), [1, 2]]})
    with pytest.raises(DataError, match="vectors of unlike lengths"):
        ia.Learner(schema={"face": ia.Vector()}, fitter="linear").fit({"face": [[1, 2], [1, 2, 3]] * 9}, [0, 1] * 9)
    for cell, why in ((["a"], "expected numbers"), ([[1], [2]], "is no vector"), ("x", "expected a list of numbers")):
        with pytest.raises(CellError, match=why):
            ia.Vector(2).load(cell)
    with pytest.raises(OptionError, match="size is from 1 to 100,000, not 0"):
        ia.Vector(0)


def test_number_columns_may_form_a_modality() -> None:
    table = {**{f"f{place}": FACES[:, place].tolist() for place in range(8)}, "size": SIZES.tolist()}
    faces = [f"f{place}" for place in range(8)]
    learner = ia.Learner(modalities={"face": faces}, encoders="plain", fitter="linear").fit(table, Y)
    assert learner.schema_.modalities() == {"face": tuple(faces), "table": ("size",)}
    assert list(learner.missing([dict.fromkeys(table)]).columns) == ["face", "table"]
    learner = ia.Learner(modalities={"face": faces}, encoders="plain", fitter="linear")
    board = ia.compare({**table, "y": Y.tolist()}, "y", learner=learner, folds=3, fusions=["concat"])
    assert {"only face", "only table", "concat"} <= {entry.name for entry in board.entries}
    assert board.entry("only face").mean.value > 0.9 > board.entry("only table").mean.value


@over(
    ("modalities", "error", "why"),
    [
        ({"face": ["f1", "nose"]}, TableError, "no column 'nose'"),
        ({"a": ["f1"], "b": ["f1"]}, OptionError, r"stands in two of them \(f1\)"),
        ({"size": ["f1"]}, OptionError, r"has the name of another column \(size\)"),
        ({"face": []}, OptionError, "one is empty"),
    ],
)
def test_modalities_that_there_cannot_be_are_refused(
    modalities: dict[str, list[str]], error: type[Exception], why: str
) -> None:
    with pytest.raises(error, match=why):
        ia.Learner(modalities=modalities).fit({"f1": SIZES.tolist(), "size": SIZES.tolist()}, Y)


def test_columns_put_together_leave_their_common_modality_its_name() -> None:
    schema = ia.Schema({"a": ia.Number(), "b": ia.Number(), "c": ia.Number()}).joined({"table": ["a", "b"]})
    assert schema.modalities() == {"table": ("a", "b"), "table_": ("c",)}
    assert ia.Schema.from_dict(schema.to_dict()) == schema
