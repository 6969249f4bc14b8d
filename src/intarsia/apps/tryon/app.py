"""The fitting room, declared: its verbs, its endpoints and its tab. Importing this costs next to nothing."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from intarsia.apps.app import App, AppFolder, Verb, apps
from intarsia.apps.tryon.cli import arguments
from intarsia.i18n import Message, messages

if TYPE_CHECKING:
    from intarsia.serving.endpoints import Endpoints
    from intarsia.studio.tab import Tab

say = messages(__package__)


@apps.register("tryon")
@dataclass(frozen=True)
class Tryon(App):
    """Looks that suit a person, from a wardrobe, with reasons and previews."""

    folder = AppFolder("wardrobe", say("verb_help.folder"))
    usage = 'tryon recommend me.jpg --wish "summer wedding" --wardrobe wardrobe/'

    @property
    def title(self) -> Message:
        """As the studio and the pages name it."""
        return say("room.title")

    @property
    def help(self) -> Message:
        """As the command line describes it."""
        return say("verb_help.tryon")

    def verbs(self) -> Mapping[str, Verb]:
        """What can be done with a wardrobe."""
        return {
            "add": Verb(say("verb_help.add"), arguments.add, _run),
            "measure": Verb(say("verb_help.measure"), arguments.measure, _run),
            "recommend": Verb(say("verb_help.recommend"), arguments.recommend, _run),
            "wear": Verb(say("verb_help.wear"), arguments.wear, _run),
            "like": Verb(say("verb_help.like"), arguments.feedback, _run),
            "dislike": Verb(say("verb_help.dislike"), arguments.feedback, _run),
            "forget": Verb(say("verb_help.forget"), arguments.forget, _run),
            "demo": Verb(say("verb_help.demo"), arguments.demo, _run),
        }

    @property
    def endpoints(self) -> Callable[[Path], Endpoints]:
        """Measuring, recommending, wearing, and the wardrobe."""
        return _endpoints

    @property
    def tab(self) -> Callable[[Path | None], Tab]:
        """A photo, likes and a wish in; ranked looks with previews and reasons out."""
        return _tab

    def example(self, out: Path) -> Path:
        """The page of looks for a rendered person, from a rendered wardrobe."""
        from intarsia.apps.tryon.cli.demo import demonstrate

        return demonstrate(out)


def _run(given: Namespace) -> None:
    from intarsia.apps.tryon.cli.command import run

    run(given)


def _endpoints(folder: Path) -> Endpoints:
    from intarsia.apps.tryon.service import Fitting, endpoints

    return endpoints(Fitting(folder))


def _tab(folder: Path | None) -> Tab:
    from intarsia.apps.tryon.studio.tab import FittingRoomTab

    return FittingRoomTab(folder)
