"""One look of the page: what is worn, how it scores, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.naming import title
from intarsia.apps.tryon.garment.understanding import remarks
from intarsia.apps.tryon.page.board import FlatLay, board, headline
from intarsia.apps.tryon.page.clipping import SMALL, clipped, dyed, mapped
from intarsia.apps.tryon.page.worn import PreviewCard, worn
from intarsia.apps.tryon.reasons import Contribution, Why, explain
from intarsia.apps.tryon.recommend.ranking import Ranked
from intarsia.apps.tryon.recommend.recommendation import UNUSED, Recommendation
from intarsia.apps.tryon.wear import Body
from intarsia.html.cells import minus
from intarsia.i18n import Message

ABSENT = frozenset(each.key for each in UNUSED.values())
"""Keys of sentences about what was not used: said once for all looks, or of one where it is so of that one alone."""
FAINT = 0.005
"""Bars that would be told as 0.00 say so without a sign."""


@dataclass(frozen=True)
class CardItem:
    """A garment of the look: what it is called, its price and sizes as told, and what makes its photo less sure."""

    name: Message
    price: str
    sizes: str
    notes: tuple[Message, ...]


@dataclass(frozen=True)
class ScoreBar:
    """A scorer's bar: from `start`, `width` wide, in percent of the field, on the right of its middle when positive."""

    title: Message
    told: str
    start: float
    width: float
    good: bool


@dataclass(frozen=True)
class ClosestPair:
    """A liked garment beside the one of the look that is closest to it."""

    liked: str
    item: str
    words: Message


@dataclass(frozen=True)
class ChangeCard:
    """One change: what it would gain, said and shown, before and after."""

    gain: str
    words: Message
    pictures: tuple[str, ...]


@dataclass(frozen=True)
class OcclusionCard:
    """Where on a garment the score rests."""

    picture: str
    words: Message


@dataclass(frozen=True)
class OutfitCard:
    """One look as the page shows it.

    Attributes:
        number: from 1, as `intarsia tryon like` takes it.
        title: the look in a few words.
        board: the outfit.
        items: its garments.
        total: what they cost together, "" when no price is known; `partly` when some is not.
        score: with its sign.
        lines: the scorers' bars.
        sum: what the bars add up to.
        sentences: the reasons.
        unused: what this look gave nothing to go by for.
        pair: None without likes.
        change: what one change would add; None when nothing gains.
        map: None unless it was asked for.
        worn: the preview; None unless it was asked for.
    """

    number: int
    title: Message
    board: FlatLay
    items: tuple[CardItem, ...]
    total: str
    partly: bool
    score: str
    lines: tuple[ScoreBar, ...]
    sum: Message
    sentences: tuple[Message, ...]
    unused: tuple[Message, ...]
    pair: ClosestPair | None
    change: ChangeCard | None
    map: OcclusionCard | None
    worn: PreviewCard | None


def card(recommendation: Recommendation, ranked: Ranked, number: int, regions: bool, body: Body | None) -> OutfitCard:
    """Return the card of a look; `regions` asks for the map, and a body for the preview: both take seconds."""
    why = explain(recommendation, ranked)
    items = ranked.outfit.items
    (total, *told) = why.sentences
    known = [item.price for item in items if item.price is not None]
    said = {note.key for note in recommendation.notes}
    return OutfitCard(
        number,
        headline(ranked.outfit),
        board(ranked.outfit),
        tuple(_item(item) for item in items),
        _money(sum(known)) if known else "",
        0 < len(known) < len(items),
        signed(ranked.score),
        lines(why.bars),
        total,
        tuple(words for words in told if words.key not in ABSENT),
        tuple(words for words in told if words.key in ABSENT and words.key not in said),
        _pair(recommendation, items, why),
        _swap(items, why),
        _map(items, why) if regions else None,
        None if body is None else worn(ranked.outfit, body),
    )


def lines(bars: Sequence[Contribution]) -> tuple[ScoreBar, ...]:
    """Return bars to one scale, the longest a half of the field."""
    longest = max((abs(bar.value) for bar in bars), default=0.0) or 1.0
    order = [*UNUSED, *(bar.scorer for bar in bars)]
    found = []
    for bar in sorted(bars, key=lambda each: order.index(each.scorer)):
        width = 50 * abs(bar.value) / longest
        start = 50.0 if bar.value >= 0 else 50 - width
        found.append(ScoreBar(bar.title, signed(bar.value), round(start, 2), round(width, 2), bar.value >= 0))
    return tuple(found)


def signed(value: float) -> str:
    """Write a number with its sign; one that rounds to 0 has none."""
    return "0.00" if abs(value) < FAINT else minus(f"{value:+.2f}")


def _item(garment: Garment) -> CardItem:
    price = "" if garment.price is None else _money(garment.price)
    return CardItem(title(garment), price, " · ".join(garment.sizes), remarks(garment))


def _money(amount: float) -> str:
    return f"{amount:,.2f}".removesuffix(".00")


def _pair(recommendation: Recommendation, items: Sequence[Garment], why: Why) -> ClosestPair | None:
    if why.closest is None:
        return None
    liked = recommendation.request.likes[why.closest.liked]
    item = items[why.closest.item]
    return ClosestPair(clipped(liked, SMALL), clipped(item, SMALL), why.closest.words)


def _swap(items: Sequence[Garment], why: Why) -> ChangeCard | None:
    if why.change is None:
        return None
    change = why.change
    before = items[change.item]
    after = change.garment
    shown = dyed(before, after.palette, SMALL) if change.dyed else clipped(after, SMALL)
    return ChangeCard(signed(change.gain), change.words, (clipped(before, SMALL), shown))


def _map(items: Sequence[Garment], why: Why) -> OcclusionCard | None:
    if why.region is None or not items[why.region.item].pixels.size:
        return None
    return OcclusionCard(mapped(items[why.region.item], why.region.map), why.region.words)
