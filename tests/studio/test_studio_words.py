"""The studio says everything in both languages, and says nothing that no page needs."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import intarsia.studio
from cases import over
from intarsia.errors import UnknownName
from intarsia.i18n.phrases import Both
from intarsia.studio.page_text import phrases, tell
from intarsia.studio.told import Told

SOURCE = Path(intarsia.studio.__path__[0])
CODE = "\n".join(path.read_text("utf-8") for ending in ("py", "html") for path in SOURCE.rglob(f"*.{ending}"))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@over("key", sorted(phrases()))
def test_a_phrase_stands_in_both_languages(key: str) -> None:
    phrase = phrases()[key]
    assert fields(phrase.en) == fields(phrase.zh)
    assert phrase.en.strip()
    assert not re.search(r"[一-鿿]", phrase.en)
    bare = re.sub(r"\{.*?\}", "", phrase.zh)
    assert not re.search(r"\w", bare) or re.search(r"[一-鿿]", bare), f"{key}: no Chinese"
    assert "您" in bare or "你" not in bare, f"{key}: one form of address"


def test_every_phrase_that_is_asked_for_is_there() -> None:
    asked = set(re.findall(r"""(?:tell|say)\(f?"([a-z_.]+)["{]""", CODE)) | set(re.findall(r"say\('([a-z_.]+)'", CODE))
    whole = {key for key in asked if not key.endswith((".", "_"))}
    assert {key for key in whole if key not in phrases() and not key.startswith(("look.", "you.", "worn."))} == set()


def test_no_phrase_is_left_over() -> None:
    named = set(re.findall(r"[a-z]+\.[a-z_]+", CODE)) | {
        f"error.{name}" for name in re.findall(r'Told\(\s*"(\w+)"', CODE)
    }
    made = ("drop.", "joint.", "kind.", "worn.", "tone.", "compare.demo_", "compare.encoders_", "fitting.wardrobe_")
    acts = {f"fitting.{name}" for name in ("like", "dislike", "change")}
    assert {key for key in phrases() if key not in named | acts and not key.startswith(made)} == set()


def test_every_error_is_raised_somewhere() -> None:
    raised = set(re.findall(r'Told\(\s*"(\w+)"', CODE))
    beside = {"other"}  # the Chinese of errors that have none
    assert raised | beside == {key.partition(".")[2] for key in phrases() if key.startswith("error.")}


def test_an_error_is_told_in_both_languages() -> None:
    error = Told("rated", number=3)
    assert str(error) == "look 3 was rated already: each look is rated once; “forget everything” begins anew"
    assert error.chinese == "搭配 3 已经评价过：每套搭配评价一次；“忘记全部”可重新开始。"


def test_values_may_be_in_both_languages() -> None:
    assert tell("fitting.added_some", count=1, refused=2, why=Both("dark", "太暗")).zh.endswith("太暗")


def test_an_unknown_phrase_is_refused() -> None:
    with pytest.raises(UnknownName, match=r"no phrase of the studio named 'fitting.shwo'; did you mean 'fitting.show'"):
        tell("fitting.shwo")
