"""An application and a recipe from another package. Importing this costs next to nothing."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from intarsia.apps.app import App, AppFolder, Verb, apps
from intarsia.apps.recipe import Recipe, recipes
from intarsia.i18n import Message

if TYPE_CHECKING:
    from intarsia.columns import Table
    from intarsia.learner.learner import Learner
    from intarsia.serving import Endpoints
    from intarsia.studio import Tab


@apps.register("greeter")
@dataclass(frozen=True)
class Greeter(App):
    """Greets whoever stands in a book of names."""

    folder = AppFolder("book", Message("folder with a file names.txt", "存放 names.txt 的文件夹"))
    usage = "greeter hello Ada"

    @property
    def title(self) -> Message:
        return Message("Greeter", "问候")

    @property
    def help(self) -> Message:
        return Message("greet somebody", "问候某人")

    def verbs(self) -> Mapping[str, Verb]:
        return {"hello": Verb(Message("greet one person", "问候一个人"), _arguments, _hello)}

    @property
    def endpoints(self) -> Callable[[Path], Endpoints]:
        return _endpoints

    @property
    def tab(self) -> Callable[[Path | None], Tab]:
        return _tab


@recipes.register("weather")
@dataclass(frozen=True)
class Weather(Recipe):
    """Is it summer? From a note and the warmth of a day."""

    title = Message("Weather: is it summer?", "天气：是夏天吗？")
    label = "season"

    def learner(self) -> Learner:
        from intarsia.columns import Number, Schema, Text
        from intarsia.learner.learner import Learner

        schema = Schema({"note": Text(), "warmth": Number()})
        return Learner(self.label, "classify", schema, encoders="plain", fitter="linear")

    def example(self, rows: int | None = None) -> Table:
        import pandas as pd

        from intarsia.columns import Table

        warmth = [(7 * day) % 30 for day in range(rows or 60)]
        frame = pd.DataFrame({"note": ["hot sun" if each > 14 else "cold snow" for each in warmth], "warmth": warmth})
        frame["season"] = ["summer" if each > 14 else "winter" for each in warmth]
        return Table.read(frame)


def _arguments(verb: ArgumentParser) -> None:
    verb.add_argument("who")


def _hello(given: Namespace) -> None:
    print(f"hello, {given.who}")


def _endpoints(folder: Path) -> Endpoints:
    from greeter.service import GreetingEndpoints

    return GreetingEndpoints(tuple((folder / "names.txt").read_text("utf-8").split()))


def _tab(folder: Path | None) -> Tab:
    from greeter.tab import GreetingTab

    return GreetingTab(folder)
