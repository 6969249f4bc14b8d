"""How the fitting room's tab is laid out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import gradio as gr

from intarsia.apps.tryon.studio import tell
from intarsia.apps.tryon.studio.visit import FIRST, LOOKS
from intarsia.apps.tryon.studio.wardrobes import DEMO, FOLDER, OWN
from intarsia.studio.page_text import Labels, html, script
from intarsia.studio.transfer import drop

PLACES = ("upper", "lower", "whole")
ACTS = ("like", "dislike", "change")
"""What can be said of a look, in the order of its buttons."""


def slot_classes(place: int, *, stale: bool = False) -> list[str]:
    """Return the classes of the place of a look: those after the first are seen when more are asked for."""
    return ["slot", *(["later"] if place >= FIRST else []), *(["stale"] if stale else [])]


class Layout:
    """The tab's components. It must be made inside of `gr.Blocks`.

    Args:
        folder: a wardrobe that is offered besides the demo wardrobe; None for none.
        labels: where its words are kept.
    """

    def __init__(self, folder: Path | None, labels: Labels) -> None:
        self.folder = folder
        self.labels = labels
        html(f'<p class="lead">{tell("fitting.lead").__html__()}</p>')
        with gr.Row(elem_classes="halves"):
            with gr.Column(scale=2, min_width=320, elem_classes="asking"):
                self._asking()
            with gr.Column(scale=3, min_width=320, elem_classes="answers"):
                self.notice = html("", elem_id="fitting-notice", elem_classes="notices")
                with gr.Row(elem_classes="slots"):
                    self.slots = [self._slot(place) for place in range(LOOKS)]
                self.more = html("", js_on_load=script("more.js", package=__package__), elem_id="more")
                self.pressed = gr.Textbox(visible=False)  # the key of the look whose button was pressed
                with gr.Row(visible=False) as self.after:
                    self.save = labels.make(gr.Button, {"value": tell("fitting.save")}, size="md")
                    self.forget = labels.make(gr.Button, {"value": tell("fitting.forget")}, size="md", variant="stop")
                self.parcel = html("", js_on_load=script("parcel.js"), elem_id="parcel")

    def _asking(self) -> None:
        make = self.labels.make
        html(f"<h2>{tell('fitting.you').__html__()}</h2>")
        self.photo = drop("photo", tell("drop.photo"), tell("drop.photo_hint"), camera=True)
        self.photo_notice = self._notice("photo")
        self.mirror = html("", js_on_load=script("mirror.js", package=__package__), visible=False, elem_id="mirror")
        html(f'<p class="soft">{tell("fitting.consent").__html__()}</p>')
        html(f"<h2>{tell('fitting.asked').__html__()}</h2>")
        self.wish = make(
            gr.Textbox, {"label": tell("fitting.wish"), "placeholder": tell("fitting.wish_hint")}, lines=2,
            elem_id="wish",
        )  # fmt: skip
        self.understood = html("", elem_id="understood")
        self.likes = drop("likes", tell("drop.likes"), tell("drop.likes_hint"), multiple=True)
        self.likes_notice = self._notice("likes")
        self.liked = html("", js_on_load=script("garments.js", package=__package__), elem_id="liked")
        choices = [(tell("fitting.wardrobe_demo"), DEMO), (tell("fitting.wardrobe_own"), OWN)]
        if self.folder:
            choices = [(tell("fitting.wardrobe_folder", folder=self.folder.name), FOLDER), *choices]
        said: dict[str, Any] = {"label": tell("fitting.wardrobe"), "choices": choices}
        self.wardrobe = make(gr.Radio, said, value=choices[0][1], elem_id="wardrobe")
        self.own = drop("own", tell("drop.own"), tell("drop.own_hint"), multiple=True)
        self.own_notice = self._notice("own")
        self.hung = html("", js_on_load=script("garments.js", package=__package__), elem_id="hung")
        self.of_own = (self.own, self.own_notice, self.hung)
        for each in self.of_own:
            each.visible = False
        said = {"label": tell("fitting.worn"), "choices": [(tell(f"worn.{each}"), each) for each in PLACES]}
        self.worn = make(gr.CheckboxGroup, said, elem_id="worn")
        self.budget = make(gr.Textbox, {"label": tell("fitting.budget")}, max_lines=1, elem_id="budget")
        self.go = make(gr.Button, {"value": tell("fitting.show")}, variant="primary", elem_id="show")

    @property
    def written(self) -> list[Any]:
        """What is empty as long as a visitor has given nothing."""
        notices = (self.photo_notice, self.likes_notice, self.own_notice)
        return [*notices, self.liked, self.hung, self.understood, self.parcel]

    def _notice(self, place: str) -> gr.HTML:
        """Make the place where what is to be said of photos stands: beside them."""
        return html("", elem_id=f"{place}-notice", elem_classes="notices")

    def _slot(self, place: int) -> tuple[Any, ...]:
        make = self.labels.make
        with gr.Column(visible=False, min_width=280, elem_classes=slot_classes(place)) as slot:
            card = html("", elem_id=f"look{place + 1}")
            with gr.Row(elem_classes="rating"):
                buttons = [
                    make(gr.Button, {"value": tell(f"fitting.{name}", number=place + 1)}, size="sm") for name in ACTS
                ]
        return slot, card, *buttons
