"""The fitting room on a rendered wardrobe and a rendered person: nobody's photo is needed to see it work."""

from __future__ import annotations

from pathlib import Path

from intarsia import i18n
from intarsia.apps.tryon.demonstration import GARMENTS, LIKED, PERSON, stock
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.page import Lookbook
from intarsia.apps.tryon.room import FittingRoom
from intarsia.apps.tryon.synthetic import GarmentSpec, render_garment, render_person
from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
from intarsia.i18n import messages

say = messages(__package__)


LOOKS = 9
WISH = say("demo.wish")


def demonstrate(out: Path, language: str | None = None) -> Path:
    """Render a wardrobe, a person and what they like, recommend, and write the page with previews and reasons.

    Started again, it goes on where it was stopped.

    Args:
        out: folder of the page; the pictures, the wardrobe and what is learned go to "fitting-room" in it.
        language: the language of the wish and the page, "en" or "zh"; by default the one that is spoken.

    Returns:
        The path of the page.
    """
    language = language or i18n.language()
    folder = out / "fitting-room"
    hanging = Wardrobe(folder / "wardrobe")
    stock(hanging, folder / "shop", GARMENTS)
    room = FittingRoom(folder / "learned")
    me = room.measure(render_person(PERSON).pixels)
    likes = [_liked(*each) for each in LIKED]
    looks = room.recommend(me, likes, WISH.in_(language), hanging, LOOKS)
    page = Lookbook.of(looks, me, regions=True, preview=True).write(out / "looks.html", language)
    hanging.close()
    return page


def _liked(spec: GarmentSpec, title: str, chinese: str) -> Garment:
    others = {"title_zh": chinese}
    return understand(render_garment(spec).pixels, category=spec.style.category, title=title, others=others)
