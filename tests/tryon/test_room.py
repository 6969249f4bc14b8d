"""The fitting room as a user meets it."""

from __future__ import annotations

import dataclasses
from contextlib import closing
from pathlib import Path

import PIL.Image
import pytest
from clothes import garment, tones, vector, wardrobe

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.outfit.constraints import Constraints
from intarsia.apps.tryon.outfit.outfit import slot_of
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.recommend.last_page import LastPage
from intarsia.apps.tryon.recommend.pipeline import PIECES
from intarsia.apps.tryon.recommend.preference import Preference
from intarsia.apps.tryon.recommend.recommendation import UNUSED
from intarsia.apps.tryon.room import FittingRoom
from intarsia.apps.tryon.synthetic import GarmentSpec, render_garment
from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
from intarsia.errors import DataError, StoreError

# Without texts no encoder is needed: a wish is then read by its words alone.
GARMENTS = tuple(dataclasses.replace(each, text=None) for each in wardrobe(45))
LIKES = (garment("shirt", "navy"),)


@pytest.fixture
def room(tmp_path: Path) -> FittingRoom:
    return FittingRoom(tmp_path / "learned")


def test_looks_are_recommended_and_differ(room: FittingRoom) -> None:
    looks = room.recommend(likes=LIKES, wish="office, blue", wardrobe=GARMENTS, top=8)
    assert len(looks) == 8
    assert len({each.outfit.key for each in looks}) == 8
    assert looks[0].score == max(each.score for each in looks)
    for each in looks:
        assert sum(each.parts.values()) == pytest.approx(each.score, abs=1e-9)


def test_the_same_is_recommended_again_whatever_the_order_of_the_wardrobe(room: FittingRoom) -> None:
    one, other = (
        [each.outfit.key for each in room.recommend(likes=LIKES, wish="winter", wardrobe=garments)]
        for garments in (GARMENTS, GARMENTS[::-1])
    )
    assert one == other


@pytest.mark.parametrize(
    ("given", "unused"),
    [
        ({}, {"taste", "wish", "suits", "novelty"}),
        ({"likes": LIKES}, {"wish", "suits", "novelty"}),
        ({"wish": "red"}, {"taste", "suits", "novelty"}),
        ({"owned": LIKES}, {"taste", "wish", "suits"}),
    ],
)
def test_every_part_may_be_missing_and_is_told(room: FittingRoom, given: dict, unused: set[str]) -> None:
    looks = room.recommend(wardrobe=GARMENTS, **given)
    assert looks.notes == tuple(UNUSED[name] for name in sorted({*unused, "style"}))
    assert all(set(each.unused) >= unused for each in looks)


def test_the_persons_colours_are_used(room: FittingRoom) -> None:
    me = object.__new__(Person)
    object.__setattr__(me, "tones", tones())
    looks = room.recommend(me, wardrobe=GARMENTS)
    assert all("suits" not in each.unused for each in looks)


def test_a_kind_that_was_asked_for_is_in_every_look(room: FittingRoom) -> None:
    for wish, kinds in (("a skirt", {"skirt"}), ("a jacket and a dress", {"outwear", "dress"}), ("裙子", set())):
        for each in room.recommend(wish=wish, wardrobe=GARMENTS):
            there = {item.category for item in each.outfit.items}
            assert kinds <= there
            assert kinds or there & {"dress", "skirt"}


def test_constraints_tell_what_they_removed(room: FittingRoom) -> None:
    looks = room.recommend(wish="under 150, no black", wardrobe=GARMENTS)
    assert set(looks.sieved.counts()) == {"budget", "colours"}
    for each in looks:
        assert sum(item.price or 0 for item in each.outfit.items) <= 150
        assert not any(item.title.startswith("black") for item in each.outfit.items)


def test_what_can_be_paid_is_found_however_much_better_the_rest_is(room: FittingRoom) -> None:
    liked, others = ("navy", "beige"), ("sky blue", "grey")
    dear = [garment(kind, *liked, price=90.0, copy=copy) for kind in ("shirt", "pants") for copy in range(PIECES + 5)]
    cheap = [garment(kind, *others, price=20.0, copy=copy) for kind in ("shirt", "pants") for copy in range(2)]
    likes = (garment("shirt", *liked), garment("pants", *liked))
    for budget, cost in (((0.0, 100.0), 40.0), ((150.0, 300.0), 180.0)):
        looks = room.recommend(None, likes, "", dear + cheap, constraints=Constraints(budget=budget))
        assert {sum(item.price or 0 for item in each.outfit.items) for each in looks} == {cost}
    likes = (garment("shirt", *others), garment("pants", *others))
    cheap = [garment(kind, *others, price=20.0, copy=copy) for kind in ("shirt", "pants") for copy in range(PIECES + 5)]
    constraints = Constraints(budget=(100.0, 200.0))
    looks = room.recommend(None, likes, "", dear[:1] + dear[-1:] + cheap, constraints=constraints)
    costs = {sum(item.price or 0 for item in each.outfit.items) for each in looks}
    assert costs
    assert costs <= {110.0, 180.0}


def test_only_what_is_worn_there(room: FittingRoom) -> None:
    looks = room.recommend(wardrobe=GARMENTS, constraints=Constraints(worn=("lower",)))
    assert {slot_of(item) for each in looks for item in each.outfit.items} == {"bottom"}
    assert UNUSED["harmony"] in looks.notes


