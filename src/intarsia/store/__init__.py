"""Encode once, fuse many: what frozen encoders said of each cell, kept on disk."""

from intarsia.store.features import FeatureStore

__all__ = ["FeatureStore"]
