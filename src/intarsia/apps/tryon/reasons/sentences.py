"""What is said of each scorer: a sentence made of the facts that moved its part of the score."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from intarsia.apps.tryon.reasons.case import Case
from intarsia.apps.tryon.reasons.naming import SLOTS, called, liked, told_of, trait_of
from intarsia.apps.tryon.recommend.outfit import slot_of
from intarsia.apps.tryon.scorers.items import FEW
from intarsia.i18n import Message

Voice = Callable[[Case, int, bool], Message]
"""The case, the item that moved the scorer most, and whether the scorer speaks for the outfit → the sentence."""

TITLES: Mapping[str, Message] = {
    "taste": Message("Like what you like", "符合喜好"),
    "wish": Message("Your wish", "符合心愿"),
    "suits": Message("Colours beside yours", "与您的颜色"),
    "harmony": Message("Colours together", "配色"),
    "compatibility": Message("Garments together", "搭配"),
    "novelty": Message("New to your wardrobe", "新颖度"),
    "style": Message("Learned from your ratings", "从评价中学到"),
}
"""Scorer → what its bar is called."""
VIEWS: Mapping[str, Message] = {
    "image": Message("photo", "照片"),
    "text": Message("description", "描述"),
    "colour": Message("colours", "颜色"),
}
STANDS: Mapping[tuple[bool, bool, bool], Message] = {
    (True, False, True): Message("closer to what you like than", "更接近您喜欢的衣物，超过"),
    (True, False, False): Message("further from what you like than", "离您喜欢的衣物更远，超过"),
    (False, True, True): Message("further from what you dislike than", "离您不喜欢的衣物更远，超过"),
    (False, True, False): Message("closer to what you dislike than", "更接近您不喜欢的衣物，超过"),
    (True, True, True): Message(
        "likeness to what you like, less that to what you dislike, above that of",
        "与喜欢的衣物的相似度减去与不喜欢的衣物的相似度，高于",
    ),
    (True, True, False): Message(
        "likeness to what you like, less that to what you dislike, below that of",
        "与喜欢的衣物的相似度减去与不喜欢的衣物的相似度，低于",
    ),
}
"""Whether there are likes, dislikes, and the scorer speaks for the outfit → how the garment stands."""
TEMPLATES: Mapping[str, Message] = {
    "i": Message("all of one hue", "同一色相"),
    "V": Message("neighbouring hues", "邻近色"),
    "L": Message("hues a quarter of the wheel apart", "相隔四分之一色环"),
    "I": Message("two opposite hues", "互补色"),
    "T": Message("hues of one half of the wheel", "半个色环内"),
    "Y": Message("neighbouring hues and the opposite one", "邻近色加互补色"),
    "X": Message("two groups of hues, opposite each other", "两组相对的色相"),
    "N": Message("neutral colours alone", "全为中性色"),
}
"""Template of `colour.harmony` → what it means."""

PARTS: Mapping[str, Message] = {
    "meaning": Message("nearer to it by description than {} of the garments here", "描述比此处 {} 的衣物更接近心愿"),
    "temperature": Message("its warmth is kept to {}", "保暖程度符合 {}"),
    "formality": Message("how formal it is to be is kept to {}", "正式程度符合 {}"),
    "colours": Message("the colour that you named is there to {}", "所提颜色符合 {}"),
    "patterns": Message("the pattern that you named is there to {}", "所提图案符合 {}"),
    "sleeves": Message("the sleeves that you named are there to {}", "所提袖长符合 {}"),
    "kinds": Message("of the kinds that you named {} are there", "所提类别具备 {}"),
}
"""Part of the scorer of the wish → what its number says."""

WHOLE = ("colours", "patterns", "sleeves", "kinds")
"""Parts that an outfit keeps when one of its garments does: none of the others is to blame."""

COUNTED = 20
"""Garments up to which those that are left behind are counted; of more, a share is told."""

CLASH = 0.05
"""Harmony that the others alone must have above all together before a garment is said to be at odds with them."""


def title(scorer: str) -> Message:
    """What the bar of a scorer is called; a scorer of a plug-in goes by its name."""
    return TITLES.get(scorer, Message(scorer, scorer))


def speak(scorer: str, case: Case, item: int, good: bool) -> Message:
    """The sentence for a scorer; for one of a plug-in it tells the value alone."""
    if scorer in VOICES:
        return VOICES[scorer](case, item, good)
    value = case.ranked.findings[scorer].value or 0.0
    usual = case.usual(scorer, "value")
    return Message(
        f"{scorer}: {value:.0%}, on average {usual:.0%} here.", f"{scorer}：{value:.0%}，此处平均 {usual:.0%}。"
    )


def taste(case: Case, item: int, good: bool) -> Message:
    """Beside how many garments of its slot it is preferred by likeness, and the liked garment that is closest."""
    garment = case.items[item]
    facts = case.alone("taste", item).facts
    request = case.recommendation.request
    name = called(garment)
    slot = SLOTS[slot_of(garment)]
    views = {view: float(facts[view]) for view in VIEWS if view in facts}
    view = (max if good else min)(views, key=lambda each: views[each])
    english, chinese = _standing(case, item, view, good)
    english = f"The {name.en}: by {VIEWS[view].en}, {english}"
    chinese = f"{name.zh}：按{VIEWS[view].zh}，{chinese}"
    nearest = next((row for row, each in enumerate(request.likes) if each.digest == facts.get("closest")), None)
    if good and nearest is not None:
        other = liked(request.likes[nearest], nearest)
        itself = request.likes[nearest].digest == garment.digest
        english += f"; it is {other.en} itself" if itself else f"; closest is {other.en}"
        chinese += f"；它就是{other.zh}" if itself else f"；最接近{other.zh}"
    if "elsewhere" in facts:
        english += f"; you named no {slot.en}, so it counts half"
        chinese += f"；您没有给出喜欢的{slot.zh}，因此只计一半"
    return Message(f"{english}.", f"{chinese}。")


def _standing(case: Case, item: int, view: str, good: bool) -> tuple[str, str]:
    """Than how many others of its slot it is more, or less, to the user's taste; in English and Chinese."""
    beaten, others = case.beside("taste", view, item, good)
    slot = SLOTS[slot_of(case.items[item])]
    request = case.recommendation.request
    if others + 1 < FEW:
        more, chinese = ("more", "更") if good else ("less", "不那么")
        return (
            f"{more} to your taste than is usual among all garments here, the {slot.en} being few",
            f"与此处所有衣物的平均相比，{chinese}符合您的喜好（{slot.zh}太少）",
        )
    stands = STANDS[bool(request.likes), bool(request.dislikes), good]
    if beaten == others:
        english = f"all {others}"
        chinese = f"全部 {others} 件{slot.zh}"
    elif others <= COUNTED:
        english = f"{beaten} of {others}"
        chinese = f" {others} 件{slot.zh}中的 {beaten} 件"
    else:
        english = f"{beaten / others:.0%} of {others}"
        chinese = f" {others} 件{slot.zh}中的 {beaten / others:.0%}"
    return f"{stands.en} {english} other {slot.en} here", f"{stands.zh}此处其余{chinese}"


