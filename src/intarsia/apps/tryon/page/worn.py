"""An outfit on the person's own photo, as a page shows it, or why it does not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.naming import title
from intarsia.apps.tryon.outfit.outfit import Outfit
from intarsia.apps.tryon.page.clipping import pictured
from intarsia.apps.tryon.page.words import joined, tell
from intarsia.apps.tryon.wear import Body
from intarsia.apps.tryon.wear.outfit import OutfitPreview
from intarsia.i18n import Message

TALL = 720
"""Longer side of a preview on a page, pixels."""


@dataclass(frozen=True)
class PreviewCard:
    """The preview of a look as the page shows it.

    Attributes:
        picture: a data URI, marked as what it is; "" when nothing of the outfit can be shown.
        name: what is read aloud.
        notes: what was guessed, and what is not shown and why.
    """

    picture: str
    name: Message
    notes: tuple[Message, ...]


def worn(outfit: Outfit, body: Body, tucked: bool | None = None) -> PreviewCard:
    """Draw the preview of a look.

    Args:
        tucked: whether tops are tucked in, see `wear`.
    """
    found = OutfitPreview.of(body, outfit.items, tucked=tucked)
    name = tell("worn.name", garments=joined(title(each) for each in found.shown))
    if found.preview is None:
        return PreviewCard("", name, tuple(left_out(found.missing)))
    notes = (*told(found.preview.sidecar), *left_out(found.missing))
    return PreviewCard(pictured(found.preview.marked, TALL), name, notes)


def told(sidecar: Mapping[str, Any]) -> Iterator[Message]:
    """Yield what a preview says of itself, each sentence once, whatever the number of garments."""
    yield from dict.fromkeys(Message.load(note) for each in _garments(sidecar) for note in each["notes"])


def uncovered(sidecar: Mapping[str, Any]) -> float:
    """Return the share of what was worn in a garment's place that still shows, where it is largest; 0 when
    nobody knows.
    """
    return max((float(each.get("not covered", 0.0)) for each in _garments(sidecar)), default=0.0)


def _garments(sidecar: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    found: Sequence[Mapping[str, Any]] = sidecar.get("garments", (sidecar,))
    return found


def left_out(missing: Sequence[tuple[Garment, Message]]) -> Iterator[Message]:
    """Yield a sentence for each reason, with the garments that it keeps out."""
    reasons = dict.fromkeys(reason for _, reason in missing)
    for reason in reasons:
        names = joined(title(garment) for garment, why in missing if why == reason)
        yield tell("worn.missing", garments=names, reason=reason)
