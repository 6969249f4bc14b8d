"""Words that the fitting room never says, in either language, in anything that a user can read.

It judges no body and no person: not their shape, weight, age, gender, origin or looks. What users and shops may say
themselves (`lexicon`, the word lists of `traits`, of kinds, wearers and `unread`) is read and never repeated. Only the
department that a shop hangs a garment in is named, where a user chose one: of a garment, never of a person.
"""

from __future__ import annotations

import ast
import dataclasses
import itertools
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
from clothes import asked, garment, tones, wardrobe

import intarsia.apps.tryon
from intarsia.apps.tryon.outfit.constraints import FilterResult
from intarsia.apps.tryon.outfit.outfit import Outfit, slot_of
from intarsia.apps.tryon.reasons import Why, explain
from intarsia.apps.tryon.recommend.preference import Feedback, Preference
from intarsia.apps.tryon.recommend.recommendation import Recommendation
from intarsia.apps.tryon.scorers.base import every_scorer
from intarsia.apps.tryon.wish.wishes import Wish

FOLDER = Path(intarsia.apps.tryon.__file__).parent
SAID_BY_USERS = ("lexicon.py", "traits.py", "unread.py", "kind_words.py", "wearers.py", "shop_row.py")
DEPARTMENT = re.compile(r'^(?:for_women|for_men|women|men|for(?= = \{ en = "women)) = \{.*$', re.MULTILINE)
"""Messages that name the department of a garment."""
READ = (".toml", ".html", ".txt", ".js")

ENGLISH = r"""
flatter\w* unflatter\w* slim slimm\w* skinny fat fatt\w* chubby plump curvy petite plus.size overweight obes\w*
problem.(?:zone|area)s? trouble.(?:zone|area)s? flaws? imperfections? disguis\w* your.(?:figure|curves|shape|type)
body.(?:shape|type)s? hourglass pear.shaped apple.shaped attractive\w* beaut\w* pretty ugly handsome sexy gorgeous
young\w* youth\w* elderly aged ageing aging anti.ag\w* age.appropriate your.age wom[ae]n m[ae]n males? females? girls?
boys? lad(?:y|ies) gentlem[ae]n gender\w* feminine masculine manly girly race races racial\w* ethnic\w* caucasian
asian african latin[ao] normal.(?:body|skin) nude
"""
CHINESE = (
    *("显瘦", "遮肉", "显高", "显白", "显胖", "显黑", "显年轻", "减龄", "修身", "瘦", "胖", "肥", "苗条", "丰满", "丑"),
    *(
        "身材",
        "体型",
        "体形",
        "缺陷",
        "瑕疵",
        "性感",
        "漂亮",
        "好看",
        "美女",
        "帅",
        "颜值",
        "迷人",
        "女性",
        "男性",
        "女人",
    ),
    *(
        "男人",
        "女生",
        "男生",
        "女孩",
        "男孩",
        "女士",
        "男士",
        "性别",
        "年轻",
        "年龄",
        "年纪",
        "老气",
        "种族",
        "人种",
        "裸色",
    ),
)
NEVER = re.compile(
    rf"(?<![a-z])(?:{'|'.join(word.replace('.', '[ -]') for word in ENGLISH.split())})(?![a-z])|{'|'.join(CHINESE)}",
    re.IGNORECASE,
)


def literals(path: Path) -> Iterator[str]:
    """The strings of a file that are no docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
            yield node.value


def test_the_list_finds_what_it_should() -> None:
    for text in ("a flattering cut", "Slimming!", "your problem zones", "for women", "这件显瘦", "遮肉", "Plus-size"):
        assert NEVER.search(text), text
    for text in ("a human reads it", "image", "manual", "average", "the grace of embraces", "page"):
        assert not NEVER.search(text), text


def test_nothing_that_is_written_in_the_source_says_them() -> None:
    found = [
        f"{path.name}: {hit[0]!r} in {text[:60]!r}"
        for path in sorted(FOLDER.rglob("*.py"))
        if path.name not in SAID_BY_USERS
        for text in literals(path)
        if (hit := NEVER.search(text))
    ]
    assert found == []


def test_no_page_says_them() -> None:
    pages = [path for path in FOLDER.rglob("*") if path.suffix in READ]
    written = {path: DEPARTMENT.sub("", path.read_text("utf-8")) for path in pages}
    assert [f"{path.name}: {hit[0]!r}" for path, text in written.items() if (hit := NEVER.search(text))] == []


def test_a_department_is_named_of_garments_alone() -> None:
    named = [hit[0] for path in FOLDER.rglob("*.toml") for hit in DEPARTMENT.finditer(path.read_text("utf-8"))]
    assert sorted(each.partition(" ")[0] for each in named) == ["for", "for_men", "for_women", "men", "women"]
    assert all(re.search("it is for|^(?:wo)?men =|garments for", each) for each in named)


GARMENTS = tuple(dataclasses.replace(each, text=None) for each in wardrobe(60))
SCORERS = every_scorer()
PARTS: Mapping[str, object] = {
    "tones": tones(),
    "likes": (garment("shirt", "navy"), garment("pants", "black")),
    "dislikes": (garment("skirt", "red"),),
    "wish": Wish.read("summer wedding, not too formal, a striped blue dress with long sleeves"),
    "owned": (garment("pants", "black"), garment("t-shirt", "white")),
}


def looks_of(parts: tuple[str, ...], chance: np.random.Generator) -> Recommendation:
    """Good and bad looks alike, of a user who told these parts and has rated a few."""
    of = {slot: [each for each in GARMENTS if slot_of(each) == slot] for slot in ("top", "bottom", "dress", "outer")}
    slots = [("top", "bottom"), ("top", "bottom", "outer"), ("dress",), ("dress", "outer")]
    drawn = [Outfit(tuple(of[slot][int(chance.integers(len(of[slot])))] for slot in each)) for each in slots * 2]
    request = asked(GARMENTS, **{name: PARTS[name] for name in parts})
    told = Preference.of(SCORERS)
    empty = Recommendation((), request, FilterResult(GARMENTS, ()), SCORERS, told)
    for ranked in empty.scores.of(drawn[:4]):
        told = told.learn(Feedback.of(ranked.findings, bool(chance.random() < 0.5)))
    looks = dataclasses.replace(empty, preference=told)
    return dataclasses.replace(looks, ranked=tuple(looks.scores.of(drawn)))


def sentences(why: Why) -> Iterator[Mapping[str, str]]:
    yield from why.sentences
    yield from (bar.title for bar in why.bars)
    yield from (each.words for each in (why.closest, why.change, why.region) if each is not None)


@pytest.mark.parametrize("count", [0, 1, 3, 5])
def test_no_reason_says_them(count: int) -> None:
    chance, seen = np.random.default_rng(count), set[str]()
    for parts in itertools.islice(itertools.combinations(PARTS, count), 4):
        looks = looks_of(parts, chance)
        for words in (*looks.notes, *(each for ranked in looks for each in sentences(explain(looks, ranked)))):
            assert words.en
            assert words.zh
            assert not NEVER.search(words.en), words.en
            assert not NEVER.search(words.zh), words.zh
            assert not re.search("[一-鿿]|nan|None|  ", words.en), words.en
            assert not re.search("nan|None|  ", words.zh), words.zh
            seen.add(words.en)
    assert len(seen) > 20
