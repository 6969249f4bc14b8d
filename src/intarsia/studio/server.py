"""Opening the studio: its settings, its start, its end."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
from starlette.middleware import Middleware

from intarsia.errors import DataError, OptionError, UnknownName
from intarsia.i18n import LANGUAGES, messages
from intarsia.serving.connections import Connections, listening, room
from intarsia.serving.middleware import BodyLimitMiddleware, BodyPaceMiddleware
from intarsia.serving.origin_guard import is_local
from intarsia.studio.entry_guard import FaultMiddleware, PageOnlyMiddleware
from intarsia.studio.example_table import ExampleTable
from intarsia.studio.origin_guard import SameOriginMiddleware
from intarsia.studio.page import build, options
from intarsia.studio.tab import Context, Tab
from intarsia.studio.visitors import Visitors
from intarsia.studio.workspace import Workspace

say = messages(__package__)


PORT = 7860
LARGEST = "64mb"
"""Size that an uploaded file may have."""
MOST = 65 * 2**20
"""Bytes of a request: such a file, and what a form says of it."""
PATIENCE = 30.0
"""Seconds that a connection may keep the studio waiting."""
VISITORS = 100
"""Visitors of whom something is kept. A session takes some hundred kilobytes before anything is in it."""
AT_ONCE = 4
"""Visitors of whom the same thing is computed at the same time."""


@dataclass(frozen=True)
class Studio:
    """The settings of a studio that is to be opened.

    Attributes:
        port: to listen at; 0 takes any that is free.
        host: address to listen at.
        language: "en" or "zh", until a visitor switches.
        browser: open the page in the user's browser.
        model: folder of a saved model that may be asked.
        tabs: what applications bring, before those that compare and ask.
        examples: tables of applications that models may be compared on.
    """

    port: int = PORT
    host: str = "127.0.0.1"
    language: str = "en"
    browser: bool = True
    model: Path | None = None
    tabs: Sequence[Tab] = ()
    examples: Sequence[ExampleTable] = ()

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise UnknownName(say("page.language_kind"), self.language, LANGUAGES)
        if not 0 <= self.port < 2**16:
            raise OptionError(say("port.range", port=self.port, most=2**16 - 1))
        if self.model is not None and not self.model.is_dir():
            raise DataError(say("folder.missing", folder=self.model))

    def open(self) -> gr.Blocks:
        """Serve the page from threads of this process, and return it: `local_url` says where, `close()` ends it.

        Raises:
            OptionError: nothing can listen there.
        """
        with listening(self.host, self.port) as listener:  # one that is free, and a host that is one
            port = int(listener.getsockname()[1])
        workspace = Workspace()
        os.environ["GRADIO_TEMP_DIR"] = str(workspace.uploads)
        context = Context(workspace, self.model, self.examples)
        page = build(context, self.language, self.tabs)
        page.queue(default_concurrency_limit=AT_ONCE)
        _exempt_from_proxies(self.host)
        try:
            page.launch(
                server_name=self.host, server_port=port, inbrowser=self.browser, quiet=True,
                prevent_thread_lock=True, share=False, ssr_mode=False, footer_links=[], max_file_size=LARGEST,
                state_session_capacity=VISITORS, enable_monitoring=False, mcp_server=False, pwa=False,
                app_kwargs={"middleware": _guards(page, self.host)},
                # The server has answered by then; without this Gradio asks for the page once more, waits three seconds
                # for it, and gives up with a stack trace on a machine that is busy.
                _frontend=False,
                **options(self.language, self.tabs),
            )  # fmt: skip
        except OSError as error:
            workspace.close()
            raise OptionError(say("port.taken", host=self.host, port=port)) from error
        except BaseException:
            workspace.close()
            raise
        # Gradio makes both itself, and has no option for either.
        page.server.config.http_protocol_class = Connections(PATIENCE, room())  # type: ignore[assignment]
        Visitors.take_over(page)
        # Not before: a process that ends while a network runs in a thread is aborted, with an ugly word.
        threading.Thread(target=_warm, args=(self.tabs, context), daemon=True).start()
        return page


def _guards(page: gr.Blocks, host: str) -> list[Middleware]:
    """What stands before Gradio, the outermost first."""
    return [
        Middleware(FaultMiddleware),
        Middleware(SameOriginMiddleware, local=is_local(host)),
        Middleware(BodyLimitMiddleware, limit=MOST),
        Middleware(BodyPaceMiddleware),
        Middleware(PageOnlyMiddleware, inputs={number: len(each.inputs) for number, each in page.fns.items()}),
    ]


def _warm(tabs: Sequence[Tab], context: Context) -> None:
    for tab in tabs:
        tab.warm(context)


def _exempt_from_proxies(host: str) -> None:
    """Gradio asks its own page whether it is there, and no proxy that the user has set leads to this machine."""
    for name in ("NO_PROXY", "no_proxy"):
        exempt = [each for each in os.environ.get(name, "").split(",") if each]
        os.environ[name] = ",".join(dict.fromkeys([*exempt, "127.0.0.1", "localhost", "::1", host]))
