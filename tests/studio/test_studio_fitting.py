"""The fitting room's handlers: a photo, corrections, likes, looks, ratings, a change, forgetting."""

from __future__ import annotations

import asyncio
import dataclasses
import gc
import os
import re
from collections import Counter
from contextlib import closing, nullcontext
from pathlib import Path

import gradio as gr
import numpy as np
import PIL.Image
import pytest

from cases import over
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.page.worn import PreviewCard
from intarsia.apps.tryon.studio import tell
from intarsia.apps.tryon.studio.cards import further, rank, said_of, shown
from intarsia.apps.tryon.studio.garments import AS_SEEN, NothingUsable, became, of_kind, shelf
from intarsia.apps.tryon.studio.guest import Guest
from intarsia.apps.tryon.studio.mirror import mirror
from intarsia.apps.tryon.studio.tab import FittingRoomTab
from intarsia.apps.tryon.studio.view import FittingRoomView
from intarsia.apps.tryon.studio.visit import Visit, _dyed
from intarsia.apps.tryon.studio.wardrobes import FOLDER, OWN, Wardrobes
from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
from intarsia.apps.tryon.wear.person.parts import waist
from intarsia.errors import DataError, IntarsiaError, OptionError, RefusedPhoto, UnknownName
from intarsia.i18n import EMPTY
from intarsia.studio.errors import PageError, alert, guarded
from intarsia.studio.page_text import Labels
from intarsia.studio.tab import Context
from intarsia.studio.workspace import Workspace


@pytest.fixture
def visit(tmp_path: Path) -> Visit:
    return Visit.begin(tmp_path)


@pytest.fixture
def tab(workspace: Workspace) -> FittingRoomView:
    async def built() -> FittingRoomView:
        with gr.Blocks(analytics_enabled=False):
            return FittingRoomView(Wardrobes(), Context(workspace), Labels("en"), gr.State("en"))

    return asyncio.run(built())


def seated(visit: Visit) -> Guest:
    """A guest whose visit is this one, with the garments of its looks for a wardrobe and nobody to draw."""
    assert visit.looks is not None
    guest = Guest()
    own = tuple(visit.looks.request.shelf.garments)
    guest.change(lambda _: dataclasses.replace(visit, own=own, previews={}, cards=[], sitter=None))
    return guest


def test_a_photo_is_measured_and_shown_with_its_joints_and_colours(seen: Visit) -> None:
    page = mirror(seen)
    assert page.count('class="joint') == 13
    assert page.count('class="waist"') == 1
    assert page.count('type="color"') == 3
    assert "Shoulder on the left" in page
    assert "左侧的肩" in page
    assert mirror(dataclasses.replace(seen, sitter=None)) == ""


def test_a_broken_photo_is_refused_in_both_languages(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"\xff\xd8\xff and nothing")
    with pytest.raises(RefusedPhoto, match=r"'broken.jpg' cannot be read") as caught:
        visit.seen(tmp_path / "broken.jpg")
    assert "无法读取" in caught.value.message.zh


def test_a_photo_of_too_many_pixels_is_refused_for_that(visit: Visit, tmp_path: Path) -> None:
    PIL.Image.new("1", (12_000, 11_000)).save(tmp_path / "giant.png")
    assert (tmp_path / "giant.png").stat().st_size < 100_000
    with pytest.raises(NothingUsable, match="12000 x 11000 is larger than max_pixels") as caught:
        visit.liking([tmp_path / "giant.png"])
    assert caught.value.message.zh.startswith("无法读取 'giant.png'：图片为 12000 x 11000，像素过多")


def test_a_joint_is_where_it_was_put(seen: Visit) -> None:
    moved = seen.corrected(lambda me: me.moved("left wrist", 40, 200))
    assert 'data-joint="left wrist" data-x="40.0" data-y="200.0"' in mirror(moved)
    assert moved.previews == {}
    assert seen.sitter.joints == {}
    with pytest.raises(OptionError, match="no joint tail to move"):
        seen.sitter.moved("tail", 1, 1)


