"""Calibration: do answers that are given with 80 % come true 80 % of the time?"""

from __future__ import annotations

import math

from markupsafe import Markup

from intarsia.evaluation.curves import Bin, calibration
from intarsia.html.plot import Figure, Plot
from intarsia.html.svg import title
from intarsia.i18n import messages
from intarsia.reporting.scored_rows import ScoredRows

say = messages(__package__, "intarsia.html")

LARGEST = 12.0
"""Radius of the dot of the fullest bin; pixels. Areas stand for rows."""


def reliability(evidence: ScoredRows) -> Figure | None:
    """One dot per bin of probabilities; None where no row was tested."""
    bins = [each for each in calibration(evidence.target, evidence.scores) if each.rows]
    if not bins:
        return None
    plot = Plot.over((0.0, 1.0), (0.0, 1.0))
    most = max(each.rows for each in bins)
    drawn = [plot.line((0.0, 1.0), (0.0, 1.0), "guide")]
    drawn.append(plot.line([each.confidence for each in bins], [each.accuracy for each in bins], "line s0 faint"))
    drawn += [_dot(plot, each, most) for each in bins]
    measured = {metric.name: metric for metric in evidence.task.metrics}.get("ece")
    error = math.nan if measured is None else measured(evidence.target, evidence.scores)
    found = say("reliability.error", error=f"{error:.3f}") if math.isfinite(error) else say("reliability.labels")
    name = say("reliability.title")
    drawing = plot.svg(name, say("reliability.x"), say("reliability.y"), *drawn)
    return Figure(name, drawing, say("reliability.caption", found=found))


def _dot(plot: Plot, each: Bin, most: int) -> Markup:
    told = say("reliability.bin", rows=each.rows, sure=f"{each.confidence:.2f}", right=f"{each.accuracy:.2f}")
    radius = max(2.0, LARGEST * math.sqrt(each.rows / most))
    return plot.dot(each.confidence, each.accuracy, radius, "f0 bubble", title(told))
