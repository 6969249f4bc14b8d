"""What is said of each scorer: a sentence made of the facts that moved its part of the score."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.naming import called
from intarsia.apps.tryon.garment.taxonomy import KINDS
from intarsia.apps.tryon.outfit.outfit import slot_of
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.reasons.case import OutfitCase
from intarsia.apps.tryon.reasons.closest import liked
from intarsia.apps.tryon.scorers.base import Finding
from intarsia.apps.tryon.scorers.items import FEW
from intarsia.apps.tryon.scorers.style import MIDDLE
from intarsia.apps.tryon.scorers.taste import VIEWS
from intarsia.i18n import EMPTY, Message, joined, messages

say = messages(__package__)

SentenceWriter = Callable[[OutfitCase, int, bool], Message]
"""The case, the item that moved the scorer most, and whether the scorer speaks for the outfit → the sentence."""

PARTS = ("meaning", "temperature", "formality", "colours", "patterns", "sleeves", "fabrics", "kinds", "garments")
"""Parts of the scorer of the wish, in the order in which they are looked at."""
WHOLE = ("colours", "patterns", "sleeves", "fabrics", "kinds", "garments")
"""Parts that an outfit keeps when one of its garments does: none of the others is to blame."""

COUNTED = 20
"""Garments up to which those that are left behind are counted; of more, a share is told."""

RULES = ("hues", "calm", "depth")
"""Parts of harmony, each the keeping of a rule of `colour.harmony`."""
CLASH = 0.05
"""Harmony that is lost before a rule is said to be broken, or a garment to be at odds with the others."""
MOSTLY = 0.6
"""Share of an outfit up to which colours of one hue are said to stand among neutral ones."""


def title(scorer: str) -> Message:
    """Return what the bar of a scorer is called; a scorer of a plug-in goes by its name."""
    key = f"bar.{scorer}"
    return say(key) if key in say else Message.plain(scorer)


def speak(scorer: str, case: OutfitCase, item: int, good: bool) -> Message:
    """Return the sentence for a scorer; for one of a plug-in it tells the value alone."""
    if scorer in WRITERS:
        return WRITERS[scorer](case, item, good)
    value = case.ranked.findings[scorer].value or 0.0
    return say("why.plain", scorer=scorer, value=value, usual=case.usual(scorer, "value"))


def taste(case: OutfitCase, item: int, good: bool) -> Message:
    """Say beside how many garments of its slot it is preferred by likeness, and the liked garment that is closest."""
    garment = case.items[item]
    facts = case.alone("taste", item).facts
    likes = case.recommendation.request.likes
    views = {view: float(facts[view]) for view in VIEWS if view in facts}
    view = (max if good else min)(views, key=lambda each: views[each])
    more = []
    nearest = next((row for row, each in enumerate(likes) if each.digest == facts.get("closest")), None)
    if good and nearest is not None:
        itself = likes[nearest].digest == garment.digest
        more.append(say("taste.itself" if itself else "taste.closest", other=liked(likes[nearest], nearest)))
    if "elsewhere" in facts:
        more.append(say("taste.elsewhere", slot=_slot(garment)))
    standing = _standing(case, item, view, good)
    return say("taste.whole", name=called(garment), view=say(f"view.{view}"), standing=standing, more=joined(more, ""))


def _standing(case: OutfitCase, item: int, view: str, good: bool) -> Message:
    """Say than how many others of its slot it is more, or less, to the user's taste."""
    beaten, others = case.beside("taste", view, item, good)
    slot = _slot(case.items[item])
    if others + 1 < FEW:
        return say("taste.few_more" if good else "taste.few_less", slot=slot)
    if beaten == others:
        many = say("taste.all", others=others, slot=slot)
    elif others <= COUNTED:
        many = say("taste.some", beaten=beaten, others=others, slot=slot)
    else:
        many = say("taste.share", share=beaten / others, others=others, slot=slot)
    return say("taste.standing", stands=say(_stands(case.recommendation.request, good)), many=many)


def _stands(request: Request, good: bool) -> str:
    """Return the key of how the garment stands to what is liked, disliked, or both."""
    if request.likes and request.dislikes:
        return "stands.both_more" if good else "stands.both_less"
    if request.likes:
        return "stands.likes_more" if good else "stands.likes_less"
    return "stands.dislikes_more" if good else "stands.dislikes_less"


def suits(case: OutfitCase, item: int, good: bool) -> Message:
    """Say which part, apart from skin or hair or of like contrast, that moved the value most."""
    garment = case.items[item]
    found = case.alone("suits", item)
    sign = 1 if good else -1
    gains = {
        part: sign * (float(found.facts[part]) - case.usual("suits", part, item))
        for part in ("skin", "hair", "contrast")
        if part in found.facts
    }
    part = max(gains, key=lambda each: gains[each])
    told = {
        "name": called(garment),
        "slot": _slot(garment),
        "value": float(found.facts[part]),
        "usual": case.usual("suits", part, item),
    }
    if part == "contrast":
        return say("suits.contrast", **told)
    return say("suits.skin" if part == "skin" else "suits.hair", **told)


