"""The tables to begin with: the same everywhere, complete, and written as files that may be moved."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

import intarsia as ia
from intarsia import cli
from intarsia.errors import UnknownName
from intarsia.examples import EXAMPLES, declared
from intarsia.i18n import messages


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_is_the_same_each_time_and_every_cell_can_be_loaded(name: str) -> None:
    label = declared(name).label
    for split in declared(name).splits:
        table = ia.example(name, split)
        assert table.frame.equals(ia.example(name, split).frame)
        ia.Schema.infer(table, label).check(table)


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_no_row_of_an_example_is_in_two_splits(name: str) -> None:
    rows = pd.concat(ia.example(name, split).frame for split in declared(name).splits)
    assert not rows.duplicated().any()


def test_the_fruit_has_both_answers_and_one_column_of_each_kind() -> None:
    fruit = ia.example("fruit")
    assert len(fruit) == 300
    assert len(ia.example("fruit", "test")) == 100
    assert set(fruit.cells("state")) == {"ripe", "unripe"}
    schema = ia.Schema.infer(fruit, "state")
    assert [type(column) for column in schema.columns.values()] == [ia.Image, ia.Text, ia.Number]


def test_an_unknown_example_or_split_tells_which_exist() -> None:
    say = messages("intarsia")
    with pytest.raises(UnknownName, match="fruit") as name:
        ia.example("friut")
    with pytest.raises(UnknownName, match="train") as split:
        ia.example("fruit", "tset")
    assert say("example.kind").zh in name.value.message.zh
    assert say("example.split", name="fruit").zh in split.value.message.zh


def test_the_command_writes_tables_that_may_be_moved_with_their_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["example", "fruit", "--out", str(tmp_path / "here")]) == 0
    assert "--label state" in capsys.readouterr().out
    shutil.move(tmp_path / "here", tmp_path / "there")
    for split in ("train", "test"):
        moved = ia.Table.read(tmp_path / "there" / f"{split}.csv")
        drawn = ia.example("fruit", split)
        assert all(list(moved.labels(name)) == list(drawn.cells(name)) for name in ("note", "days", "state"))
        paths = moved.cells("photo")
        assert all("\\" not in path and not Path(path).is_absolute() for path in paths)
        assert [(tmp_path / "there" / path).read_bytes() for path in paths] == list(drawn.cells("photo"))
    with (tmp_path / "there" / "train.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == ["photo", "note", "days", "state"]


def test_the_command_may_be_repeated_but_overwrites_no_table_of_the_user(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["example", "fruit", "--out", str(tmp_path)]
    assert cli.main(command) == 0
    assert cli.main(command) == 0
    own = tmp_path / "train.csv"
    own.write_text("a,b\n1,2\n", "utf-8")
    assert cli.main(command) == 2
    assert messages("intarsia.cli.verbs")("example.other", path=own).en in capsys.readouterr().err
    assert own.read_text("utf-8") == "a,b\n1,2\n"


def test_the_command_refuses_an_unknown_example(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["example", "animals", "--out", str(tmp_path / "out")]) == 2
    assert "fruit" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
