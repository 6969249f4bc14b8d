"""`intarsia assets list | pull | where`: pretrained weights and data sets."""

from __future__ import annotations

import argparse
import textwrap
from argparse import Namespace
from collections.abc import Sequence

from intarsia.apps.app import Verb, help_text
from intarsia.cli.help_formatter import wrapped
from intarsia.errors import AssetError, OptionError
from intarsia.i18n import messages

say = messages(__package__)


WIDTH = 80
INDENT = "    "


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    what = verb.add_subparsers(dest="what", metavar="list | pull | where", required=True)
    what.add_parser("list", help=help_text(say("assets_help.list")))
    fetch = what.add_parser("pull", help=help_text(say("assets_help.pull")))
    fetch.add_argument("names", nargs="+", metavar="NAME", help=help_text(say("assets_help.names")))
    fetch.add_argument("--sources", help=help_text(say("assets_help.sources")))
    place = what.add_parser("where", help=help_text(say("assets_help.where")))
    place.add_argument("name", metavar="NAME")


def run(given: Namespace) -> None:
    """List, fetch or find."""
    if given.what == "list":
        list_assets()
    elif given.what == "pull":
        pull_assets(given.names, given.sources)
    else:
        where(given.name)


def list_assets() -> None:
    """Print every asset: name, kind, size, licence, whether it is here, what it is and where it comes from."""
    from intarsia.assets.cache import cache_root, is_whole
    from intarsia.assets.catalogue import catalogue

    for asset in catalogue().values():
        here = say("list.here" if is_whole(asset) else "list.not_here").told
        print(f"{asset.name:24} {asset.kind:8} {asset.size / 1e6:6.1f} MB  {asset.licence:16} {here}")
        origins = [f"{origin} {specification}" for origin, specification in asset.sources.items()]
        for text in (asset.about, say("list.origins", origins=origins)):
            print(textwrap.indent("\n".join(wrapped(text.told, WIDTH - len(INDENT))), INDENT))
    print("\n" + say("list.cache", folder=cache_root()).told)


def pull_assets(names: Sequence[str], sources: str | None = None) -> None:
    """Fetch assets ("all" for every one) and print their folders. `sources` is as in `pull`.

    Raises `OptionError` when no name is given, `UnknownName` before anything is fetched, and what `pull` raises.
    """
    from intarsia.assets.catalogue import catalogue
    from intarsia.assets.delivery import asset_of, pull

    if not names:
        raise OptionError(say("pull.nothing_named"))
    chosen = [asset_of(name) for name in (catalogue() if "all" in names else names)]
    for asset in chosen:
        print(pull(asset.name, sources))


def where(name: str) -> None:
    """Print the folder of an asset that is here. Raises `AssetError` when it is not."""
    from intarsia.assets.cache import home_of, is_whole
    from intarsia.assets.delivery import asset_of

    asset = asset_of(name)
    if not is_whole(asset):
        raise AssetError(say("where.not_here", name=name))
    print(home_of(asset))


VERB = Verb(say("assets_help.verb"), arguments, run)
