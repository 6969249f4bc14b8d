"""Predicted values against true ones, and how far they lie apart."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from intarsia.html.cells import minus
from intarsia.html.plot import Figure, Plot
from intarsia.html.svg import title
from intarsia.i18n import messages
from intarsia.reporting.scored_rows import ScoredRows

say = messages(__package__, "intarsia.html")

POINTS = 600
BARS = 25
"""Rows that are drawn, and bars of the histogram."""


def values(evidence: ScoredRows) -> tuple[Figure, ...]:
    """Draw predicted against true values, and the histogram of the residuals."""
    return _scatter(evidence.target, evidence.scores[:, 0]), _residuals(evidence.target, evidence.scores[:, 0])


def _scatter(truth: npt.NDArray[np.float64], said: npt.NDArray[np.float64]) -> Figure:
    both = np.concatenate([truth, said])
    ends = _padded(float(both.min()), float(both.max()))
    plot = Plot.over(ends, ends)
    drawn = [plot.line(ends, ends, "guide")]
    rows = np.unique(np.linspace(0, len(truth) - 1, POINTS).astype(int))
    drawn += [plot.dot(float(truth[row]), float(said[row]), 2.4, "f0 point") for row in rows]
    name = say("scatter.title")
    return Figure(name, plot.svg(name, say("scatter.x"), say("scatter.y"), *drawn), say("scatter.caption"))


def _residuals(truth: npt.NDArray[np.float64], said: npt.NDArray[np.float64]) -> Figure:
    apart = said - truth
    reach = float(np.abs(apart).max()) or 1.0
    counts, edges = np.histogram(apart, bins=BARS, range=(-reach, reach))
    plot = Plot.over((-reach, reach), (0.0, float(counts.max()) * 1.05))
    drawn = [
        plot.box(
            (left, right), float(count), "f0 bubble",
            title(say("residuals.bar", rows=int(count), low=minus(f"{left:.3g}"), high=minus(f"{right:.3g}"))),
        )
        for left, right, count in zip(edges[:-1], edges[1:], counts, strict=True)
        if count
    ]  # fmt: skip
    drawn.append(plot.line((0.0, 0.0), (0.0, float(counts.max()) * 1.05), "guide"))
    name = say("residuals.title")
    found = say("residuals.caption", bias=minus(f"{apart.mean():+.3g}"), size=f"{np.abs(apart).mean():.3g}")
    return Figure(name, plot.svg(name, say("residuals.x"), say("residuals.y"), *drawn), found)


def _padded(low: float, high: float) -> tuple[float, float]:
    margin = 0.03 * (high - low) or 1.0
    return low - margin, high + margin
