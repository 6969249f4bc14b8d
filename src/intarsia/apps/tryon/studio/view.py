"""The handlers of the fitting room's tab, and which of its components each of them answers."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import uuid4

import gradio as gr

from intarsia.apps.tryon.studio import tell
from intarsia.apps.tryon.studio.cards import further, said_of, shown
from intarsia.apps.tryon.studio.garments import NothingUsable, Refused, became, shelf
from intarsia.apps.tryon.studio.guest import Guest
from intarsia.apps.tryon.studio.layout import ACTS, Layout, slot_classes
from intarsia.apps.tryon.studio.mirror import heard, mirror
from intarsia.apps.tryon.studio.sitter import Sitter
from intarsia.apps.tryon.studio.visit import Visit
from intarsia.apps.tryon.studio.wardrobes import DEMO, OWN, Wardrobes
from intarsia.errors import IntarsiaError
from intarsia.studio.errors import PageError, guarded, status
from intarsia.studio.page_text import HIDDEN, Labels
from intarsia.studio.tab import Context
from intarsia.studio.transfer import dropped, parcel

SEEN = "(guest) => [guest, document.querySelector('#look%d .look')?.dataset.look ?? '']"
"""Sends the key of the look that the visitor sees: another may have its place already where the click is handled."""


class FittingRoomView:
    """The tab. It must be made inside of `gr.Blocks`.

    Args:
        wardrobes: what may be chosen from.
        context: what visitors share.
        labels: where its words are kept.
        language: the state of the visitor's language.
    """

    def __init__(self, wardrobes: Wardrobes, context: Context, labels: Labels, language: gr.State) -> None:
        self.wardrobes = wardrobes
        self.context = context
        self.language = language
        self.guest = gr.State(Guest(), delete_callback=_left)
        self.round = gr.State("")
        self.parts = Layout(wardrobes.folder, labels)
        self._wire()

    def _wire(self) -> None:
        parts = self.parts
        guard = guarded(parts.notice)
        looks = [each for slot in parts.slots for each in slot]
        asked = [self.guest, parts.wish, parts.budget, parts.worn, parts.wardrobe]
        out = [parts.notice, parts.understood, parts.after, parts.more, *looks]
        # What shows looks is one event, whatever asks for it. It ends by itself when something else was asked, see
        # `Guest`: Gradio's `cancels` drops what is under way, and fails where the browser does not know its name yet.
        self.round.change(guard(self._show), asked, out, trigger_mode="multiple", **HIDDEN)
        you = [self.round, parts.photo_notice, parts.photo, parts.mirror]
        of_photo = guarded(parts.photo_notice)
        parts.photo.upload(of_photo(self._photo), self.guest, you, **HIDDEN)
        parts.mirror.select(of_photo(self._joint), self.guest, you, **HIDDEN)
        parts.mirror.input(of_photo(self._told), self.guest, you, **HIDDEN)
        parts.mirror.clear(of_photo(self._another), self.guest, you, **HIDDEN)
        liked = [self.round, parts.likes_notice, parts.liked]
        of_likes = guarded(parts.likes_notice)
        parts.likes.upload(of_likes(self._like), self.guest, liked, **HIDDEN)
        parts.liked.select(of_likes(self._kind), self.guest, [*liked, parts.hung], **HIDDEN)
        parts.liked.clear(of_likes(self._unlike), self.guest, liked, **HIDDEN)
        hung = [self.round, parts.own_notice, parts.hung]
        of_own = guarded(parts.own_notice)
        parts.own.upload(of_own(self._hang), self.guest, hung, **HIDDEN)
        parts.hung.select(of_own(self._kind), self.guest, [*hung, parts.liked], **HIDDEN)
        parts.wardrobe.change(_chosen, parts.wardrobe, [*parts.of_own], **HIDDEN)
        asks = [parts.go.click, parts.wish.submit]
        gr.on(asks, guard(self._again), self.guest, [self.round, parts.notice], trigger_mode="multiple", **HIDDEN)
        pressed = [self.guest, parts.pressed]
        for place, (_, _, *buttons) in enumerate(parts.slots):
            for button, act in zip(buttons, ACTS, strict=True):
                acting = guard(partial(self._act, act))
                button.click(acting, pressed, [self.round, parts.notice], js=SEEN % (place + 1), **HIDDEN)
        parts.save.click(
            guard(partial(_saved, parts)), [self.guest, self.language], [parts.notice, parts.parcel], **HIDDEN
        )
        gone = [*out, parts.photo, parts.mirror, *self.parts.written, parts.wish, parts.budget, parts.worn]
        parts.forget.click(guard(self._forget), self.guest, gone, **HIDDEN)

    def _change(self, guest: Guest, make: Callable[[Visit], Visit]) -> Visit:
        def anew(visit: Visit | None) -> Visit:
            visit = visit or Visit.begin(self.context.workspace.visit())
            return make(replace(visit, settled=False))

        return guest.change(anew)

    def _show(self, guest: Guest, wish: str, budget: str, worn: list[str], choice: str) -> Iterator[Any]:
        before = guest.turn
        visit = guest.visit
        if visit is None:
            return  # all was forgotten after these looks were asked for
        if visit.settled:
            visit = replace(visit, settled=False)
        else:
            waiting = choice == DEMO and not self.wardrobes.demo.ready
            yield {self.parts.notice: status(tell("fitting.preparing" if waiting else "fitting.working"))}
            try:
                visit = visit.wishing(wish, budget, worn)
                yield {self.parts.understood: heard(visit)}
                visit = visit.recommended(self.wardrobes.garments(choice, visit.own))
            except IntarsiaError:
                if guest.turn != before:
                    return  # what was asked since has its own notice
                raise
        if (turn := guest.take(before, visit)) is not None:
            yield from _drawn(self.parts, guest, visit, turn)

    def _again(self, guest: Guest) -> Any:
        self._change(guest, lambda visit: visit)
        return {self.round: _round()}

    def _photo(self, guest: Guest, event: gr.EventData) -> Any:
        parts = self.parts
        with dropped(self.context.workspace, event) as (path, *_):
            visit = self._change(guest, lambda visit: visit.seen(path))
        return {
            self.round: _round(),
            parts.photo_notice: "",
            parts.photo: gr.update(visible=False),
            parts.mirror: gr.update(value=mirror(visit), visible=True),
        }

    def _joint(self, guest: Guest, event: gr.EventData) -> Any:
        parts = self.parts
        joint = str(event._data["joint"])
        x = float(event._data["x"])
        y = float(event._data["y"])
        visit = self._change(guest, lambda visit: visit.corrected(lambda me: me.moved(joint, x, y)))
        return {self.round: _round(), parts.photo_notice: "", parts.mirror: mirror(visit)}

    def _told(self, guest: Guest, event: gr.EventData) -> Any:
        """Take the visitor's word for a colour of theirs, or for how they wear tops."""
        parts = self.parts
        said = {name: str(value) for name, value in event._data.items()}

        def corrected(me: Sitter) -> Sitter:
            return me.tucking(said["tucked"]) if "tucked" in said else me.coloured(said["tone"], said["colour"])

        visit = self._change(guest, lambda visit: visit.corrected(corrected))
        return {self.round: _round(), parts.photo_notice: "", parts.mirror: mirror(visit)}

    def _another(self, guest: Guest) -> Any:
        parts = self.parts
        self._change(guest, lambda visit: replace(visit, sitter=None, previews={}))
        return {
            self.round: _round(),
            parts.photo_notice: "",
            parts.photo: gr.update(visible=True),
            parts.mirror: gr.update(value="", visible=False),
        }

    def _like(self, guest: Guest, event: gr.EventData) -> Any:
        parts = self.parts
        with dropped(self.context.workspace, event) as paths:
            try:
                visit, refused = _given(lambda make: self._change(guest, make), lambda visit: visit.liking(paths))
            except NothingUsable as error:
                return {parts.likes_notice: became(error.refused)}
        shown = shelf(visit.likes, visit.kinds, clears=True)
        return {self.round: _round(), parts.likes_notice: became(refused), parts.liked: shown}

    def _unlike(self, guest: Guest) -> Any:
        parts = self.parts
        self._change(guest, lambda visit: replace(visit, likes=()))
        return {self.round: _round(), parts.likes_notice: "", parts.liked: ""}

    def _hang(self, guest: Guest, event: gr.EventData) -> Any:
        parts = self.parts
        with dropped(self.context.workspace, event) as paths:
            try:
                visit, refused = _given(lambda make: self._change(guest, make), lambda visit: visit.hanging(paths))
            except NothingUsable as error:
                return {parts.own_notice: became(error.refused)}
        said = became(refused, len(visit.own))
        return {self.round: _round(), parts.own_notice: said, parts.hung: shelf(visit.own, visit.kinds)}

    def _kind(self, guest: Guest, event: gr.EventData) -> Any:
        """Take the visitor's word for what a garment of theirs is, liked or in their wardrobe, or in both."""
        parts = self.parts
        digest = str(event._data["garment"])
        kind = str(event._data["kind"])
        visit = self._change(guest, lambda visit: visit.stating(digest, kind))
        return {
            self.round: _round(),
            parts.liked: shelf(visit.likes, visit.kinds, clears=True),
            parts.hung: shelf(visit.own, visit.kinds),
        }

    def _act(self, act: str, guest: Guest, key: str) -> Any:
        """Do what a button says with the look that stood above it in the browser when it was pressed."""
        if act == "change":
            self._change(guest, lambda visit: visit.changed(key))
        else:
            self._change(guest, lambda visit: visit.rated(key, act == "like"))
        return {self.round: _round(), self.parts.notice: ""}

    def _forget(self, guest: Guest) -> Any:
        parts = self.parts
        _left(guest)
        slots = {slot: gr.update(visible=False) for slot, *_ in parts.slots}
        cards = {card: "" for _, card, *_ in parts.slots}
        return {
            parts.notice: status(tell("fitting.forgotten")),
            parts.after: gr.update(visible=False),
            parts.more: "",
            parts.photo: gr.update(visible=True),
            parts.mirror: gr.update(value="", visible=False),
            parts.wish: "",
            parts.budget: "",
            parts.worn: [],
        } | slots | cards | dict.fromkeys(self.parts.written, "")  # fmt: skip


