"""What a comparison took, what it did not get to, and that nothing is said of that."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from intarsia.evaluation import question as questions
from intarsia.evaluation.board import Board
from intarsia.evaluation.board_text import width
from intarsia.evaluation.effort import Cutoff, Effort
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.intervals import Bootstrap
from intarsia.evaluation.question import Question
from intarsia.evaluation.verdict import verdict
from intarsia.i18n import speaking
from intarsia.tasks.classify import Classify
from intarsia.training.splits import Folds

GOLDEN = Path(__file__).parents[1] / "golden" / "board"
ROWS = 200
TARGET = np.arange(ROWS) % 2
WRONG = np.random.default_rng(0).permutation(ROWS)


def question(modalities: tuple[str, ...] = ("text", "table")) -> Question:
    return Question(Classify(classes=("no", "yes")), "accuracy", TARGET, Folds(5).plan(TARGET), modalities)


def entry(asked: Question, name: str, kind: str, wrong: int, **costs: float) -> Entry:
    """An entry that answers so many rows wrongly."""
    positive = np.where(TARGET == 1, 0.9, 0.1)
    positive[WRONG[:wrong]] = 1 - positive[WRONG[:wrong]]
    return Entry.of(asked, name, kind, np.stack([1 - positive, positive], 1)[None], **costs)


def board(cutoff: Cutoff | None, **found: tuple[str, int]) -> Board:
    asked = question()
    return Board.build(asked, [entry(asked, name, *each) for name, each in found.items()], cutoff)


def cut(**unreached: str) -> Cutoff:
    return Cutoff(60.0, unreached, resumable=False)


def test_what_helps_does_so_whatever_was_not_compared() -> None:
    found = board(cut(vote="fusion"), text=("single", 60), concat=("fusion", 5))
    assert found.sentences[-1].en.startswith("Fusing helps: concat, the best fusion, does better than text")
    assert found.sentences[-1].en.endswith("p < .001).")
    assert found.sentences[1].en.startswith("The time limit of 60 s left 1 strategy uncompared: vote.")


def test_that_fusing_does_not_help_is_said_of_what_was_compared_alone() -> None:
    left = cut(vote="fusion", stacking="fusion")
    found = board(left, text=("single", 5), concat=("fusion", 60))
    last = found.sentences[-1]
    assert last.en.startswith("Fusing does not help here: text, the best single modality, does better than concat")
    assert last.en.endswith("This is said of the fusions that were compared; vote or stacking may do better.")
    assert last.zh.endswith("这仅就已比较的融合方案而言，vote或stacking 可能更好。")
    equal = board(left, text=("single", 5), concat=("fusion", 5)).sentences[-1].en
    assert equal.startswith("Fusing makes no difference on these rows")
    assert "may do better" in equal
    # Ahead by what may be chance, and known to be negligible: that is no help either.
    assert found.fusing is not None
    close = replace(found.fusing, difference=0.001, p=0.1, p_unequal=0.01)
    told = verdict(found.question, found.entries, found.winner, found.tests, close, left)[-1].en
    assert "equal within" in told
    assert "may do better" in told


def test_nothing_is_said_of_fusing_where_one_side_was_not_reached() -> None:
    told = "Whether fusing helps was not found out: the time was up before "
    alone = board(cut(concat="fusion", vote="fusion"), text=("single", 30), table=("single", 60))
    assert alone.sentences[-1].en == f"{told}concat and vote."
    half = board(cut(table="single"), text=("single", 60), concat=("fusion", 5))
    assert half.sentences[-1].en == f"{told}table."
    assert "Fusing helps" not in half.verdict.en


def test_of_one_modality_or_no_fusion_nothing_is_said_of_fusing() -> None:
    asked = question(("text",))
    found = Board.build(asked, [entry(asked, "text", "single", 5)], cut(vote="fusion", more="single"))
    assert "using" not in found.verdict.en
    assert "using" not in board(cut(table="single"), text=("single", 5)).verdict.en


def test_the_foot_tells_what_it_all_took_in_both_languages() -> None:
    asked = question()
    entries = [
        entry(asked, "average", "fusion", 5, seconds=1200.0, cpu_seconds=1100.0, added_seconds=1200.0),
        entry(asked, "vote", "fusion", 9, seconds=1200.0, cpu_seconds=1100.0, added_seconds=0.04),
    ]
    found = Board.build(asked, entries).attach(None, effort=Effort(1300.5, 1199.9, kept=2, kept_seconds=8.0))
    told = " ".join(str(found).split())
    assert "Seconds: what a strategy takes by itself, 2,400.0 in all. This comparison took 1,300.5 s" in told
    assert "(1,199.9 s of processor time)" in told
    assert "2 strategies were kept from before, when they took 8.0 s." in told
    assert found.attach("a learner").effort == found.effort
    unknown = replace(found, effort=Effort(1.0, 1.0, kept=1, kept_seconds=np.nan))
    assert "1 strategy was kept from before." in " ".join(str(unknown).split())
    assert max(map(width, str(found).splitlines())) <= 80
    with speaking("zh"):
        assert "本次比较共用 1,300.5 秒（处理器时间 1,199.9 秒）" in "".join(str(found).splitlines())
        assert max(map(width, str(found).splitlines())) <= 80


@pytest.mark.parametrize("before", [8.0, np.nan])
def test_costs_are_saved_and_read_back(before: float, tmp_path: Path) -> None:
    asked = question()
    found = Board.build(asked, [entry(asked, "a", "single", 3, seconds=2.0, cpu_seconds=1.0, added_seconds=0.5)], cut())
    found = found.attach(None, effort=Effort(3.0, 2.0, 1, before))
    found.save(tmp_path)
    json.loads((tmp_path / "board.json").read_text("utf-8"), parse_constant=pytest.fail)  # no nan, which is no JSON
    again = Board.load(tmp_path)
    assert again.to_dict() == found.to_dict()
    assert str(again) == str(found)
    assert (again.winner.cpu_seconds, again.winner.added_seconds) == (1.0, 0.5)
    assert again.cutoff == cut()


def test_a_board_of_before_has_no_costs_but_its_seconds() -> None:
    found = Board.load(GOLDEN)
    assert (found.effort, found.cutoff) == (None, None)
    assert all(entry.seconds > 0 for entry in found.entries)
    assert found.to_frame()[["cpu_seconds", "added_seconds"]].isna().all(axis=None)
    assert "This comparison took" not in str(found)


def test_all_entries_are_judged_on_the_same_draws_which_are_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[int] = []
    draws = Bootstrap.draws

    def counted(self: Bootstrap, *given: object) -> object:
        drawn.append(self.resamples)
        return draws(self, *given)  # type: ignore[arg-type]

    monkeypatch.setattr(Bootstrap, "draws", counted)
    kept = board(None, text=("single", 30), table=("single", 60), concat=("fusion", 5))
    assert drawn == [1000]
    monkeypatch.setattr(questions, "KEPT", 0)  # as for a table of millions of rows
    anew = board(None, text=("single", 30), table=("single", 60), concat=("fusion", 5))
    assert drawn == [1000] * 7  # three entries, and once more for their differences
    assert anew.to_dict() == kept.to_dict()