def test_clothes_end_at_the_waist_where_it_was_put(seen: Visit) -> None:
    before = seen.sitter.body
    x, y = waist(before.parts, before.figure)
    higher = y - 0.3 * before.figure.size
    moved = seen.corrected(lambda me: me.moved("waist", x, higher))
    assert f'data-joint="waist" data-x="{int(x)}.' in mirror(moved)
    parts = moved.sitter.body.parts
    between = slice(round(higher) + 5, round(y) - 5)
    assert before.parts["top"][between, round(x)].mean() > 0.9
    assert parts["top"][between, round(x)].sum() == 0
    assert parts["bottom"][between, round(x)].mean() > 0.9


def test_how_tops_are_worn_is_a_choice(seen: Visit) -> None:
    assert 'value="usual" selected' in mirror(seen)
    tucked = seen.corrected(lambda me: me.tucking("tucked"))
    assert tucked.sitter.tucked
    assert 'value="tucked" selected' in mirror(tucked)
    with pytest.raises(UnknownName, match="no way to wear tops named 'knotted'"):
        seen.sitter.tucking("knotted")


def test_previews_are_drawn_anew_only_for_who_stands_otherwise(seen: Visit) -> None:
    drawn = dataclasses.replace(seen, previews={"a look": PreviewCard("", EMPTY, ())})
    assert drawn.corrected(lambda me: me.coloured("hair", "#101010")).previews == drawn.previews
    assert drawn.corrected(lambda me: me.tucking("over")).previews == {}


def test_a_colour_is_what_was_said(seen: Visit) -> None:
    said = seen.corrected(lambda me: me.coloured("eyes", "#3366cc"))
    assert said.me.tones.eyes.stated
    assert "as you said" in mirror(said)
    with pytest.raises(OptionError, match="is no colour"):
        seen.sitter.coloured("eyes", "blue")


def test_corrections_need_a_photo(visit: Visit) -> None:
    with pytest.raises(PageError, match="there is no photo of you yet: give one first"):
        visit.corrected(lambda me: me.coloured("hair", "#000000"))


def test_what_is_liked_is_shown_once(visit: Visit, photos: list[Path]) -> None:
    found, _ = visit.liking(photos[:2])
    found, refused = found.liking(photos[:1])
    assert refused == []
    assert len(found.likes) == 2
    assert shelf(found.likes, {}).count("<li>") == 2
    assert shelf((), {}) == ""


def test_of_photos_that_are_given_together_the_good_ones_stay_and_each_bad_one_is_named(
    photos: list[Path], me: Path, tmp_path: Path
) -> None:
    """Whichever comes first: a file that is no picture, one of a person, one of nothing."""
    (tmp_path / "broken.jpg").write_bytes(b"nothing")
    PIL.Image.new("RGB", (300, 300), "white").save(tmp_path / "empty.png")
    bad = [tmp_path / "broken.jpg", tmp_path / "empty.png"]
    for given in ([bad[0], photos[0], bad[1], photos[1]], [photos[0], *bad, photos[1]]):
        liking, unlike = Visit.begin(tmp_path / "likes").liking(given)
        hanging, unhung = Visit.begin(tmp_path / f"own {given[0].stem}").hanging(given)
        assert len(liking.likes) == len(hanging.own) == 2
        for refused in (unlike, unhung):
            told = became(refused).replace("&#39;", "'")
            assert [name for name, _ in refused] == ["broken.jpg", "empty.png"]
            assert told.count('role="alert"') == 2
            assert "broken.jpg' cannot be read" in told
            assert told.count("empty.png") == 2 == told.count("broken.jpg")  # once in each language