def _given(
    change: Callable[[Callable[[Visit], Visit]], Visit], make: Callable[[Visit], tuple[Visit, Refused]]
) -> tuple[Visit, Refused]:
    """Change a visit by photos that were given, and return which of them cannot be used too."""
    refused: list[Refused] = []

    def given(visit: Visit) -> Visit:
        changed, unusable = make(visit)
        refused.append(unusable)
        return changed

    return change(given), refused[0]


def _chosen(choice: str) -> list[Any]:
    """Show what belongs to a wardrobe of one's own while that is chosen."""
    return [gr.update(visible=choice == OWN) for _ in range(3)]


def _saved(parts: Layout, guest: Guest, language: str) -> Any:
    """Let the browser save the looks as a page of their own."""
    visit = guest.visit
    if visit is None:
        raise PageError(tell("error.no_look"))
    page = visit.page(language, visit.room.folder)
    return {parts.notice: status(tell("fitting.saved")), parts.parcel: parcel("looks.html", page)}


def _round() -> str:
    """Return what the state of rounds becomes: never what it was, or its change would be lost when requests overtake
    each other."""
    return uuid4().hex


def _drawn(parts: Layout, guest: Guest, visit: Visit, turn: int) -> Iterator[dict[Any, Any]]:
    """Yield updates that show the looks of a visit, until something else is asked for."""
    with guest.showing(turn):
        try:
            for told in _told(parts, visit):
                if guest.turn != turn:
                    return
                yield told
        except IntarsiaError:
            if guest.turn == turn:
                raise


