"""The command line, from a table on disk to a model and answers on disk."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from safetensors import safe_open

from cases import over
from intarsia import cli
from intarsia.learner.learner import Learner

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


def test_the_encoding_of_a_table_can_be_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = tmp_path / "goods.csv"
    table.write_bytes("Хороший,товар\n1,2\n3,4\n".encode("cp1251"))
    assert cli.main(["describe", str(table)]) == 2
    assert 'name its encoding: Table.read(path, encoding="cp1252"), --encoding gb18030 on' in capsys.readouterr().err
    assert cli.main(["describe", str(table), "--encoding", "cp1251"]) == 0
    assert "товар" in capsys.readouterr().out


def test_predict_answers_every_row(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["predict", model, "new.csv"]) == 0
    printed = capsys.readouterr().out
    assert cli.main(["predict", model, "new.csv", "--out", "answers.csv"]) == 0
    assert capsys.readouterr().out == "30 answers: answers.csv\n"
    answers = pd.read_csv("answers.csv")
    assert printed == Path("answers.csv").read_text("utf-8")
    assert list(answers) == ["season", "p(summer)", "p(winter)", "missing", "unseen"]
    assert np.allclose(answers["p(summer)"] + answers["p(winter)"], 1, atol=1e-5)
    assert (answers["season"] == pd.read_csv("new.csv")["season"]).mean() > 0.7


def test_predict_says_what_was_missing(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    pd.read_csv("new.csv").assign(note=None).to_csv("mute.csv", index=False)
    assert cli.main(["predict", model, "mute.csv", "--out", "answers.csv"]) == 0
    assert set(pd.read_csv("answers.csv")["missing"]) == {"note"}


def test_predict_says_what_no_training_row_held(model: str) -> None:
    new = pd.read_csv("new.csv")
    new.assign(shop=["west", *new["shop"][1:]]).to_csv("west.csv", index=False)
    assert cli.main(["predict", model, "west.csv", "--out", "answers.csv"]) == 0
    assert pd.read_csv("answers.csv")["unseen"].fillna("").tolist() == ["shop"] + [""] * (len(new) - 1)


def test_a_date_where_numbers_were_is_refused(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    pd.read_csv("new.csv").assign(grams="2024-05-01").to_csv("dates.csv", index=False)
    assert cli.main(["predict", model, "dates.csv"]) == 2
    assert "'2024-05-01' is not a number" in capsys.readouterr().err


def test_evaluate_measures(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["evaluate", model, "new.csv"]) == 0
    assert "roc_auc" in capsys.readouterr().out


def test_explain_one_row_and_the_table(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["explain", model, "new.csv", "--row", "3", "--out", "why.html"]) == 0
    assert "note" in capsys.readouterr().out
    assert "</html>" in Path("why.html").read_text("utf-8")
    assert cli.main(["explain", model, "new.csv"]) == 0


def test_a_page_opens_in_the_language_of_the_command(model: str) -> None:
    assert cli.main(["explain", model, "new.csv", "--row", "3", "--out", "why.html", "--language", "zh"]) == 0
    assert '<html lang="zh-Hans"' in Path("why.html").read_text("utf-8")


def test_compare_leaves_a_model_a_board_and_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    command = ["compare", "train.csv", "--label", "season", "--folds", "3", "--fusions", "concat", "vote", *PLAIN]
    assert cli.main([*command, "--out", "compared", "--test", "new.csv"]) == 0
    told = capsys.readouterr()
    assert told.out.startswith("On the test table (")
    assert "only note" in told.out
    assert "vote" in told.out
    assert "attention" not in told.out
    assert {"config.json", "model.safetensors", "board.json", "report.html"} <= {
        each.name for each in Path("compared").iterdir()
    }
    assert cli.main([*command, "--out", "compared"]) == 0
    assert capsys.readouterr().err.count("kept from before") == 10  # four are ensembles of one modality
    assert cli.main(["predict", "compared", "new.csv"]) == 0


@over(
    ("options", "folds"),
    [
        ((), "15 folds, 3 repeats"),
        (("--folds", "5"), "5 folds"),
        (("--repeats", "2"), "10 folds, 2 repeats"),
        (("--folds", "2", "--repeats", "2"), "4 folds, 2 repeats"),
    ],
)
def test_few_rows_are_split_three_times_where_nothing_is_asked_for(
    options: tuple[str, ...], folds: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The time is up at once, so that only the majority is compared."""
    given = ["compare", "train.csv", "--label", "season", "--time-limit", "1e-6", "--out", str(tmp_path), *PLAIN]
    assert cli.main([*given, *options]) == 0
    told = capsys.readouterr().out
    assert told.splitlines()[0].endswith(f" rows, {folds}")
    assert ("since rows are few" in told) == (not options)
    assert "The time limit of 1e-06 s left" in told
    assert "strategies uncompared: plain linear, only" in told


