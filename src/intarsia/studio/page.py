"""The page: a switch of languages, and a tab for each thing that can be done."""

from __future__ import annotations

from typing import Any

import gradio as gr

from intarsia.html.page import Page
from intarsia.studio.ask.tab import AskTab
from intarsia.studio.compare.tab import CompareTab
from intarsia.studio.context import Desk
from intarsia.studio.fitting.tab import FittingTab
from intarsia.studio.labels import Labels
from intarsia.studio.markup import HIDDEN, html
from intarsia.studio.page_text import tell
from intarsia.studio.script import script
from intarsia.studio.theme import theme
from intarsia.studio.workspace import Private

LOAD = """() => {
  const root = document.documentElement;
  root.dataset.language = "LANGUAGE";
  root.lang = root.dataset.language === "zh" ? "zh-Hans" : "en";
  const speak = () => {
    for (const each of document.querySelectorAll("[data-en]")) {
      const words = root.dataset.language === "zh" ? each.dataset.zh : each.dataset.en;
      if (!each.hasAttribute("aria-label")) { if (each.textContent !== words) each.textContent = words; }
      else if (each.getAttribute("aria-label") !== words) each.setAttribute("aria-label", words);
    }
  };
  new MutationObserver(speak).observe(root, { childList: true, subtree: true, attributeFilter: ["data-language"] });
  speak();
}"""


class StudioPage(gr.Blocks):
    """The page; when it is closed, what it kept of visitors goes with it."""

    private: Private

    def close(self, verbose: bool = False) -> None:
        """End serving, and delete everything."""
        super().close(verbose)
        self.private.close()


def build(desk: Desk, language: str = "en") -> StudioPage:
    """The page, not yet served.

    Args:
        desk: what visitors share.
        language: "en" or "zh", until a visitor switches.
    """
    labels = Labels(language)
    page = StudioPage(title="Intarsia Studio", analytics_enabled=False, fill_width=True)
    page.private = desk.private
    with page:
        head = html(_head(language), js_on_load=script("head.js"), elem_id="head")
        said = gr.State(language)
        with gr.Tabs():
            with labels.make(gr.Tab, {"label": tell("page.fitting")}, id="fitting"):
                FittingTab(desk, labels, said)
            with labels.make(gr.Tab, {"label": tell("page.compare")}, id="compare"):
                comparing = CompareTab(desk, labels, said)
            with labels.make(gr.Tab, {"label": tell("page.ask")}, id="ask"):
                AskTab(desk, labels, said, comparing.bench)

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