def _told(parts: Layout, visit: Visit) -> Iterator[dict[Any, Any]]:
    """Yield updates that show the looks of a visit, one after the other, each with all that was said before it.

    A browser that is told faster than it paints keeps the last of them alone.
    """
    said = {
        parts.notice: status(said_of(visit)),
        parts.after: gr.update(visible=True),
        parts.more: further(visit),
    } | _stale(parts, visit)  # fmt: skip
    yield dict(said)
    for place, card in shown(visit):
        slot, shown_card, like, dislike, change = parts.slots[place]
        told = visit.told.get(visit.look(place).outfit.key)
        said |= {
            slot: gr.update(visible=True, elem_classes=slot_classes(place)),
            shown_card: card,
            like: gr.update(interactive=told is None),
            dislike: gr.update(interactive=told is None),
            change: gr.update(visible=visit.cards[place].change is not None, interactive=True),
        }
        yield dict(said)


def _stale(parts: Layout, visit: Visit) -> dict[Any, Any]:
    """Places whose look is still to be written, and those that have none any more."""
    found = {}
    for place, (slot, _, *buttons) in enumerate(parts.slots):
        there = place < len(visit.looks or ())
        found[slot] = gr.update(elem_classes=slot_classes(place, stale=True)) if there else gr.update(visible=False)
        found |= {each: gr.update(interactive=False) for each in buttons}
    return found


def _left(guest: Guest) -> None:
    """Delete all that is kept of a visitor."""
    visit = guest.forget()
    if visit is not None:
        visit.room.forget()
        if visit.wardrobe is not None:
            visit.wardrobe.close()
        shutil.rmtree(visit.room.folder, ignore_errors=True)
