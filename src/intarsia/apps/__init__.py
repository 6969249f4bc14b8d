"""One folder per application; no application imports another.

The command line hands them to the service and the studio, which know none. Importing this costs next to nothing, since
every declaration does.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intarsia.apps.app import App, apps
from intarsia.apps.recipe import Recipe, recipes
from intarsia.apps.recipe_app import RecipeApp
from intarsia.errors import IntarsiaError, OptionError
from intarsia.i18n import messages
from intarsia.registry import Registry, leave_out

if TYPE_CHECKING:
    from intarsia.studio.example_table import ExampleTable
    from intarsia.studio.tab import Tab

say = messages(__package__)


__all__ = ["applications", "examples", "tabs"]


def applications() -> Mapping[str, App]:
    """Name → every application: those with an `App` of their own first, then a `RecipeApp` for each recipe.

    Ours come before those of other packages, which take no name and no option of ours. One that cannot be made, or
    whose name another has, is left out with a warning.
    """
    registries: tuple[Registry[Any], ...] = (apps, recipes)
    known = [(name, registry) for registry in registries for name in registry.names()]
    found: dict[str, App] = {}
    for name, registry in sorted(known, key=lambda each: not each[1].is_ours(each[0])):
        try:
            if name in found:
                raise OptionError(say("app.two_names", name=name))
            made = registry.make(name)
            found[name] = RecipeApp(made) if isinstance(made, Recipe) else made
        except Exception as error:
            leave_out(name, error)
    return found


def tabs(folders: Mapping[str, Path] | None = None) -> list[Tab]:
    """The studio's tab of every application that has one; a tab that cannot be made is left out with a warning.

    Args:
        folders: name of an application → the folder that its tab shows.

    Raises:
        DataError: there is no such folder.
    """
    given = folders or {}
    found = []
    for name, app in applications().items():
        try:
            if app.tab is not None:
                found.append(app.tab(given.get(name)))
        except IntarsiaError:
            raise
        except Exception as error:
            leave_out(name, error)
    return found


def examples() -> list[ExampleTable]:
    """The tables of all recipes, for the studio to compare models on."""
    from intarsia.studio.example_table import ExampleTable

    found = [recipe for app in applications().values() for recipe in app.recipes()]
    return [
        ExampleTable(recipes.name_of(each), each.title, each.label, each.groups, each.learner, each.example)
        for each in found
    ]
