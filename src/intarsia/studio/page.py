"""The page: a switch of languages, and a tab for each thing that can be done."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import gradio as gr

from intarsia.html.page import Page
from intarsia.studio.ask.tab import AskTab
from intarsia.studio.compare.tab import CompareTab
from intarsia.studio.errors import mendable
from intarsia.studio.page_text import HIDDEN, Labels, html, script, tell
from intarsia.studio.tab import Context, Tab
from intarsia.studio.theme import theme
from intarsia.studio.workspace import Workspace

LOAD = """() => {
  const root = document.documentElement;
  root.dataset.language = "LANGUAGE";
  root.lang = root.dataset.language === "zh" ? "zh-Hans" : "en";
  const speak = () => {
    for (const each of document.querySelectorAll("[data-en]")) {
      const words = root.dataset.language === "zh" ? each.dataset.zh : each.dataset.en;
      const name = ["aria-label", "alt"].find((attribute) => each.hasAttribute(attribute));
      if (!name) { if (each.textContent !== words) each.textContent = words; }
      else if (each.getAttribute(name) !== words) each.setAttribute(name, words);
    }
  };
  new MutationObserver(speak).observe(root, { childList: true, subtree: true, attributeFilter: ["data-language"] });
  speak();
}"""


class StudioPage(gr.Blocks):
    """The page; when it is closed, what it kept of visitors goes with it."""

    workspace: Workspace

    async def process_api(self, *given: Any, **options: Any) -> Any:
        """Run an event. What fails before one of our handlers has it, such as values that are none of a component's, is
        told in one line: Gradio writes a stack trace of it."""
        try:
            return await super().process_api(*given, **options)
        except gr.Error as error:
            error.print_exception = False
            raise
        except Exception as error:
            raise gr.Error(str(mendable(error)), print_exception=False) from None

    def close(self, verbose: bool = False) -> None:
        """End serving, and delete everything."""
        super().close(verbose)
        self.workspace.close()


def build(context: Context, language: str = "en", tabs: Sequence[Tab] = ()) -> StudioPage:
    """Build the page, without serving it yet.

    Args:
        context: what visitors share.
        language: "en" or "zh", until a visitor switches.
        tabs: what applications bring.
    """
    labels = Labels(language)
    page = StudioPage(title="Intarsia Studio", analytics_enabled=False, fill_width=True)
    page.workspace = context.workspace
    with page:
        head = html(_head(language), js_on_load=script("head.js"), elem_id="head")
        said = gr.State(language)
        with gr.Tabs():
            for tab in tabs:
                with labels.make(gr.Tab, {"label": tab.title}, id=tab.name):
                    tab.build(context, labels, said)
            with labels.make(gr.Tab, {"label": tell("page.compare")}, id="compare"):
                comparing = CompareTab(context, labels, said)
            with labels.make(gr.Tab, {"label": tell("page.ask")}, id="ask"):
                AskTab(context, labels, said, comparing.session)

        def switch(event: gr.EventData) -> Any:
            chosen = "zh" if event._data["language"] == "zh" else "en"
            return [chosen, *labels.switched(chosen)]

        head.select(switch, None, [said, *labels.components], **HIDDEN)
    return page


def options(language: str, tabs: Sequence[Tab] = ()) -> dict[str, Any]:
    """How the page looks, for `gr.Blocks.launch`."""
    styles = [script("studio.css"), *(tab.style for tab in tabs)]
    return {"theme": theme(), "css": "\n".join(styles), "js": LOAD.replace("LANGUAGE", language)}


def _head(language: str) -> str:
    return Page("studio/head.html", {"say": tell}).html(language)
