"""Where weights and data sets come from: a local folder, the hub, a file inside a published package."""

from intarsia.assets.cache import cache_root
from intarsia.assets.catalogue import Asset, catalogue
from intarsia.assets.delivery import locate, pull

__all__ = ["Asset", "cache_root", "catalogue", "locate", "pull"]
