"""Vectors by key: which of many are nearest to a query."""

from intarsia.index.base import Index, Neighbours, VectorIndex, indexes, load_index

__all__ = ["Index", "Neighbours", "VectorIndex", "indexes", "load_index"]
