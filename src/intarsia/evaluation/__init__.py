"""Metrics with intervals, cross-validation splits, the comparison of fusions, the report."""
