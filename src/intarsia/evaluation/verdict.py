"""What a comparison comes to, in plain sentences, in English and in Chinese."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from intarsia.evaluation.board_text import chance, figure
from intarsia.evaluation.effort import Cutoff
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Question
from intarsia.evaluation.significance import SIGNIFICANT, Comparison
from intarsia.i18n import Message, messages

say = messages(__package__)

MAJORITY = "majority"
"""Name of the baseline that reads no modality."""
LIKELY = 0.2
"""A p below this, of the one planned comparison, is told as "probably"."""


def verdict(
    question: Question,
    ranked: Sequence[Entry],
    best: Entry,
    tests: Mapping[str, Comparison],
    fusing: Comparison | None,
    cutoff: Cutoff | None = None,
) -> tuple[Message, ...]:
    """Say who wins, by how much over every baseline and every single modality, and whether fusing helps.

    Of what was not compared for want of time it says that, and claims nothing.
    """
    said = [_wins(question, best)]
    if cutoff is not None:
        said.append(cutoff.told)
    if math.isfinite(best.mean.value) and best.mean.value != ranked[0].mean.value:
        said.append(say("wins.simpler", top=ranked[0].name, told=_told(question, tests[ranked[0].name])))
    said += [_against(question, entry, tests[entry.name]) for entry in _rivals(question, ranked, best)]
    if math.isfinite(best.mean.value):
        said += _asked(question, ranked, best, fusing, cutoff)
    return tuple(said)


def _wins(question: Question, best: Entry) -> Message:
    if not math.isfinite(best.mean.value):
        return say("wins.undefined", metric=question.primary)
    value, low, high = (figure(question.metric, end) for end in (best.mean.value, best.mean.low, best.mean.high))
    return say("wins.chosen", name=best.name, metric=question.primary, value=value, low=low, high=high)


def _rivals(question: Question, ranked: Sequence[Entry], best: Entry) -> list[Entry]:
    """Every baseline, and every other modality in the best of the ways in which it was read ("only text, linear")."""
    plain = {f"only {modality}" for modality in question.modalities}
    found: dict[str, Entry] = {}
    for entry in [best, *ranked]:
        read = entry.name if entry.name in plain else entry.name.rpartition(", ")[0] or entry.name
        if entry.kind != "fusion":
            found.setdefault(read, entry)
    return [entry for entry in found.values() if entry is not best]


def _against(question: Question, other: Entry, test: Comparison) -> Message:
    told = _told(question, test)
    if not math.isfinite(test.p):
        return say("against.untested", name=other.name, told=told)
    if test.equal:
        return say("against.same", name=other.name)
    if not test.significant:
        return say("against.ahead" if test.low > 0 else "against.unclear", name=other.name, told=told)
    return say("against.worse" if test.difference < 0 else "against.beats", name=other.name, told=told)


def _asked(
    question: Question, ranked: Sequence[Entry], best: Entry, test: Comparison | None, cutoff: Cutoff | None
) -> Sequence[Message]:
    """Whether fusing helps, as far as both sides of the comparison were reached."""
    cut = cutoff if len(question.modalities) > 1 else None
    singles = [] if cut is None else [name for name in cut.of_kind("single") if name not in cut.unneeded]
    fusions = [] if cut is None else cut.of_kind("fusion")
    fused = bool(fusions) or any(fuses(question, entry) for entry in ranked)
    if fused and (singles or test is None) and cut is not None:
        return [say("fusing.not_reached", names=[*singles, *fusions])]
    if test is None:
        return []
    found = _fusing(question, ranked, best, test)
    helps = test.difference > 0 and test.p < LIKELY and not test.negligible and best.name != MAJORITY
    if helps or not fusions:
        return [found]  # what helps does so whatever else there is
    return [say("fusing.so_far", told=found, names=fusions)]


def _fusing(question: Question, ranked: Sequence[Entry], best: Entry, test: Comparison) -> Message:
    """Say whether fusing helps: the best that fuses against the best single modality."""
    if best.name == MAJORITY:
        return say("fusing.nothing", best=best.name)
    named = {
        "fusion": next(entry for entry in ranked if fuses(question, entry)).name,
        "single": next(entry for entry in ranked if entry.kind == "single").name,
    }
    if not math.isfinite(test.p):
        return say("fusing.untested")
    told = _told(question, test)
    if test.p < SIGNIFICANT:
        return say("fusing.helps" if test.difference > 0 else "fusing.worse", **named, told=told)
    if test.negligible:
        return say("fusing.equal", **named, told=told, margin=figure(question.metric, test.margin))
    if test.difference > 0 and test.p < LIKELY:
        return say("fusing.probably", **named, told=told)
    ends = {"low": figure(question.metric, test.low), "high": figure(question.metric, test.high)}
    return say("fusing.unproven", **named, **ends, metric=question.primary)


def fuses(question: Question, entry: Entry) -> bool:
    """True where an entry is a fusion of several modalities.

    The plain linear baseline reads them all as well, but with encoders of its own: to these may be due what it is
    better by than a single modality.
    """
    return entry.kind == "fusion" and len(question.modalities) > 1


def _told(question: Question, test: Comparison) -> Message:
    """The difference with its interval and adjusted p."""
    gap, low, high = (figure(question.metric, end) for end in (test.difference, test.low, test.high))
    p = chance(test.p_adjusted)
    p = f"p {p[0]} {p[1:]}" if p.startswith("<") else f"p = {p}"
    if not math.isfinite(test.p):
        return say("difference.alone", gap=gap)
    if test.equal:
        return say("difference.none")
    if test.constant:  # p is the sign test's
        return say("difference.constant", gap=gap, p=p)
    return say("difference.interval", gap=gap, low=low, high=high, p=p)