def harmony(case: OutfitCase, item: int, good: bool) -> Message:
    """Say which hues there are, or which rule is kept least: of hues, of strong colours, of lightness."""
    found = case.ranked.findings["harmony"]
    told = {"value": found.value or 0.0, "usual": case.usual("harmony", "value")}
    rule = min(RULES, key=lambda each: float(found.facts[each]))
    if good or float(found.facts[rule]) > 1 - CLASH:
        return say("harmony.nearest", template=_template(found), **told)
    if rule != "hues":
        return say(f"harmony.{rule}", **told)
    names = {each.digest: called(each) for each in case.items}
    odd = str(found.facts.get("item", ""))
    without = told["value"] - found.items.get(odd, 0.0)
    if without - told["value"] >= CLASH:
        return say("harmony.clash", name=names[odd], without=without, **told)
    return say("harmony.nearest", template=_template(found), **told)


def _template(found: Finding) -> Message:
    lone = found.facts["template"] == "i" and float(found.facts["coloured"]) < MOSTLY
    return say("template.lone" if lone else f"template.{found.facts['template']}")


def compatibility(case: OutfitCase, item: int, good: bool) -> Message:
    """Say what the head says of all pairs, or of the worst one."""
    found = case.ranked.findings["compatibility"]
    usual = case.usual("compatibility", "value")
    worst = float(found.facts["worst"])
    if good or worst >= usual:
        return say("compatibility.whole", value=found.value or 0.0, usual=usual)
    names = {each.digest: called(each) for each in case.items}
    one = names[str(found.facts["first"])]
    other = names[str(found.facts["second"])]
    return say("compatibility.pair", one=one, other=other, worst=worst, usual=usual)


def wish(case: OutfitCase, item: int, good: bool) -> Message:
    """Say which part of the wish moved the value most."""
    facts = case.ranked.findings["wish"].facts
    sign = 1 if good else -1
    parts = [part for part in PARTS if part in facts]
    part = max(parts, key=lambda each: sign * (float(facts[each]) - case.usual("wish", each)))
    most = None if good else _most(case, part)
    more = EMPTY if most is None else say("wish.most", name=called(case.items[most]))
    told = say(f"part.{part}", value=float(facts[part]))
    return say("wish.part", part=told, usual=case.usual("wish", part), more=more)


def _most(case: OutfitCase, part: str) -> int | None:
    """Return the garment of several that by itself makes more than half of what a part of the wish lies below the
    average.
    """
    found = {item: case.alone("wish", item).facts.get(part) for item in range(len(case.items))}
    gaps = {item: case.usual("wish", part, item) - float(fact) for item, fact in found.items() if fact is not None}
    if len(gaps) < 2 or part in WHOLE:
        return None
    most = max(gaps, key=lambda item: gaps[item])
    return most if 2 * gaps[most] > sum(max(gap, 0.0) for gap in gaps.values()) else None


def novelty(case: OutfitCase, item: int, good: bool) -> Message:
    """Say how like the nearest garment is that the user owns."""
    garment = case.items[item]
    found = case.alone("novelty", item)
    usual = 1 - case.usual("novelty", "value", item)
    alike = 1 - (found.value or 0.0)
    owned = case.recommendation.request.owned
    nearest = next((each for each in owned if each.digest == found.facts.get("closest")), None)
    own = say("novelty.anything") if nearest is None else say("novelty.yours", name=called(nearest))
    return say("novelty.like", name=called(garment), alike=alike, own=own, slot=_slot(garment), usual=usual)


def style(case: OutfitCase, item: int, good: bool) -> Message:
    """Say which trait moved it most, by the weight that was learned."""
    facts = case.ranked.findings["style"].facts
    weights = case.recommendation.preference.weights
    apart = {trait: float(facts[trait]) - case.usual("style", trait) for trait in facts}
    parts = {trait: weights.get(f"style {trait}", 0.0) * gap for trait, gap in apart.items()}
    trait = (max if good else min)(parts, key=lambda each: parts[each])
    more = weights.get(f"style {trait}", 0.0) > 0
    part = parts[trait]
    if trait in MIDDLE:
        asked = say(f"trait.{trait}_more" if more else f"trait.{trait}_less")
        return say("style.along" if part > 0 else "style.against", trait=asked, part=part)
    told = {"trait": _trait(trait), "value": facts[trait], "usual": case.usual("style", trait), "part": part}
    return say("style.more" if more else "style.less", **told)


def _trait(trait: str) -> Message:
    """Name a trait of the scorer of style that is a share of the garments, such as "striped garments"."""
    if trait in KINDS:
        return say("trait.kind", kind=KINDS[trait].title)
    return say(f"trait.{trait}")


def _slot(garment: Garment) -> Message:
    return say(f"slot.{slot_of(garment)}")


WRITERS: Mapping[str, SentenceWriter] = {
    "taste": taste,
    "wish": wish,
    "suits": suits,
    "harmony": harmony,
    "compatibility": compatibility,
    "novelty": novelty,
    "style": style,
}
"""Scorer → the function that speaks for it."""
