"""One self-contained page about one or more comparisons, in English and Chinese."""

from intarsia.reporting.writing import report

__all__ = ["report"]
