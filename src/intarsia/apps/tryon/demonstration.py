"""The rendered person and the rendered wardrobe that show the fitting room: nobody's photo is needed to see it work."""

from __future__ import annotations

from pathlib import Path

from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec
from intarsia.apps.tryon.synthetic import wardrobe as rack
from intarsia.apps.tryon.synthetic.spec import NAVY
from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
from intarsia.i18n import messages
from intarsia.progress import Progress

say = messages(__package__)

GARMENTS = 40
SEED = 7
"""The number of garments in the wardrobe, and what they are drawn from."""
CLOSE = (GarmentSpec("shorts", colours=((45.0, 0.0, 0.0),)), GarmentSpec("tank", colours=((72.0, 0.0, 12.0),)))
PERSON = PersonSpec(monk=6, hair="long", hair_colour="black", frame="full", clothes=CLOSE)
"""In close-fitting clothes, beside which little of a previewed garment is missing."""

LIKED = (
    (GarmentSpec("shirt", colours=((86.0, -4.0, -13.0),)), "Light blue shirt", "浅蓝色衬衫"),
    (GarmentSpec("skirt", colours=(NAVY,)), "Navy skirt", "藏青色半身裙"),
)
"""What the rendered person likes; it is not in the wardrobe."""


def stock(wardrobe: Wardrobe, shop: Path, count: int = GARMENTS) -> None:
    """Render garments and hang them in a wardrobe. Started again, it goes on where it was stopped.

    Args:
        wardrobe: where they are added.
        shop: the folder of their pictures and their table.
        count: the number of garments.
    """
    with Progress("rendering", say("progress.rendering"), count) as progress:
        for _ in rack(count, SEED).save(shop):
            progress.advance(1)
    wardrobe.add(shop, shop / "wardrobe.csv")
