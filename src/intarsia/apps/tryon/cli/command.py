"""What `intarsia tryon` does."""

from __future__ import annotations

import json
import os
import sys
import warnings
from argparse import Namespace
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from intarsia.apps.tryon.cli.demo import demonstrate
from intarsia.apps.tryon.garment.colouring import colour_word
from intarsia.apps.tryon.garment.garment import PATTERNS, SLEEVES
from intarsia.apps.tryon.garment.taxonomy import KINDS, SLOTS
from intarsia.apps.tryon.garment.titles import named_in_cell
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.garment.wearers import WEARERS
from intarsia.apps.tryon.outfit.constraints import HALVES, Constraints
from intarsia.apps.tryon.page import Lookbook
from intarsia.apps.tryon.page.measured import MeasuredPhoto
from intarsia.apps.tryon.page.terminal import print_lookbook, print_measured, print_person, print_preview, print_sending
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.recommend.last_page import LastPage
from intarsia.apps.tryon.room import FittingRoom
from intarsia.apps.tryon.wardrobe.wardrobe import FILE, Wardrobe, erase
from intarsia.apps.tryon.wear import Body, engines
from intarsia.apps.tryon.wear.engines.remote import Remote
from intarsia.apps.tryon.wear.outfit import OutfitPreview
from intarsia.apps.tryon.wear.paint.preview import MARK
from intarsia.apps.tryon.wish.amounts import Span, spending
from intarsia.errors import DataError, IntarsiaWarning, OptionError, RefusedPhoto, StoreError, UnknownName
from intarsia.files import writable
from intarsia.i18n import joined, messages

say = messages(__package__)

PAGES = (".html", ".htm")
"""How a page's name ends."""


def run(given: Namespace) -> None:
    """Run the action that was parsed."""
    ACTIONS[given.action](given)


def _add(given: Namespace) -> None:
    wardrobe = Wardrobe(given.wardrobe)
    added = wardrobe.add(given.photos, given.table)
    print(added)
    print(say("add.garments", count=len(wardrobe), folder=given.wardrobe).told)
    if added.refused and not len(wardrobe):
        raise DataError(say("add.none_used"))


def _measure(given: Namespace) -> None:
    print(say("consent.others").told, file=sys.stderr)
    me = FittingRoom().measure(given.me).corrected(**_stated(given))
    measured = MeasuredPhoto.of(me)
    if given.json:
        print(json.dumps(measured.dump(), ensure_ascii=False, indent=2))
    else:
        print_measured(measured)


def _recommend(given: Namespace) -> None:
    if given.top < 1:
        raise OptionError(say("option.top", top=given.top))
    _there(given.wardrobe)
    constraints = _constraints(given)
    out = Path(given.out)
    if out.suffix.lower() not in PAGES:  # so that no photo and no wardrobe is written over
        raise OptionError(say("option.page", path=out))
    writable("--out", out.parent, out)
    room = FittingRoom()
    me = _measured(room, given)
    looks = room.recommend(
        me,
        given.likes,
        given.wish,
        given.wardrobe,
        given.top,
        dislikes=given.dislikes,
        owned=given.owned,
        constraints=constraints,
    )
    book = Lookbook.of(looks, me, given.with_photo, given.explain, given.preview)
    page = book.write(out)
    print_lookbook(book, reasons=given.explain)
    print(say("saved.page", path=page).told)
    try:
        LastPage.of(looks, page.resolve()).save(room.folder)
    except OSError as error:
        told = say("saved.not_remembered", folder=room.folder, why=error.strerror)
        warnings.warn(IntarsiaWarning(told), stacklevel=2)
    else:
        print(say("saved.rate").told)


def _measured(room: FittingRoom, given: Namespace) -> Person | None:
    stated = _stated(given)
    if given.me is None:
        if stated or given.with_photo or given.preview:
            raise OptionError(say("option.of_photo"))
        return None
    print(say("consent.others").told, file=sys.stderr)
    me = room.measure(given.me).corrected(**stated)
    print_person(me)
    return me


def _stated(given: Namespace) -> dict[str, Any]:
    return {name: getattr(given, name) for name in ("skin", "hair", "eyes") if getattr(given, name)}


def _wear(given: Namespace) -> None:
    engine = engines.parse(given.engine)
    kinds = _kinds_of_each(given)
    out = Path(given.out)
    _free(out, (given.me, *given.garments))
    if given.layers:
        writable("--layers", Path(given.layers))
    if isinstance(engine, Remote):
        print_sending(engine)
    else:
        print(say("consent.others").told, file=sys.stderr)
    room = FittingRoom()
    clothes = [understand(photo, kind_word=kind) for photo, kind in zip(given.garments, kinds, strict=True)]
    me = Body.of(room.measure(given.me))
    try:
        look = room.wear(me, *clothes, engine=engine, tucked=given.tucked)
    except RefusedPhoto as error:
        names = {each.digest: Path(photo).name for each, photo in zip(clothes, given.garments, strict=True)}
        raise (_named(OutfitPreview.of(me, clothes, engine, given.tucked), names) or error) from error
    saved = look.save(out)
    print_preview(look, clothes)
    print(say("saved.preview", path=saved, mark=MARK).told)
    if given.layers:
        look.save_layers(given.layers)
        print(say("saved.layers", folder=given.layers).told)


