"""Whatever a visitor of a page, or a client of the fitting room's service, can be told is told in Chinese too."""

from __future__ import annotations

import ast
import re
import string
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import intarsia
from intarsia.i18n.chinese import MOST, both, chinese

SOURCE = Path(intarsia.__path__[0])
SEEN = (
    *(
        "columns/csv_file.py",
        "media/source.py",
        "media/image.py",
        "columns/scalar.py",
        "columns/guess.py",
        "columns/number.py",
    ),
    *("columns/text.py", "columns/category.py", "columns/image.py", "columns/schema.py", "columns/table.py"),
    *(
        "tasks/labelling.py",
        "tasks/classify.py",
        "tasks/regress.py",
        "learner/problem.py",
        "learner/plan.py",
        "learner/ensemble.py",
    ),
    *(
        "comparison/compare.py",
        "learner/saving.py",
        "comparison/resume.py",
        "training/splits.py",
        "assets/cache.py",
        "assets/delivery.py",
    ),
    *("store/database.py", "training/linear.py", "training/network_model.py", "errors.py"),
    *(
        "apps/tryon/room.py",
        "apps/tryon/recommend/constraints.py",
        "apps/tryon/garment/traits.py",
        "apps/tryon/recommend/outfit.py",
    ),
    *("apps/tryon/person/tones.py", "apps/tryon/wardrobe/database.py", "apps/tryon/wardrobe/archive.py"),
    *("apps/tryon/wear/person/figure.py", "studio/wardrobes.py"),
    *(str(path.relative_to(SOURCE)) for path in sorted(SOURCE.glob("serving/*.py"))),
    *(str(path.relative_to(SOURCE)) for path in sorted(SOURCE.glob("apps/tryon/service/*.py"))),
)
"""Modules whose messages reach a page or a client."""
TELLS = re.compile(
    r"((?!Attribute)\w+Error|Refusal|SourceFailed|TooLarge|BadValue|UnknownName|Problem|Guess|MissingExtra)"
)
OF_PROGRAMS = (
    "an array of", "pixels of",
    "max_side and max_pixels", "script of a text column", "is declared as", "is also declared as a column",
    "y has shape", "a Series is no table", "sparse input", "is no table: give a pandas", "not a list of cells",
    "columns differ", "rows differ in length", "expected a 2-D array", "Complex data", "learner without label",
    "labels for", "still holds it", "cannot be saved: train with labels", "classify: smoothing",
    "knows no classes yet", "knows no scale yet", "schema is", "is of neither level", "encoders is",
    "experts is", "is itself an ensemble", "learner is", "cannot be written as JSON",
    "name one that Python knows", "linear: ", "language of the fitting room", "`Wardrobe(folder).add(photos)`",
    "the feature store's limit", "split 7", "folds is", "repeats =", "seed =", "folds =", "give a whole number",
    "cannot split this table", "no split is given", "groups have shape", "groups for",
    "groups cannot be told apart", "write it as 16MB", "the service's limit", "characters: give a key",
    "the API key", "must be printable ASCII", "--api-key-file", "cannot listen at", "--port",
    "is empty: intarsia tryon add", "was deleted while it was served", "is there already", "the catalogue",
)  # fmt: skip
"""Of messages that only programmers, or whoever starts a service, are told."""
COMPOSED = {
    "'x' is 7, not a 7": "'x' is a folder, not a picture",
    "'x' is no path of a 7: 7": "'x' is no path of a picture: File name too long",
    "7 (multilingual: 7 of letters are 7)": "7 different strings (multilingual: 7% of letters are Han)",
    "numbers77": "numbers, 7 different: say category if they are codes, 7 infinite and so missing",
    "the table has no column 'x'7": "the table has no column 'x' (columns: a)",
    "column 'x' is missing7": "column 'x' is missing; did you mean 'y'?",
    "the model has no column 'x'7": "the model has no column 'x'; did you mean 'y'?",
    "expected JSON: 7": "expected JSON: Invalid JSON: EOF while parsing",
    "the request has 7 problem7": "the request has 7 problems",
    "7 different values7": "7 different values; they look like paths of pictures, but most do not open in /tmp",
}
"""Messages a value of which is a message, or none: how they may read."""


