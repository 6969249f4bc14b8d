"""`--help` in English and in Chinese: every text, each word of argparse's own, and lines that fit a terminal."""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest
from rich.cells import cell_len

from cases import over
from intarsia import cli
from intarsia.apps.app import Verb, help_text
from intarsia.cli.argument_parser import Parser
from intarsia.cli.help_formatter import CLOSING, OPENING, wrapped
from intarsia.cli.verbs import VERBS
from intarsia.i18n import LANGUAGES, Message, speaking

CHINESE = re.compile(r"[\u4e00-\u9fff]")
RUN = "import sys; from intarsia.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture(autouse=True)
def _terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("NO_COLOR", "1")


def parsers(top: Parser) -> Iterator[Parser]:
    """A parser with all that it takes, and those of its verbs."""
    yield top.filled()
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                yield from parsers(verb)


def texts(parser: Parser) -> Iterator[tuple[str, str]]:
    """Where a text stands, and the text: description, usage, titles of groups, and the help of every argument."""
    told = parser.format_help()
    yield f"{parser.prog}: usage", told.partition("intarsia")[0]
    yield f"{parser.prog}: description", parser.description or ""
    for number, title in enumerate(re.findall(r"^(\S.*)[:：]$", told, re.MULTILINE)):
        yield f"{parser.prog}: title {number}", title
    for action in parser._actions:
        verbs = action._choices_actions if isinstance(action, argparse._SubParsersAction) else []
        for each in (action, *verbs):
            yield f"{parser.prog} {each.dest}", each.help or ""


def told_in(language: str) -> list[tuple[str, str]]:
    with speaking(language):
        return [text for parser in parsers(cli.parser()) for text in texts(parser)]


def test_every_text_of_the_help_exists_in_both_languages() -> None:
    wrong = []
    for (place, english), (same, chinese) in zip(told_in("en"), told_in("zh"), strict=True):
        untold = re.search("[A-Za-z]", english) and not CHINESE.search(chinese)
        if place != same or untold or CHINESE.search(english):
            wrong.append(f"{place}: {english!r}, {chinese!r}")
    assert wrong == []


@over(
    "command",
    [
        ["--language", "zh", "--help"],
        ["--help", "--language=zh"],
        ["compare", "--help", "--language", "zh"],
        ["--language", "zh", "tryon", "recommend", "-h"],
        ["assets", "pull", "--help", "--lang", "zh"],
    ],
)
def test_the_help_is_in_the_language_that_is_asked_for(
    command: list[str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(command)
    told = capsys.readouterr().out
    assert left.value.code == 0
    assert told.startswith("用法：intarsia")
    assert "显示此帮助并退出" in told
    monkeypatch.setenv("INTARSIA_LANGUAGE", "zh")
    with pytest.raises(SystemExit):
        cli.main([each for each in command if "lang" not in each and each != "zh"])
    assert capsys.readouterr().out == told


def test_a_wrong_language_is_told_by_the_parser(capsys: pytest.CaptureFixture[str]) -> None:
    for command, message in ((["--language", "fr"], "invalid choice: 'fr'"), (["--language"], "expected one argument")):
        with pytest.raises(SystemExit) as left:
            cli.main(command)
        assert left.value.code == 2
        assert f"intarsia: error: argument --language: {message}" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        cli.main(["describe", "--language", "zh"])
    told = capsys.readouterr().err
    assert told.startswith("用法：intarsia describe")
    assert "intarsia describe: 错误：" in told


def test_what_argparse_finds_wrong_is_told_in_the_language_and_nowhere_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    parser = Parser("intarsia")
    parser.add_argument("--rows", type=int)
    parser.add_argument("--range")
    parser.add_argument("--names", nargs="+")
    parser.add_argument("--quiet", action="store_true")
    parser.add_argument("table")
    ways = parser.add_mutually_exclusive_group(required=True)
    ways.add_argument("--fast", action="store_true")
    ways.add_argument("--deep", nargs="?")
    wrong = {
        "--fast": "缺少必需的参数：table",
        "t.csv": "以下参数必须给出一个：--fast --deep",
        "t.csv --fast --slow": "无法识别的参数：--slow",
        "t.csv --fast --r 3": "选项 --r 不明确：可能是 --rows, --range",
        "t.csv --fast --deep 3": "参数 --deep：不能与参数 --fast 同时使用",
        "t.csv --fast --quiet=3": "参数 --quiet：不接受值 '3'",
        "t.csv --fast --rows": "参数 --rows：需要一个值",
        "t.csv --fast --names": "参数 --names：至少需要一个值",
        "t.csv --fast --rows ten": "参数 --rows：'ten' 不是有效的值（类型 int）",
        "t.csv --fast --language fr": "参数 --language：无效的值 'fr'（可选：'en', 'zh'）",
    }
    for command, message in wrong.items():
        with speaking("zh"), pytest.raises(SystemExit):
            parser.parse_args(command.split())
        assert capsys.readouterr().err.endswith(f"intarsia: 错误：{message}\n"), command
        with pytest.raises(SystemExit):
            parser.parse_args(command.split())
        assert "intarsia: error: " in capsys.readouterr().err
    plain = argparse.ArgumentParser()
    with speaking("zh"), pytest.raises(SystemExit):
        plain.parse_args(["more"])
    assert "error: unrecognized arguments: more" in capsys.readouterr().err


@over("language", LANGUAGES)
def test_lines_fit_a_terminal_of_80_columns(language: str) -> None:
    wrong = []
    with speaking(language):
        for parser in parsers(cli.parser()):
            for line in parser.format_help().splitlines():
                if cell_len(line) > 80 or line.lstrip()[:1] in (*CLOSING,) or line[-1:] in (*OPENING,):
                    wrong.append(f"{parser.prog}: {line}")
    assert wrong == []


def test_chinese_is_broken_between_characters_and_never_within_a_command_or_an_option() -> None:
    text = "写出（见 `tryon add`）或 --with-photo，可重复。"
    for width in range(2, 60):
        lines = wrapped(text, width)
        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        for whole in ("`tryon add`）", "--with-photo，", "（见", "复。"):
            assert any(whole in line for line in lines), (width, lines)
        assert all(cell_len(line) <= max(width, 14) for line in lines), (width, lines)
    assert wrapped(text, 10) == ["写出（见", "`tryon add`）", "或", "--with-photo，", "可重复。"]


def test_a_plain_text_of_a_plug_in_and_a_percent_sign_read_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Verb("half of it, 50% (or 1 %s)", lambda verb: None, print)  # type: ignore[arg-type]
    monkeypatch.setitem(VERBS, "halve", plain)  # type: ignore[arg-type]
    for language in LANGUAGES:
        with speaking(language):
            assert "half of it, 50% (or 1 %s)" in cli.parser().format_help()
    with speaking("zh"):
        assert help_text(Message("50 %", "一半（50%）")) == "一半（50%%）"


def test_chinese_help_on_a_terminal_that_knows_ascii_alone_is_no_error() -> None:
    command = [sys.executable, "-c", RUN, "--help", "--language", "zh"]
    done = subprocess.run(command, env=os.environ | {"PYTHONIOENCODING": "ascii"}, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(rb"\u7528\u6cd5")
