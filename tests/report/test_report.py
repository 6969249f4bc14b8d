from __future__ import annotations

import dataclasses
import re
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from boards import HOSTILE, table

import intarsia as ia
from cases import over
from intarsia.errors import DataError, OptionError, UnknownName
from intarsia.evaluation.board import Board
from intarsia.evaluation.board_text import figure
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.scorecard import scorecard
from intarsia.i18n import Message
from intarsia.reporting import report
from intarsia.reporting.chapter import _printed
from intarsia.tasks.metrics import metric
from intarsia.training.splits import Folds

VOID = {"meta", "img", "br", "link", "input"}


class Reader(HTMLParser):
    """What a page holds: tags with attributes, and whether every tag is closed in its turn."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.open, self.tags, self.wrong, self.words = [], [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words.append(data)

    def all(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]


@pytest.fixture(scope="module")
def page(boards, tmp_path_factory):
    """One report on all boards, with a test table for two of them."""
    tests = {f"{HOSTILE} round": table(30, seed=1), f"{HOSTILE} weight": table(30, seed=1)}
    titled = {f"{HOSTILE} {label}": board for label, board in boards.items()}
    return report(titled, tmp_path_factory.mktemp("page") / "new" / "report.html", tests)


def test_every_tag_is_closed_and_every_anchor_leads_somewhere(page):
    found = Reader(page.read_text("utf-8"))
    assert not found.wrong
    assert not found.open
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    assert {link["href"] for link in found.all("a")} == {f"#board{number}" for number in (1, 2, 3, 4)}


def test_it_needs_nothing_but_itself(page):
    text = page.read_text("utf-8")
    found = Reader(text)
    assert not re.search(r"https?://|url\(|@import", text)
    assert all(picture["src"].startswith("data:image/") for picture in found.all("img"))
    assert found.all("img")
    assert not found.all("link")
    policy = next(meta["content"] for meta in found.all("meta") if meta.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'; img-src data:;")
    assert len(text.encode()) < 3_000_000


def test_names_cells_and_classes_cannot_run(page):
    text = page.read_text("utf-8")
    found = Reader(text)
    assert HOSTILE not in text
    assert len(found.all("script")) == 1
    assert "src" not in found.all("script")[0]
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)
    assert any(HOSTILE in words for words in found.words)  # but they are shown


def test_it_is_in_english_and_chinese(page):
    text = page.read_text("utf-8")
    assert "Every strategy on the same folds" in text
    assert "各方案在同一组折上的成绩" in text
    languages = {attributes["lang"] for _, attributes in Reader(text).tags if "lang" in attributes}
    assert languages == {"en", "zh-Hans"}


def test_figures_can_be_heard_and_tables_have_headings(page):
    found = Reader(page.read_text("utf-8"))
    assert all(svg.get("role") == "img" or svg.get("aria-hidden") for svg in found.all("svg"))
    assert all("scope" in heading for heading in found.all("th"))
    assert all("alt" in picture for picture in found.all("img"))


SECTIONS = {
    "round": ("ROC curve", "Precision and recall", "Calibration", "Confusion matrix"),
    "shade": ("ROC curve", "Precision and recall", "Calibration", "Confusion matrix"),
    "tags": ("ROC curve", "Precision and recall", "Calibration", "Label by label"),
    "weight": ("Predicted and true", "How far off"),
}


@pytest.mark.parametrize("label", SECTIONS)
def test_a_board_of_every_task(label, boards, tmp_path):
    text = report(boards[label], tmp_path / "page.html").read_text("utf-8")
    everywhere = {title for titles in SECTIONS.values() for title in titles}
    assert {title for title in everywhere if f">{title}<" in text} == set(SECTIONS[label])
    for title in ("Fold by fold", "What each modality contributes", "What it got most wrong", "How it was measured"):
        assert title in text
    assert "On rows that no training saw" not in text
    assert all(name in text for name in ("majority", "plain linear", "only photo", "stacking"))


def test_the_verdict_comes_first_and_the_winner_is_marked(boards, tmp_path):
    board = boards["round"]
    text = report(board, tmp_path / "page.html").read_text("utf-8")
    first, *_ = board.verdict.en.splitlines()
    first = first.replace("95 %", "95\N{NO-BREAK SPACE}%")
    assert text.index(first) < text.index("Every strategy on the same folds")
    assert text.count('class="best"') == 2  # in the table, and fold by fold


def test_a_test_table_is_measured_by_itself(boards, tmp_path):
    board, test = boards["round"], ia.Table.read(table(30, seed=1))
    text = report(board, tmp_path / "page.html", test).read_text("utf-8")
    section = text[text.index('id="unseen1"') :]
    for name, estimate in scorecard(board.best, test).metrics.items():
        assert f">{figure(metric(name), estimate.value)}<" in section
    assert "Measured on 30 rows that no training saw." in text
    assert "have the same inputs as rows of the training table" not in text


def test_a_test_table_with_rows_of_the_training_table_is_told(boards, tmp_path):
    board = boards["round"]
    mixed = pd.concat([board.table.frame.head(5), table(20, seed=1)[list(board.table.names)]])
    text = report(board, tmp_path / "page.html", mixed).read_text("utf-8")
    assert "5 of these 25 rows have the same inputs as rows of the training table: they show memory" in text


def test_mistakes_are_shown_with_pictures_words_and_gaps(boards, tmp_path):
    text = report(boards["shade"], tmp_path / "page.html").read_text("utf-8")
    cards = re.findall(r'<article class="card">.*?</article>', text, re.S)
    assert 1 <= len(cards) <= 12
    assert any("data:image/" in card for card in cards)
    assert any("is it round?" in card or "is it flat?" in card for card in cards)


def test_a_board_read_from_disk_lacks_only_what_needs_the_learner(boards, tmp_path):
    boards["round"].save(tmp_path)
    text = report(Board.load(tmp_path), tmp_path / "page.html").read_text("utf-8")
    assert "ROC curve" in text
    assert "How it was measured" in text
    assert "What it got most wrong" not in text
    assert "The trained model is not at hand" in text


def test_a_strategy_that_failed_is_told_not_drawn(boards, tmp_path):
    question = boards["round"].question
    broken = Entry.of(question, "broken", "fusion", np.full((1, 60, 2), np.nan))
    text = report(Board.build(question, [broken]), tmp_path / "page.html").read_text("utf-8")
    assert "60 scores are not finite" in text
    assert "ROC curve" not in text


def test_one_fold_is_told_as_one(boards, tmp_path):
    whole = boards["round"]
    plan = dataclasses.replace(whole.question.plan, folds=whole.question.plan.folds[:1])
    question = dataclasses.replace(whole.question, plan=plan)
    scores = np.full((1, 60, 2), np.nan)
    scores[0, plan.folds[0].test] = 0.5
    text = report(
        Board.build(question, [Entry.of(question, "only one", "fusion", scores)]), tmp_path / "p.html"
    ).read_text("utf-8")
    assert "On one fold no strategy can be tested against another." in text
    assert "Fold by fold" not in text


def test_chinese_can_come_first_and_no_third_language(boards, tmp_path):
    text = report(boards["weight"], tmp_path / "page.html", language="zh").read_text("utf-8")
    assert '<html lang="zh-Hans" data-language="zh">' in text
    with pytest.raises(OptionError, match="language 'de' is not one of en, zh"):
        report(boards["weight"], tmp_path / "other.html", language="de")
    assert not (tmp_path / "other.html").exists()


def test_what_cannot_be_reported_is_refused(boards, tmp_path):
    path, test = tmp_path / "page.html", table(5)
    with pytest.raises(OptionError, match="there is no board to report on: give at least one"):
        report({}, path)
    with pytest.raises(OptionError, match="Learner is no board: give what compare returns, or title → board"):
        report(ia.Learner(), path)
    with pytest.raises(OptionError, match="several boards need a test table each: give title → table"):
        report(boards, path, test)
    with pytest.raises(UnknownName, match="no board named 'ruond'; did you mean 'round'"):
        report(boards, path, {"ruond": test})
    bare = dataclasses.replace(boards["round"], best=None)
    with pytest.raises(OptionError, match=r"holds no trained model to measure: attach one with board\.attach"):
        report(bare, path, test)
    with pytest.raises(DataError, match="no column 'round'"):
        report(boards["round"], path, test.drop(columns="round"))
    assert not path.exists()


def test_what_is_not_shown_of_contributions_is_told(boards, tmp_path):
    found = boards["shade"]
    lonely = ia.Learner("shade", schema=ia.Schema({"size": ia.Number()}), encoders="plain", fitter="linear")
    lonely = lonely.fit(table(60)[["size", "shade"]])
    many = ia.Schema({f"note {place}": ia.Text() for place in range(9)})
    rows = pd.DataFrame({name: ["red", "blue"] * 30 for name in many.columns} | {"shade": table(60)["shade"]})
    wide = ia.Learner("shade", schema=many, encoders="plain", fitter="linear").fit(rows)
    for learner, frame, english, chinese in (
        (lonely, table(60), "reads one modality, table:", "只读一个模态（table）"),
        (
            wide,
            rows,
            "reads 9 modalities. A report asks about every subset of at most 8; here that would be 512",
            "512 遍",
        ),
        (None, None, "The trained model is not at hand", "手头没有训练好的模型"),
    ):
        text = report(found.attach(learner, None if frame is None else ia.Table.read(frame)), tmp_path / "r.html")
        words = " ".join(Reader(text.read_text("utf-8")).words)
        assert english in words
        assert chinese in words


def test_of_repeats_the_first_is_shown_and_told(boards, tmp_path):
    found = boards["weight"]
    plan = Folds(3, repeats=2).plan(found.question.target)
    question = dataclasses.replace(found.question, plan=plan)
    entries = [Entry.of(question, each.name, each.kind, np.concatenate([each.oof] * 2)) for each in found.entries]
    text = report(Board.build(question, entries), tmp_path / "report.html").read_text("utf-8")
    assert "They show the first of 2 repeats" in text
    assert "图示为 2 次重复中的第一次" in text
    assert "They show the first of" not in report(found, tmp_path / "once.html").read_text("utf-8")


def test_a_title_may_be_told_in_both_languages(boards, tmp_path):
    titled = {Message("Weights", "重量"): boards["weight"], Message("Shapes", "形状"): boards["round"]}
    text = report(titled, tmp_path / "page.html").read_text("utf-8")
    assert "<title>Comparison: Weights · Shapes · 比较：重量 · 形状</title>" in text
    assert text.count('<span class="zh" lang="zh-Hans">重量</span>') == 2


@over("text", ["difference -0.0264, 95 % interval -0.5000 to 0.0527", "相差 -0.0264，95% 区间 -0.5000 至 0.0527"])
def test_a_page_prints_a_minus_and_leaves_words_alone(text):
    printed = _printed(f"all-MiniLM {text}")
    assert "−0.0264" in printed
    assert "−0.5000" in printed
    assert "all-MiniLM" in printed