def said(node: ast.expr) -> str | None:
    """The text of an expression, with 7 or 'x' for its values."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.BinOp):
        left, right = said(node.left), said(node.right)
        return left if left is None or right is None else left + right
    if not isinstance(node, ast.JoinedStr):
        return None
    quoted = {True: "'x'", False: "7"}
    return "".join(
        str(part.value) if isinstance(part, ast.Constant) else quoted[getattr(part, "conversion", -1) == ord("r")]
        for part in node.values
    )


def messages(path: Path) -> Iterator[str]:
    for call in ast.walk(ast.parse(path.read_text("utf-8"))):
        name = getattr(getattr(call, "func", None), "id", "") if isinstance(call, ast.Call) else ""
        if not TELLS.fullmatch(name):
            continue
        assert isinstance(call, ast.Call)
        given: list[Any] = [*call.args, *(each.value for each in call.keywords if each.arg == "reason")]
        texts = [text for each in given if (text := said(each)) is not None and " " in text]
        if name in ("UnknownName", "MissingExtra"):
            texts = [] if name == "MissingExtra" else [f"no {texts[0]} named 'x' (known: a, b)"] if texts else []
        yield from (
            COMPOSED.get(text, text).replace("7the ", "x: the ").replace("7two ", "x: two ") for text in texts[:1]
        )


@pytest.mark.parametrize("name", SEEN)
def test_every_message_of_a_module_has_its_chinese(name: str) -> None:
    told = [text for text in messages(SOURCE / name) if not any(each in text for each in OF_PROGRAMS)]
    assert [text for text in told if chinese(text) is None] == []


def test_what_modules_say_is_found() -> None:
    """Else the test above could not fail."""
    assert "expected a number, got 7 7" in list(messages(SOURCE / "columns/number.py"))
    assert "7 rows: at most 7 are taken at once" in list(messages(SOURCE / "serving/endpoints.py"))
    assert sum(len(list(messages(SOURCE / name))) for name in SEEN) > 150


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        (
            "column 'days', row 0: expected a number, got 'many'",
            "'days' 列第 0 行（从 0 数起）：应为数字，却是 'many'。",
        ),
        ("budget.0: Input should be greater than or equal to 0", "budget.0：应不小于 0。"),
        (
            "1,200 different strings (multilingual: 90% of letters are Han)",
            "1,200 种不同的文字（多语言：90% 的字母为 Han）",
        ),
        (
            "the table has 2 problems:\n  column 'a', row 3: no file 'x.png' in /tmp\n  something new",
            "数据表有 2 处问题：\n'a' 列第 3 行（从 0 数起）：找不到文件 'x.png'：请重新选择。\nsomething new",
        ),
        ("encoding 'note': 3/5 rows, 1 rows/s, 34 s left", "正在编码 'note'：3/5 行，每秒 1 行，剩余 34 秒"),
        (
            "the constraints leave no garment of 40 (removed by budget 38, colours 2): relax one of them",
            "40 件衣物都不符合条件（各条件排除：预算 38 件、颜色 2 件）：请放宽条件。",
        ),
        ("budget 1, something new", None),
        ("something new", None),
        ("a_field: something new", None),
        ("", None),
    ],
)  # fmt: skip
def test_messages_within_messages(english: str, expected: str | None) -> None:
    assert chinese(english) == expected
    assert both(english).zh == (expected or english)


def test_both_languages_have_the_same_values() -> None:
    told = tomllib.loads((SOURCE / "i18n" / "chinese.toml").read_text("utf-8"))["said"]
    for each in told:
        names = [{name for _, name, _, _ in string.Formatter().parse(text) if name} for text in each.values()]
        assert names[1] <= names[0], each["en"]
        assert re.search(r"[一-鿿]", re.sub(r"\{\w+\}", "", each["zh"])) or "{told}" in each["zh"], each["en"]
        assert not re.search(r"[一-鿿]", each["en"])
        assert "你" not in each["zh"].replace("您", "")
    english = [each["en"] for each in told]
    assert len(set(english)) == len(english)


@pytest.mark.parametrize("text", ["{} x: " * 100, "no a named a; did you mean a? (known: " * 15, "column 7, row " * 40])
def test_long_messages_take_no_time(text: str) -> None:
    start = time.perf_counter()
    for _ in range(20):
        chinese(text[:MOST])
    assert time.perf_counter() - start < 2
    assert chinese("7 different values " * 1000) is None


def test_values_are_not_read_as_phrases_with_braces() -> None:
    assert chinese("column '{name}', row 7: no file '{0}'") == "'{name}' 列第 7 行（从 0 数起）：找不到文件 '{0}'。"
