"""An application, declared: what it says on the command line, serves over HTTP and shows in the studio.

Importing this, and every module that declares an application, costs next to nothing: `intarsia --help` imports all of
them. What a verb, an endpoint or a tab needs is imported when it is run, served or opened.
"""

from __future__ import annotations

import abc
import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from intarsia.i18n import Message
from intarsia.registry import APPLICATIONS, Registry

if TYPE_CHECKING:
    from intarsia.apps.recipe import Recipe
    from intarsia.serving.endpoints import Endpoints
    from intarsia.studio.tab import Tab


@dataclass(frozen=True)
class Verb:
    """One thing that can be done on the command line.

    Attributes:
        help: what it does, in one line.
        arguments: adds what it takes to its parser.
        run: does it with what was parsed; imports what it needs.
    """

    help: Message
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], None]


@dataclass(frozen=True)
class AppFolder:
    """The folder that an application serves or shows: its name in commands ("wardrobe"), and what it holds."""

    name: str
    help: Message


class App(abc.ABC):
    """An application. Leaves are frozen dataclasses, final, registered in `apps` under the name of their verb.

    Everything but `title` and `help` may be left as it is: an application without endpoints serves nothing, one
    without a tab is not seen in the studio.
    """

    folder: AppFolder | None = None
    """What `intarsia NAME serve FOLDER`, `serve --app NAME=FOLDER` and `studio --FOLDER-NAME` are given."""

    usage: str | None = None
    """A command to begin with, without "intarsia", for the overview of `intarsia --help`."""

    @property
    @abc.abstractmethod
    def title(self) -> Message:
        """What the application is called, in both languages."""

    @property
    @abc.abstractmethod
    def help(self) -> Message:
        """What the command line says of it, in one line."""

    def verbs(self) -> Mapping[str, Verb]:
        """Name → what can be done, in the order of the help. `serve` is added where there are `endpoints`."""
        return {}

    @property
    def endpoints(self) -> Callable[[Path], Endpoints] | None:
        """Makes what is served over HTTP of a folder, all of it below `/NAME`. None serves nothing."""
        return None

    @property
    def tab(self) -> Callable[[Path | None], Tab] | None:
        """Makes the tab in the studio, of a folder or without one. None shows none."""
        return None

    def recipes(self) -> Sequence[Recipe]:
        """Tables with a learner that suits them: `intarsia demo` compares on them, the studio offers them."""
        return ()

    def example(self, out: Path) -> Path | None:
        """Show the application at work on data of its own, and return the page that was written below `out`.

        None where it has nothing to show but its recipes.
        """
        return None


def help_text(message: Message | str) -> str:
    """A line of the help in the language that is spoken now, as argparse takes it. A str reads the same in both."""
    return Message.plain(message).told.replace("%", "%%")  # argparse formats each line with %


apps: Registry[App] = Registry("application", package="intarsia.apps", plugins=APPLICATIONS)
