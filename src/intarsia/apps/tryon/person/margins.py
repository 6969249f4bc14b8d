"""How much wider the intervals of a person's colours are than their photo alone says.

What the light may have been holds the truth often, not nine times in ten. The margins make up for it: conformal ones
(Romano, Patterson & Candès, "Conformalized quantile regression", 2019), those of the worst of the ten Monk tones, made
by `scripts/tryon_margins.py` on 250 rendered persons none of whom the benchmark reports. They promise nothing about
cameras, filters and make-up, which are not rendered.
"""

from __future__ import annotations

from collections.abc import Mapping

MARGINS: Mapping[str, tuple[float, ...]] = {
    "skin": (3.6, 3.2, 7.5),
    "hair": (1.9, 2.1, 5.8),
    "eyes": (11.1, 3.6, 9.2),
    "contrast": (3.4,),
}
"""Fact → what L*, a* and b* (of the contrast: the difference in L*) are widened by, each way."""
