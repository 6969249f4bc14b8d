"""The command line, from a table on disk to a model and answers on disk."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from intarsia import cli

PLAIN = ("--encoder", "text=tfidf", "--encoder", "number=scaled", "--encoder", "category=onehot")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """train.csv and new.csv, and the cache of all commands of this module."""
    random = np.random.default_rng(0)
    rows = 120
    warm = random.random(rows)
    words = np.where(warm > 0.5, "light and airy, for hot days", "thick and woollen, for the snow")
    frame = pd.DataFrame(
        {
            "note": [f"{text}, number {place} of the {word} box" for place, (text, word) in
                     enumerate(zip(words, random.choice(["red", "blue", "grey"], rows), strict=True))],
            "grams": (900 - 600 * warm + 80 * random.standard_normal(rows)).round(1),
            "shop": random.choice(["north", "south"], rows),
            "season": np.where(warm + 0.3 * random.standard_normal(rows) > 0.5, "summer", "winter"),
        }
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("cli")
    frame.head(90).to_csv(folder / "train.csv", index=False)
    frame.tail(30).to_csv(folder / "new.csv", index=False)
    return folder


@pytest.fixture(autouse=True)
def _at_work(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("INTARSIA_CACHE", str(folder / "cache"))


@pytest.fixture(scope="module")
def model(folder: Path) -> str:
    out = str(folder / "model")
    assert cli.main(["fit", str(folder / "train.csv"), "--label", "season", "--out", out, *PLAIN]) == 0
    return out


def test_describe_says_what_the_columns_are_taken_for(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["describe", "train.csv", "--label", "season", "--column", "shop=drop"]) == 0
    told = capsys.readouterr().out
    lines = {line.split()[0]: line for line in told.splitlines() if line.strip()}
    assert "text" in lines["note"]
    assert "number" in lines["grams"]
    assert "left out" in lines["shop"]
    assert "label: season" in told


def test_predict_answers_every_row(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["predict", model, "new.csv"]) == 0
    printed = capsys.readouterr().out
    assert cli.main(["predict", model, "new.csv", "--out", "answers.csv"]) == 0
    assert capsys.readouterr().out == "30 answers: answers.csv\n"
    answers = pd.read_csv("answers.csv")
    assert printed == Path("answers.csv").read_text("utf-8")
    assert list(answers) == ["season", "p(summer)", "p(winter)", "missing"]
    assert np.allclose(answers["p(summer)"] + answers["p(winter)"], 1, atol=1e-5)
    assert (answers["season"] == pd.read_csv("new.csv")["season"]).mean() > 0.7


def test_predict_says_what_was_missing(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    pd.read_csv("new.csv").assign(note=None).to_csv("mute.csv", index=False)
    assert cli.main(["predict", model, "mute.csv", "--out", "answers.csv"]) == 0
    assert set(pd.read_csv("answers.csv")["missing"]) == {"note"}


def test_evaluate_measures(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["evaluate", model, "new.csv"]) == 0
    assert "roc_auc" in capsys.readouterr().out


def test_explain_one_row_and_the_table(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", model, "new.csv", "--row", "3", "--out", "why.html"]) == 0
    assert "note" in capsys.readouterr().out
    assert "</html>" in Path("why.html").read_text("utf-8")
    assert cli.main(["explain", model, "new.csv"]) == 0


def test_compare_leaves_a_model_a_board_and_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["compare", "train.csv", "--label", "season", "--folds", "3", "--fusions", "concat", "vote", *PLAIN]
    assert cli.main([*command, "--out", "compared", "--test", "new.csv"]) == 0
    told = capsys.readouterr()
    assert "only note" in told.out
    assert "vote" in told.out
    assert "attention" not in told.out
    assert {"config.json", "model.safetensors", "board.json", "report.html"} <= {
        each.name for each in Path("compared").iterdir()
    }
    assert cli.main([*command, "--out", "compared"]) == 0
    assert capsys.readouterr().err.count("kept from before") == 6
    assert cli.main(["predict", "compared", "new.csv"]) == 0


@pytest.mark.parametrize(
    ("command", "message"),
    [
        ((), "say what to do: intarsia --help"),
        (("describe", "nowhere.csv"), r"nowhere\.csv"),
        (("describe", "train.csv", "--label", "seson"), "did you mean 'season'"),
        (("describe", "train.csv", "--column", "shop"), "--column shop: write it as NAME=VALUE"),
        (("describe", "train.csv", "--column", "shop=colour"), "no column named 'colour'"),
        (("predict", "nowhere", "new.csv"), "nowhere holds no model"),
        (("fit", "train.csv", "--label", "season", "--out", "x", "--fusion", "sums"), "did you mean 'sum'"),
        (("demo", "--rows", "many"), "--rows is a number or \"all\", not 'many'"),
        (("assets", "where", "minilm"), "minilm is not here yet; fetch it with `intarsia assets pull minilm`"),
        (("assets", "pull", "minilms"), "did you mean 'minilm'"),
    ],
)
def test_what_the_user_can_mend_is_one_line_and_status_2(
    command: tuple[str, ...], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(command) == 2
    told = capsys.readouterr()
    assert re.search(message, told.err), told.err
    assert told.err.splitlines()[-1].startswith("intarsia: ")
    assert "Traceback" not in told.err


def test_explain_refuses_a_row_that_is_not_there(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", model, "new.csv", "--row", "30"]) == 2
    assert "new.csv has no row 30: rows are numbered 0 to 29" in capsys.readouterr().err


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.count(".") == 2


def test_a_reader_that_leaves_is_no_error(model: str) -> None:
    code = f"import sys; from intarsia.cli import main; sys.exit(main(['predict', {model!r}, 'new.csv']))"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read().decode() == ""
    assert process.returncode == 0


def test_ctrl_c_loses_nothing_and_the_same_command_goes_on() -> None:
    command = ["compare", "train.csv", "--label", "season", "--out", "stopped", *PLAIN]
    code = "import sys; from intarsia.cli import main; sys.exit(main(sys.argv[1:]))"
    with subprocess.Popen([sys.executable, "-c", code, *command], stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        said = ""
        while "2/" not in said:
            said = process.stderr.readline()
        process.send_signal(signal.SIGINT)
        told = process.stderr.read()
    assert process.returncode == 130
    assert "stopped. What was encoded is kept" in told
    assert "Traceback" not in told
    kept = list(Path("stopped", "finished").iterdir())
    assert len(kept) >= 2
