"""`intarsia tryon`, from photos on disk to a page, feedback, and nothing left."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from rich.cells import cell_len
from shops import Shop

from intarsia import cli
from intarsia.apps.tryon.cli.command import say
from intarsia.apps.tryon.recommend.last_page import FILE, LastPage
from intarsia.errors import OptionError, SavedModelError

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def learned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the fitting room keeps what it learns, empty; models stay where they are."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("intarsia.apps.tryon.room.cache_root", lambda: tmp_path / "cache")
    return tmp_path / "cache" / "tryon"


def told(*command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command prints, at 80 columns."""
    assert cli.main(["tryon", *command]) == 0, capsys.readouterr().err
    out = capsys.readouterr().out
    assert all(cell_len(line) <= 80 for line in out.splitlines() if not line.startswith("page:")), out
    return out


def refused(*command: str, capsys: pytest.CaptureFixture[str]) -> str:
    """What a command that is refused prints on stderr, with the reason in its last line; its status is 2."""
    assert cli.main(["tryon", *command]) == 2
    err = capsys.readouterr().err
    assert "Traceback" not in err
    assert err.splitlines()[-1].startswith("intarsia: ")
    return err


def recommend(shop: Shop, *options: str) -> list[str]:
    return ["recommend", "--wardrobe", str(shop.wardrobe), "--top", "4", *options]


