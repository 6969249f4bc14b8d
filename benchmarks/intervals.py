"""How often an interval over tested rows holds the truth: that of `Bootstrap`, and BCa, which was taken before.

Rows are drawn again and again from a law of which every metric's true value is known (as good as: from a million rows).
Classes: a calibrated score z of two normal distributions 2.4 apart, 2 %, 10 % or 50 % positives; values: a prediction
with errors of Student's t with 5 degrees of freedom. Groups: four rows each, which share their error.

Writes results/intervals.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import special, stats

from intarsia.evaluation.intervals import Bootstrap, strata_of
from intarsia.tasks.metrics import Metric, metric

RESULT = Path(__file__).parent / "results" / "intervals.json"
APART = 2.4
GROUP = 4
CLASSES = ("accuracy", "f1", "roc_auc", "average_precision", "log_loss")
VALUES = ("r2", "mae")
Array = npt.NDArray[Any]
Law = Callable[[np.random.Generator, int], tuple[Array, Array]]
"""A generator, a number of rows → truth (N,), scores (N, K)."""


def classes(share: float) -> Law:
    """Two classes, of which the second has this share of the rows."""

    def law(random: np.random.Generator, rows: int) -> tuple[Array, Array]:
        positives = max(1, round(rows * share))
        truth = np.repeat([1, 0], [positives, rows - positives])
        z = random.normal(size=rows) + APART * truth
        positive = special.expit(APART * z - APART**2 / 2 + special.logit(share))
        return truth, np.stack([1 - positive, positive], 1)

    return law


def values(random: np.random.Generator, rows: int) -> tuple[Array, Array]:
    """Values with long-tailed errors."""
    truth = random.normal(size=rows)
    return truth, (truth + 0.6 * random.standard_t(5, size=rows))[:, None]


def grouped(random: np.random.Generator, rows: int) -> tuple[Array, Array]:
    """Values of which four rows each share their error."""
    truth = random.normal(size=rows)
    return truth, (truth + 0.6 * np.repeat(random.standard_t(5, size=rows // GROUP), GROUP))[:, None]


def bca(measured: Metric, truth: Array, scores: Array, groups: Array | None) -> tuple[float, float]:
    """The interval of before: bias-corrected and accelerated quantiles of the draws (Efron 1987)."""
    value = measured(truth, scores)
    weights = np.concatenate(list(Bootstrap(500).draws(strata_of(truth), groups)))
    drawn = measured.over(truth, scores, weights)
    units = np.arange(len(truth)) if groups is None else groups
    block = np.random.default_rng(0).permutation(units.max() + 1)[units] % 100
    left_out = measured.over(truth, scores, (block != np.arange(block.max() + 1)[:, None]).astype(np.float64))
    drawn = drawn[np.isfinite(drawn)]
    left_out = left_out[np.isfinite(left_out)]
    if not np.isfinite(value) or not len(drawn):
        return np.nan, np.nan
    below = (drawn < value).mean() + (drawn == value).mean() / 2
    edge = 1 / (len(drawn) + 1)
    bias = stats.norm.ppf(np.clip(below, edge, 1 - edge))
    fall = left_out.mean() - left_out
    spread = (fall**2).sum()
    skew = (fall**3).sum() / (6 * spread**1.5) if spread > 0 else 0.0
    shifted = bias + stats.norm.ppf([0.025, 0.975])
    low, high = np.quantile(drawn, stats.norm.cdf(bias + shifted / (1 - skew * shifted)))
    return min(float(low), value), max(float(high), value)


def covered(law: Law, names: Sequence[str], rows: int, tables: int, groups: Array | None) -> list[dict[str, Any]]:
    """Of each metric: how often either interval holds the truth, and how often the value is at an edge of it."""
    large = [law(np.random.default_rng(seed), 200_000) for seed in range(1_000, 1_005)]
    truths = {name: float(np.mean([metric(name)(*each) for each in large])) for name in names}
    held: dict[str, list[tuple[float, ...]]] = {name: [] for name in names}
    for seed in range(tables):
        truth, scores = law(np.random.default_rng(seed), rows)
        for name in names:
            found = Bootstrap(500).metric(metric(name), truth, scores, groups)
            ends = [(found.low, found.high), bca(metric(name), truth, scores, groups)]
            held[name].append(
                tuple(
                    outcome
                    for low, high in ends
                    for outcome in (low <= truths[name] <= high, found.value in (low, high), np.isfinite(low))
                )
            )
    return [{"metric": name, **_told(np.array(held[name], dtype=float))} for name in names]


def _told(outcomes: Array) -> dict[str, Any]:
    """Shares of the intervals that there are, after and before; and the share of tables that have one."""
    told = {}
    for name, place in (("", 0), ("_before", 3)):
        known = outcomes[outcomes[:, place + 2] == 1]
        told[f"holds{name}"] = round(float(known[:, place].mean()), 3) if len(known) else None
        told[f"edge{name}"] = round(float(known[:, place + 1].mean()), 3) if len(known) else None
        told[f"known{name}"] = round(len(known) / len(outcomes), 3)
    return told


def main() -> None:
    """Simulate, print and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", type=int, default=400)
    tables = parser.parse_args().tables
    found = []
    for rows in (50, 200, 1_000):
        settings = [(share, classes(share), CLASSES, None) for share in (0.02, 0.1, 0.5)]
        settings += [(None, values, VALUES, None), (None, grouped, VALUES, np.arange(rows // GROUP * GROUP) // GROUP)]
        for share, law, names, groups in settings:
            count = tables if rows < 1_000 else tables // 2
            used = rows if groups is None else len(groups)
            for each in covered(law, names, used, count, groups):
                told = {"rows": used, "positives": share, "groups": groups is not None, "tables": count, **each}
                print(told, flush=True)
                found.append(told)
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    RESULT.write_text(json.dumps({"machine": machine, "settings": found}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
