"""One folder per application; no application imports another.

The command line hands them to the service and the studio, which know none. Importing this costs next to nothing, since
every declaration does.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from intarsia.apps.app import App, apps
from intarsia.apps.recipe import recipes
from intarsia.apps.recipe_app import RecipeApp
from intarsia.errors import OptionError
from intarsia.i18n import messages
from intarsia.registry import leave_out

if TYPE_CHECKING:
    from intarsia.studio.compare.examples import ExampleTable
    from intarsia.studio.tab import Tab

say = messages(__package__)


__all__ = ["applications", "examples", "tabs"]


def applications() -> Mapping[str, App]:
    """Name → every application: those with an `App` of their own first, then a `RecipeApp` for each recipe.

    One that cannot be made, or whose name another has, is left out with a warning.
    """
    found: dict[str, App] = {}
    for registry, named in ((apps, _app), (recipes, _recipe)):
        for name in registry.names():
            try:
                if name in found:
                    raise OptionError(say("app.two_names", name=name))
                found[name] = named(name)
            except Exception as error:
                leave_out(name, error)
    return found


def _app(name: str) -> App:
    return apps.make(name)


def _recipe(name: str) -> App:
    return RecipeApp(recipes.make(name))


def tabs(folders: Mapping[str, Path] | None = None) -> list[Tab]:
    """The studio's tab of every application that has one.

    Args:
        folders: name of an application → the folder that its tab shows.

    Raises:
        DataError: there is no such folder.
    """
    given = folders or {}
    return [app.tab(given.get(name)) for name, app in applications().items() if app.tab is not None]


def examples() -> list[ExampleTable]:
    """The tables of all recipes, for the studio to compare models on."""
    from intarsia.studio.compare.examples import ExampleTable

    found = [recipe for app in applications().values() for recipe in app.recipes()]
    return [
        ExampleTable(recipes.name_of(each), each.title, each.label, each.groups, each.learner, each.example)
        for each in found
    ]