def suits(case: Case, item: int, good: bool) -> Message:
    """The part, apart from skin or hair or of like contrast, that moved the value most."""
    garment = case.items[item]
    found = case.alone("suits", item)
    name = called(garment)
    slot = SLOTS[slot_of(garment)]
    sign = 1 if good else -1
    gains = {
        part: sign * (float(found.facts[part]) - case.usual("suits", part, item))
        for part in ("skin", "hair", "contrast")
        if part in found.facts
    }
    part = max(gains, key=lambda each: gains[each])
    value = float(found.facts[part])
    usual = case.usual("suits", part, item)
    if part == "contrast":
        return Message(
            (
                f"The {name.en}: in lightness as far from your skin as your hair is, to {value:.0%}; the "
                f"{slot.en} here: {usual:.0%} on average."
            ),
            f"{name.zh}：与您肤色的明暗差别同您的发色一样，程度为 {value:.0%}；此处{slot.zh}平均 {usual:.0%}。",
        )
    gap = float(found.facts[f"from {part}"])
    ordinary = case.usual("suits", f"from {part}", item)
    tone = {"skin": "肤色", "hair": "发色"}[part]
    return Message(
        (
            f"The {name.en}: its colours differ from your {part} by ΔE {gap:.0f}, told apart to {value:.0%}; the "
            f"{slot.en} here: ΔE {ordinary:.0f}, {usual:.0%} on average."
        ),
        f"{name.zh}：颜色与您的{tone}相差 ΔE {gap:.0f}，可区分度 {value:.0%}；"
        f"此处{slot.zh}平均 ΔE {ordinary:.0f}、{usual:.0%}。",
    )


def harmony(case: Case, item: int, good: bool) -> Message:
    """The template that the colours fit, or what the colours of one garment do to the others."""
    found = case.ranked.findings["harmony"]
    usual = case.usual("harmony", "value")
    value = found.value or 0.0
    garment = case.items[item]
    without = value - found.items.get(garment.digest, 0.0)
    if not good and without - value >= CLASH:
        name = called(garment)
        return Message(
            (
                f"The {name.en}: in colour at odds with the rest. The harmony of all is {value:.0%}, without this "
                f"one {without:.0%}; looks here: {usual:.0%} on average."
            ),
            f"{name.zh}：颜色与其余不协调。整体和谐度 {value:.0%}，去掉它为 {without:.0%}；此处平均 {usual:.0%}。",
        )
    template = TEMPLATES[str(found.facts["template"])]
    return Message(
        (
            f"Colours together: nearest to {template.en}, with a harmony of {value:.0%}; looks here: {usual:.0%} "
            "on average."
        ),
        f"整体配色：最接近{template.zh}，和谐度 {value:.0%}；此处平均 {usual:.0%}。",
    )


