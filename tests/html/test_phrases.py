from __future__ import annotations

import re
import string
from importlib.resources import files
from pathlib import Path

import pytest

from intarsia.errors import UnknownName
from intarsia.i18n.phrases import Both, has, phrases, say

SOURCES = Path(str(files("intarsia")))


def _fields(text):
    return {field for _, field, _, _ in string.Formatter().parse(text) if field}


@pytest.mark.parametrize("key", phrases())
def test_a_phrase_says_the_same_in_both_languages(key):
    found = phrases()[key]
    assert found.en.strip()
    assert found.zh.strip()
    assert _fields(found.en) == _fields(found.zh)


@pytest.mark.parametrize("key", phrases())
def test_chinese_is_chinese_or_a_name(key):
    found = phrases()[key]
    assert re.search(r"[\u4e00-\u9fff]", found.zh) or found.zh == found.en
    assert not re.search(r"[\u4e00-\u9fff]", found.en)


def test_every_phrase_is_used_and_every_used_one_exists():
    pages = (path for path in SOURCES.rglob("*") if path.suffix in (".py", ".html") and path.is_file())
    told = "".join(path.read_text("utf-8") for path in pages if "studio" not in path.parts)  # it has words of its own
    named = set(re.findall(r"""["'](\w+\.\w+)["']""", told))
    families = ("kind.", "metric.", "strategy.", "roc.", "precision.", "facts.")  # named by f-strings
    for key in phrases():
        assert key in named or key.startswith(families), f"no page uses the phrase {key!r}"
    for key in re.findall(r"""(?:say|plain)\(["'](\w+\.\w+)["']""", told):
        assert has(key), f"a page uses the phrase {key!r}, which does not exist"


def test_an_unknown_phrase_suggests_the_nearest():
    with pytest.raises(UnknownName, match=r"no phrase named 'roc\.titel'; did you mean 'roc\.title'"):
        say("roc.titel")


def test_values_are_filled_in_per_language_and_never_read_as_phrases():
    assert say("facts.metric_higher", metric=Both("{x}", "{y}")) == Both("{x}; higher is better.", "{y}，越高越好。")


def test_both_is_escaped_in_both_languages():
    assert Both("<b>", "<i>").__html__() == (
        '<span class="en" lang="en">&lt;b&gt;</span><span class="zh" lang="zh-Hans">&lt;i&gt;</span>'
    )
    assert Both("<b>", "<b>").__html__() == "&lt;b&gt;"
    assert str(Both("a", "b")) == "a · b"
