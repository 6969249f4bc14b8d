"""One self-contained page about one or more comparisons, in English and Chinese."""

from intarsia.evaluation.report.writing import report

__all__ = ["report"]
