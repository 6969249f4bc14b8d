"""Opening the studio: its settings, its start, its end."""

from __future__ import annotations

import os
import socket
import threading
from dataclasses import dataclass
from pathlib import Path

import gradio as gr
from starlette.middleware import Middleware

from intarsia.errors import DataError, OptionError, UnknownName
from intarsia.i18n import LANGUAGES
from intarsia.serving.middleware import Bounded
from intarsia.serving.origin_guard import is_local
from intarsia.studio.context import Desk
from intarsia.studio.origin_guard import NoStranger
from intarsia.studio.page import build, options
from intarsia.studio.warming import warm
from intarsia.studio.workspace import Private

PORT = 7860
LARGEST = "64mb"
"""Of a file that is uploaded."""
MOST = 65 * 2**20
"""Bytes of a request: such a file, and what a form says of it."""
AT_ONCE = 4
"""Visitors of whom the same thing is computed at the same time."""


@dataclass(frozen=True)
class Studio:
    """A studio to be opened.

    Attributes:
        port: to listen at; 0 takes any that is free.
        host: address to listen at.
        language: "en" or "zh", until a visitor switches.
        browser: open the page in the user's browser.
        model: folder of a saved model that may be asked.
        wardrobe: folder of a wardrobe to choose from, besides the demo wardrobe.
    """

    port: int = PORT
    host: str = "127.0.0.1"
    language: str = "en"
    browser: bool = True
    model: Path | None = None
    wardrobe: Path | None = None

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise UnknownName("language of the studio", self.language, LANGUAGES)
        if not 0 <= self.port < 2**16:
            raise OptionError(f"--port {self.port}: give a number from 0, which takes any free port, to {2**16 - 1}")
        for option, folder in (("--model", self.model), ("--wardrobe", self.wardrobe)):
            if folder is not None and not folder.is_dir():
                raise DataError(f"{option} {folder}: there is no such folder")

    def open(self) -> gr.Blocks:
        """Serve the page from threads of this process, and return it: `local_url` says where, `close()` ends it.

        Raises:
            OptionError: nothing can listen there.
        """
        private = Private()
        os.environ["GRADIO_TEMP_DIR"] = str(private.uploads)
        desk = Desk(private, self.wardrobe, self.model)
        page = build(desk, self.language)
        page.queue(default_concurrency_limit=AT_ONCE)
        guards = [
            Middleware(NoStranger, local=is_local(self.host)),
            Middleware(Bounded, limit=MOST),
        ]
        try:
            page.launch(
                server_name=self.host, server_port=self.port or _free(self.host), inbrowser=self.browser, quiet=True,
                prevent_thread_lock=True, share=False, ssr_mode=False, footer_links=[], max_file_size=LARGEST,
                enable_monitoring=False, mcp_server=False, pwa=False, app_kwargs={"middleware": guards},
                **options(self.language),
            )  # fmt: skip
        except OSError as error:
            private.close()
            raise OptionError(
                f"cannot listen at {self.host}, port {self.port}: give another --port, or 0 for any"
            ) from error
        # Not before: a process that ends while a network runs in a thread is aborted, with an ugly word.
        threading.Thread(target=warm, args=(desk,), daemon=True).start()
        return page


def _free(host: str) -> int:
    with socket.create_server((host, 0)) as listener:
        return int(listener.getsockname()[1])
