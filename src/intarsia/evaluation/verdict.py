"""What a comparison comes to, in plain sentences, in English and in Chinese."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from intarsia.evaluation.board_text import chance, figure
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Question
from intarsia.evaluation.significance import Comparison
from intarsia.i18n import Message, messages

say = messages(__package__)

MAJORITY = "majority"
"""Name of the baseline that reads no modality."""


def verdict(
    question: Question, ranked: Sequence[Entry], best: Entry, tests: Mapping[str, Comparison]
) -> tuple[Message, ...]:
    """Say who wins, by how much over every baseline and every single modality, and whether fusing helps."""
    said = [_wins(question, best)]
    said += [
        _against(question, entry, tests[entry.name])
        for entry in ranked
        if entry.name in tests and entry.kind != "fusion"
    ]
    said += _fusing(question, ranked, best, tests)
    return tuple(said)


def _wins(question: Question, best: Entry) -> Message:
    if not math.isfinite(best.mean.value):
        return say("wins.undefined", metric=question.primary)
    value, low, high = (figure(question.metric, end) for end in (best.mean.value, best.mean.low, best.mean.high))
    return say("wins.chosen", name=best.name, metric=question.primary, value=value, low=low, high=high)


def _against(question: Question, other: Entry, test: Comparison) -> Message:
    told = _told(question, test)
    if not math.isfinite(test.p):
        return say("against.untested", name=other.name, told=told)
    if test.equal:
        return say("against.same", name=other.name)
    if not test.significant:
        return say("against.ahead" if test.low > 0 else "against.unclear", name=other.name, told=told)
    return say("against.worse" if test.difference < 0 else "against.beats", name=other.name, told=told)


def _fusing(question: Question, ranked: Sequence[Entry], best: Entry, tests: Mapping[str, Comparison]) -> list[Message]:
    fusion = next((entry for entry in ranked if _fuses(question, entry)), None)
    single = next((entry for entry in ranked if entry.kind == "single"), None)
    if fusion is None or single is None or not math.isfinite(best.mean.value):
        return []
    fused = _fuses(question, best)
    test = tests[single.name if fused else fusion.name]
    if not math.isfinite(test.p):
        return [say("fusing.untested")]
    told = _told(question, test)
    return [_helps(best, single, test, told, len(tests)) if fused else _idle(best, fusion, test, told)]


def _fuses(question: Question, entry: Entry) -> bool:
    """True where an entry reads several modalities, as the plain linear baseline does where the table has them."""
    reads_all = entry.kind == "baseline" and entry.name != MAJORITY and len(question.modalities) > 1
    return entry.kind == "fusion" or reads_all


def _idle(best: Entry, fusion: Entry, test: Comparison, told: Message) -> Message:
    """Say whether fusing helps where the best entry reads one modality, or none."""
    better = test.significant and test.difference > 0
    return say("fusing.worse" if better else "fusing.idle", best=best.name, fusion=fusion.name, told=told)


def _helps(best: Entry, single: Entry, test: Comparison, told: Message, count: int) -> Message:
    """Say whether fusing helps where the best entry reads several modalities."""
    if test.significant and test.difference > 0:
        return say("fusing.helps", best=best.name, single=single.name, told=told)
    if not test.significant and test.low > 0:  # clear by itself, but not beyond doubt among so many comparisons
        return say("fusing.probably", best=best.name, single=single.name, told=told, count=count)
    return say("fusing.unclear", best=best.name, single=single.name, told=told)


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
