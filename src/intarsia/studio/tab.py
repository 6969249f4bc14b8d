"""The seam between the studio and applications: a tab, and what every tab is given."""

from __future__ import annotations

import abc
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import gradio as gr

from intarsia.i18n import Message
from intarsia.studio.example_table import ExampleTable
from intarsia.studio.page_text import Labels
from intarsia.studio.workspace import Workspace


@dataclass(frozen=True)
class Context:
    """What all visitors of a studio share: nothing of any of them.

    Attributes:
        workspace: the folder of this run.
        model: a folder of a saved model that may be asked.
        examples: tables that models may be compared on.
    """

    workspace: Workspace
    model: Path | None = None
    examples: Sequence[ExampleTable] = ()


class Tab(abc.ABC):
    """A tab of the page that an application brings. Leaves are dataclasses, final; what visitors share is in them."""

    @property
    @abc.abstractmethod
    def name(self) -> str:
        """The tab's id in the page, an application's name."""

    @property
    @abc.abstractmethod
    def title(self) -> Message:
        """The words that stand on the tab."""

    @abc.abstractmethod
    def build(self, context: Context, labels: Labels, language: gr.State) -> None:
        """Make its components and wire its handlers; called inside of `gr.Tab`.

        Args:
            context: what visitors share.
            labels: makes the components that say something, in the language that is spoken.
            language: "en" or "zh", of the visitor.
        """

    @property
    def style(self) -> str:
        """CSS beside the studio's own; every selector is of this tab alone."""
        return ""

    def warm(self, context: Context) -> None:
        """Load what the first visitor would wait for; called in a thread when the page is open."""
        return
