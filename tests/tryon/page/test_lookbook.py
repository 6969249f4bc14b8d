"""The page of looks, from garments whose photos are squares of one colour."""

from __future__ import annotations

import base64
import dataclasses
import functools
import html
import io
import itertools
import re
from pathlib import Path

import numpy as np
import PIL.Image
import pytest
from clothes import garment, tones, wardrobe

from intarsia.apps.tryon.garment.cutout import Cutout
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.understanding import NOTES
from intarsia.apps.tryon.outfit.constraints import Constraints
from intarsia.apps.tryon.page import Lookbook
from intarsia.apps.tryon.page.clipping import clipped
from intarsia.apps.tryon.page.words import tell
from intarsia.apps.tryon.recommend.recommendation import Recommendation
from intarsia.apps.tryon.room import FittingRoom
from intarsia.errors import OptionError


def square() -> Cutout:
    mask = np.zeros((64, 48), bool)
    mask[8:56, 8:40] = True
    return Cutout(np.full((64, 48, 3), 120, np.uint8), mask)


def photographed(each: Garment) -> Garment:
    return dataclasses.replace(each, text=None, load_cutout=square)


GARMENTS = tuple(photographed(each) for each in wardrobe(36))
LIKES = (photographed(garment("shirt", "navy", title="<script>alert(1)</script>")),)


@functools.cache
def looks(wish: str = "summer wedding, no black, under 300", count: int = 3) -> Recommendation:
    room = FittingRoom("nowhere")
    return room.recommend(likes=LIKES, wish=wish, wardrobe=GARMENTS, top=count)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = Lookbook.of(looks()).write(tmp_path_factory.mktemp("page") / "looks.html")
    return path.read_text("utf-8")


def test_every_look_has_a_card(page: str) -> None:
    assert page.count('<article class="look"') == 3
    for number in (1, 2, 3):
        assert f'id="look{number}"' in page
        assert f">Look {number}<" in page


def test_three_looks_are_seen_at_first_and_all_are_there(page: str, tmp_path: Path) -> None:
    assert 'type="checkbox"' not in page
    many = Lookbook.of(looks(count=5)).write(tmp_path / "looks.html").read_text("utf-8")
    first, box, rest = many.partition('<input type="checkbox" id="more"><label for="more">')
    assert box
    assert first.count('<article class="look"') == 3
    assert "Show 2 more looks" in rest
    assert rest.count('<article class="look"') == 2


def test_a_page_tells_no_option_of_a_command_and_no_coordinate(page: str) -> None:
    words = html.unescape(re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]+>", " ", page, flags=re.DOTALL))
    assert re.findall(r"(?<!\w)--\w+|log odds|对数几率|L\*|ΔE|\b[ab]\*|intarsia tryon", words) == []


def test_what_was_not_understood_is_told_beside_the_wish(tmp_path: Path) -> None:
    told = Lookbook.of(looks("navy, qwerty")).write(tmp_path / "looks.html").read_text("utf-8")
    assert told.count("Not understood: qwerty.") == 1
    assert "未能理解：qwerty。" in told
    assert '<p class="unread">' in told


def test_what_a_user_or_shop_writes_is_no_markup(page: str) -> None:
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    told = Lookbook.of(looks('<img src=x onerror="x">', 1))
    assert "<img src=x" not in told.write(Path("unused.html")).read_text("utf-8")
    Path("unused.html").unlink()


def test_both_languages_stand_in_the_page(page: str) -> None:
    assert '<span class="en" lang="en">Season: summer</span><span class="zh" lang="zh-Hans">季节：夏天</span>' in page
    visible = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", page, flags=re.DOTALL)
    assert len(re.findall(r'class="en"', visible)) == len(re.findall(r'class="zh"', visible))


def test_the_page_tells_what_was_asked_removed_and_not_used(page: str) -> None:
    text = html.unescape(re.sub(r"<[^>]+>", " ", page))
    for told in ("wedding", "26 °C", "up to 300", "black", "colour not wanted", "No photo of you"):
        assert told in text, told