def compatibility(case: Case, item: int, good: bool) -> Message:
    """What the head says of all pairs, or of the worst one."""
    found = case.ranked.findings["compatibility"]
    usual = case.usual("compatibility", "value")
    if good or float(found.facts["worst"]) >= usual:
        value = found.value or 0.0
        return Message(
            (
                f"Its garments go together to {value:.0%} by the rules that were learned; looks here: {usual:.0%} on "
                "average."
            ),
            f"按学到的规则，这些衣物相配程度为 {value:.0%}；此处平均 {usual:.0%}。",
        )
    of = {each.digest: called(each) for each in case.items}
    one = of[str(found.facts["first"])]
    other = of[str(found.facts["second"])]
    worst = float(found.facts["worst"])
    return Message(
        (
            f"The {one.en} and the {other.en} go together to {worst:.0%} only, by the rules that were learned; "
            f"all garments of looks here: {usual:.0%} on average."
        ),
        f"按学到的规则，{one.zh}与{other.zh}的相配程度仅 {worst:.0%}；此处整套平均 {usual:.0%}。",
    )


def wish(case: Case, item: int, good: bool) -> Message:
    """The part of the wish that moved the value most."""
    facts = case.ranked.findings["wish"].facts
    sign = 1 if good else -1
    parts = [part for part in PARTS if part in facts]
    part = max(parts, key=lambda each: sign * (float(facts[each]) - case.usual("wish", each)))
    value = float(facts[part])
    usual = case.usual("wish", part)
    phrase = PARTS[part]
    english = f"Your wish: {phrase.en.format(f'{value:.0%}')}; looks here: {usual:.0%} on average"
    chinese = f"您的心愿：{phrase.zh.format(f'{value:.0%}')}；此处平均 {usual:.0%}"
    if not good and (most := _most(case, part)) is not None:
        name = called(case.items[most])
        english = f"{english}. Most of the difference: the {name.en}"
        chinese = f"{chinese}。差别主要在于{name.zh}"
    return Message(f"{english}.", f"{chinese}。")


def _most(case: Case, part: str) -> int | None:
    """The garment of several that by itself makes more than half of what a part of the wish lies below the average."""
    found = {item: case.alone("wish", item).facts.get(part) for item in range(len(case.items))}
    gaps = {item: case.usual("wish", part, item) - float(fact) for item, fact in found.items() if fact is not None}
    if len(gaps) < 2 or part in WHOLE:
        return None
    most = max(gaps, key=lambda item: gaps[item])
    return most if 2 * gaps[most] > sum(max(gap, 0.0) for gap in gaps.values()) else None


def novelty(case: Case, item: int, good: bool) -> Message:
    """How like the nearest garment is that the user owns."""
    garment = case.items[item]
    found = case.alone("novelty", item)
    name = called(garment)
    slot = SLOTS[slot_of(garment)]
    usual = 1 - case.usual("novelty", "value", item)
    alike = 1 - (found.value or 0.0)
    nearest = next(
        (each for each in case.recommendation.request.owned if each.digest == found.facts.get("closest")), None
    )
    own = Message("anything you own", "您已有的衣物") if nearest is None else _yours(called(nearest))
    return Message(
        f"The {name.en}: {alike:.0%} like {own.en}; the {slot.en} here: {usual:.0%} on average.",
        f"{name.zh}：与{own.zh}的相似度为 {alike:.0%}；此处{slot.zh}平均 {usual:.0%}。",
    )


def style(case: Case, item: int, good: bool) -> Message:
    """The trait that moved it most, by the weight that was learned."""
    facts = case.ranked.findings["style"].facts
    weights = case.recommendation.preference.weights
    apart = {trait: float(facts[trait]) - case.usual("style", trait) for trait in facts}
    parts = {trait: weights.get(f"style {trait}", 0.0) * gap for trait, gap in apart.items()}
    trait = (max if good else min)(parts, key=lambda each: parts[each])
    name = trait_of(trait)
    value = told_of(trait, float(facts[trait]))
    usual = told_of(trait, case.usual("style", trait))
    english, chinese = ("more", "较多") if weights.get(f"style {trait}", 0.0) > 0 else ("less", "较少")
    return Message(
        (f"Your ratings so far ask for {english} {name.en}: {value} here, {usual} on average; {parts[trait]:+.2f}."),
        f"您的评价偏向{chinese}的{name.zh}：这套为 {value}，此处平均 {usual}；{parts[trait]:+.2f}。",
    )


def _yours(name: Message) -> Message:
    return Message(f"your {name.en}", f"您的{name.zh}")


VOICES: Mapping[str, Voice] = {
    "taste": taste,
    "wish": wish,
    "suits": suits,
    "harmony": harmony,
    "compatibility": compatibility,
    "novelty": novelty,
    "style": style,
}
"""Scorer → the function that speaks for it."""
