"""Messages: every key that is told exists and says the same in both languages, and every one that exists is told."""

from __future__ import annotations

import ast
import re
import string
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import intarsia
from intarsia import errors
from intarsia.i18n import Message, joined, messages
from intarsia.i18n.formatting import FILLING
from intarsia.i18n.messages import FILE

SOURCE = Path(intarsia.__path__[0])
CODE = sorted(SOURCE.rglob("*.py"))
TEXT = sorted(path for path in SOURCE.rglob("*") if path.suffix in (".py", ".html", ".js"))
CATALOGUES = sorted(SOURCE.rglob(FILE))
SAYERS = {"say", "tell"}
ERRORS = {
    name for name, each in vars(errors).items() if isinstance(each, type) and issubclass(each, errors.IntarsiaError)
} | {"Refusal", "PageError", "TooLarge", "IntarsiaWarning"}
KEY = re.compile(r"\w+\.\w+")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def catalogue(path: Path) -> dict[str, Mapping[str, str]]:
    told = tomllib.loads(path.read_text("utf-8"))
    return {f"{section}.{name}": pair for section, found in told.items() for name, pair in found.items()}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def calls(path: Path, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in names:
            yield node


def keys(node: ast.expr) -> Iterator[str]:
    """The keys that an expression may be, where it is a string, or one of two."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from keys(node.body)
        yield from keys(node.orelse)


def home(path: Path) -> dict[str, Mapping[str, str]]:
    """The messages of the nearest package above a file, with those that several pages share."""
    for folder in path.parents:
        if (folder / FILE).exists():
            return catalogue(SOURCE / "html" / FILE) | catalogue(folder / FILE)
    raise AssertionError(path)


def place(path: Path, node: Any) -> str:
    return f"{path.relative_to(SOURCE)}:{node.lineno}"


def test_every_key_that_is_told_exists_and_gets_its_values() -> None:
    wrong = []
    for path in CODE:
        for call in calls(path, SAYERS):
            for key in keys(call.args[0]) if call.args else ():
                found = home(path).get(key)
                given = {each.arg for each in call.keywords}
                if found is None:
                    wrong.append(f"{place(path, call)}: no message {key!r}")
                elif None not in given and not fields(found["en"]) <= given:
                    wrong.append(f"{place(path, call)}: {key!r} lacks {fields(found['en']) - given}")
    assert wrong == []


def composed(path: Path) -> Iterator[str]:
    """Patterns of the keys that f-strings make: f"facts.{name}", f"{key}_but_near"."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.JoinedStr):
            fixed = "".join(str(each.value) for each in node.values if isinstance(each, ast.Constant))
            if fixed == ".":  # f"{section}.{name}": the sections stand in the file as words of their own
                yield from (rf"{section}\.\w+" for section in re.findall(r'"([a-z]+)"', path.read_text("utf-8")))
            if re.fullmatch(r"\w+\.\w*|\.\w+|_\w{4,}", fixed):
                parts = (
                    re.escape(str(each.value)) if isinstance(each, ast.Constant) else r"\w+(?:\.\w+)?"
                    for each in node.values
                )
                yield "".join(parts)


def test_every_key_is_told_somewhere() -> None:
    unused = []
    for file in CATALOGUES:
        folder = SOURCE if file.parent in (SOURCE / "html", SOURCE) else file.parent
        near = [path for path in TEXT if path.is_relative_to(folder)]
        text = "".join(path.read_text("utf-8") for path in near)
        literal = set(re.findall(r"""["'](\w+\.\w+)["']""", text))
        families = {f"{section}." for section in re.findall(r'say\("(\w+)\." \+', text)}
        pattern = re.compile("|".join(each for path in near if path.suffix == ".py" for each in composed(path)) or "-")
        for key in catalogue(file):
            told = key in literal or f"{key.partition('.')[0]}." in families or pattern.fullmatch(key)
            if not told and not key.startswith("registry."):  # `Registry.title` asks for them in each package
                unused.append(f"{file.parent.relative_to(SOURCE)}: {key}")
    assert unused == []


def test_no_message_is_written_in_the_code() -> None:
    wrong = []
    for path in CODE:
        for call in calls(path, {"Message"}):
            texts = [
                part for each in call.args for part in getattr(each, "values", [each])
            ]  # of an f-string, its parts
            if any(isinstance(each, ast.Constant) and re.search(r"\w", str(each.value)) for each in texts):
                wrong.append(place(path, call))
    assert wrong == []


def test_both_languages_have_the_same_values() -> None:
    wrong = [
        f"{path.relative_to(SOURCE)}: {key}"
        for path in CATALOGUES
        for key, pair in catalogue(path).items()
        if set(pair) != {"en", "zh"} or fields(pair["en"]) != fields(pair["zh"])
    ]
    assert wrong == []


def test_chinese_is_chinese_and_english_is_not() -> None:
    wrong = []
    for path in CATALOGUES:
        for key, pair in catalogue(path).items():
            words = re.sub(r"\{[^}]*\}", "", pair["zh"])
            same = pair["zh"] == pair["en"] or not re.search(r"[A-Za-z]", re.sub(r"\{[^}]*\}", "", pair["en"]))
            if not (CHINESE.search(words) or same) or CHINESE.search(pair["en"]) or "你" in words:
                wrong.append(f"{path.relative_to(SOURCE)}: {key}")
    assert wrong == []


def test_every_error_of_ours_is_given_a_message_and_no_text() -> None:
    """Only plug-ins may give a str, which reads the same in both languages."""
    wrong = []
    for path in CODE:
        for call in calls(path, ERRORS):
            given = [*call.args, *(each.value for each in call.keywords)]
            texts = [each for each in given if isinstance(each, ast.JoinedStr | ast.BinOp)]
            texts += [each for each in given if isinstance(each, ast.Constant) and " " in str(each.value)]
            name = getattr(call.func, "id", "")
            if name == "UnknownName" and isinstance(call.args[0], ast.Constant):
                texts.append(call.args[0])
            if texts and name != "RefusedPhoto":
                wrong.append(f"{place(path, call)}: {ast.unparse(call)[:80]}")
            if name == "RefusedPhoto" and len(call.args) > 1 and isinstance(call.args[1], ast.Constant | ast.JoinedStr):
                wrong.append(f"{place(path, call)}: {ast.unparse(call)[:80]}")
    assert wrong == []


def test_no_message_of_an_error_ends_with_a_full_stop() -> None:
    """One may stand within another, in brackets or before a colon."""
    wrong = []
    for path in CODE:
        for call in calls(path, ERRORS):
            told = [each for each in ast.walk(call) if isinstance(each, ast.Call) and each.args]
            for each in told:
                if getattr(each.func, "id", "") in SAYERS:
                    pairs = [home(path)[key] for key in keys(each.args[0])]
                    wrong += [f"{place(path, call)}: {pair}" for pair in pairs if ends_with_a_stop(pair)]
    assert wrong == []


def ends_with_a_stop(pair: Mapping[str, str]) -> bool:
    return pair["en"].endswith(".") or pair["zh"].endswith("。")


TWICE = re.compile(r"[.。]\s*[.。;；,，:：)）]")
AROUND = {
    "en": ("{x}.", "Not shown ({x}).", "{x}; nothing more", "{x}, {x}"),
    "zh": ("{x}。", "未显示（{x}）。", "{x}；完"),
}


def test_a_sentence_within_another_has_no_full_stop_of_its_own() -> None:
    """Whatever message stands in whatever other one: "No preview.." cannot be told."""
    sentences = [Message(pair["en"], pair["zh"]) for path in CATALOGUES for pair in catalogue(path).values()]
    assert sum(each.en.endswith(".") for each in sentences) > 50
    for inner in sentences:
        for language, outers in AROUND.items():
            for outer in outers:
                told = FILLING[language].filled(outer, {"x": inner})
                assert len(TWICE.findall(told)) == outer.count("{x}") * len(TWICE.findall(inner.in_(language))), told
    assert FILLING["en"].filled("{x} {x}", {"x": Message("Stop.", "停。")}) == "Stop. Stop."
    assert FILLING["en"].filled("{x}.", {"x": [Message("One.", "一。"), Message("two.", "二。")]}) == "One, two."
    assert FILLING["en"].filled("{x}.", {"x": [1, 2]}) == "1, 2."
    assert FILLING["en"].filled("{x}.", {"x": "etc."}) == "etc.."  # a user's own words stay as they are


def test_no_full_stop_is_put_behind_a_message_outside_of_one() -> None:
    """Where a template or a program adds it, nothing sees that the message has one."""
    wrong = []
    for path in SOURCE.rglob("*.html"):
        found = re.finditer(r"\}\}(?:</\w+>)*[.。](?!\w)", path.read_text("utf-8"))
        wrong += [f"{path.relative_to(SOURCE)}: {each[0]}" for each in found]
    for path in CODE:
        for call in calls(path, {"Message"}):
            texts = [part for each in call.args for part in getattr(each, "values", [each])]
            if any(isinstance(each, ast.Constant) and re.match(r"[.。]", str(each.value)) for each in texts):
                wrong.append(place(path, call))
    assert wrong == []


def test_an_unknown_key_suggests_the_nearest_one() -> None:
    with pytest.raises(
        LookupError, match=r"intarsia\.columns has no message 'number\.not_on'; did you mean 'number\.not_one'"
    ):
        messages("intarsia.columns")("number.not_on")


def test_values_stand_as_each_language_has_them() -> None:
    say = messages("intarsia")
    one = say("table.problems", count=1)
    assert one.en == "the table has 1 problem:"
    assert say("table.problems", count=2).en == "the table has 2 problems:"
    assert one.key == "table.problems"
    names = say("name.unknown", kind=Message("colour", "颜色"), name="rde", known=["blue", "red"])
    assert names.en == "no colour named 'rde' (known: blue, red)"
    assert names.zh == "没有名为 'rde' 的颜色（可用：blue、red）"
    assert say("name.unknown", kind="colour", name="{x}", known=[]).zh == "没有名为 '{x}' 的colour（可用：无）"


def test_an_error_within_a_message_is_told_in_its_language() -> None:
    bad = errors.BadValue("age", 3, Message("too old", "太老"))
    assert bad.why.zh == "太老"
    assert str(bad) == "column 'age', row 3: too old"
    assert bad.message.zh == "'age' 列第 3 行（从 0 数起）：太老"
    both = errors.SchemaError([bad, Message("it is late", "太晚了")])
    assert both.message.zh == "数据表有 2 处问题：\n  太晚了\n  'age' 列第 3 行（从 0 数起）：太老"


def test_a_plain_text_reads_the_same_in_both_languages() -> None:
    error = errors.OptionError("of a plug-in")
    assert error.message == Message("of a plug-in", "of a plug-in")
    assert joined(["a", Message("b", "乙")], ", ", "、") == Message("a, b", "a、乙")


def test_a_message_is_escaped_in_both_languages() -> None:
    assert Message("<b>", "<i>").__html__() == (
        '<span class="en" lang="en">&lt;b&gt;</span><span class="zh" lang="zh-Hans">&lt;i&gt;</span>'
    )
    assert Message("<b>", "<b>").__html__() == "&lt;b&gt;"
    assert str(Message("a", "b")) == "a · b"
    assert Message.load(Message("a", "b").dump()) == Message("a", "b")
    assert Message.load(Message.plain("a").dump()) == Message("a", "a")
