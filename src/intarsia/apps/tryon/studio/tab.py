"""The fitting room as a tab of the studio."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

import gradio as gr

from intarsia.apps.tryon.demonstration import PERSON
from intarsia.apps.tryon.room import read_wish
from intarsia.apps.tryon.studio.cards import shown
from intarsia.apps.tryon.studio.view import FittingRoomView
from intarsia.apps.tryon.studio.visit import Visit
from intarsia.apps.tryon.studio.wardrobes import DEMO, FOLDER, Wardrobes
from intarsia.apps.tryon.synthetic import render_person
from intarsia.errors import DataError, IntarsiaError
from intarsia.i18n import Message, messages
from intarsia.studio.page_text import Labels, script
from intarsia.studio.tab import Context, Tab

say = messages(__package__)

TITLE = messages("intarsia.apps.tryon")("room.title")


@dataclass(frozen=True, eq=False)
class FittingRoomTab(Tab):
    """The tab, and the wardrobes that all visitors may choose from.

    Attributes:
        folder: a wardrobe to choose from, besides the demo wardrobe.

    Raises:
        DataError: there is no such folder.
    """

    folder: Path | None = None
    wardrobes: Wardrobes = field(init=False, repr=False)

    def __post_init__(self) -> None:
        if self.folder is not None and not self.folder.is_dir():
            raise DataError(say("wardrobe.no_folder", folder=self.folder))
        object.__setattr__(self, "wardrobes", Wardrobes(self.folder))

    @property
    def name(self) -> str:
        """The id of the tab."""
        return "tryon"

    @property
    def title(self) -> Message:
        """What the application is called."""
        return TITLE

    @property
    def style(self) -> str:
        """How looks, the mirror and what is liked are drawn."""
        return script("tab.css", package=__package__)

    def build(self, context: Context, labels: Labels, language: gr.State) -> None:
        """Make its components and wire its handlers."""
        FittingRoomView(self.wardrobes, context, labels, language)

    def warm(self, context: Context) -> None:
        """Run the whole way once on a rendered person. What goes wrong here is told when a visitor asks for it."""
        folder = context.workspace.visit()
        try:
            visit = Visit.begin(folder).seen(render_person(PERSON, 640).pixels).wishing("summer")
            read_wish("summer")
            visit = visit.recommended(self.wardrobes.garments(FOLDER if self.folder else DEMO, ()))
            next(shown(visit))
        except IntarsiaError:
            return
        finally:
            shutil.rmtree(folder, ignore_errors=True)
