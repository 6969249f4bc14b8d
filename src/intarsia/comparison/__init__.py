"""The comparison: every strategy on the same folds."""

from intarsia.comparison.compare import compare

__all__ = ["compare"]
