"""How the tab that compares is laid out, and which handler answers what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import gradio as gr

from intarsia.errors import IntarsiaError, UnknownName
from intarsia.evaluation.board import Board
from intarsia.examples import declared, example
from intarsia.fusion import fusions
from intarsia.i18n import Message
from intarsia.progress import Event, line
from intarsia.studio.compare.process import ComparisonProcess
from intarsia.studio.compare.render import framed, inputs, progress, standings
from intarsia.studio.compare.session import Session, entered
from intarsia.studio.compare.table_setup import TableSetup, read
from intarsia.studio.errors import PageError, alert, guarded, status
from intarsia.studio.page_text import HIDDEN, Labels, html, script, tell
from intarsia.studio.tab import Context
from intarsia.studio.transfer import drop, dropped

FOLDS = (2, 3, 5, 10)
USUAL = 0
"""In place of a number of folds: what suits the number of rows."""
FRUIT = "fruit"
"""Name of the table that comes with Intarsia, see `intarsia.example`."""

STRATEGY = "strategy"
"""Name of the events that tell of a finished strategy."""


class CompareTab:
    """The tab. It must be made inside of `gr.Blocks`.

    Args:
        context: what visitors share.
        labels: where its words are kept.
        language: the state of the visitor's language.
    """

    def __init__(self, context: Context, labels: Labels, language: gr.State) -> None:
        self.context = context
        self.labels = labels
        self.language = language
        self.session = gr.State(None, delete_callback=_left)
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
        self.table = drop("table", tell("drop.table"), tell("drop.table_hint"), accept=".csv,.tsv,.parquet,.zip")
        demos = [(tell("compare.demo_fruit"), FRUIT), *((each.words, each.name) for each in self.context.examples)]
        said: dict[str, Any] = {"label": tell("compare.demo"), "choices": demos}
        self.demo = make(gr.Radio, said, value=None, elem_id="demo")
        self.label = make(gr.Dropdown, {"label": tell("compare.label")}, choices=[], elem_id="label")
        self.groups = make(gr.Dropdown, {"label": tell("compare.groups")}, choices=[], elem_id="groups")
        ways = [(tell(f"compare.encoders_{name}"), name) for name in ("plain", "default")]
        said = {"label": tell("compare.encoders"), "choices": ways}
        self.encoders = make(gr.Radio, said, value="plain", elem_id="encoders")
        self.fusions = make(
            gr.CheckboxGroup, {"label": tell("compare.fusions")}, choices=fusions.names(), value=_shortlist(),
            elem_id="fusions",
        )  # fmt: skip
        numbers = [(tell("compare.folds_usual"), USUAL), *((Message.plain(each), each) for each in FOLDS)]
        said = {"label": tell("compare.folds"), "choices": numbers}
        self.folds = make(gr.Radio, said, value=USUAL, elem_id="folds")
        self.run = make(gr.Button, {"value": tell("compare.run")}, variant="primary", elem_id="run")
        self.stop = make(gr.Button, {"value": tell("compare.stop")}, variant="stop", elem_id="stop", interactive=False)

    def _wire(self) -> None:
        guard = guarded(self.notice)
        shown = [self.session, self.notice, self.label, self.groups, self.columns]
        self.table.upload(guard(self._uploaded), self.session, [*shown, self.demo], **HIDDEN)
        self.demo.input(guard(self._chosen), [self.session, self.demo], shown, **HIDDEN)
        asked = [self.session, self.label, self.groups]
        for each in (self.label, self.groups):
            each.input(guard(self._asked), asked, [self.session, self.notice, self.columns], **HIDDEN)
        self.columns.input(guard(self._told), self.session, [self.session, self.notice, self.columns], **HIDDEN)
        how = [self.session, self.encoders, self.fusions, self.folds, self.language]
        out = [
            self.session,
            self.notice,
            self.progress,
            self.standings,
            self.after,
            self.report,
            self.model,
            self.frame,
        ]
        self.run.click(guard(self._run), how, [*out, self.run, self.stop], **HIDDEN).then(
            _idle, None, [self.run, self.stop], **HIDDEN
        )
        self.stop.click(_stopped, self.session, None, **HIDDEN)

    def _uploaded(self, session: Session | None, event: gr.EventData) -> Any:
        with entered(session, self.context.workspace) as found, dropped(self.context.workspace, event) as (path, *_):
            return {**self._setup(replace(found, setup=read(path, found.folder))), self.demo: None}

    def _chosen(self, session: Session | None, name: str) -> Any:
        with entered(session, self.context.workspace) as found:
            return self._setup(replace(found, setup=self._example(name)))

    def _example(self, name: str) -> TableSetup:
        """The table of that name. Raises `UnknownName`, and `AssetError` when it cannot be had."""
        if name == FRUIT:
            return TableSetup.of(example(FRUIT), declared(FRUIT).label)
        known = {each.name: each for each in self.context.examples}
        if name not in known:
            raise UnknownName(tell("compare.table_kind"), name, [FRUIT, *known])
        return TableSetup.of_example(known[name])

    def _asked(self, session: Session | None, label: str, groups: str) -> Any:
        session, setup = _there(session)
        setup = setup.answering(label, groups or "")
        return {self.session: replace(session, setup=setup), self.notice: "", self.columns: inputs(setup)}

    def _told(self, session: Session | None, event: gr.EventData) -> Any:
        session, setup = _there(session)
        setup = setup.told(str(event._data["column"]), str(event._data["kind"]))
        return {self.session: replace(session, setup=setup), self.notice: "", self.columns: inputs(setup)}

    def _setup(self, session: Session) -> dict[Any, Any]:
        """What to show of a table that has just been given."""
        session, setup = _there(session)
        names = list(setup.table.names)
        try:
            columns = inputs(setup)
            notice = ""
        except IntarsiaError as error:  # another label may do
            columns = ""
            notice = alert(error)
        return {
            self.session: session,
            self.notice: notice,
            self.label: gr.update(choices=names, value=setup.label),
            self.groups: gr.update(choices=[("–", ""), *names], value=setup.groups),
            self.columns: columns,
        }

    def _run(
        self, session: Session | None, encoders: str, chosen: list[str], folds: int, language: str
    ) -> Iterator[Any]:
        if not chosen:
            raise PageError(tell("error.no_fusion"))
        session, setup = _there(session)
        as_usual = set(chosen) == set(_shortlist())
        process = ComparisonProcess.begin(
            setup, session.folder, encoders=encoders, folds=folds or None, language=language,
            fusions=() if as_usual else tuple(chosen),
        )  # fmt: skip
        session = replace(session, process=process)
        yield {
            self.session: session,
            self.notice: "",
            self.progress: progress([], ""),
            self.standings: "",
            self.frame: "",
            self.after: gr.update(visible=False),
            self.run: gr.update(interactive=False),
            self.stop: gr.update(interactive=True),
        }
        finished: list[Event] = []
        for event in process.follow():
            if event.name == STRATEGY:
                finished.append(event)
            last = bool(finished) and finished[-1].done == finished[-1].of
            under_way = "" if event.step or event.ended or not event.done else line(event)
            yield {self.progress: progress(finished, under_way, tell("compare.finishing") if last else None)}
        yield self._stopped(finished) if process.stopped else self._results(session, process)

    def _stopped(self, finished: list[Event]) -> dict[Any, Any]:
        return {self.progress: progress(finished, "", tell("compare.stopped"))}

    def _results(self, session: Session, process: ComparisonProcess) -> dict[Any, Any]:
        board = Board.load(process.folder / "board")
        session, report, packed = session.finished(process, self.context.workspace)
        return {
            self.session: session,
            self.notice: status(tell("compare.finished", best=board.best_name)),
            self.progress: "",
            self.standings: standings(board),
            self.after: gr.update(visible=True),
            self.report: str(report),
            self.model: str(packed),
            self.frame: framed(process.folder / "report.html", tell("compare.report")),
        }


def _there(session: Session | None) -> tuple[Session, TableSetup]:
    """A session that has a table, with it. Raises `PageError`."""
    if session is None or session.setup is None:
        raise PageError(tell("error.no_table"))
    return session, session.setup


def _idle() -> Any:
    return gr.update(interactive=True), gr.update(interactive=False)


def _stopped(session: Session | None) -> None:
    if session is not None:
        session.stop()


def _left(session: Session | None) -> None:
    if session is not None:
        session.leave()


def _shortlist() -> list[str]:
    """Names of the fusions that a comparison takes where none is named."""
    return [name for name in fusions.names() if fusions.get(name).shortlisted]
