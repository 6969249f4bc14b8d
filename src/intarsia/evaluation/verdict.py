"""What a comparison comes to, in plain sentences, in English and in Chinese."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from intarsia.evaluation.board_text import difference, figure
from intarsia.evaluation.effort import Cutoff
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.fusing import LIKELY, fuses, planned
from intarsia.evaluation.question import Question
from intarsia.evaluation.significance import Comparison
from intarsia.i18n import Message, messages

say = messages(__package__)

MAJORITY = "majority"
"""Name of the baseline that reads no modality."""


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
        said.append(_simpler(question, ranked[0], tests[ranked[0].name], fusing))
    rivals = [entry for entry in _rivals(question, ranked, best) if entry.name in tests]
    beside = [entry for entry in rivals if _less_sure(entry, tests[entry.name], fusing)]
    said += [_against(question, entry, tests[entry.name]) for entry in rivals if entry not in beside]
    if math.isfinite(best.mean.value):
        said += _asked(question, ranked, best, fusing, cutoff, bool(beside))
    return tuple(said)


def _simpler(question: Question, top: Entry, test: Comparison, fusing: Comparison | None) -> Message:
    """Why the highest mean is not taken."""
    told = difference(question.metric, test)
    equal = test.negligible or test.equal
    idle = fusing is not None and fusing.idle and fuses(question, top)
    return say("wins.idle" if idle and not equal else "wins.simpler", top=top.name, told=told)


def _less_sure(entry: Entry, test: Comparison, fusing: Comparison | None) -> bool:
    """True where fusing helps, but the comparison of the winner with a single modality, one of many, does not show it:
    the two would seem to contradict each other."""
    helps = fusing is not None and fusing.better
    return helps and entry.kind == "single" and math.isfinite(test.p) and not (test.significant or test.equal)


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
    told = difference(question.metric, test)
    if not math.isfinite(test.p):
        return say("against.untested", name=other.name, told=told)
    if test.equal:
        return say("against.same", name=other.name)
    if not test.significant:
        return say("against.ahead" if test.low > 0 else "against.unclear", name=other.name, told=told)
    return say("against.worse" if test.difference < 0 else "against.beats", name=other.name, told=told)


def _asked(
    question: Question,
    ranked: Sequence[Entry],
    best: Entry,
    test: Comparison | None,
    cutoff: Cutoff | None,
    beside: bool,
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
    nothing = best.name == MAJORITY
    found = say("fusing.nothing", best=best.name) if nothing else planned(question, ranked, test, beside)
    helps = test.difference > 0 and test.p < LIKELY and not test.negligible and not nothing
    if helps or not fusions:
        return [found]  # what helps does so whatever else there is
    return [say("fusing.so_far", told=found, names=fusions)]