def test_where_no_photo_can_be_used_nothing_changes_and_each_is_told_at_its_place(
    tab: FittingRoomView, seen: Visit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    guest = seated(seen)
    before = guest.visit
    bad = [tmp_path / "one.jpg", tmp_path / "two.jpg"]
    for each in bad:
        each.write_bytes(each.name.encode())
    monkeypatch.setattr("intarsia.apps.tryon.studio.view.dropped", lambda *_: nullcontext(bad))
    for handler, notice in ((tab._like, tab.parts.likes_notice), (tab._hang, tab.parts.own_notice)):
        said = handler(guest, None)
        assert list(said) == [notice]
        assert all(f"{each.name}' cannot be read" in said[notice].replace("&#39;", "'") for each in bad)
    assert guest.visit is before
    said = guarded(tab.parts.photo_notice)(tab._photo)(guest, None)
    assert "one.jpg' cannot be read" in said[tab.parts.photo_notice].replace("&#39;", "'")


def test_a_garment_is_what_the_visitor_says_it_is(
    visit: Visit, garments: tuple[Garment, ...], photos: list[Path]
) -> None:
    liking, _ = visit.liking(photos[:1])
    digest = liking.likes[0].digest
    assert "as seen: " in shelf(liking.likes, liking.kinds)
    said = liking.stating(digest, "dress").recommended(garments)
    assert [each.category for each in said.looks.request.likes] == ["dress"]
    assert '<option value="dress" selected' in shelf(said.likes, said.kinds)
    again = said.stating(digest, AS_SEEN).recommended(garments)
    assert again.looks.request.likes == liking.likes
    with pytest.raises(UnknownName):
        liking.stating(digest, "toga")
    with pytest.raises(PageError, match="that garment is not here any more"):
        liking.stating("of another", "dress")


def test_a_garment_of_ones_own_is_worn_as_what_it_was_said_to_be(photos: list[Path], tmp_path: Path) -> None:
    visit, _ = Visit.begin(tmp_path).hanging(photos[:2])
    shirt, tee = visit.own
    looks = visit.stating(tee.digest, "pants").recommended(visit.own).looks
    assert [each.outfit.slots for each in looks] == [("top", "bottom")]
    assert {item.digest: item.category for item in looks[0].outfit.items} == {
        shirt.digest: shirt.category, tee.digest: "pants",
    }  # fmt: skip


def test_of_another_kind_a_garment_keeps_what_that_kind_can_have(garments: tuple[Garment, ...]) -> None:
    shirt = dataclasses.replace(garments[0], sleeve="short", neck="collar", notes=("worn", "category"))
    assert of_kind(shirt, "longsleeve").sleeve == "long"
    assert of_kind(shirt, "t-shirt").sleeve == "short"
    trousers = of_kind(shirt, "pants")
    assert (trousers.sleeve, trousers.neck, trousers.notes) == (None, None, ("worn",))
    assert trousers.length in ("short", "knee", "long")
    assert trousers.probability == 1
    assert trousers.palette == shirt.palette


def test_a_garment_of_which_the_kind_is_unsure_is_asked_for(visit: Visit, photos: list[Path]) -> None:
    liking, _ = visit.liking(photos[:1])
    unsure = (dataclasses.replace(liking.likes[0], notes=("category",)),)
    asked = shelf(unsure, {})
    assert 'class="unsure" aria-label="It is not sure what this is, please choose: ' in asked
    assert "unsure" not in shelf(unsure, {unsure[0].digest: "shirt"})


def test_more_looks_are_offered_where_there_are_more(seen: Visit, visit: Visit, garments: tuple[Garment, ...]) -> None:
    assert len(seen.looks) > 3
    assert f"Show {len(seen.looks) - 3} more looks" in further(seen)
    assert further(visit) == ""
    assert further(visit.recommended(garments[-1:])) == ""


def test_the_first_look_is_whole_before_the_second_is_drawn(seen: Visit) -> None:
    visit = dataclasses.replace(seen, cards=[], previews={})
    found = list(shown(visit))
    places = [place for place, _ in found]
    assert places[:3] == [0, 0, 1]
    assert sorted(places) == sorted([*range(len(visit.looks)), *range(len(visit.looks))])
    assert "Drawing you in it" in found[0][1]
    assert 'class="worn"><img' in found[1][1]
    assert "正在绘制预览" in found[0][1]
    again = dataclasses.replace(visit, cards=[])
    assert [place for place, _ in shown(again)] == list(range(len(visit.looks)))  # previews are kept


def test_a_preview_that_was_drawn_for_older_looks_in_the_meantime_is_shown(seen: Visit) -> None:
    visit = dataclasses.replace(seen, cards=[], previews={})
    written = shown(visit)
    last = len(visit.looks) - 1
    page = next(page for place, page in written if place == last)
    assert "Drawing you in it" in page
    for place in range(1, last + 1):
        visit.previews[visit.look(place).outfit.key] = PreviewCard("", EMPTY, ())
    assert "Drawing you in it" not in dict(written)[last]


def test_without_a_photo_there_are_looks_and_no_previews(visit: Visit, garments: tuple[Garment, ...]) -> None:
    found = list(shown(visit.recommended(garments)))
    assert found
    assert all("waiting" not in page and 'class="worn"' not in page for _, page in found)


def test_the_page_escapes_what_it_is_told(visit: Visit, garments: tuple[Garment, ...]) -> None:
    named = tuple(dataclasses.replace(each, title="<script>alert(1)</script>") for each in garments)
    _, page = next(shown(visit.recommended(named)))
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_rating_is_learned_and_told_once(me: Path, garments: tuple[Garment, ...], tmp_path: Path) -> None:
    first = Visit.begin(tmp_path).recommended(garments)
    after = first.rated(first.look(0).outfit.key, liked=False).recommended(garments)
    assert len(after.room.preference.feedbacks) == 1
    assert "Learned from your ratings (1)" in said_of(after).en
    place = next(at for at, each in enumerate(after.looks) if each.outfit.key == first.look(0).outfit.key)
    with pytest.raises(PageError, match=f"look {place + 1} was rated already"):
        after.rated(first.look(0).outfit.key, liked=True)
    assert "looks from 6 garments" in said_of(first).en


def test_a_press_counts_for_the_look_that_was_seen(garments: tuple[Garment, ...], tmp_path: Path) -> None:
    """Other looks may have taken its place between the press and its handling."""
    first = Visit.begin(tmp_path).recommended(garments)
    seen = first.look(0).outfit.key
    after = first.wishing("", "", ["whole"]).recommended(garments)
    assert seen not in [each.outfit.key for each in after.looks]
    assert after.rated(seen, liked=True).told == {seen: True}
    gone = "that look was replaced in the meantime"
    with pytest.raises(PageError, match=gone):
        after.changed(seen)
    with pytest.raises(PageError, match=gone):
        after.rated("never shown", liked=True)


def test_every_look_says_what_its_bars_add_up_to(seen: Visit) -> None:
    told = dict(shown(seen))
    assert len(told) == len(seen.cards) > 1
    for place, card in enumerate(seen.cards):
        assert card.sum.en in told[place]


def test_looks_that_are_being_replaced_cannot_be_rated(seen: Visit, tab: FittingRoomView) -> None:
    """What stands there is of before, and what would be rated is not seen yet."""
    guest = seated(seen)
    _, _, said, *cards = tab._show(guest, "", "", [], OWN)
    shown = len(guest.visit.looks)
    assert len(cards) == shown > 1
    for slot, _, *buttons in tab.parts.slots[:shown]:
        assert said[slot]["elem_classes"][-1] == "stale"
        assert [said[each]["interactive"] for each in buttons] == [False, False, False]
    for place, told in enumerate(cards):
        slot, card, *buttons = tab.parts.slots[place]
        assert f"look-{place + 1}" in told[card]
        assert told[slot]["elem_classes"] == (["slot"] if place < 3 else ["slot", "later"])
        assert [told[each]["interactive"] for each in buttons] == [True, True, True]
    for slot, *_ in tab.parts.slots[shown:]:
        assert said[slot]["visible"] is False


def test_a_wish_after_a_change_is_asked_though_the_change_was_not_shown_yet(seen: Visit, tab: FittingRoomView) -> None:
    key = next(each.outfit.key for each in seen.looks if _changes(seen, each.outfit.key))
    guest = seated(seen)
    tab._act("change", guest, key)
    assert guest.visit.settled
    tab._again(guest)
    _ = [*tab._show(guest, "something red", "", ["lower"], OWN)]
    assert guest.visit.wish == "something red"
    assert {each.outfit.slots for each in guest.visit.looks} == {("bottom",)}


def _changes(visit: Visit, key: str) -> bool:
    try:
        visit.changed(key)
    except PageError:
        return False
    return True


@pytest.mark.parametrize("late", [False, True])
def test_what_fails_is_told_unless_something_else_was_asked_since(
    seen: Visit, tab: FittingRoomView, late: bool
) -> None:
    guest = seated(seen)
    told = guarded(tab.parts.notice)(tab._show)(guest, "", "no amount", [], OWN)
    assert "Looking for looks" in next(told)[tab.parts.notice]
    if late:
        tab._again(guest)
    alerts = [each[tab.parts.notice] for each in told]
    assert ["is no amount" in each for each in alerts] == ([] if late else [True])


def test_a_look_without_a_preview_says_so_with_one_full_stop(seen: Visit) -> None:
    visit = dataclasses.replace(seen, cards=[], previews={})
    visit.previews[visit.look(0).outfit.key] = PreviewCard("", EMPTY, (tell("error.no_photo"),))
    _, page = next(shown(dataclasses.replace(visit, sitter=None)))
    assert "No preview.</span>" in page
    assert "没有预览。</span>" in page
    assert "</b>." not in page


def test_one_look_and_one_garment_are_told_as_one(visit: Visit, garments: tuple[Garment, ...]) -> None:
    found = visit.recommended(garments[-1:])
    assert said_of(found).en == "1 look from 1 garment."
    assert "One look from 1 garment." in found.page("en", visit.room.folder)


def test_ranks_say_how_looks_moved(seen: Visit) -> None:
    swapped = dataclasses.replace(seen.looks, ranked=tuple(reversed(seen.looks.ranked[:3])))
    visit = dataclasses.replace(seen, before=swapped)
    assert rank(visit, 0).sign == "↑2"
    assert rank(visit, 0).words.zh == "上升 2 位"
    assert rank(visit, 1) is None
    assert rank(visit, 2).words.en == "down 2"
    assert rank(visit, 3).words.en == "new here"
    assert rank(dataclasses.replace(seen, before=None), 0) is None


def test_one_change_makes_a_look_better(seen: Visit) -> None:
    changed, why = [], []
    for place in range(len(seen.looks)):
        try:
            changed.append((place, seen.changed(seen.look(place).outfit.key)))
        except PageError as error:
            why.append(str(error))
    assert changed
    assert all("would make look" in each or "which is here already" in each for each in why)
    for place, after in changed:
        assert after.settled
        assert after.look(place).score > seen.look(place).score
        assert [each.outfit.key for each in after.looks][:place] == [each.outfit.key for each in seen.looks][:place]
        assert rank(after, place).words.en == "new here"


def test_a_dyed_garment_is_seen_in_its_new_colour(seen: Visit) -> None:
    shirt = seen.looks[0].outfit.items[0]
    blue = dataclasses.replace(shirt, palette=(((35.0, 30.0, -70.0), 1.0), *shirt.palette[1:]))
    after = _dyed(shirt, blue)
    assert after.digest != shirt.digest
    red, _, blueness = np.asarray(after.pixels)[after.mask].mean(0)
    assert blueness > red + 40
    assert (after.pixels[~after.mask] == shirt.pixels[~shirt.mask]).all()


@over(
    ("budget", "why"),
    [
        ("1", "your conditions leave none of 6 garments"),
        ("-1", "“-1” is no amount"),
        *((text, "is no amount") for text in ("nan", "inf", "1e400", "1_0", "9" * 400, ".", "1.299", "5 or 6")),
        ("cheap", "“cheap” is no amount: write a number such as 150, or leave it empty"),
    ],
)
def test_what_no_look_keeps_is_told(visit: Visit, garments: tuple[Garment, ...], budget: str, why: str) -> None:
    priced = tuple(dataclasses.replace(each, price=20.0) for each in garments)
    with pytest.raises(IntarsiaError, match=why) as caught:
        visit.wishing("", budget).recommended(priced)
    assert "无法完成" not in alert(caught.value)


@over(
    ("written", "most"),
    [("150", 150.0), ("￥150", 150.0), ("150 元", 150.0), ("1,500", 1500.0), ("1.299,00 €", 1299.0), ("12,5", 12.5)],
)
def test_an_amount_is_read_as_shops_write_it(visit: Visit, written: str, most: float) -> None:
    assert visit.wishing("", written).constraints.budget == (0.0, most)


def test_an_amount_may_be_written_as_in_a_wish(visit: Visit) -> None:
    assert visit.wishing("", "50 to 150").constraints.budget == (50.0, 150.0)
    assert visit.wishing("", "300以上").constraints.budget == (300.0, float("inf"))


def test_looks_are_for_the_part_of_the_body_that_was_chosen(visit: Visit, garments: tuple[Garment, ...]) -> None:
    found = visit.wishing("", "150元", ["whole"]).recommended(garments)
    assert [each.outfit.slots for each in found.looks] == [("dress",)]


def test_an_empty_wardrobe_is_told(visit: Visit) -> None:
    with pytest.raises(PageError, match="the wardrobe is empty: add photos of garments to it first"):
        visit.recommended(())


def test_there_is_nothing_to_rate_or_save_before_there_are_looks(visit: Visit, tmp_path: Path) -> None:
    for act in (lambda: visit.rated("", True), lambda: visit.changed(""), lambda: visit.page("en", tmp_path)):
        with pytest.raises(PageError, match="there are no looks yet: show the looks first"):
            act()


def test_the_page_is_saved_with_what_was_drawn_and_leaves_no_file(seen: Visit, tmp_path: Path) -> None:
    visit = dataclasses.replace(seen, cards=[], previews={})
    drawn = shown(visit)
    next(drawn), next(drawn)
    page = visit.page("zh", tmp_path)
    assert 'data-language="zh"' in page
    assert page.count('<figure class="worn">') == 1
    assert list(tmp_path.iterdir()) == []


def test_a_page_that_is_saved_at_once_has_every_look(seen: Visit, tmp_path: Path) -> None:
    visit = dataclasses.replace(seen, cards=[], previews={})
    assert visit.page("en", tmp_path).count('<article class="look') == len(visit.looks)
    next(shown(visit))
    assert visit.page("en", tmp_path).count('<article class="look') == len(visit.looks)


def test_a_wardrobe_of_ones_own(photos: list[Path], tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"nothing")
    visit, refused = Visit.begin(tmp_path).hanging([photos[0], tmp_path / "broken.jpg"])
    assert len(visit.own) == 1
    said = became(refused, len(visit.own))
    assert "Garments in your wardrobe: 1." in said
    assert "'broken.jpg' cannot be read" in said.replace("&#39;", "'")
    visit, refused = visit.hanging(photos[1:3])
    assert "Garments in your wardrobe: 3." in became(refused, len(visit.own))
    assert "alert" not in became(refused, len(visit.own))
    assert len(Wardrobes(tmp_path / "wardrobe").garments(FOLDER, ())) == 3


def test_a_wardrobe_of_broken_photos_is_refused(visit: Visit, tmp_path: Path) -> None:
    (tmp_path / "broken.jpg").write_bytes(b"nothing")
    with pytest.raises(NothingUsable, match=r"'broken\.jpg' cannot be read"):
        visit.hanging([tmp_path / "broken.jpg"])


def test_a_wardrobe_is_opened_once_and_closed_when_the_visitor_leaves(
    photos: list[Path], visit: Visit, tab: FittingRoomView
) -> None:
    before = open_files()
    for photo in photos[:3]:
        visit, _ = visit.hanging([photo])
        visit = visit.recommended(visit.own)
        assert open_files() - before == FILES_OF_ONE_WARDROBE
    assert all(each.pixels.size for each in visit.own)  # photos stay on disk until they are wanted
    guest = Guest()
    guest.change(lambda _: visit)
    tab._forget(guest)
    assert open_files() == before
    assert not visit.room.folder.exists()


FILES_OF_ONE_WARDROBE = Counter(
    f"{name}.sqlite{end}" for name in ("wardrobe", "features") for end in ("", "-wal", "-shm")
)


def open_files() -> Counter[str]:
    """The names of SQLite's files that this process holds open."""
    gc.collect()
    if not Path("/proc/self/fd").exists():
        pytest.skip("only Linux tells which files are open")
    paths = [Path(os.readlink(each)).name for each in Path("/proc/self/fd").iterdir() if each.is_symlink()]
    return Counter(name for name in paths if ".sqlite" in name)


def test_the_wardrobe_of_a_folder_is_read_again_only_when_it_has_changed(photos: list[Path], tmp_path: Path) -> None:
    with closing(Wardrobe(tmp_path / "shop")) as shop:
        shop.add(photos[0])
        wardrobes = Wardrobes(tmp_path / "shop")
        first = wardrobes.garments(FOLDER, ())
        assert wardrobes.garments(FOLDER, ()) is first
        shop.add(photos[1])
        assert len(wardrobes.garments(FOLDER, ())) == 2
        shop.forget()
    with pytest.raises(DataError, match="there is no wardrobe in"):
        wardrobes.garments(FOLDER, ())
    with closing(Wardrobe(tmp_path / "shop")) as anew:
        anew.add(photos[2])
        assert [each.digest for each in wardrobes.garments(FOLDER, ())] == [each.digest for each in anew.garments()]
    assert first[0].pixels.size


def test_a_folder_without_a_wardrobe_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"there is no wardrobe in .*: intarsia tryon add"):
        Wardrobes(tmp_path).garments(FOLDER, ())


