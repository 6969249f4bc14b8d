"""What users are told, from every package, comes out in the language that they chose."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from intarsia import cli
from intarsia.errors import BadValue, SchemaError
from intarsia.i18n import Message

CHINESE = re.compile(r"[\u4e00-\u9fff]")
TABLE = "note,days,state\n" + "".join(f"note {row},{row},{'ab'[row % 2]}\n" for row in range(24))
ONE = "note,state\n" + "".join(f"note {row},a\n" for row in range(24))

COMMANDS = {
    "assets": (["assets", "where", "no-such-asset"], "没有名为 'no-such-asset' 的权重或数据集"),
    "cli": (["fit", "{table}", "--label", "state", "--out", "{out}", "--seed", "-1"], "请给出 0 到"),
    "cli.verbs": (["serve"], "请说明要提供什么服务"),
    "columns": (["describe", "{folder}/nothing.csv"], "中找不到文件"),
    "columns, nearest": (["describe", "{table}", "--label", "stat"], "您是否指 'state'"),
    "apps": (["demo", "--rows", "many"], "--rows 应为数字或"),
    "encoders": (
        ["fit", "{table}", "--label", "state", "--out", "{out}", "--encoder", "note=histogram"],
        "而编码器 'histogram' 读取",
    ),
    "evaluation": (["compare", "{table}", "--label", "state", "--out", "{out}", "--metric", "beauty"], "指标"),
    "fusion": (
        ["fit", "{table}", "--label", "state", "--out", "{out}", "--fusion", "concat:dropout=2"],
        "dropout 应在",
    ),
    "intarsia": (
        ["fit", "{table}", "--label", "state", "--out", "{out}", "--fusion", "concaat"],
        "没有名为 'concaat' 的融合",
    ),
    "learner": (["evaluate", "{folder}", "{table}"], "中没有模型"),
    "tasks": (["compare", "{one}", "--label", "state", "--out", "{out}"], "只有一个类别 'a'"),
    "training": (["fit", "{table}", "--label", "state", "--out", "{out}", "--fitter", "linear:C=[0]"], "linear：C 为"),
    "tryon": (["tryon", "recommend", "--wardrobe", "{folder}/w"], "中没有衣橱"),
}
"""Package → a command that it refuses, and what it says."""


@pytest.fixture
def places(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "table.csv").write_text(TABLE, "utf-8")
    (tmp_path / "one.csv").write_text(ONE, "utf-8")
    return {
        "table": str(tmp_path / "table.csv"),
        "one": str(tmp_path / "one.csv"),
        "out": str(tmp_path / "out"),
        "folder": str(tmp_path),
    }


@pytest.mark.parametrize("package", COMMANDS)
def test_an_error_of_every_package_comes_out_in_both_languages(
    package: str, places: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    command, chinese = COMMANDS[package]
    given = [each.format(**places) for each in command]
    assert cli.main(["--language", "zh", *given]) == 2
    told = capsys.readouterr().err.splitlines()[-1]
    assert told.startswith("intarsia: ")
    assert chinese in told
    assert cli.main([*given, "--language", "en"]) == 2
    assert not CHINESE.search(capsys.readouterr().err)


def test_listings_are_in_the_language_of_the_environment(
    places: dict[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("INTARSIA_LANGUAGE", "zh")
    assert cli.main(["describe", places["table"], "--label", "state"]) == 0
    told = capsys.readouterr().out
    assert "理由" in told
    assert "要预测的列：state" in told
    assert cli.main(["describe", places["table"], "--label", "state", "--language", "en"]) == 0
    assert not CHINESE.search(capsys.readouterr().out)


def test_a_page_tells_an_error_in_both_languages() -> None:
    pytest.importorskip("gradio")
    from intarsia.studio.errors import alert

    told = alert(SchemaError([BadValue("days", 3, Message("expected a number, got 'x'", "应为数字，却是 'x'"))]))
    assert "the table has 1 problem:" in told
    assert "数据表有 1 处问题：" in told
