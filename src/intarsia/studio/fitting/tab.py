"""How the fitting room's tab is laid out, and which handler answers what."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from intarsia.pages.phrases import Both
from intarsia.studio.desk import Desk
from intarsia.studio.dropping import drop, dropped
from intarsia.studio.fitting.cards import NEW, rank, shown
from intarsia.studio.fitting.liked import become, liked
from intarsia.studio.fitting.mirror import mirror
from intarsia.studio.fitting.visit import LOOKS, Visit
from intarsia.studio.guard import guarded
from intarsia.studio.labels import Labels
from intarsia.studio.markup import HIDDEN, html
from intarsia.studio.notice import status
from intarsia.studio.parcel import parcel
from intarsia.studio.script import script
from intarsia.studio.wardrobes import DEMO, OWN, hung
from intarsia.studio.words import tell

PLACES = ("upper", "lower", "whole")


class FittingTab:
    """The tab. It must be made inside of `gr.Blocks`.

    Args:
        desk: what visitors share.
        labels: where its words are kept.
        language: the state of the visitor's language.
    """

    def __init__(self, desk: Desk, labels: Labels, language: gr.State) -> None:
        self.desk, self.labels, self.language = desk, labels, language
        self.visit = gr.State(None, delete_callback=_left)
        self.round = gr.State(0)
        html(f'<p class="lead">{tell("fitting.lead").__html__()}</p>')
        with gr.Row(elem_classes="halves"):
            with gr.Column(scale=2, min_width=320, elem_classes="asking"):
                self._asking()
            with gr.Column(scale=3, min_width=320, elem_classes="answers"):
                self.notice = html("", elem_id="fitting-notice", elem_classes="notices")
                with gr.Row(elem_classes="slots"):
                    self.slots = [self._slot(place) for place in range(LOOKS)]
                with gr.Row(visible=False) as self.after:
                    self.save = labels.make(gr.Button, {"value": tell("fitting.save")}, size="md")
                    self.forget = labels.make(gr.Button, {"value": tell("fitting.forget")}, size="md", variant="stop")
                self.parcel = html("", js_on_load=script("parcel.js"), elem_id="parcel")
        self._wire()

    def _asking(self) -> None:
        make = self.labels.make
        html(f"<h2>{tell('fitting.you').__html__()}</h2>")
        self.photo = drop("photo", camera=True)
        self.mirror = html("", js_on_load=script("fitting/mirror.js"), visible=False, elem_id="mirror")
        html(f'<p class="soft">{tell("fitting.consent").__html__()}</p>')
        html(f"<h2>{tell('fitting.asked').__html__()}</h2>")
        self.wish = make(
            gr.Textbox, {"label": tell("fitting.wish"), "placeholder": tell("fitting.wish_hint")}, lines=2,
            elem_id="wish",
        )  # fmt: skip
        self.likes = drop("likes", multiple=True)
        self.liked = html("", js_on_load=script("fitting/liked.js"), elem_id="liked")
        choices = [(tell("fitting.wardrobe_demo"), DEMO), (tell("fitting.wardrobe_own"), OWN)]
        if self.desk.wardrobe:
            choices = [(tell("fitting.wardrobe_folder", folder=self.desk.wardrobe.name), "folder"), *choices]
        said: dict[str, Any] = {"label": tell("fitting.wardrobe"), "choices": choices}
        self.wardrobe = make(gr.Radio, said, value=choices[0][1], elem_id="wardrobe")
        self.own = drop("own", multiple=True)
        self.own.visible = False
        said = {"label": tell("fitting.worn"), "choices": [(tell(f"worn.{each}"), each) for each in PLACES]}
        self.worn = make(gr.CheckboxGroup, said, elem_id="worn")
        self.budget = make(gr.Textbox, {"label": tell("fitting.budget")}, max_lines=1, elem_id="budget")
        self.go = make(gr.Button, {"value": tell("fitting.show")}, variant="primary", elem_id="show")

    def _slot(self, place: int) -> tuple[Any, ...]:
        make = self.labels.make
        with gr.Column(visible=False, min_width=280, elem_classes="slot") as slot:
            card = html("", elem_id=f"look{place + 1}")
            with gr.Row(elem_classes="rating"):
                buttons = [
                    make(gr.Button, {"value": tell(f"fitting.{name}", number=place + 1)}, size="sm")
                    for name in ("like", "dislike", "change")
                ]
        return slot, card, *buttons

    def _wire(self) -> None:
        guard = guarded(self.notice)
        looks = [each for slot in self.slots for each in slot]
        asked = [self.visit, self.wish, self.budget, self.worn, self.wardrobe]
        out = [self.visit, self.notice, self.after, *looks]
        # What shows looks is one event, so that whatever asks anew can stop it.
        drawn = self.round.change(guard(self._show), asked, out, trigger_mode="multiple", **HIDDEN)
        you = [self.visit, self.round, self.notice, self.photo, self.mirror]
        common: dict[str, Any] = {"cancels": [drawn], **HIDDEN}
        turn = [self.visit, self.round]
        self.photo.upload(guard(self._photo), turn, you, **common)
        self.mirror.select(guard(self._joint), turn, you, **common)
        self.mirror.input(guard(self._tone), turn, you, **common)
        self.mirror.clear(guard(self._another), turn, you, **common)
        self.likes.upload(guard(self._like), turn, [self.visit, self.round, self.notice, self.liked], **common)
        self.liked.clear(guard(self._unlike), turn, [self.visit, self.round, self.liked], **common)
        self.own.upload(guard(self._hang), turn, [self.visit, self.round, self.notice], **common)
        self.wardrobe.change(lambda choice: gr.update(visible=choice == OWN), self.wardrobe, self.own, **HIDDEN)
        gr.on([self.go.click, self.wish.submit], lambda round: round + 1, self.round, self.round, **common)
        for place, (_, _, like, dislike, change) in enumerate(self.slots):
            for button, act in ((like, "like"), (dislike, "dislike"), (change, "change")):
                handler = guard(self._acting(place, act))
                button.click(handler, turn, [self.visit, self.round, self.notice], **common)
        self.save.click(guard(self._save), [self.visit, self.language], [self.notice, self.parcel], **HIDDEN)
        gone = [*out, self.photo, self.mirror, self.liked, self.wish, self.budget, self.worn]
        self.forget.click(guard(self._forget), self.visit, gone, **common)

    def _entered(self, visit: Visit | None) -> Visit:
        return visit or Visit.begin(self.desk.private.visit())

    def _show(self, visit: Visit | None, wish: str, budget: str, worn: list[str], choice: str) -> Iterator[Any]:
        visit = self._entered(visit)
        if visit.settled:
            visit = replace(visit, settled=False)
        else:
            waiting = choice == DEMO and not self.desk.demo.ready
            yield {self.notice: status(tell("fitting.preparing" if waiting else "fitting.working"))}
            visit = visit.wishing(wish, budget, worn).recommended(self.desk.garments(choice, visit.own))
        said = self._said(visit)
        yield {self.visit: visit, self.notice: status(said), self.after: gr.update(visible=True)} | self._emptied(visit)
        for place, card in shown(visit):
            slot, shown_card, like, dislike, change = self.slots[place]
            told = visit.told.get(visit.look(place).look.key)
            yield {
                slot: gr.update(visible=True),
                shown_card: card,
                like: gr.update(interactive=told is None),
                dislike: gr.update(interactive=told is None),
                change: gr.update(visible=visit.cards[place].change is not None),
            }

    def _said(self, visit: Visit) -> Both:
        assert visit.looks is not None
        if not visit.told:
            return tell("fitting.done", looks=len(visit.looks), garments=len(visit.looks.asked.shelf))
        ranks = [found for place in range(len(visit.looks)) if (found := rank(visit, place))]
        new = sum(found.sign == NEW for found in ranks)
        return tell("fitting.learned", count=len(visit.told), moved=len(ranks) - new, new=new)

    def _emptied(self, visit: Visit) -> dict[Any, Any]:
        """Places that have no look any more."""
        left = len(visit.looks or ())
        return {slot: gr.update(visible=False) for slot, *_ in self.slots[left:]}

    def _photo(self, visit: Visit | None, turn: int, event: gr.EventData) -> Any:
        with dropped(self.desk.private, event) as (path, *_):
            visit = self._entered(visit).seen(path)
        return {
            self.visit: visit,
            self.round: turn + 1,
            self.notice: "",
            self.photo: gr.update(visible=False),
            self.mirror: gr.update(value=mirror(visit), visible=True),
        }

    def _joint(self, visit: Visit, turn: int, event: gr.EventData) -> Any:
        told = event._data
        visit = visit.moved(str(told["joint"]), float(told["x"]), float(told["y"]))
        return {self.visit: visit, self.round: turn + 1, self.notice: "", self.mirror: mirror(visit)}

    def _tone(self, visit: Visit, turn: int, event: gr.EventData) -> Any:
        visit = visit.coloured(str(event._data["tone"]), str(event._data["colour"]))
        return {self.visit: visit, self.round: turn + 1, self.notice: "", self.mirror: mirror(visit)}

    def _another(self, visit: Visit, turn: int) -> Any:
        return {
            self.visit: replace(visit, me=None, joints={}, previews={}),
            self.photo: gr.update(visible=True),
            self.mirror: gr.update(value="", visible=False),
        }

    def _like(self, visit: Visit | None, turn: int, event: gr.EventData) -> Any:
        with dropped(self.desk.private, event) as paths:
            visit = self._entered(visit).liking(paths)
        return {self.visit: visit, self.round: turn + 1, self.notice: "", self.liked: liked(visit)}

    def _unlike(self, visit: Visit, turn: int) -> Any:
        return {self.visit: replace(visit, likes=()), self.round: turn + 1, self.liked: ""}

    def _hang(self, visit: Visit | None, turn: int, event: gr.EventData) -> Any:
        visit = self._entered(visit)
        with dropped(self.desk.private, event) as paths:
            garments, added = hung(visit.room.folder / "wardrobe", paths)
        return {
            self.visit: replace(visit, own=garments),
            self.round: turn + 1,
            self.notice: status(become(added, garments)),
        }

    def _acting(self, place: int, act: str) -> Any:
        def acted(visit: Visit, turn: int) -> Any:
            after = visit.changed(place) if act == "change" else visit.rated(place, act == "like")
            return {self.visit: after, self.round: turn + 1, self.notice: ""}

        return acted

    def _save(self, visit: Visit | None, language: str) -> Any:
        visit = self._entered(visit)
        page = visit.page(language, visit.room.folder)
        return {self.notice: status(tell("fitting.saved")), self.parcel: parcel("looks.html", page)}

    def _forget(self, visit: Visit | None) -> Any:
        _left(visit)
        slots = {slot: gr.update(visible=False) for slot, *_ in self.slots}
        cards = {card: "" for _, card, *_ in self.slots}
        return {
            self.visit: None,
            self.notice: status(tell("fitting.forgotten")),
            self.after: gr.update(visible=False),
            self.photo: gr.update(visible=True),
            self.mirror: gr.update(value="", visible=False),
            self.liked: "",
            self.wish: "",
            self.budget: "",
            self.worn: [],
        } | slots | cards  # fmt: skip


def _left(visit: Visit | None) -> None:
    """Delete all that is kept of a visitor."""
    if visit is not None:
        visit.room.forget()
        shutil.rmtree(visit.room.folder, ignore_errors=True)
