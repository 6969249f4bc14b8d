"""The studio says everything in both languages, and says nothing that no page needs."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import intarsia.apps.tryon.studio
import intarsia.studio
from cases import over
from intarsia.apps.tryon.studio import tell as fitting
from intarsia.i18n import Message
from intarsia.i18n.messages import catalogue
from intarsia.studio.errors import PageError
from intarsia.studio.page_text import tell

TEXTS = {"studio": (intarsia.studio, tell), "fitting room": (intarsia.apps.tryon.studio, fitting)}
"""Part of the page → its package, and what it says."""
PHRASES = [(part, key) for part, (_, text) in TEXTS.items() for key in sorted(catalogue(text.package))]


def code(part: str) -> str:
    """All that a part of the page is made of."""
    source = Path(TEXTS[part][0].__path__[0])
    return "\n".join(path.read_text("utf-8") for ending in ("py", "html") for path in source.rglob(f"*.{ending}"))


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@over(("part", "key"), PHRASES)
def test_a_phrase_stands_in_both_languages(part: str, key: str) -> None:
    phrase = catalogue(TEXTS[part][1].package)[key]
    assert fields(phrase.en) == fields(phrase.zh)
    assert phrase.en.strip()
    assert not re.search(r"[一-鿿]", phrase.en)
    bare = re.sub(r"\{.*?\}", "", phrase.zh)
    assert not re.search(r"\w", bare) or re.search(r"[一-鿿]", bare), f"{key}: no Chinese"
    assert "您" in bare or "你" not in bare, f"{key}: one form of address"


@pytest.mark.parametrize("part", TEXTS)
def test_every_phrase_that_is_asked_for_is_there(part: str) -> None:
    written = code(part)
    asked = set(re.findall(r"""(?:tell|say)\(\s*f?"([a-z_.]+)["{]""", written))
    asked |= set(re.findall(r"say\('([a-z_.]+)'", written))
    whole = {key for key in asked if not key.endswith((".", "_"))}
    pages = ("look.", "you.", "worn.")  # of the fitting room's own pages, whose words stand with them
    assert {key for key in whole if key not in catalogue(TEXTS[part][1].package) and not key.startswith(pages)} == set()


@pytest.mark.parametrize("part", TEXTS)
def test_no_phrase_is_left_over(part: str) -> None:
    named = set(re.findall(r"[a-z]+\.[a-z_]+", code(part)))
    made = ("drop.", "joint.", "kind.", "worn.", "tone.", "compare.encoders_", "fitting.wardrobe_")
    acts = {f"fitting.{name}" for name in ("like", "dislike", "change")}
    found = {key for key in catalogue(TEXTS[part][1].package) if key not in named | acts and not key.startswith(made)}
    assert found == set()


def test_an_error_is_told_in_both_languages() -> None:
    error = PageError(fitting("error.rated", number=3))
    assert str(error) == "look 3 was rated already: each look is rated once; “forget everything” begins anew"
    assert error.message.zh == "搭配 3 已经评价过：每套搭配评价一次；“忘记全部”可重新开始。"


def test_values_may_be_in_both_languages() -> None:
    assert fitting("fitting.added_some", count=1, refused=2, why=Message("dark", "太暗")).zh.endswith("太暗")


def test_an_unknown_phrase_is_refused() -> None:
    with pytest.raises(LookupError, match=r"no message 'fitting.shwo'; did you mean 'fitting.show'"):
        fitting("fitting.shwo")