def test_it_can_be_read_aloud(page: str) -> None:
    assert all('alt="' in each for each in re.findall(r"<img[^>]*>", page))
    assert page.count('role="img" aria-label="Outfit: ') == 3
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'aria-labelledby="([^"]+)"', page)) <= set(ids)
    levels = [int(each) for each in re.findall(r"<h([1-6])", page)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_bars_add_up_to_what_is_told_of_the_score() -> None:
    for card, ranked in zip(Lookbook.of(looks()).cards, looks(), strict=True):
        assert card.score == f"{ranked.score:+.2f}".replace("-", "−")
        shown = sum(float(line.told.replace("−", "-")) for line in card.lines)
        average = looks().averages.of(ranked.outfit.slots).score
        assert shown == pytest.approx(ranked.score - average, abs=0.005 * len(card.lines) + 1e-9)
        assert all(0 <= line.start <= 100 and line.start + line.width <= 100.01 for line in card.lines)
        assert all(line.good == (line.start == 50) for line in card.lines)


def test_garments_lie_on_the_board_and_cost_what_they_cost() -> None:
    for card, ranked in zip(Lookbook.of(looks()).cards, looks(), strict=True):
        assert len(card.board.pieces) == len(card.items) == len(ranked.outfit)
        for piece in card.board.pieces:
            left, top, width, height = piece.box
            assert min(piece.box) >= 0
            assert left + width <= 100
            assert top + height <= 100
            assert piece.picture.startswith("data:image/webp;base64,")
        assert float(card.total.replace(",", "")) == pytest.approx(sum(each.price or 0 for each in ranked.outfit.items))
        assert sum(each.share for each in card.board.colours) == pytest.approx(100, abs=15)


def test_a_garment_without_a_photo_is_named_all_the_same(tmp_path: Path) -> None:
    bare = [dataclasses.replace(each, load_cutout=None) for each in GARMENTS]
    found = FittingRoom(tmp_path).recommend(wardrobe=bare, top=1)
    page = Lookbook.of(found, regions=True).write(tmp_path / "looks.html").read_text("utf-8")
    assert "data:image" not in page
    assert found[0].outfit.items[0].title in page


def test_what_makes_a_garment_less_sure_is_told_beside_it(tmp_path: Path) -> None:
    worn = [dataclasses.replace(each, notes=("worn",)) for each in GARMENTS]
    found = FittingRoom(tmp_path).recommend(wardrobe=worn, top=1)
    page = Lookbook.of(found).write(tmp_path / "looks.html").read_text("utf-8")
    for told in (NOTES["worn"].en, NOTES["worn"].zh):
        assert page.count(told) == len(found[0].outfit)


def test_all_that_may_be_asked_has_words(tmp_path: Path) -> None:
    room = FittingRoom(tmp_path)
    limits = Constraints(worn=("upper",), budget=(20, float("inf")))
    wish = "navy striped short-sleeved pastel top for the gym, size M, no prints, not sleeveless"
    found = room.recommend(
        likes=LIKES, wish=wish, wardrobe=GARMENTS, top=1, dislikes=LIKES, owned=LIKES, constraints=limits
    )
    text = Lookbook.of(found).write(tmp_path / "looks.html", "zh").read_text("utf-8")
    for told in ("条纹", "短袖", "粉彩色", "藏青色", "上身", "20 起", "运动", "印花", "无袖", "您不喜欢"):
        assert told in text, told
    assert '<html lang="zh-Hans"' in text


def test_the_person_is_told_in_intervals(tmp_path: Path) -> None:
    from intarsia.apps.tryon.page.toning import _chips

    chips = list(_chips({"skin": tones().skin, "hair": None}))
    assert len(chips) == 1
    assert re.fullmatch(r"#[0-9a-f]{6}", chips[0].mid)
    assert chips[0].stated


def test_an_unknown_language_or_phrase_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match="language 'fr' is not one of en, zh"):
        Lookbook.of(looks()).write(tmp_path / "looks.html", "fr")
    with pytest.raises(LookupError, match=r"did you mean 'look\.score'"):
        tell("look.scor")


@pytest.mark.parametrize(("sureness", "edge", "whole"), [(0.95, True, False), (0.6, False, True), (0.85, True, True)])
def test_where_the_outline_is_in_doubt_the_photo_is_shown(sureness: float, edge: bool, whole: bool) -> None:
    mask = np.zeros((64, 48), bool)
    mask[8 : 64 if edge else 56, 8:40] = True
    photo = Cutout(np.full((64, 48, 3), 120, np.uint8), mask)
    shirt = dataclasses.replace(garment("shirt"), load_cutout=lambda: photo, sureness={"mask": sureness})
    picture = PIL.Image.open(io.BytesIO(base64.b64decode(clipped(shirt).partition(",")[2])))
    assert ("A" not in picture.getbands()) is whole


def test_everything_that_a_wish_may_hold_is_named() -> None:
    from intarsia.apps.tryon.colour.terms import TINTS
    from intarsia.apps.tryon.garment.garment import PATTERNS, SLEEVES
    from intarsia.apps.tryon.garment.taxonomy import SLOTS
    from intarsia.apps.tryon.page.asking import _place, _value
    from intarsia.apps.tryon.wish.lexicon import OCCASIONS, SEASONS

    for section, names in (("season", SEASONS), ("occasion", OCCASIONS)):
        assert all(f"{section}.{name}" in tell for name in names)
    for name in (*SLOTS, "upper", "lower", "whole"):
        assert _place(name).zh != _place(name).en
    for what, names in (
        ("patterns", PATTERNS),
        ("sleeves", SLEEVES),
        ("colours", ("blue", "navy", "dusty pink", "dark green", *TINTS)),
    ):
        assert all(re.search(r"[\u4e00-\u9fff]", _value(what, name).zh) for name in names)
    rules = {field.name for field in dataclasses.fields(Constraints)} - {"kinds", "asked", "budgeted"}
    assert all(f"rule.{rule}" in tell for rule in rules)