@over(
    ("command", "message"),
    [
        ((), "say what to do: intarsia --help"),
        (("describe", "nowhere.csv"), r"nowhere\.csv"),
        (("describe", "train.csv", "--label", "seson"), "did you mean 'season'"),
        (("describe", "train.csv", "--column", "shop"), "--column shop: write it as NAME=KIND"),
        (("describe", "train.csv", "--column", "shop=colour"), "no column named 'colour'"),
        (("predict", "nowhere", "new.csv"), "nowhere holds no model"),
        (("fit", "train.csv", "--label", "season", "--out", "x", "--fusion", "sums"), "did you mean 'sum'"),
        (("demo", "--rows", "many"), "--rows is a number or \"all\", not 'many'"),
        (("assets", "where", "minilm"), "minilm is not here yet; fetch it with `intarsia assets pull minilm`"),
        (("assets", "pull", "minilms"), "did you mean 'minilm'"),
        (("compare", "train.csv", "--label", "season", "--out", "x", "--time-limit", "nan"), "time_limit is nan"),
        (("compare", "train.csv", "--label", "season", "--out", "x", "--repeats", "0"), "repeats = 0"),
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
            assert said, "it ended before it could be stopped"
        process.send_signal(signal.SIGINT)
        told = process.stderr.read()
    assert process.returncode == 130
    assert "stopped. What was finished is kept" in told
    assert "Traceback" not in told
    kept = list(Path("stopped", "finished").iterdir())
    assert len(kept) >= 2


def refused(command: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One line on stderr, status 2."""
    assert cli.main(command) == 2
    told = capsys.readouterr().err
    assert re.search(message, told), told
    assert told.splitlines()[-1].startswith("intarsia: ")


FIT = ["fit", "train.csv", "--label", "season", *PLAIN]


@over(
    ("options", "message"),
    [
        (["--seed", "-1"], "--seed -1: give a number from 0 to 4294967295"),
        (["--groups", "season"], "--groups season is the label: name the column whose rows belong together"),
        (["--encoder", "note"], "--encoder note: write it as COLUMN=NAME or COLUMN=NAME:OPTION=VALUE"),
        (["--encoder", "note=tfidf:witdh=5"], "no option of encoder 'tfidf' named 'witdh'; did you mean"),
        (["--encoder", "note=tfidf:width"], "write options as tfidf:OPTION=VALUE"),
        (["--fitter", "gradient:epochs=many"], "fitter 'gradient': epochs is 'many'; write it like 30"),
        (["--fitter", "linear:C=high"], r"fitter 'linear': C is 'high'; write it like \[3.0\]"),
        (["--out", "train.csv"], "--out train.csv cannot be written .* name another place"),
    ],
)
def test_options_are_checked_before_the_training(
    options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused([*FIT, "--out", "refused", *options], message, capsys)
    assert not Path("refused", "config.json").exists()


def test_the_guessed_task_is_told_with_how_to_change_it(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    fit = ["fit", "train.csv", "--out", "told", "--fitter", "linear", *PLAIN]
    assert cli.main([*fit, "--label", "grams"]) == 0
    assert "task: regress (guessed from the labels; --task says otherwise)\n" in capsys.readouterr().err
    assert cli.main([*fit, "--label", "season", "--task", "classify"]) == 0
    assert "task: classify (as you said)\n" in capsys.readouterr().err


def test_encoders_take_options_and_columns_may_be_named_with_equals_signs(capsys: pytest.CaptureFixture[str]) -> None:
    pd.read_csv("train.csv").rename(columns={"note": "a=b"}).to_csv("equals.csv", index=False)
    command = ["fit", "equals.csv", "--label", "season", "--out", "equals", "--fitter", "linear:C=[1,3]"]
    assert cli.main([*command, "--encoder", "a=b=tfidf:width=16", "--encoder", "category=onehot"]) == 0
    (words,) = (part for part in Learner.from_pretrained("equals").model_.design.parts if part.column == "a=b")
    assert words.encoder.width == 16  # type: ignore[attr-defined]


def test_outputs_and_the_test_table_are_checked_before_the_training(capsys: pytest.CaptureFixture[str]) -> None:
    compare = ["compare", "train.csv", "--label", "season", "--out", "early", *PLAIN]
    refused([*compare, "--report", "train.csv/page.html"], "--report train.csv/page.html cannot be written", capsys)
    refused([*compare, "--report", "."], "--report . cannot be written .*name another place", capsys)
    pd.read_csv("new.csv").drop(columns="season").to_csv("mute.csv", index=False)
    refused([*compare, "--test", "mute.csv"], "the test table: the table has no column 'season'", capsys)
    pd.read_csv("new.csv").assign(season="autumn").to_csv("other.csv", index=False)
    refused([*compare, "--test", "other.csv"], "the test table: .*'autumn' was not among those learned", capsys)
    assert not Path("early", "finished").exists()


def test_answers_that_cannot_be_written_are_told_first(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    refused(["predict", model, "new.csv", "--out", "train.csv/x"], "--out train.csv/x cannot be written", capsys)
    refused(["explain", model, "new.csv", "--out", "train.csv/x"], "--out train.csv/x cannot be written", capsys)


def test_evaluate_refuses_labels_of_another_kind(model: str, capsys: pytest.CaptureFixture[str]) -> None:
    refused(["evaluate", model, "new.csv", "--label", "grams"], "was not among those learned", capsys)
    assert cli.main(["fit", "train.csv", "--label", "grams", "--out", "grams", "--fitter", "linear", *PLAIN]) == 0
    refused(["evaluate", "grams", "new.csv", "--label", "season"], "row 0: expected a number, got '", capsys)


def test_no_name_of_a_label_hides_a_column_of_the_answers(capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("missing", "unseen", "p(summer)"):
        pd.read_csv("train.csv").rename(columns={"season": name}).to_csv("named.csv", index=False)
        assert cli.main(["fit", "named.csv", "--label", name, "--out", "named", "--fitter", "linear", *PLAIN]) == 0
        assert cli.main(["predict", "named", "named.csv", "--out", "answers.csv"]) == 0
        answers = pd.read_csv("answers.csv")
        assert set(answers[name]) == {"summer", "winter"}
        assert len(answers.columns) == 5
        assert f"{name}_" in answers


def test_sets_of_labels_read_back(capsys: pytest.CaptureFixture[str]) -> None:
    frame = pd.read_csv("train.csv")
    frame["season"] = [["cold, wet"] * (row % 2) + ["dry"] * (row % 3 == 0) for row in range(len(frame))]
    frame.to_parquet("sets.parquet")
    fit = ["--label", "season", "--fitter", "linear", *PLAIN]
    assert cli.main(["fit", "sets.parquet", "--out", "sets", *fit]) == 0
    assert "task: multilabel (guessed" in capsys.readouterr().err
    assert cli.main(["predict", "sets", "sets.parquet", "--out", "answers.csv"]) == 0
    answers = pd.read_csv("answers.csv")
    assert all(set(json.loads(cell)) <= {"cold, wet", "dry"} for cell in answers["season"])
    frame.assign(season=answers["season"]).to_csv("sets.csv", index=False)
    assert cli.main(["evaluate", "sets", "sets.csv"]) == 0
    assert re.search(r"exact_match +1\.0|subset_accuracy +1\.0|f1\w* +1\.0", capsys.readouterr().out)
    assert cli.main(["fit", "sets.csv", "--out", "sets", "--task", "multilabel", *fit]) == 0


RUN = "import sys; from intarsia.cli import main; sys.exit(main(sys.argv[1:]))"


def test_a_terminal_that_knows_ascii_alone_is_no_error(model: str) -> None:
    pd.read_csv("new.csv").rename(columns={"note": "备注"}).to_csv("chinese.csv", index=False)
    ascii_only = os.environ | {"PYTHONIOENCODING": "ascii"}
    command = [sys.executable, "-c", RUN, "describe", "chinese.csv"]
    done = subprocess.run(command, env=ascii_only, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert rb"\u5907\u6ce8" in done.stdout


def test_warnings_and_what_the_system_refuses_are_one_line_each() -> None:
    code = """
import sys, warnings
from dataclasses import replace
from intarsia.cli import main
from intarsia.cli import verbs
def run(given):
    warnings.warn("the cache is full", RuntimeWarning)
    open("nowhere/page.html")
verbs.VERBS["demo"] = replace(verbs.VERBS["demo"], run=run)
sys.exit(main(["demo"]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.splitlines() == [
        "intarsia: the cache is full",
        "intarsia: [Errno 2] No such file or directory: 'nowhere/page.html'",
    ]


def test_an_encoder_of_no_column_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    refused(
        [*FIT, "--out", "refused", "--encoder", "nte=minilm"], r"to encode named 'nte'; did you mean 'note'\?", capsys
    )


def test_fit_deletes_nothing_of_the_users() -> None:
    Path("own/unfinished").mkdir(parents=True)
    Path("own/unfinished/novel.txt").write_text("once")
    assert cli.main([*FIT, "--out", "own", "--fitter", "linear"]) == 0
    assert Path("own/unfinished/novel.txt").read_text() == "once"


def test_a_fit_that_was_stopped_goes_on() -> None:
    fit = [*FIT, "--out", "halves", "--fitter", "gradient:epochs=60,patience=60,checkpoint_seconds=0"]
    with subprocess.Popen([sys.executable, "-c", RUN, *fit], stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None and not list(Path("halves").glob("unfinished/*.safetensors")):
            time.sleep(0.01)
        assert process.poll() is None, "it ended before it could be stopped"
        process.send_signal(signal.SIGINT)
        assert process.stderr is not None
        assert "the same command goes on from there" in process.stderr.read()
    assert process.returncode == 130
    (kept,) = Path("halves", "unfinished").glob("*.safetensors")
    with safe_open(kept, "pt") as file:
        assert json.loads(file.metadata()["state"])["steps"] > 0
    assert cli.main(fit) == 0
    assert not Path("halves", "unfinished").exists()
    assert cli.main([each if each != "halves" else "at_once" for each in fit]) == 0
    found, expected = (Learner.from_pretrained(each).predict_proba("new.csv") for each in ("halves", "at_once"))
    np.testing.assert_allclose(found, expected, atol=1e-6)
