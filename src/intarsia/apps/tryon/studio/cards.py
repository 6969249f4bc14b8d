"""Looks as cards, one after the other: first what is worn and why, then the visitor in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from intarsia.apps.tryon.page import words as page_words
from intarsia.apps.tryon.page.card import OutfitCard, card
from intarsia.apps.tryon.page.worn import PreviewCard, worn
from intarsia.apps.tryon.studio import tell
from intarsia.apps.tryon.studio.sitter import Sitter
from intarsia.apps.tryon.studio.visit import FIRST, Visit
from intarsia.html.page import Page
from intarsia.i18n import Message

TEMPLATE = "apps/tryon/studio/look.html"
NEW = "✦"
"""Sign of a look that was not there before."""


@dataclass(frozen=True)
class Rank:
    """How a look moved since the recommendation before: as a sign, and in words."""

    sign: str
    words: Message


def shown(visit: Visit) -> Iterator[tuple[int, str]]:
    """Yield (place, HTML) of every look of a visit; again with a preview when that is drawn. The first is whole
    first.
    """
    if visit.looks is None:
        return
    sitter = visit.sitter
    waiting = []
    for place, ranked in enumerate(visit.looks):
        visit.cards.append(card(visit.looks, ranked, place + 1, False, None))
        # Asked before the look is written: what was shown a moment ago may still be drawing a preview for it.
        waits = ranked.outfit.key not in visit.previews
        yield place, _html(visit, place)
        if sitter is None or not waits:
            continue
        if place == 0:
            yield place, _previewed(visit, sitter, place)
        else:
            waiting.append(place)
    if sitter is not None:
        for place in waiting:
            yield place, _previewed(visit, sitter, place)


def _previewed(visit: Visit, sitter: Sitter, place: int) -> str:
    """Return the HTML of a look with its preview, which is drawn unless it was in the meantime."""
    look = visit.look(place).outfit
    if look.key not in visit.previews:
        visit.previews[look.key] = worn(look, sitter.body, sitter.tucked)
    return _html(visit, place)


def rank(visit: Visit, place: int) -> Rank | None:
    """Return how the look at a place moved; None where there was no recommendation before, or it stayed."""
    key = visit.look(place).outfit.key
    if not visit.places or visit.places.get(key) == place:
        return None
    if key not in visit.places:
        return Rank(NEW, tell("rank.new"))
    up = visit.places[key] - place
    return Rank(f"{'↑' if up > 0 else '↓'}{abs(up)}", tell("rank.up" if up > 0 else "rank.down", places=abs(up)))


def further(visit: Visit) -> str:
    """Return the button that shows the looks beyond the first few, and folds them up again; "" where there are none."""
    count = len(visit.looks or ()) - FIRST
    return "" if count <= 0 else Page("apps/tryon/studio/more.html", {"count": count, "say": tell}).html()


def said_of(visit: Visit) -> Message:
    """Return how many looks there are, and once some were rated, how the others moved."""
    assert visit.looks is not None
    looks = visit.looks
    if not visit.told:
        return tell("fitting.done", looks=len(looks), garments=len(looks.request.shelf))
    ranks = [found for place in range(len(looks)) if (found := rank(visit, place))]
    new = sum(found.sign == NEW for found in ranks)
    return tell("fitting.learned", count=len(visit.told), moved=len(ranks) - new, new=new)


def _html(visit: Visit, place: int) -> str:
    ranked = visit.look(place)
    found: OutfitCard = visit.cards[place]
    preview: PreviewCard | None = visit.previews.get(ranked.outfit.key)
    values = {
        "key": ranked.outfit.key,
        "card": found,
        "worn": preview,
        "waiting": visit.me is not None and preview is None,
        "rank": rank(visit, place),
        "liked": visit.told.get(ranked.outfit.key),
        "tell": page_words.tell,
        "say": tell,
    }
    return Page(TEMPLATE, values).html()
