"""Outfits in a preview: in their order, and as much of them as a photo can show."""

from __future__ import annotations

import dataclasses
import functools
from pathlib import Path

import numpy as np
import pytest
from dressed import KINDS, drawn, garment, person

from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.page.worn import worn
from intarsia.apps.tryon.room import FittingRoom
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec
from intarsia.apps.tryon.wear import Body, wear
from intarsia.apps.tryon.wear.outfit import OutfitPreview, inside_out
from intarsia.errors import OptionError, RefusedPhoto

CLOSE = (GarmentSpec("shorts"), GarmentSpec("tank"))
TROUSERS, SHIRT, JACKET = (garment(KINDS[kind]) for kind in ("trousers", "t-shirt", "jacket"))
SHOES = dataclasses.replace(SHIRT, digest="shoes", category="shoes", title="Old boots")


@functools.cache
def body(frame: str) -> Body:
    return Body.of(person(drawn(PersonSpec(6, frame=frame, clothes=CLOSE))))


def body_in(top: GarmentSpec) -> Body:
    return Body.of(person(drawn(PersonSpec(6, clothes=(GarmentSpec("trousers"), top)))))


def test_trousers_go_on_first_and_jackets_last() -> None:
    assert inside_out([JACKET, SHIRT, TROUSERS]) == (TROUSERS, SHIRT, JACKET)
    dress = garment(KINDS["dress"])
    assert inside_out([JACKET, dress, SHIRT]) == (dress, SHIRT, JACKET)


def test_the_room_draws_garments_in_their_order_whatever_the_order_given(tmp_path: Path) -> None:
    room = FittingRoom(tmp_path)
    look = room.wear(body("full"), JACKET, SHIRT, TROUSERS)
    assert np.array_equal(look.picture, wear(body("full"), TROUSERS, SHIRT, JACKET).picture)
    assert np.array_equal(look.picture, room.wear(body("full").person, SHIRT, TROUSERS, JACKET).picture)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OptionError, match="there is nothing to wear"):
        room.wear(body("full"))
    with pytest.raises(RefusedPhoto, match="not shoes"):
        room.wear(body("full"), SHOES, SHIRT)


def test_shoes_are_left_out_and_said_so() -> None:
    found = OutfitPreview.of(body("full"), (SHIRT, TROUSERS, SHOES))
    assert found.shown == (TROUSERS, SHIRT)
    ((missing, reason),) = found.missing
    assert missing is SHOES
    assert "not shoes" in reason.en
    assert "不支持鞋" in reason.zh


def test_a_garment_of_impossible_size_is_left_out_of_a_look_alone() -> None:
    odd = dataclasses.replace(SHIRT, digest="odd", others={"width_cm": "520"})
    found = OutfitPreview.of(body("full"), (odd, TROUSERS))
    assert found.shown == (TROUSERS,)
    assert "width_cm is '520'" in found.missing[0][1].en


def test_what_a_later_garment_covers_is_not_told_to_show() -> None:
    long = body_in(GarmentSpec("longsleeve"))
    alone, layered = wear(long, SHIRT), wear(long, SHIRT, JACKET)
    drawn = [look.layers["filled"] > 0.5 for look in (alone, layered)]
    assert drawn[0].sum() > 2000
    assert not (drawn[1] & (layered.layers["garment 2"] > 0.9)).any()
    assert drawn[1].sum() < drawn[0].sum()


def test_a_portrait_shows_the_top_and_says_why_not_the_trousers() -> None:
    card = worn(Outfit((SHIRT, TROUSERS, SHOES)), body("portrait"))
    assert card.picture.startswith("data:image/webp;base64,")
    assert card.name.en.startswith("Preview: you in ")
    said = [note.en for note in card.notes]
    assert any(note.startswith("Not shown: Old boots (a preview can show tops") for note in said)
    assert any("(the photo ends above the hips; give one that shows the legs too)." in note for note in said)
    assert all("。）。" not in note.zh for note in card.notes)


def test_where_nothing_can_be_shown_there_is_the_reason_alone() -> None:
    card = worn(Outfit((TROUSERS,)), body("portrait"))
    assert card.picture == ""
    assert len(card.notes) == 1
    assert "the photo ends above the hips" in card.notes[0].en
    assert "照片没有拍到髋部以下" in card.notes[0].zh


def test_a_sentence_that_every_garment_needs_is_said_once() -> None:
    card = worn(Outfit((SHIRT, TROUSERS)), body("full"))
    said = [note.en for note in card.notes]
    assert len(said) == len(set(said))
    assert said[0].startswith("Size and fall of the cloth are guessed")


def test_trousers_go_over_a_top_that_is_tucked_in() -> None:
    hanging = wear(body("full"), TROUSERS, SHIRT)
    tucked = wear(body("full"), TROUSERS, SHIRT, tucked=True)
    figure = body("full").figure
    x, y = (figure.middle("hip") - 0.1 * (figure.middle("hip") - figure.middle("shoulder"))).astype(int)
    shirt, trousers = (found.picture[y, x].astype(int) for found in (hanging, tucked))
    assert np.abs(shirt - trousers).sum() > 60
    knee = figure["left knee"].astype(int)
    assert np.abs(hanging.picture[knee[1], knee[0]].astype(int) - tucked.picture[knee[1], knee[0]]).sum() < 30


def test_shirts_are_tucked_into_skirts_and_sweaters_are_not() -> None:
    skirt, sweater = (garment(KINDS[kind]) for kind in ("skirt", "longsleeve"))
    me = body("full")
    for top, usual in ((SHIRT, True), (sweater, False)):
        found = wear(me, skirt, top)
        assert np.array_equal(found.picture, wear(me, skirt, top, tucked=usual).picture)
        assert not np.array_equal(found.picture, wear(me, skirt, top, tucked=not usual).picture)


def test_what_is_tucked_in_hangs_out_nowhere() -> None:
    me = body_in(GarmentSpec("t-shirt"))
    trunk = ~me.parts["arms"]
    over, tucked = (wear(me, TROUSERS, SHIRT, tucked=each).layers for each in (False, True))
    waist = np.flatnonzero((tucked["garment 1"] > 0.5).any(axis=1)).min() + round(0.05 * len(trunk))
    assert ((over["garment 2"] > 0.5) & trunk)[waist:].sum() > 500
    assert ((tucked["garment 2"] > 0.5) & trunk)[waist:].sum() == 0


def test_a_top_alone_is_tucked_into_the_trousers_of_the_photo() -> None:
    me = body_in(GarmentSpec("tank"))
    trousers = me.parts["bottom"] & ~me.parts["arms"]
    over, tucked = (wear(me, SHIRT, tucked=each).layers["garment"] > 0.5 for each in (False, True))
    assert (over & trousers).sum() > 100
    assert (tucked & trousers).sum() <= 0.1 * (over & trousers).sum()
