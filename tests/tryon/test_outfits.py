"""Looks, and how they are put together."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from clothes import garment, wardrobe

from intarsia.apps.tryon.outfit.outfit import Outfit, assemble, slot_of, spread
from intarsia.errors import OptionError

PIECES = {
    slot: [each for each in wardrobe(36) if slot_of(each) == slot]
    for slot in ("top", "bottom", "dress", "outer", "shoes")
}


def cheap(looks: Sequence[Outfit]) -> list[float]:
    """The cheapest garments are the best."""
    return [-sum(item.price or 0 for item in look.items) / len(look) for look in looks]


def always(look: Outfit) -> bool:
    return True


def test_items_stand_in_the_order_of_the_slots() -> None:
    shoes, top, bottom = garment("shoes"), garment("shirt"), garment("pants")
    assert Outfit((shoes, bottom, top)).items == (top, bottom, shoes)
    assert Outfit((shoes, bottom, top)).key == Outfit((top, shoes, bottom)).key != Outfit((top, bottom)).key


def test_a_garment_takes_the_place_of_another() -> None:
    look = Outfit((garment("shirt"), garment("pants")))
    assert look.with_item(garment("t-shirt", "red")).slots == ("top", "bottom")
    assert look.with_item(garment("hat")).slots == ("top", "bottom", "hat")


@pytest.mark.parametrize("items", [(), (garment("shirt"), garment("t-shirt"))])
def test_a_slot_holds_one_garment(items: tuple) -> None:
    with pytest.raises(OptionError, match="a look has at least one garment and at most one for each place, not"):
        Outfit(items)


def test_outfits_are_whole_and_the_best_first() -> None:
    looks = assemble(PIECES, cheap, always)
    assert all({"top", "bottom"} <= set(look.slots) or "dress" in look.slots for look in looks)
    assert not any({"top", "dress"} <= set(look.slots) for look in looks)
    values = cheap(looks)
    assert values == sorted(values, reverse=True)
    assert len({look.key for look in looks}) == len(looks)


def test_the_beam_finds_the_best_pair() -> None:
    pairs = [look for look in assemble(PIECES, cheap, always) if look.slots == ("top", "bottom")]
    cheapest = tuple(min(PIECES[slot], key=lambda each: each.price or 0) for slot in ("top", "bottom"))
    assert pairs[0].items == cheapest


def test_one_garment_does_not_fill_the_beam() -> None:
    star = PIECES["top"][0]

    def starry(looks: Sequence[Outfit]) -> list[float]:
        return [1000.0 * (star in look.items) + value for look, value in zip(looks, cheap(looks), strict=True)]

    looks = assemble(PIECES, starry, always, 12)
    assert star in looks[0].items
    assert len({item.digest for look in looks for item in look.items if slot_of(item) == "top"}) > 2


def test_what_is_shown_too_often_comes_last() -> None:
    tops, bottoms = PIECES["top"][:2], PIECES["bottom"][:3]
    looks = [Outfit((top, bottom)) for top in tops for bottom in bottoms]
    assert spread(looks, 2) == [looks[0], looks[1], looks[3], looks[4], looks[2], looks[5]]
    assert spread(looks, 2, first=3)[:3] == looks[:3]


def test_half_a_wardrobe_is_shown_piece_by_piece() -> None:
    looks = assemble({"top": PIECES["top"], "shoes": PIECES["shoes"]}, cheap, always)
    assert {look.slots for look in looks} == {("top",), ("shoes",)}
    assert assemble({}, cheap, always) == []


def test_outfits_do_not_depend_on_the_order_of_equal_pieces() -> None:
    backwards = {slot: garments[::-1] for slot, garments in PIECES.items()}
    one, other = (assemble(pieces, lambda looks: [0.0] * len(looks), always, 10_000) for pieces in (PIECES, backwards))
    assert one == other


def test_what_is_not_allowed_is_not_made() -> None:
    def blue_only(look: Outfit) -> bool:
        return all("navy" in item.title or "shoes" in item.title for item in look.items)

    looks = assemble(PIECES, cheap, blue_only)
    assert looks
    assert all(blue_only(look) for look in looks)
