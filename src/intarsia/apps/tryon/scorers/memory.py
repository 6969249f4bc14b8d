"""What a layer said of looks before: a layer that looks at garments alone says the same to everybody."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from intarsia.apps.tryon.recommend.outfit import Outfit
from intarsia.apps.tryon.scorers.base import Finding

MOST = 10_000
"""Looks that are remembered, about 1 kB each: a recommendation judges some hundred to two thousand."""


OWN: Mapping[str, bool] = {"transient": True}
"""Metadata of a layer's field for its memory: it belongs to the instance, and is no option of the layer."""


class Memory:
    """Findings by look, in the memory of one layer; beyond `MOST` the oldest are forgotten.

    Threads may share one: at worst a look is judged twice.
    """

    def __init__(self) -> None:
        self._known: dict[Outfit, Finding] = {}

    def of(self, outfits: Sequence[Outfit], judge: Callable[[Sequence[Outfit]], Sequence[Finding]]) -> list[Finding]:
        """The finding for each look; `judge` is asked, once, for those that are not known."""
        found = {outfit: self._known.get(outfit) for outfit in outfits}
        fresh = [outfit for outfit, finding in found.items() if finding is None]
        judged = dict(zip(fresh, judge(fresh) if fresh else (), strict=True))
        self._keep(judged)
        return [finding if (finding := found[outfit]) is not None else judged[outfit] for outfit in outfits]

    def _keep(self, judged: dict[Outfit, Finding]) -> None:
        self._known.update(judged)
        for outfit in list(self._known)[: max(len(self._known) - MOST, 0)]:
            self._known.pop(outfit, None)
