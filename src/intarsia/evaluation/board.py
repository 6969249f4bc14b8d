"""The comparison, finished: every entry, the winner, the tests of the winner against the others, the verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from intarsia.errors import DataError, UnknownName
from intarsia.evaluation import board_files
from intarsia.evaluation.board_text import leaderboard, paragraphs
from intarsia.evaluation.effort import Cutoff, Effort
from intarsia.evaluation.entry import KINDS, Entry
from intarsia.evaluation.fusing import fuses
from intarsia.evaluation.paired import Redrawn, best_compared, compared
from intarsia.evaluation.question import Question
from intarsia.evaluation.significance import Comparison, adjusted
from intarsia.evaluation.test_result import TestResult
from intarsia.evaluation.verdict import verdict
from intarsia.i18n import Message, joined, messages

say = messages(__package__)


@dataclass(frozen=True, eq=False)
class Board:
    """Every learner of a comparison on the same folds, the best mean first.

    Attributes:
        question: the question: target, folds, deciding metric, labels.
        entries: best mean first; one that has no score last.
        best_name: the winner (see `pick`); it need not stand first.
        tests: name → the winner compared with that entry on the same folds; Holm over all of them.
        sentences: what it comes to: who wins, by how much over every other, and last whether fusing helps.
        fusing: the best entry that fuses compared with the best single modality, both chosen on other folds than those
            on which they are compared; None where there is nothing to compare.
        cutoff: what was not compared for want of time; None where all was.
        effort: what the comparison took; None where it was not measured.
        best: the winner trained on the whole table; None when the board is read from disk.
        table: the table that was compared, for examples in the report; None when the board is read from disk.
        test: what a table with labels that no training saw says; None where there was none.
    """

    question: Question
    entries: tuple[Entry, ...]
    best_name: str
    tests: Mapping[str, Comparison]
    sentences: tuple[Message, ...]
    fusing: Comparison | None = None
    cutoff: Cutoff | None = None
    effort: Effort | None = None
    best: Any = field(default=None, repr=False)
    table: Any = field(default=None, repr=False)
    test: TestResult | None = None

    @classmethod
    def build(cls, question: Question, entries: Sequence[Entry], cutoff: Cutoff | None = None) -> Board:
        """The board of these entries: sorted, decided, tested. Uses the validation folds and nothing else.

        Args:
            question: the question that all entries answer.
            entries: of all that was compared.
            cutoff: what was not compared, so that nothing is said of it.

        Raises `DataError` when there is no entry, or two have one name.
        """
        names = [entry.name for entry in entries]
        for name in names:
            if names.count(name) > 1:
                raise DataError(say("board.two_entries", name=name))
        if not entries:
            raise DataError(say("board.no_entry"))
        ranked = tuple(sorted(entries, key=lambda entry: _rank(question, entry)))
        redrawn = {entry.name: Redrawn.of(question, entry.oof) for entry in ranked}
        fusing = _fusing(question, ranked, redrawn)
        best = pick(question, ranked, redrawn, fusing)
        rivals = [entry for entry in ranked if entry is not best]
        tests = adjusted({each.name: compared(question, redrawn[best.name], redrawn[each.name]) for each in rivals})
        said = verdict(question, ranked, best, tests, fusing, cutoff)
        return cls(question, ranked, best.name, tests, said, fusing, cutoff)

    def attach(self, best: Any, table: Any = None, effort: Effort | None = None) -> Board:
        """The same board, holding the winner trained on the whole table, the table, and what it all took, if told."""
        return replace(self, best=best, table=table, effort=effort or self.effort)

    def tested(self, test: TestResult) -> Board:
        """The same board, led by what the test table says."""
        return replace(self, test=test)

    def entry(self, name: str) -> Entry:
        """The entry of that name. Raises `UnknownName`."""
        found = {entry.name: entry for entry in self.entries}
        if name not in found:
            raise UnknownName(say("kind.entry"), name, found)
        return found[name]

    @property
    def verdict(self) -> Message:
        """What the comparison comes to, a line for each sentence."""
        return joined(self.sentences, "\n")

    @property
    def winner(self) -> Entry:
        """Return the entry that was picked."""
        return self.entry(self.best_name)

    def __str__(self) -> str:
        on_test = None if self.test is None else self.test.strategies
        table = leaderboard(self.question, self.entries, self.best_name, self.tests, self.effort, on_test or None)
        lead = "" if self.test is None else paragraphs(each.told for each in self.test.sentences) + "\n\n"
        return f"{lead}{table}\n\n{paragraphs(each.told for each in self.sentences)}"

    __repr__ = __str__

    def to_frame(self) -> pd.DataFrame:
        """One row per entry: the deciding mean and interval, the test against the winner, every metric, and what it
        costs (see `Entry`); `on_test` is the deciding one on the test table (see `TestResult.strategies`)."""
        return pd.DataFrame([self._row(entry) for entry in self.entries])

    def _row(self, entry: Entry) -> dict[str, Any]:
        test = self.tests.get(entry.name)
        told = {"difference": test.difference, "p": test.p, "p_adjusted": test.p_adjusted} if test else {}
        row = {
            "name": entry.name,
            "kind": entry.kind,
            "best": entry.name == self.best_name,
            "metric": self.question.primary,
        }
        row |= {"mean": entry.mean.value, "low": entry.mean.low, "high": entry.mean.high}
        row |= dict.fromkeys(("difference", "p", "p_adjusted"), np.nan) | told
        row |= {name: estimate.value for name, estimate in entry.metrics.items()}
        row |= {"on_test": self.test.strategies.get(entry.name, np.nan)} if self.test else {}
        costs = {name: getattr(entry, name) for name in ("seconds", "cpu_seconds", "added_seconds")}
        return row | costs | {"note": entry.note}

    def to_dict(self) -> dict[str, Any]:
        """Everything but the arrays, the learner and the table, JSON-able."""
        tests = {name: vars(test) for name, test in self.tests.items()}
        fusing = None if self.fusing is None else vars(self.fusing)
        verdict = {"en": self.verdict.en, "zh": self.verdict.zh}
        told: dict[str, Any] = {"best": self.best_name, "tests": tests, "fusing": fusing, "verdict": verdict}
        told |= {"cutoff": self.cutoff and vars(self.cutoff), "effort": self.effort and vars(self.effort)}
        told |= {} if self.test is None else {"test": self.test.dump()}
        told = board_files.describe(self.question, self.entries) | told
        return dict(board_files.jsonable(told))

    def save(self, folder: str | Path) -> None:
        """Write board.json and board.npz into a folder; the learner has its own `save_pretrained`."""
        board_files.write(Path(folder), self.to_dict(), board_files.arrays(self.question, self.entries))

    @classmethod
    def load(cls, folder: str | Path) -> Board:
        """The board that `save` wrote, without learner and table. Raises `SavedModelError`."""
        told, arrays = board_files.read(Path(folder))
        with board_files.readable(Path(folder)):
            question, entries = board_files.rebuild(told, arrays)
            tests = {name: Comparison(**board_files.numbers(test)) for name, test in told["tests"].items()}
            said = Message.load(told["verdict"])
            sentences = tuple(map(Message, said.en.splitlines(), said.zh.splitlines()))
            known = told.get("fusing")  # boards of before ask it of the winner alone
            fusing = None if known is None else Comparison(**board_files.numbers(known))
            tested = told.get("test")  # boards of before have none
            board = cls(
                question, entries, told["best"], tests, sentences, fusing, Cutoff.load(told.get("cutoff")),
                Effort.load(told.get("effort")), test=None if tested is None else TestResult.load(tested),
            )  # fmt: skip
            board.winner  # noqa: B018 (is there one of that name?)
            return board


def pick(
    question: Question, ranked: Sequence[Entry], redrawn: Mapping[str, Redrawn], fusing: Comparison | None
) -> Entry:
    """The winner: the highest mean (the lowest, for errors) unless a simpler or much quicker entry is equal to it.

    Equal: known to be less than `MARGIN` behind, and not known to be behind (see `Comparison.negligible`); or the same
    on every row, where nothing but cost tells them apart. Simpler: by kind (baseline, single, fusion). Much quicker: in
    less than half the seconds. Where fusing is known to be of no use, no entry that fuses is taken; where it is known
    to help, no single modality is taken for equal to one that does.
    """
    idle = fusing is not None and fusing.idle
    able = [entry for entry in ranked if not (idle and fuses(question, entry))]
    top = able[0]
    helps = fusing is not None and fusing.better and fuses(question, top)
    rivals = [entry for entry in able[1:] if not (helps and entry.kind == "single")]
    close = [top]
    for rival in rivals:
        test = compared(question, redrawn[top.name], redrawn[rival.name])
        close += [rival] if test.negligible or test.equal else []
    simplest = min(KINDS.index(entry.kind) for entry in close)
    first, *others = (entry for entry in close if KINDS.index(entry.kind) == simplest)
    quickest = min([first, *others], key=lambda entry: entry.seconds)
    return quickest if 2 * quickest.seconds < first.seconds else first


def _fusing(question: Question, ranked: Sequence[Entry], redrawn: Mapping[str, Redrawn]) -> Comparison | None:
    """The one planned comparison: the best that fuses against the best that reads one modality."""
    fused = [redrawn[entry.name] for entry in ranked if fuses(question, entry)]
    alone = [redrawn[entry.name] for entry in ranked if entry.kind == "single"]
    return best_compared(question, fused, alone) if fused and alone else None


def _rank(question: Question, entry: Entry) -> tuple[bool, float]:
    value = question.metric.sign * entry.mean.value
    return bool(np.isnan(value)), -value
