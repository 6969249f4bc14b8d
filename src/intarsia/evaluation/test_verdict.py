"""What the test table comes to, in plain sentences, in English and in Chinese."""

from __future__ import annotations

import math

import numpy as np

from intarsia.evaluation.board_text import figure
from intarsia.evaluation.drift import Drift
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Question
from intarsia.evaluation.test_result import TestResult
from intarsia.i18n import Message, joined, messages

say = messages(__package__)


def told(question: Question, winner: Entry, result: TestResult) -> tuple[Message, ...]:
    """The level, with a fall told as such; what likely caused it; rows that were known; who would have been ahead."""
    said = [_level(question, winner, result)]
    if result.ungrouped:
        said.append(say("test.ungrouped"))
    if result.labels_moved:
        shares = not np.issubdtype(question.target.dtype, np.floating)
        said.append(say("test.labels", share=_share(result.labels_moved)) if shares else say("test.values"))
    if result.fell:
        said += _why(question, result)
    elif result.changed:
        said.append(say("test.changed", columns=_listed(result.changed)))
    if result.known:
        said.append(say("test.known", known=result.known, rows=result.rows))
    return (*said, *_afterwards(question, winner, result))


def _level(question: Question, winner: Entry, result: TestResult) -> Message:
    metric = question.metric
    level = result.metrics[question.primary]
    value, low, high, expected = (
        figure(metric, each) for each in (level.value, level.low, level.high, winner.mean.value)
    )
    at = {"name": winner.name, "rows": result.rows, "metric": question.primary, "value": value}
    at |= {"low": low, "high": high, "expected": expected}
    if not math.isfinite(level.value):
        return say("test.undefined", **at)
    if not math.isfinite(result.gap.low):
        return say("test.unsure", **at)
    gap, least, most = (figure(metric, abs(each)) for each in (result.gap.value, result.gap.low, result.gap.high))
    if result.fell:
        return say("test.fell", **at, gap=gap, least=least, most=most)
    if result.rose:
        return say("test.rose", **at, gap=gap, least=most, most=least)
    return say("test.as_promised", **at)


def _why(question: Question, result: TestResult) -> list[Message]:
    """What likely spoiled the score; nothing where the columns were not compared."""
    if result.causes:
        first, *others = (_cause(question, each) for each in result.causes)
        return [say("test.cause", column=first), *(say("test.cause_too", column=each) for each in others)]
    if result.changed:
        return [say("test.suspects", columns=_listed(result.changed))]
    return [say("test.no_column")] if result.drifts else []


def _cause(question: Question, drift: Drift) -> Message:
    worth, in_test = (figure(question.metric, each) for each in (drift.worth, drift.worth_in_test))
    lost = say("drift.lost", metric=question.primary, worth=worth, in_test=in_test)
    facts = joined(_facts(drift), ", ", "，")
    return say("drift.column", name=drift.name, facts=joined([facts, lost], "; ", "；"))


def _listed(drifts: tuple[Drift, ...]) -> Message:
    found = [say("drift.among", name=each.name, facts=joined(_facts(each), ", ", "，")) for each in drifts]
    return joined(found, "; ", "；")


def _facts(drift: Drift) -> list[Message]:
    """How the cells differ; what a reader can check by looking first."""
    told = []
    if drift.more_unknown:
        told.append(say("drift.unknown", share=_share(drift.unknown)))
    if drift.more_missing:
        told.append(say("drift.missing", share=_share(drift.missing_in_test), before=_share(drift.missing)))
    if drift.apart and not told:
        told.append(say("drift.apart", area=f"{drift.told_apart:.2f}"))
    if len(set(drift.example)) > 1 and not drift.more_missing:
        told.append(say("drift.example", before=drift.example[0], now=drift.example[1]))
    return told


def _afterwards(question: Question, winner: Entry, result: TestResult) -> list[Message]:
    """Who would have been ahead on the test table; nothing where the chosen one, or no other one, has a score there."""
    able = {name for name, score in result.strategies.items() if math.isfinite(score)}
    others = len(able - {winner.name})
    if winner.name not in able or not others:
        return []
    if result.ahead is None:
        return [say("test.none_ahead", count=others)]
    found = result.ahead.difference
    key = "test.ahead" if found.low > 0 else "test.ahead_perhaps"
    if not math.isfinite(found.low):
        key = "test.ahead_unsure"
    gap, low, high = (figure(question.metric, each) for each in (found.value, found.low, found.high))
    return [say(key, name=result.ahead.name, gap=gap, low=low, high=high, metric=question.primary)]


def _share(share: float) -> str:
    """A share of 0..1 in hundredths: 0 or 100 only if it is exactly that."""
    if 0 < share < 0.005:
        return "<1"
    return ">99" if 0.995 < share < 1 else f"{100 * share:.0f}"
