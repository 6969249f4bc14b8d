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

    folder = AppFolder("wardrobe", "folder that tryon add made")
    usage = 'tryon recommend me.jpg --wish "summer wedding" --wardrobe wardrobe/'

    @property
    def title(self) -> Message:
        """As the studio and the pages name it."""
        return say("room.title")

    @property
    def help(self) -> str:
        """As the command line describes it."""
        return "the fitting room: looks that suit you from a wardrobe, with reasons"

    def verbs(self) -> Mapping[str, Verb]:
        """What can be done with a wardrobe."""
        rating = "say that you {} a look of the last page; later ones learn from it"
        return {
            "add": Verb("build or extend a wardrobe from photos of garments", arguments.add, _run),
            "recommend": Verb("rank a wardrobe's outfits for one person, and say why", arguments.recommend, _run),
            "wear": Verb("see garments on a photo of you: an approximate preview", arguments.wear, _run),
            "like": Verb(rating.format("like"), arguments.feedback, _run),
            "dislike": Verb(rating.format("dislike"), arguments.feedback, _run),
            "forget": Verb("delete what was learned of you, and a wardrobe if you name one", arguments.forget, _run),
            "demo": Verb("try it on a rendered wardrobe and a rendered person", arguments.demo, _run),
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
