"""What the visitor told of garments, as HTML: those that they like, and what became of photos for a wardrobe."""

from __future__ import annotations

from collections.abc import Sequence

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.page.board import title
from intarsia.apps.tryon.page.clipping import SMALL, clipped
from intarsia.apps.tryon.wardrobe.wardrobe import Added
from intarsia.html.page import Page
from intarsia.i18n.phrases import Both
from intarsia.studio.fitting.visit import Visit
from intarsia.studio.page_text import tell


def liked(visit: Visit) -> str:
    """Pictures and names of what is liked; "" when nothing is."""
    if not visit.likes:
        return ""
    garments = [(clipped(each, SMALL), title(each)) for each in visit.likes]
    return Page("studio/fitting/liked.html", {"garments": garments, "say": tell}).html()


def become(added: Added, garments: Sequence[Garment]) -> Both:
    """What became of photos for a wardrobe: how many there are now, and the first that could not be used."""
    if not added.refused:
        return tell("fitting.added", count=len(garments))
    _, why = added.refused[0]
    reason = Both(str(why), why.chinese)
    return tell("fitting.added_some", count=len(garments), refused=len(added.refused), why=reason)