@pytest.mark.slow
def test_warming_leaves_no_folder_whatever_was_written_into_it(
    workspace: Workspace, wardrobe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = set(workspace.root.iterdir())
    monkeypatch.setattr(
        "intarsia.apps.tryon.studio.tab.read_wish", lambda text: (workspace_of(workspace) / "x").touch()
    )
    FittingRoomTab(wardrobe).warm(Context(workspace))
    assert set(workspace.root.iterdir()) == before


def workspace_of(workspace: Workspace) -> Path:
    """The folder of the one visit that there is."""
    (found,) = workspace.root.glob("visit-*")
    return found


@pytest.mark.parametrize("place", [(-1, 20), (20, 1e9), (float("nan"), 20)])
def test_a_joint_cannot_be_put_outside_of_the_photo(seen: Visit, place: tuple[float, float]) -> None:
    with pytest.raises(PageError, match="that point is outside of your photo"):
        seen.sitter.moved("left wrist", *place)


def test_only_skin_hair_and_eyes_are_coloured_and_only_by_colours(seen: Visit) -> None:
    with pytest.raises(UnknownName, match="nose"):
        seen.sitter.coloured("nose", "#101010")
    with pytest.raises(OptionError, match="#zz"):
        seen.sitter.coloured("hair", "#zz")


def test_what_is_read_aloud_of_a_look_is_told_in_the_language_of_the_page(seen: Visit) -> None:
    look = next(html for place, html in shown(seen) if place == 0)
    said = re.search(r'role="img" aria-label="([^"]*)" data-en="([^"]*)" data-zh="([^"]*)"', look)
    assert said is not None
    assert said[1] == said[2]
    assert " · " not in said[1]
    assert said[3].startswith("搭配：")
