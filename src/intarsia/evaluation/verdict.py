"""What a comparison comes to, in plain sentences, in English and in Chinese."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from intarsia.evaluation.board_text import chance, figure
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Question
from intarsia.evaluation.significance import Comparison

MAJORITY = "majority"
"""Name of the baseline that reads no modality."""


@dataclass(frozen=True)
class Verdict:
    """One sentence per line, the same facts in both languages."""

    en: str
    zh: str


def verdict(question: Question, ranked: Sequence[Entry], best: Entry, tests: Mapping[str, Comparison]) -> Verdict:
    """Who wins, by how much over every baseline and every single modality, and whether fusing helps."""
    said = [_wins(question, best)]
    said += [
        _against(question, entry, tests[entry.name])
        for entry in ranked
        if entry.name in tests and entry.kind != "fusion"
    ]
    said += _fusing(question, ranked, best, tests)
    return Verdict("\n".join(line.en for line in said), "\n".join(line.zh for line in said))


def _wins(question: Question, best: Entry) -> Verdict:
    if not math.isfinite(best.mean.value):
        return Verdict(
            f"{question.primary} is undefined on every fold, so nothing can be ranked: choose another metric.",
            f"{question.primary} 在每一折上都没有定义，无法排名：请换一个指标。",
        )
    value, low, high = (figure(question.metric, end) for end in (best.mean.value, best.mean.low, best.mean.high))
    return Verdict(
        f"{best.name} is chosen: {question.primary} {value} (95 % interval {low} to {high}).",
        f"选用 {best.name}：{question.primary} {value}（95% 区间 {low} 至 {high}）。",
    )


def _against(question: Question, other: Entry, test: Comparison) -> Verdict:
    told = _told(question, test)
    if not math.isfinite(test.p):
        return Verdict(
            f"Against {other.name}: {told.en}; too few folds to test it.",
            f"与 {other.name} 相比：{told.zh}；折数太少，无法检验。",
        )
    if test.equal:
        return Verdict(f"It scores the same as {other.name} on every fold.", f"它与 {other.name} 在每一折上成绩相同。")
    if not test.significant and test.low > 0:
        return Verdict(
            f"It is ahead of {other.name}, though not beyond doubt: {told.en}.",
            f"它领先于 {other.name}，但尚不能确定：{told.zh}。",
        )
    if not test.significant:
        return Verdict(
            f"It is not clearly better than {other.name}: {told.en}.", f"它并不明显优于 {other.name}：{told.zh}。"
        )
    if test.difference < 0:
        return Verdict(f"It is worse than {other.name}: {told.en}.", f"它不如 {other.name}：{told.zh}。")
    return Verdict(f"It beats {other.name}: {told.en}.", f"它优于 {other.name}：{told.zh}。")


def _fusing(question: Question, ranked: Sequence[Entry], best: Entry, tests: Mapping[str, Comparison]) -> list[Verdict]:
    fusion = next((entry for entry in ranked if _fuses(question, entry)), None)
    single = next((entry for entry in ranked if entry.kind == "single"), None)
    if fusion is None or single is None or not math.isfinite(best.mean.value):
        return []
    fused = _fuses(question, best)
    test = tests[single.name if fused else fusion.name]
    if not math.isfinite(test.p):
        return [Verdict("Whether fusing helps cannot be tested on so few folds.", "折数太少，无法检验融合是否有帮助。")]
    told = _told(question, test)
    return [_helps(best, single, test, told, len(tests)) if fused else _idle(best, fusion, test, told)]


def _fuses(question: Question, entry: Entry) -> bool:
    """It reads several modalities, as the plain linear baseline does where the table has them."""
    reads_all = entry.kind == "baseline" and entry.name != MAJORITY and len(question.modalities) > 1
    return entry.kind == "fusion" or reads_all


def _idle(best: Entry, fusion: Entry, test: Comparison, told: Verdict) -> Verdict:
    """The best entry reads one modality, or none."""
    better = test.significant and test.difference > 0
    does = Verdict("better than", "优于") if better else Verdict("as well as", "不逊于")
    return Verdict(
        f"Fusing does not help here: {best.name} does {does.en} {fusion.name}, the best fusion ({told.en}).",
        f"融合在此没有帮助：{best.name} {does.zh}最好的融合 {fusion.name}（{told.zh}）。",
    )


def _helps(best: Entry, single: Entry, test: Comparison, told: Verdict, count: int) -> Verdict:
    """The best entry reads several modalities: how sure its lead over the best single one is, of `count` tests."""
    if test.significant and test.difference > 0:
        return Verdict(
            f"Fusing helps: {best.name} does better than {single.name}, the best single modality ({told.en}).",
            f"融合有帮助：{best.name} 优于最好的单一模态 {single.name}（{told.zh}）。",
        )
    if not test.significant and test.low > 0:  # clear by itself, but not beyond doubt among so many comparisons
        return Verdict(
            f"Fusing probably helps: {best.name} is ahead of {single.name}, the best single modality ({told.en}); "
            f"among {count} comparisons that is not beyond doubt: repeat the folds, or give more rows.",
            f"融合可能有帮助：{best.name} 领先于最好的单一模态 {single.name}（{told.zh}）；"
            f"但在 {count} 次比较中尚不能确定：请重复划分或增加数据。",
        )
    return Verdict(
        f"Fusing does not help measurably here: {single.name}, the best single modality, does as well as "
        f"{best.name} within what the folds can tell ({told.en}).",
        f"融合在此没有可测的帮助：在各折的误差之内，单一模态 {single.name} 与 {best.name} 一样好（{told.zh}）。",
    )


def _told(question: Question, test: Comparison) -> Verdict:
    """The difference with its interval and adjusted p."""
    gap, low, high = (figure(question.metric, end) for end in (test.difference, test.low, test.high))
    p = chance(test.p_adjusted)
    p = f"p {p[0]} {p[1:]}" if p.startswith("<") else f"p = {p}"
    if not math.isfinite(test.p):
        return Verdict(f"difference {gap}", f"相差 {gap}")
    if test.equal:
        return Verdict("the same score on every fold", "每一折成绩相同")
    if test.constant:  # p is the sign test's
        return Verdict(f"difference {gap} on every fold, {p}", f"每一折都相差 {gap}，{p}")
    return Verdict(
        f"difference {gap}, 95 % interval {low} to {high}, {p}", f"相差 {gap}，95% 区间 {low} 至 {high}，{p}"
    )
