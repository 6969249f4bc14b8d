"""`intarsia describe --label` tells before a training what a training would tell."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from intarsia import cli

PATIENT = np.repeat(np.arange(40), 5)
ILL = np.random.default_rng(0).integers(0, 2, 40)[PATIENT]


def test_groups_labels_and_task_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    label: list[str | None] = ["well" if each else "ill" for each in ILL]
    label[0] = None
    label[int(np.flatnonzero(ILL)[-1])] = "well "
    frame = pd.DataFrame({"who": [f"p{each:03}" for each in PATIENT], "size": np.arange(200) / 7, "state": label})
    frame.to_csv(tmp_path / "t.csv", index=False)
    assert cli.main(["describe", str(tmp_path / "t.csv"), "--label", "state"]) == 0
    told = capsys.readouterr().out
    assert "note: column 'who' has 40 values, each with one label" in told
    assert "1 of 200 rows has no label" in told
    assert "'well '" in told
    assert "task: classify" in told


def test_a_label_that_cannot_be_learned_is_told_below_the_columns(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pd.DataFrame({"size": np.arange(30) / 7, "state": ["one"] * 29 + [None]}).to_csv(tmp_path / "t.csv", index=False)
    assert cli.main(["describe", str(tmp_path / "t.csv"), "--label", "state"]) in (0, 2)
    assert "size" in capsys.readouterr().out
