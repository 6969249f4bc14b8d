"""How the tab that compares is laid out, and which handler answers what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from intarsia.errors import IntarsiaError
from intarsia.evaluation.board import Board
from intarsia.fusion import fusions
from intarsia.studio.compare.demos import DEMOS, demo
from intarsia.studio.compare.process import Contest, Finished
from intarsia.studio.compare.render import framed, inputs, progress, standings
from intarsia.studio.compare.session import Bench, entered
from intarsia.studio.compare.table_setup import Sheet, read
from intarsia.studio.context import Desk
from intarsia.studio.errors import guarded
from intarsia.studio.labels import Labels
from intarsia.studio.markup import HIDDEN, html
from intarsia.studio.notice import alert, status
from intarsia.studio.page_text import tell
from intarsia.studio.script import script
from intarsia.studio.told import Told
from intarsia.studio.upload import drop, dropped

FOLDS = (2, 3, 5, 10)


class CompareTab:
    """The tab. It must be made inside of `gr.Blocks`.

    Args:
        desk: what visitors share.
        labels: where its words are kept.
        language: the state of the visitor's language.
    """

    def __init__(self, desk: Desk, labels: Labels, language: gr.State) -> None:
        self.desk = desk
        self.labels = labels
        self.language = language
        self.bench = gr.State(None, delete_callback=_left)
        html(f'<p class="lead">{tell("compare.lead").__html__()}</p>')
        with gr.Row(elem_classes="halves"):
            with gr.Column(scale=2, min_width=320, elem_classes="asking"):
                self._asking()
            with gr.Column(scale=3, min_width=320, elem_classes="answers"):
                self.notice = html("", elem_id="compare-notice", elem_classes="notices")
                self.progress = html("", elem_id="progress")
                self.standings = html("", elem_id="standings")
                with gr.Row(visible=False) as self.after:
                    self.report = labels.make(gr.DownloadButton, {"label": tell("compare.report_save")}, size="md")
                    self.model = labels.make(gr.DownloadButton, {"label": tell("compare.model_save")}, size="md")
                self.columns = html("", js_on_load=script("compare/columns.js"), elem_id="columns")
        self.frame = html("", elem_id="report")
        self._wire()

    def _asking(self) -> None:
        make = self.labels.make
        html(f"<h2>{tell('compare.table').__html__()}</h2>")
        self.table = drop("table", accept=".csv,.tsv,.parquet,.zip")
        demos = [(tell(f"compare.demo_{name}"), name) for name in DEMOS]
        said: dict[str, Any] = {"label": tell("compare.demo"), "choices": demos}
        self.demo = make(gr.Radio, said, value=None, elem_id="demo")
        self.label = make(gr.Dropdown, {"label": tell("compare.label")}, choices=[], elem_id="label")
        self.groups = make(gr.Dropdown, {"label": tell("compare.groups")}, choices=[], elem_id="groups")
        ways = [(tell(f"compare.encoders_{name}"), name) for name in ("plain", "default")]
        said = {"label": tell("compare.encoders"), "choices": ways}
        self.encoders = make(gr.Radio, said, value="plain", elem_id="encoders")
        names = fusions.names()
        self.fusions = make(
            gr.CheckboxGroup, {"label": tell("compare.fusions")}, choices=names, value=names, elem_id="fusions"
        )
        self.folds = make(gr.Radio, {"label": tell("compare.folds")}, choices=list(FOLDS), value=5, elem_id="folds")
        self.run = make(gr.Button, {"value": tell("compare.run")}, variant="primary", elem_id="run")
        self.stop = make(gr.Button, {"value": tell("compare.stop")}, variant="stop", elem_id="stop", interactive=False)

    def _wire(self) -> None:
        guard = guarded(self.notice)
        shown = [self.bench, self.notice, self.label, self.groups, self.columns]
        self.table.upload(guard(self._uploaded), self.bench, [*shown, self.demo], **HIDDEN)
        self.demo.input(guard(self._chosen), [self.bench, self.demo], shown, **HIDDEN)
        asked = [self.bench, self.label, self.groups]
        for each in (self.label, self.groups):
            each.input(guard(self._asked), asked, [self.bench, self.notice, self.columns], **HIDDEN)
        self.columns.input(guard(self._told), self.bench, [self.bench, self.notice, self.columns], **HIDDEN)
        how = [self.bench, self.encoders, self.fusions, self.folds, self.language]
        out = [self.bench, self.notice, self.progress, self.standings, self.after, self.report, self.model, self.frame]
        self.run.click(guard(self._run), how, [*out, self.run, self.stop], **HIDDEN).then(
            _idle, None, [self.run, self.stop], **HIDDEN
        )
        self.stop.click(_stopped, self.bench, None, **HIDDEN)

    def _uploaded(self, bench: Bench | None, event: gr.EventData) -> Any:
        with entered(bench, self.desk.private) as found, dropped(self.desk.private, event) as (path, *_):
            return {**self._sheet(replace(found, sheet=read(path, found.folder))), self.demo: None}

    def _chosen(self, bench: Bench | None, name: str) -> Any:
        with entered(bench, self.desk.private) as found:
            return self._sheet(replace(found, sheet=demo(name)))

    def _asked(self, bench: Bench | None, label: str, groups: str) -> Any:
        bench, sheet = _there(bench)
        sheet = sheet.answering(label, groups or "")
        return {self.bench: replace(bench, sheet=sheet), self.notice: "", self.columns: inputs(sheet)}

    def _told(self, bench: Bench | None, event: gr.EventData) -> Any:
        bench, sheet = _there(bench)
        sheet = sheet.told(str(event._data["column"]), str(event._data["kind"]))
        return {self.bench: replace(bench, sheet=sheet), self.notice: "", self.columns: inputs(sheet)}

    def _sheet(self, bench: Bench) -> dict[Any, Any]:
        """What to show of a table that has just been given."""
        bench, sheet = _there(bench)
        names = list(sheet.table.names)
        try:
            columns = inputs(sheet)
            notice = ""
        except IntarsiaError as error:  # another label may do
            columns = ""
            notice = alert(error)
        return {
            self.bench: bench,
            self.notice: notice,
            self.label: gr.update(choices=names, value=sheet.label),
            self.groups: gr.update(choices=[("–", ""), *names], value=sheet.groups),
            self.columns: columns,
        }

    def _run(self, bench: Bench | None, encoders: str, chosen: list[str], folds: int, language: str) -> Iterator[Any]:
        if not chosen:
            raise Told("no_fusion")
        bench, sheet = _there(bench)
        every = len(chosen) == len(fusions.names())
        contest = Contest.begin(
            sheet, bench.folder, encoders=encoders, folds=folds, language=language,
            fusions=() if every else tuple(chosen),
        )  # fmt: skip
        bench = replace(bench, contest=contest)
        yield {
            self.bench: bench,
            self.notice: "",
            self.progress: progress([], ""),
            self.standings: "",
            self.frame: "",
            self.after: gr.update(visible=False),
            self.run: gr.update(interactive=False),
            self.stop: gr.update(interactive=True),
        }
        finished: list[Finished] = []
        for said in contest.follow():
            if isinstance(said, Finished):
                finished.append(said)
            last = bool(finished) and finished[-1].number == finished[-1].of
            words = tell("compare.finishing") if last else None
            yield {self.progress: progress(finished, "" if isinstance(said, Finished) else said, words)}
        yield self._stopped(finished) if contest.stopped else self._results(bench, contest)

    def _stopped(self, finished: list[Finished]) -> dict[Any, Any]:
        return {self.progress: progress(finished, "", tell("compare.stopped"))}

    def _results(self, bench: Bench, contest: Contest) -> dict[Any, Any]:
        board = Board.load(contest.folder / "board")
        bench, report, packed = bench.finished(contest, self.desk.private)
        return {
            self.bench: bench,
            self.notice: status(tell("compare.finished", best=board.best_name)),
            self.progress: "",
            self.standings: standings(board),
            self.after: gr.update(visible=True),
            self.report: str(report),
            self.model: str(packed),
            self.frame: framed(contest.folder / "report.html", tell("compare.report")),
        }


def _there(bench: Bench | None) -> tuple[Bench, Sheet]:
    """A bench that has a table, with it. Raises `Told`."""
    if bench is None or bench.sheet is None:
        raise Told("no_table")
    return bench, bench.sheet


def _idle() -> Any:
    return gr.update(interactive=True), gr.update(interactive=False)


def _stopped(bench: Bench | None) -> None:
    if bench is not None:
        bench.stop()


def _left(bench: Bench | None) -> None:
    if bench is not None:
        bench.leave()
