"""What the application shows in the studio."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from intarsia.i18n import Message
from intarsia.studio import Context, Tab
from intarsia.studio.page_text import HIDDEN, Labels, html


@dataclass(frozen=True)
class GreetingTab(Tab):
    """A name goes in, a greeting comes out."""

    folder: Path | None = None

    @property
    def name(self) -> str:
        return "greeter"

    @property
    def title(self) -> Message:
        return Message("Greeter", "问候")

    @property
    def style(self) -> str:
        return "#greeting { color: green; }"

    def build(self, context: Context, labels: Labels, language: gr.State) -> None:
        who = labels.make(gr.Textbox, {"label": Message("Who are you?", "您是谁？")})
        said = html("", elem_id="greeting")
        who.submit(lambda name: f"hello, {name}", who, said, **HIDDEN)