def _named(found: OutfitPreview, names: Mapping[str, str]) -> RefusedPhoto | None:
    """Return which of several photos are refused, each with its reason; None where there is one, or they go alone."""
    if len(names) < 2 or not found.missing:
        return None
    told = [(names[garment.digest], reason) for garment, reason in found.missing]
    reasons = [say("preview.refused", name=name, reason=reason) for name, reason in told]
    return RefusedPhoto("not shown", joined(reasons, "; ", "；"))


def _kinds_of_each(given: Namespace) -> list[str]:
    for word in given.kinds:
        _kinds(word)
    if given.kinds and len(given.kinds) != len(given.garments):
        raise OptionError(say("option.kinds", kinds=" ".join(given.kinds), count=len(given.garments)))
    return [*given.kinds] or [""] * len(given.garments)


def _free(out: Path, photos: Iterable[str]) -> None:
    """Raise `OptionError` when a preview cannot be written there, or would take the place of a photo."""
    if out.suffix.lower() != ".png":
        raise OptionError(say("option.preview", path=out))
    if os.path.realpath(out) in map(os.path.realpath, photos):  # `Path.resolve` fails where links lead in a circle
        raise OptionError(say("option.is_photo", path=out))
    for path in (out, out.with_suffix(".json")):
        writable("--out", out.parent, path)


def _feedback(given: Namespace) -> None:
    liked = given.action == "like"
    room = FittingRoom()
    page = LastPage.load(room.folder)
    lessons = []
    for number in given.numbers:
        lesson, page = page.feedback(number, liked)
        lessons.append(lesson)
    preference = room.learn(*lessons)
    page.save(room.folder)
    told = {"numbers": list(given.numbers), "page": Path(page.page).name}
    print(say("feedback.liked" if liked else "feedback.disliked", **told).told)
    print(say("feedback.learned", count=len(preference.feedbacks)).told)


def _forget(given: Namespace) -> None:
    if given.wardrobe:
        _forget_wardrobe(given.wardrobe, given.yes)
    learned = FittingRoom().forget()
    print(say("forget.learned" if learned else "forget.nothing_learned").told)
    print(say("forget.untouched").told)


def _forget_wardrobe(folder: str, agreed: bool) -> None:
    """Delete a wardrobe, also one that is damaged: the user may not be left with photos that they cannot get rid of."""
    _there(folder)
    try:
        with closing(Wardrobe(folder)) as wardrobe:
            what = say("forget.garments", count=len(wardrobe))
    except StoreError:
        what = say("forget.damaged")
    if not agreed:
        _agreed(say("forget.ask", folder=folder, what=what).told + " ")
    erase(folder)
    print(say("forget.deleted", folder=folder, what=what).told)


def _agreed(question: str) -> None:
    """Raise `OptionError` when the answer is not yes, or nobody is there to give one."""
    if not sys.stdin.isatty():
        raise OptionError(say("forget.nobody"))
    if input(question).strip().lower() not in ("y", "yes", "是"):
        raise OptionError(say("forget.nothing"))


def _demo(given: Namespace) -> None:
    writable("--out", Path(given.out))
    print(say("saved.page", path=demonstrate(Path(given.out)).resolve()).told)


def _constraints(given: Namespace) -> Constraints:
    return Constraints(
        worn=_places(given.only),
        without=_places(given.without),
        kinds=tuple(map(_kinds, getattr(given, "with"))),
        budget=_budget(given.budget) if given.budget else None,
        sizes=tuple(given.sizes),
        colours=tuple(map(colour_word, given.no_colours)),
        patterns=tuple(_one_of("kind.pattern", name, PATTERNS) for name in given.no_patterns),
        sleeves=tuple(_one_of("kind.sleeve", name, SLEEVES) for name in given.no_sleeves),
        wearers=tuple(_one_of("kind.wearer", name, WEARERS) for name in getattr(given, "for")),
    )


def _kinds(word: str) -> tuple[str, ...]:
    """Return the categories that a shop's word may mean: trousers are pants, and a top is any of several. Raises
    `UnknownName`.
    """
    if not (found := named_in_cell(word).kinds):
        raise UnknownName(say("kind.category"), word, KINDS)
    return found


def _places(words: Iterable[str]) -> tuple[str, ...]:
    """Read parts of the body, slots and kinds as shops call them; what is none of them is left to `Constraints`."""
    known = {*HALVES, *SLOTS}
    found = [(word.lower(),) if word.lower() in known else named_in_cell(word).kinds or (word,) for word in words]
    return tuple(name for each in found for name in each)


def _one_of(what: str, name: str, known: Iterable[str]) -> str:
    if name not in (names := tuple(known)):
        raise UnknownName(say(what), name, names)
    return name


def _budget(text: str) -> Span:
    try:
        return spending(text)
    except ValueError:
        raise OptionError(say("option.budget", text=text)) from None


def _there(folder: str) -> None:
    if not (Path(folder) / FILE).exists():
        raise DataError(say("wardrobe.missing", folder=folder))


ACTIONS: Mapping[str, Any] = {
    "add": _add,
    "demo": _demo,
    "dislike": _feedback,
    "forget": _forget,
    "like": _feedback,
    "measure": _measure,
    "recommend": _recommend,
    "wear": _wear,
}
