"""How the fitting room's tab is laid out, and which handler answers what."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from intarsia.studio.desk import Desk
from intarsia.studio.dropping import dropped
from intarsia.studio.fitting.cards import said_of, shown
from intarsia.studio.fitting.layout import ACTS, Layout
from intarsia.studio.fitting.liked import become, liked
from intarsia.studio.fitting.mirror import mirror
from intarsia.studio.fitting.visit import Visit
from intarsia.studio.guard import guarded
from intarsia.studio.labels import Labels
from intarsia.studio.markup import HIDDEN
from intarsia.studio.notice import status
from intarsia.studio.parcel import parcel
from intarsia.studio.wardrobes import DEMO, OWN, hung
from intarsia.studio.words import tell


class FittingTab:
    """The tab. It must be made inside of `gr.Blocks`.

    Args:
        desk: what visitors share.
        labels: where its words are kept.
        language: the state of the visitor's language.
    """

    def __init__(self, desk: Desk, labels: Labels, language: gr.State) -> None:
        self.desk, self.language = desk, language
        self.visit = gr.State(None, delete_callback=_left)
        self.round = gr.State(0)
        self.parts = Layout(desk, labels)
        self._wire()

    def _wire(self) -> None:
        parts = self.parts
        guard = guarded(parts.notice)
        looks = [each for slot in parts.slots for each in slot]
        asked = [self.visit, parts.wish, parts.budget, parts.worn, parts.wardrobe]
        out = [self.visit, parts.notice, parts.after, *looks]
        # What shows looks is one event, so that whatever asks anew can stop it.
        drawn = self.round.change(guard(self._show), asked, out, trigger_mode="multiple", **HIDDEN)
        common: dict[str, Any] = {"cancels": [drawn], **HIDDEN}
        you = [self.visit, self.round, parts.notice, parts.photo, parts.mirror]
        turn = [self.visit, self.round]
        parts.photo.upload(guard(self._photo), turn, you, **common)
        parts.mirror.select(guard(self._joint), turn, you, **common)
        parts.mirror.input(guard(self._tone), turn, you, **common)
        parts.mirror.clear(guard(self._another), turn, you, **common)
        parts.likes.upload(guard(self._like), turn, [self.visit, self.round, parts.notice, parts.liked], **common)
        parts.liked.clear(guard(self._unlike), turn, [self.visit, self.round, parts.liked], **common)
        parts.own.upload(guard(self._hang), turn, [self.visit, self.round, parts.notice], **common)
        parts.wardrobe.change(lambda choice: gr.update(visible=choice == OWN), parts.wardrobe, parts.own, **HIDDEN)
        asks = [parts.go.click, parts.wish.submit]
        gr.on(asks, lambda visit, turn: [self._entered(visit), turn + 1], turn, turn, **common)
        for place, (_, _, *buttons) in enumerate(parts.slots):
            for button, act in zip(buttons, ACTS, strict=True):
                handler = guard(self._acting(place, act))
                button.click(handler, turn, [self.visit, self.round, parts.notice], **common)
        parts.save.click(guard(self._save), [self.visit, self.language], [parts.notice, parts.parcel], **HIDDEN)
        gone = [*out, parts.photo, parts.mirror, parts.liked, parts.wish, parts.budget, parts.worn]
        forgotten = parts.forget.click(guard(self._forget), self.visit, gone, **common)
        # A card that was under way already may arrive after all: what is seen is taken away once more.
        cards = [each for slot, card, *_ in parts.slots for each in (slot, card)]
        forgotten.then(lambda visit: _emptied(visit, len(parts.slots)), self.visit, cards, **HIDDEN)

    def _entered(self, visit: Visit | None) -> Visit:
        visit = visit or Visit.begin(self.desk.private.visit())
        visit.turn()
        return visit

    def _show(self, visit: Visit | None, wish: str, budget: str, worn: list[str], choice: str) -> Iterator[Any]:
        if visit is None:
            return  # all was forgotten after these looks were asked for
        parts = self.parts
        turn = visit.turn()
        if visit.settled:
            visit = replace(visit, settled=False)
        else:
            waiting = choice == DEMO and not self.desk.demo.ready
            yield {parts.notice: status(tell("fitting.preparing" if waiting else "fitting.working"))}
            visit = visit.wishing(wish, budget, worn).recommended(self.desk.garments(choice, visit.own))
        if visit.turns[0] != turn:
            return  # something else was asked meanwhile: what it changed must not be taken back
        said = {self.visit: visit, parts.notice: status(said_of(visit)), parts.after: gr.update(visible=True)}
        yield said | self._stale(visit)
        for place, card in shown(visit):
            if visit.turns[0] != turn:
                return
            slot, shown_card, like, dislike, change = parts.slots[place]
            told = visit.told.get(visit.look(place).look.key)
            yield {
                slot: gr.update(visible=True, elem_classes=["slot"]),
                shown_card: card,
                like: gr.update(interactive=told is None),
                dislike: gr.update(interactive=told is None),
                change: gr.update(visible=visit.cards[place].change is not None, interactive=True),
            }

    def _stale(self, visit: Visit) -> dict[Any, Any]:
        """Places whose look is still to be written, and those that have none any more."""
        found = {}
        for place, (slot, _, *buttons) in enumerate(self.parts.slots):
            there = place < len(visit.looks or ())
            found[slot] = gr.update(elem_classes=["slot", "stale"]) if there else gr.update(visible=False)
            found |= {each: gr.update(interactive=False) for each in buttons}
        return found

    def _photo(self, visit: Visit | None, turn: int, event: gr.EventData) -> Any:
        parts = self.parts
        with dropped(self.desk.private, event) as (path, *_):
            visit = self._entered(visit).seen(path)
        return {
            self.visit: visit,
            self.round: turn + 1,
            parts.notice: "",
            parts.photo: gr.update(visible=False),
            parts.mirror: gr.update(value=mirror(visit), visible=True),
        }

    def _joint(self, visit: Visit, turn: int, event: gr.EventData) -> Any:
        parts = self.parts
        told = event._data
        visit = self._entered(visit).moved(str(told["joint"]), float(told["x"]), float(told["y"]))
        return {self.visit: visit, self.round: turn + 1, parts.notice: "", parts.mirror: mirror(visit)}

    def _tone(self, visit: Visit, turn: int, event: gr.EventData) -> Any:
        parts = self.parts
        visit = self._entered(visit).coloured(str(event._data["tone"]), str(event._data["colour"]))
        return {self.visit: visit, self.round: turn + 1, parts.notice: "", parts.mirror: mirror(visit)}

    def _another(self, visit: Visit, turn: int) -> Any:
        parts = self.parts
        return {
            self.visit: replace(self._entered(visit), me=None, joints={}, previews={}),
            parts.photo: gr.update(visible=True),
            parts.mirror: gr.update(value="", visible=False),
        }

    def _like(self, visit: Visit | None, turn: int, event: gr.EventData) -> Any:
        parts = self.parts
        with dropped(self.desk.private, event) as paths:
            visit = self._entered(visit).liking(paths)
        return {self.visit: visit, self.round: turn + 1, parts.notice: "", parts.liked: liked(visit)}

    def _unlike(self, visit: Visit, turn: int) -> Any:
        parts = self.parts
        return {self.visit: replace(self._entered(visit), likes=()), self.round: turn + 1, parts.liked: ""}

    def _hang(self, visit: Visit | None, turn: int, event: gr.EventData) -> Any:
        parts = self.parts
        visit = self._entered(visit)
        with dropped(self.desk.private, event) as paths:
            garments, added = hung(visit.room.folder / "wardrobe", paths)
        return {
            self.visit: replace(visit, own=garments),
            self.round: turn + 1,
            parts.notice: status(become(added, garments)),
        }

    def _acting(self, place: int, act: str) -> Any:
        parts = self.parts

        def acted(visit: Visit, turn: int) -> Any:
            visit = self._entered(visit)
            after = visit.changed(place) if act == "change" else visit.rated(place, act == "like")
            return {self.visit: after, self.round: turn + 1, parts.notice: ""}

        return acted

    def _save(self, visit: Visit | None, language: str) -> Any:
        parts = self.parts
        visit = visit or Visit.begin(self.desk.private.visit())
        page = visit.page(language, visit.room.folder)
        return {parts.notice: status(tell("fitting.saved")), parts.parcel: parcel("looks.html", page)}

    def _forget(self, visit: Visit | None) -> Any:
        parts = self.parts
        _left(self._entered(visit))
        slots = {slot: gr.update(visible=False) for slot, *_ in parts.slots}
        cards = {card: "" for _, card, *_ in parts.slots}
        return {
            self.visit: None,
            parts.notice: status(tell("fitting.forgotten")),
            parts.after: gr.update(visible=False),
            parts.photo: gr.update(visible=True),
            parts.mirror: gr.update(value="", visible=False),
            parts.liked: "",
            parts.wish: "",
            parts.budget: "",
            parts.worn: [],
        } | slots | cards  # fmt: skip


def _emptied(visit: Visit | None, slots: int) -> list[Any]:
    """Updates of all places and their cards, as long as nothing was asked anew."""
    if visit is not None:
        return [gr.skip()] * (2 * slots)
    return [gr.update(visible=False), ""] * slots


def _left(visit: Visit | None) -> None:
    """Delete all that is kept of a visitor."""
    if visit is not None:
        visit.room.forget()
        shutil.rmtree(visit.room.folder, ignore_errors=True)
