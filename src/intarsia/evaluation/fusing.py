"""Whether fusing helps, in plain sentences, in English and in Chinese."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from intarsia.evaluation.board_text import difference, figure
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.paired import chosen
from intarsia.evaluation.question import Question
from intarsia.evaluation.significance import SIGNIFICANT, Comparison
from intarsia.i18n import Message, joined, messages

say = messages(__package__)

LIKELY = 0.2
"""A p below this, of the one planned comparison, is told as "probably"."""


def fuses(question: Question, entry: Entry) -> bool:
    """True where an entry is a fusion of several modalities.

    The plain linear baseline reads them all as well, but with encoders of its own: to these may be due what it is
    better by than a single modality.
    """
    return entry.kind == "fusion" and len(question.modalities) > 1


@dataclass(frozen=True)
class Side:
    """One side of the comparison: the best of its kind, chosen for each fold by the others.

    Attributes:
        entry: what was chosen on most folds.
        alone: True where nothing that scores otherwise was chosen on any fold: the score told is that of this entry.
    """

    entry: Entry
    alone: bool

    @classmethod
    def of(cls, question: Question, entries: Sequence[Entry]) -> Side:
        """The side of these entries, the best mean first."""
        scores = [question.metric.sign * entry.fold_scores for entry in entries]
        folds = chosen(question, scores)
        times = [sum(1 / len(best) for best in folds if place in best) for place in range(len(entries))]
        place = max(range(len(entries)), key=times.__getitem__)
        alone = all(
            place in best and all(abs(scores[each][fold] - scores[place][fold]) <= question.rounding for each in best)
            for fold, best in enumerate(folds)
            if best and math.isfinite(scores[place][fold])
        )
        return cls(entries[place], alone)

    def told(self, kind: str) -> Message:
        """The side in words: `kind` is "fusion" or "single"."""
        return say(f"fusing.{kind}" if self.alone else f"fusing.{kind}_mostly", name=self.entry.name)


def planned(question: Question, ranked: Sequence[Entry], test: Comparison, beside: bool = False) -> Message:
    """Say whether fusing helps: the best that fuses against the best single modality.

    Args:
        question: what was asked.
        ranked: all entries, the best mean first.
        test: the one planned comparison (`paired.best_compared`).
        beside: True where the board, which asks of many, is less sure of the same.
    """
    fusion = Side.of(question, [entry for entry in ranked if fuses(question, entry)])
    single = Side.of(question, [entry for entry in ranked if entry.kind == "single"])
    named = {"fusion": fusion.told("fusion"), "single": single.told("single")}
    alone = fusion.alone and single.alone
    said = [_planned(question, test, named, alone)]
    if not alone and math.isfinite(test.p):
        sides = {"fusion": fusion.entry.name, "single": single.entry.name}
        means = [figure(question.metric, each.entry.mean.value) for each in (fusion, single)]
        said.append(say("fusing.how", **sides, fused=means[0], alone=means[1]))
    if beside:
        said.append(say("fusing.beside"))
    return joined(said, " ", "")


def _planned(question: Question, test: Comparison, named: dict[str, Message], alone: bool) -> Message:
    if question.plan.repeats == len(question.plan) > 1:
        return say("fusing.overlapping")
    if not math.isfinite(test.p):
        return say("fusing.untested")
    told = difference(question.metric, test)
    if test.p < SIGNIFICANT:
        return say("fusing.helps" if test.difference > 0 else "fusing.worse", **named, told=told)
    if test.negligible:
        return say("fusing.equal", **named, told=told, margin=figure(question.metric, test.margin))
    if test.equal and alone:
        return say("fusing.same", **named)
    if test.difference > 0 and test.p < LIKELY:
        return say("fusing.probably", **named, told=told)
    ends = {"low": figure(question.metric, -test.low), "high": figure(question.metric, test.high)}
    return say("fusing.unproven", **named, **ends, metric=question.primary)
