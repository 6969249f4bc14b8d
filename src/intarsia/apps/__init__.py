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

if TYPE_CHECKING:
    from intarsia.studio.compare.examples import ExampleTable
    from intarsia.studio.tab import Tab

say = messages(__package__)


__all__ = ["applications", "examples", "tabs"]


def applications() -> Mapping[str, App]:
    """Name → every application: those with an `App` of their own first, then a `RecipeApp` for each recipe.

    Raises `OptionError` when two have one name.
    """
    found: dict[str, App] = {name: apps.make(name) for name in apps.names()}
    for name in recipes.names():
        if name in found:
            raise OptionError(say("app.two_names", name=name))
        found[name] = RecipeApp(recipes.make(name))
    return found


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
