"""From what the fitting room found to what is answered over HTTP."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping, Sequence

import PIL.Image
import PIL.PngImagePlugin

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.naming import title
from intarsia.apps.tryon.garment.understanding import remarks
from intarsia.apps.tryon.outfit.outfit import slot_of
from intarsia.apps.tryon.page.asking import understood
from intarsia.apps.tryon.page.board import css, headline
from intarsia.apps.tryon.person import Person, Tone
from intarsia.apps.tryon.person.pose import JOINTS
from intarsia.apps.tryon.person.quality import note
from intarsia.apps.tryon.reasons import Why, explain
from intarsia.apps.tryon.recommend.preference import Feedback
from intarsia.apps.tryon.recommend.ranking import Ranked
from intarsia.apps.tryon.recommend.recommendation import Recommendation
from intarsia.apps.tryon.service.colours import Colours
from intarsia.apps.tryon.service.responses import (
    BarResponse,
    BilingualText,
    ChangeResponse,
    ClosestResponse,
    GarmentResponse,
    Landmark,
    LookResponse,
    MeasureResponse,
    MissingGarment,
    NoteResponse,
    PhotoQuality,
    RecommendResponse,
    UnderstoodPart,
    WardrobePage,
    WearResponse,
)  # fmt: skip
from intarsia.apps.tryon.wear.outfit import OutfitPreview
from intarsia.apps.tryon.wear.paint.preview import MARK
from intarsia.apps.tryon.wish.wishes import Wish

QUALITY = 90
"""The JPEG quality of the photos that are answered."""


def measured(me: Person) -> MeasureResponse:
    """Convert a measured person."""
    names = ("notes", "face_height", "turn", "cast", "brightness")
    notes = [NoteResponse(name=name, en=note(name).en, zh=note(name).zh) for name in me.quality.notes]
    told = {name: round(float(getattr(me.quality, name)), 3) for name in names[1:]}
    rows = me.landmarks.round(3).tolist()
    joints = zip(JOINTS, rows, strict=True)
    return MeasureResponse(
        width=me.photo.width,
        height=me.photo.height,
        colours=Colours.of(me.tones),
        hex={name: _hex(getattr(me.tones, name)) for name in ("skin", "hair", "eyes")},
        visible=sorted(me.visible),
        quality=PhotoQuality(notes=notes, **told),
        landmarks={name: Landmark(x=x, y=y, z=z, visibility=v, presence=p) for name, (x, y, z, v, p) in joints},
    )


def recommended(looks: Recommendation, changes: bool) -> RecommendResponse:
    """Looks with their reasons; `changes` asks for the one change that would add most, which takes a moment each."""
    asked = looks.request
    said = [
        UnderstoodPart(about=BilingualText.of(about), value=BilingualText.of(value))
        for about, value in understood(asked.wish or Wish(""), asked.constraints).said
    ]
    return RecommendResponse(
        looks=[_look(looks, each, changes) for each in looks],
        understood=said,
        notes=[BilingualText.of(note) for note in looks.notes],
        removed=looks.sieved.counts(),
        chosen_from=len(looks.request.shelf),
    )


def worn(ensemble: OutfitPreview, garments: Sequence[Garment]) -> WearResponse:
    """Convert a preview, of which there is one; garments as they were asked for."""
    look = ensemble.preview
    assert look is not None
    missing = [
        MissingGarment(garment=_place(garments, each), words=BilingualText.of(words))
        for each, words in ensemble.missing
    ]
    return WearResponse(
        mark=BilingualText.of(MARK),
        picture=_png(PIL.Image.fromarray(look.marked)),
        confidence=look.confidence,
        confidences=dict(look.confidences),
        sidecar=dict(look.sidecar),
        missing=missing,
    )


def page(garments: Mapping[str, Garment], start: int, size: int) -> WardrobePage:
    """Convert a part of a wardrobe."""
    return WardrobePage(
        count=len(garments),
        start=start,
        garments=[item(each) for each in list(garments.values())[start : start + size]],
    )


def item(garment: Garment) -> GarmentResponse:
    """Convert a garment. Of what a shop's table says besides, nothing is told: it may not be for everybody."""
    return GarmentResponse(
        digest=garment.digest,
        name=BilingualText.of(title(garment)),
        category=garment.category,
        slot=slot_of(garment),
        pattern=garment.pattern,
        hex=css(garment.palette[0][0]),
        price=garment.price,
        sizes=list(garment.sizes),
        wearer=garment.wearer,
        rivals=list(garment.rivals),
        notes=[BilingualText.of(remark) for remark in remarks(garment)],
    )


def jpeg(garment: Garment) -> bytes:
    """Return its photo, as the wardrobe keeps it."""
    file = io.BytesIO()
    PIL.Image.fromarray(garment.pixels).save(file, "JPEG", quality=QUALITY)
    return file.getvalue()


def _look(looks: Recommendation, ranked: Ranked, changes: bool) -> LookResponse:
    why = explain(looks, ranked)
    items = ranked.outfit.items
    return LookResponse(
        key=ranked.outfit.key,
        title=BilingualText.of(headline(ranked.outfit)),
        score=ranked.score,
        parts=dict(ranked.parts),
        unused=list(ranked.unused),
        garments=[item(each) for each in items],
        bars=[BarResponse(layer=bar.scorer, title=BilingualText.of(bar.title), value=bar.value) for bar in why.bars],
        reasons=[BilingualText.of(words) for words in why.sentences],
        closest=_closest(why),
        change=_change(why) if changes else None,
        evidence=dict(Feedback.of(ranked.findings, True).evidence),
    )


def _closest(why: Why) -> ClosestResponse | None:
    found = why.closest
    return (
        None
        if found is None
        else ClosestResponse(liked=found.liked, item=found.item, words=BilingualText.of(found.words))
    )


def _change(why: Why) -> ChangeResponse | None:
    found = why.change
    if found is None:
        return None
    instead = None if found.dyed else item(found.garment)
    return ChangeResponse(item=found.item, gain=found.gain, garment=instead, words=BilingualText.of(found.words))


def _place(garments: Sequence[Garment], one: Garment) -> int:
    return next(place for place, each in enumerate(garments) if each is one)


def _hex(tone: Tone | None) -> str | None:
    return None if tone is None else css((tone.lightness.mid, tone.a.mid, tone.b.mid))


def _png(picture: PIL.Image.Image) -> str:
    told = PIL.PngImagePlugin.PngInfo()
    told.add_text("Description", MARK.en)
    file = io.BytesIO()
    picture.save(file, "PNG", pnginfo=told, compress_level=3)
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