def test_a_wish_for_what_is_not_there_says_so(room: FittingRoom) -> None:
    looks = room.recommend(wish="a hat", wardrobe=GARMENTS)
    assert looks.notes[0].en == "Nothing to choose from of this kind: hat."


def test_garments_with_the_same_photo_are_shown_once(room: FittingRoom) -> None:
    looks = room.recommend(wardrobe=[*GARMENTS, *GARMENTS[:2]])
    assert looks.notes[0].en == "2 garments with the same photo as another left out."


def test_nothing_to_choose_from(room: FittingRoom, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="the wardrobe is empty: add photos of garments to it first"):
        room.recommend()
    with pytest.raises(
        DataError, match=r"your conditions leave none of 45 garments \(left out: budget 45\); relax one"
    ):
        room.recommend(wish="under 1 euro", wardrobe=GARMENTS)
    with pytest.raises(DataError, match=r"there is no wardrobe in .*: make one with `Wardrobe"):
        room.recommend(wardrobe=tmp_path / "nowhere")
    with pytest.raises(DataError, match="the wardrobe is empty"):
        room.recommend(wardrobe=Wardrobe(tmp_path / "new"))
    dear = (garment("shirt", price=60.0), garment("pants", price=60.0))
    with pytest.raises(DataError, match="no look keeps all your conditions at once; raise the budget"):
        room.recommend(wish="under 100", wardrobe=dear)


def test_the_wardrobe_of_a_folder_is_opened_once_and_closed_with_the_room(room: FittingRoom, tmp_path: Path) -> None:
    photos = [tmp_path / f"{kind}.png" for kind in ("shirt", "trousers")]
    for photo in photos:
        PIL.Image.fromarray(render_garment(GarmentSpec(photo.stem), 256).pixels).save(photo)
    with closing(Wardrobe(tmp_path / "shop")) as shop:
        shop.add(photos[:1])
        first = room.recommend(wardrobe=tmp_path / "shop").request.shelf.garments
        again = room.recommend(wardrobe=str(tmp_path / "shop")).request.shelf.garments
        assert first[0] is again[0]
        shop.add(photos[1:])
    garments = room.recommend(wardrobe=tmp_path / "shop").request.shelf.garments
    assert [each.category for each in garments] == ["shirt", "pants"]
    assert all(each.pixels.size for each in garments)
    room.close()
    with pytest.raises(StoreError, match="cannot be used"):
        _ = garments[0].pixels


def test_feedback_is_learned_kept_and_forgotten(room: FittingRoom, tmp_path: Path) -> None:
    looks = room.recommend(likes=LIKES, wardrobe=GARMENTS)
    before = room.preference
    room.feedback(looks[0], liked=False)
    assert room.preference.weights["taste"] < before.weights["taste"]
    again = FittingRoom(tmp_path / "learned")
    assert again.preference == room.preference
    assert again.forget()
    assert again.preference == before
    assert not again.forget()
    assert list((tmp_path / "learned").iterdir()) == []


@pytest.mark.parametrize("killed", [True, False])
def test_what_a_killed_process_had_half_written_is_forgotten_too(
    room: FittingRoom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    if killed:  # neither put in its place nor cleaned up
        monkeypatch.setattr("os.replace", lambda *_: None)
        monkeypatch.setattr(Path, "replace", lambda *_: None)
        monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    looks = room.recommend(likes=LIKES, wardrobe=GARMENTS)
    room.feedback(looks[0], liked=False)
    LastPage.of(looks, tmp_path / "page.html").save(room.folder)
    monkeypatch.undo()
    assert len(list((tmp_path / "learned").iterdir())) == 2
    assert room.forget()
    assert list((tmp_path / "learned").iterdir()) == []


def test_what_is_kept_holds_no_garment(room: FittingRoom, tmp_path: Path) -> None:
    looks = room.recommend(likes=LIKES, wish="secret birthday", wardrobe=GARMENTS)
    room.feedback(looks[0], liked=True)
    kept = (tmp_path / "learned" / "preference.json").read_text("utf-8")
    assert "secret" not in kept
    assert not any(each.digest in kept for each in GARMENTS)


def test_feedback_moves_the_ranking(room: FittingRoom) -> None:
    def shown() -> list[str]:
        return [each.outfit.key for each in room.recommend(likes=LIKES, wardrobe=GARMENTS)]

    before = shown()
    for _ in range(3):
        for each in room.recommend(likes=LIKES, wardrobe=GARMENTS):
            room.feedback(each, liked=False)  # this user dislikes all that is like what they "like"
    assert room.preference.weights["taste"] < 0.6 * Preference.of(room.scorers).weights["taste"]
    after = shown()
    assert len(set(before) & set(after)) <= len(before) / 2


def test_whatever_has_garments_is_a_wardrobe(room: FittingRoom) -> None:
    class Cupboard:
        def garments(self) -> tuple[Garment, ...]:
            return GARMENTS

    looks = room.recommend(wardrobe=Cupboard())
    assert [each.outfit.key for each in looks] == [each.outfit.key for each in room.recommend(wardrobe=GARMENTS)]


def test_the_meaning_of_a_wish_ranks_garments_with_texts(tmp_path: Path) -> None:
    room = FittingRoom(
        tmp_path, read=lambda text: vector("shirt", "navy shirt")
    )  # it reads every wish as one for these
    looks = room.recommend(wish="that vintage one I saw", wardrobe=wardrobe(45))
    assert "wish" not in looks[0].unused
    assert any(item.title == "navy shirt" for item in looks[0].outfit.items)