def test_a_wardrobe_is_built_extended_and_not_looked_at_twice(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    some = [str(shop.photos / f"{name}.jpg") for name in ("red-tee", "plum-skirt")]
    assert told("add", "mine", *some, capsys=capsys).startswith("2 new, 0 updated, 0 known already")
    again = told("add", "mine", *some, str(shop.like), "--table", str(shop.table), capsys=capsys)
    first, *others, last = again.splitlines()
    assert (first, last) == ("1 new, 2 updated, 0 known already", "3 garments in mine")
    assert others == ["6 rows of the table not used: no such photo was given"]


def test_a_page_is_written_and_the_looks_are_listed(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    command = recommend(shop, str(shop.me), "--likes", str(shop.like), "--wish", "summer wedding, under 120")
    out = told(*command, "--explain", capsys=capsys)
    assert re.search(r"^ 1  \+\d\.\d\d  ", out, re.MULTILINE)
    assert "whether a look is new to you was not judged" in " ".join(out.split())
    assert "page: looks.html" in out
    assert "the bars add" not in out
    assert "your liked like.jpg (" in " ".join(out.split())
    page = Path("looks.html").read_text("utf-8")
    assert page.count('<article class="look"') == 4
    assert page.count('class="twins one"') == 4


def test_every_part_may_be_missing(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    out = told(*recommend(shop), capsys=capsys)
    for missing in ("taste was not used", "No wish in words", "No photo of you"):
        assert missing in out


def test_chinese_is_spoken_throughout(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    command = recommend(shop, str(shop.me), "--wish", "夏天的婚礼", "--language", "zh")
    assert cli.main(["tryon", *command]) == 0
    both = capsys.readouterr()
    assert say("consent.others").zh in both.err
    assert "您的颜色" in both.out
    assert "款" in both.out
    assert '<html lang="zh-Hans"' in Path("looks.html").read_text("utf-8")
    Path("nobody.jpg").write_bytes(shop.like.read_bytes())
    err = refused(*recommend(shop, "nobody.jpg", "--language", "zh"), capsys=capsys)
    assert re.search(r"intarsia: .*照片", err)


def test_the_consent_line_is_shown_once_where_a_person_is(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["tryon", *recommend(shop, str(shop.me))]) == 0
    assert capsys.readouterr().err.count(say("consent.others").en) == 1
    assert cli.main(["tryon", *recommend(shop)]) == 0
    assert say("consent.others").en not in capsys.readouterr().err


def test_constraints_hold(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    out = told(*recommend(shop, "--with", "trousers", "--no-colours", "navy", "--budget", "110"), capsys=capsys)
    assert out.count("beige trousers") >= 2
    assert "navy trousers" not in out
    assert "mint dress" in told(*recommend(shop, "--only", "whole"), capsys=capsys)
    looks = told(*recommend(shop, "--without", "skirt", "--sizes", "M"), capsys=capsys)
    assert "Without: skirt" in looks
    assert "skirt" not in looks.replace("Without: skirt", "")


def test_stated_colours_come_before_measured_ones(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    assert "Hair: grey" in told(*recommend(shop, str(shop.me), "--hair", "#808080"), capsys=capsys)
    assert "as you said" in Path("looks.html").read_text("utf-8")


def test_what_is_measured_of_a_photo_is_told(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    out = told("measure", str(shop.me), "--eyes", "#3366cc", capsys=capsys)
    assert re.search(r"^Skin +\w", out, re.MULTILINE)
    assert re.search(r"^Eyes +.*blue \(as you said\) *$", out, re.MULTILINE)
    assert re.search(r"^Previews +T-shirt, ", out, re.MULTILINE)
    chinese = told("measure", str(shop.me), "--language", "zh", capsys=capsys)
    assert re.search(r"^皮肤 +\S", chinese, re.MULTILINE)
    assert "可预览" not in chinese  # what can be drawn is only listed
    numbers = json.loads(told("measure", str(shop.me), "--json", capsys=capsys))
    low, mid, high = numbers["tones"]["skin"]["lightness"]
    assert 0 < low <= mid <= high < 100
    assert numbers["previews"]["t-shirt"]["possible"] is True
    assert "cannot be read" in refused("measure", str(shop.table), capsys=capsys)


def test_looks_are_liked_by_number_learned_from_and_forgotten(
    shop: Shop, learned: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(*recommend(shop, "--likes", str(shop.like)), capsys=capsys)
    assert "rests on 2 looks now" in told("like", "1", "3", capsys=capsys)
    assert "rests on 3 looks now" in told("dislike", "2", capsys=capsys)
    assert "was liked already: each look is told once" in refused("dislike", "3", capsys=capsys)
    assert "there is no look 9 on" in refused("like", "9", capsys=capsys)
    kept = json.loads((learned / "preference.json").read_text("utf-8"))
    assert [each["liked"] for each in kept["feedbacks"]] == [True, True, False]
    assert "learned from what you said of looks: 3 so far" in page_after(shop, capsys)
    assert "deleted: what was learned of you" in told("forget", capsys=capsys)
    assert list(learned.iterdir()) == []
    assert "nothing was learned of you" in told("forget", capsys=capsys)
    assert "no looks were shown yet: intarsia tryon recommend" in refused("like", "1", capsys=capsys)


def page_after(shop: Shop, capsys: pytest.CaptureFixture[str]) -> str:
    told(*recommend(shop, "--likes", str(shop.like)), capsys=capsys)
    return Path("looks.html").read_text("utf-8")


def test_a_wardrobe_is_forgotten_only_when_that_is_meant(shop: Shop, capsys: pytest.CaptureFixture[str]) -> None:
    told("add", "mine", str(shop.like), capsys=capsys)
    err = refused("forget", "--wardrobe", "mine", capsys=capsys)
    assert "nobody is there to say yes, so nothing was deleted: add --yes" in err
    assert Path("mine/wardrobe.sqlite").exists()
    out = told("forget", "--wardrobe", "mine", "--yes", capsys=capsys)
    assert "deleted: the wardrobe in mine, 1 garment and its photo\n" in out
    assert "not touched: your own photos, and pages that you wrote" in out
    assert not Path("mine").exists()
    assert shop.like.exists()


def test_a_damaged_wardrobe_can_be_forgotten_too(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine").mkdir()
    Path("mine/wardrobe.sqlite").write_text("no database", "utf-8")
    assert "cannot be opened" in refused("recommend", "--wardrobe", "mine", capsys=capsys)
    out = told("forget", "--wardrobe", "mine", "--yes", capsys=capsys)
    assert "deleted: the wardrobe in mine, all that is in it; it is damaged" in out
    assert not Path("mine").exists()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--top", "0"], "--top 0: show at least one look"),
        (["--wardrobe", "nowhere"], "there is no wardrobe in nowhere: intarsia tryon add nowhere PHOTOS makes one"),
        (
            ["--skin", "#a8714b"],
            "--skin, --hair, --eyes, --with-photo and --preview belong to a photo of you: give one",
        ),
        (["--budget", "cheap"], "--budget cheap: write a number such as 150, or two such as 50-150"),
        (["--only", "sockz"], "no part of the body, slot or category named 'sockz'"),
        (["--with", "trausers"], "no garment category named 'trausers'"),
        (["--no-colours", "bleu"], "no colour named 'bleu'; did you mean 'blue'"),
        (["--no-patterns", "dots"], "no pattern named 'dots'"),
        (["--no-sleeves", "half"], "no sleeve named 'half'"),
        (["--out", "."], "--out .: the page is written as HTML; end its name in .html"),
        (["--out", "me.jpg"], "--out me.jpg: the page is written as HTML; end its name in .html"),
        (["--out", "/proc/looks.html"], "--out /proc/looks.html cannot be written"),
        (["--wish", "under 3 euros"], "your conditions leave none of 8 garments"),
    ],
)
def test_what_the_user_can_mend_is_one_line(
    shop: Shop, options: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert message in refused(*recommend(shop, *options), capsys=capsys)


def test_a_damaged_last_page_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("{", "utf-8")
    with pytest.raises(SavedModelError, match=r"cannot be read .*: show looks anew with intarsia tryon recommend"):
        LastPage.load(tmp_path)


def test_an_answer_other_than_yes_deletes_nothing(
    shop: Shop, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    told("add", "mine", str(shop.like), capsys=capsys)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    for answer, deleted in (("n", False), ("", False), ("y", True)):
        monkeypatch.setattr("builtins.input", lambda question, answer=answer: answer)
        status = cli.main(["tryon", "forget", "--wardrobe", "mine"])
        assert (status == 0) is deleted
        assert Path("mine/wardrobe.sqlite").exists() is not deleted
    assert "nothing was deleted" in capsys.readouterr().err


def test_feedback_names_the_page_of_the_look() -> None:
    page = LastPage("p.html", ({"taste": 0.5},))
    lesson, after = page.feedback(1, True)
    assert lesson.evidence == {"taste": 0.5}
    with pytest.raises(OptionError, match=r"look 1 of p\.html was liked already"):
        after.feedback(1, False)
