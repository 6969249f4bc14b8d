"""How the tab that asks is laid out, and which handler answers what."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import gradio as gr

from intarsia.errors import IntarsiaError
from intarsia.learner.learner import Learner
from intarsia.studio.ask.asking import answer, asked, form, row
from intarsia.studio.compare.render import framed
from intarsia.studio.compare.session import Session, entered
from intarsia.studio.errors import PageError, guarded, inside, status
from intarsia.studio.page_text import HIDDEN, Labels, html, script, tell
from intarsia.studio.tab import Context
from intarsia.studio.transfer import drop, dropped, taken, unpack

CONFIG = "config.json"
FOLDER = "folder"
COMPARED = "compared"


class AskTab:
    """The tab. It must be made inside of `gr.Blocks`.

    Args:
        context: what visitors share.
        labels: where its words are kept.
        language: the state of the visitor's language.
        session: the state of the tab that compares.
    """

    def __init__(self, context: Context, labels: Labels, language: gr.State, session: gr.State) -> None:
        self.context = context
        self.language = language
        self.session = session
        self.learner = gr.State(None)
        html(f'<p class="lead">{tell("ask.lead").__html__()}</p>')
        with gr.Row(elem_classes="halves"):
            with gr.Column(scale=2, min_width=320, elem_classes="asking"):
                html(f"<h2>{tell('ask.model').__html__()}</h2>")
                choices = [(tell("ask.compared"), COMPARED)]
                if context.model is not None:
                    choices = [(tell("ask.folder", folder=context.model.name), FOLDER), *choices]
                said: dict[str, Any] = {"label": tell("ask.which"), "choices": choices}
                self.which = labels.make(gr.Radio, said, value=None, elem_id="which")
                self.packed = drop("model", tell("drop.model"), tell("drop.model_hint"), accept=".zip", small=True)
                self.form = html("", js_on_load=script("upload.js", "ask/form.js"), elem_id="form")
            with gr.Column(scale=3, min_width=320, elem_classes="answers"):
                self.notice = html("", elem_id="ask-notice", elem_classes="notices")
                self.frame = html("", elem_id="answer")
        self._wire()

    def _wire(self) -> None:
        guard = guarded(self.notice)
        loaded = [self.learner, self.notice, self.form, self.frame]
        self.which.input(guard(self._chosen), [self.which, self.session], loaded, **HIDDEN)
        self.packed.upload(guard(self._given), self.session, [self.session, *loaded, self.which], **HIDDEN)
        self.form.clear(self._broken, None, None, **HIDDEN)
        self.form.submit(guard(self._asked), [self.learner, self.language], [self.notice, self.frame], **HIDDEN)

    def _chosen(self, which: str, session: Session | None) -> Any:
        compared = None if session is None else session.model
        folder = self.context.model if which == FOLDER else compared
        if folder is None:
            raise PageError(tell("error.not_compared"))
        return self._loaded(folder)

    def _given(self, session: Session | None, event: gr.EventData) -> Any:
        with entered(session, self.context.workspace) as kept, dropped(self.context.workspace, event) as (path, *_):
            home = Path(tempfile.mkdtemp(prefix="model-", dir=kept.folder))
            try:
                found = [each.parent for each in unpack(path, home) if each.name == CONFIG]
                if not found:
                    raise PageError(tell("error.zip_model", name=path.name))
                return {**self._loaded(found[0], confined=True), self.session: kept, self.which: None}
            except IntarsiaError as error:
                shutil.rmtree(home, ignore_errors=True)
                raise inside(home, error) from error
            except BaseException:
                shutil.rmtree(home, ignore_errors=True)
                raise

    def _loaded(self, folder: Path, confined: bool = False) -> dict[Any, Any]:
        learner = Learner.from_pretrained(folder, confined=confined)
        return {self.learner: learner, self.notice: "", self.form: form(learner), self.frame: ""}

    def _asked(self, learner: Learner | None, language: str, event: gr.EventData) -> Any:
        if learner is None:
            raise PageError(tell("error.no_model"))
        named = event._data["files"]
        with taken(self.context.workspace, list(named.values())) as paths:
            why = asked(learner, row(learner, event._data["cells"], dict(zip(named, paths, strict=True))))
        home = Path(tempfile.mkdtemp(dir=self.context.workspace.root))
        page = why.save(home / "why.html", language)
        shown = framed(page, tell("ask.why"))
        page.unlink()
        home.rmdir()
        return {self.notice: status(answer(why)), self.frame: shown}

    def _broken(self, event: gr.EventData) -> None:
        """What was uploaded of a row before another of its files could not be."""
        with suppress(PageError), dropped(self.context.workspace, event):
            pass
