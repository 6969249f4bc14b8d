"""The page: a switch of languages, and a tab for each thing that can be done."""

from __future__ import annotations

from typing import Any

import gradio as gr

from intarsia.pages.page import Page
from intarsia.studio.desk import Desk
from intarsia.studio.fitting.tab import HIDDEN, FittingTab
from intarsia.studio.labels import Labels
from intarsia.studio.markup import html
from intarsia.studio.script import script
from intarsia.studio.theme import theme
from intarsia.studio.words import tell

LOAD = """() => {
  const root = document.documentElement;
  root.dataset.language = "LANGUAGE";
  root.lang = root.dataset.language === "zh" ? "zh-Hans" : "en";
}"""


def build(desk: Desk, language: str = "en") -> gr.Blocks:
    """The page, not yet served.

    Args:
        desk: what visitors share.
        language: "en" or "zh", until a visitor switches.
    """
    labels = Labels(language)
    page = gr.Blocks(title="Intarsia Studio", analytics_enabled=False, fill_width=True)
    with page:
        head = html(_head(language), js_on_load=script("head.js"), elem_id="head")
        said = gr.State(language)
        with gr.Tabs(), labels.make(gr.Tab, {"label": tell("page.fitting")}, id="fitting"):
            FittingTab(desk, labels, said)

        def switch(event: gr.EventData) -> Any:
            chosen = "zh" if event._data["language"] == "zh" else "en"
            return [chosen, *labels.switched(chosen)]

        head.select(switch, None, [said, *labels.components], **HIDDEN)
    return page


def options(language: str) -> dict[str, Any]:
    """How the page looks, for `gr.Blocks.launch`."""
    return {"theme": theme(), "css": script("studio.css"), "js": LOAD.replace("LANGUAGE", language)}


def _head(language: str) -> str:
    return Page("studio/head.html", {"say": tell}).html(language)
