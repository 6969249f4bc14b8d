"""`intarsia studio`: one local page for comparing models, asking them, and every application that has a tab."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path

from intarsia.apps import applications, examples, tabs
from intarsia.apps.app import App, AppFolder, Verb, help_text
from intarsia.i18n import messages

say = messages(__package__)


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add what the verb takes, and a folder for every application that shows one."""
    verb.add_argument("--port", type=int, default=7860, help=help_text(say("studio_help.port", default=7860)))
    verb.add_argument("--host", default="127.0.0.1", help=help_text(say("studio_help.host", default="127.0.0.1")))
    verb.add_argument("--no-open", action="store_true", help=help_text(say("studio_help.no_open")))
    verb.add_argument("--model", metavar="DIR", help=help_text(say("studio_help.model")))
    for name, folder in _tabbed():
        told = help_text(say("studio_help.folder", folder=folder.help))
        try:
            verb.add_argument(f"--{folder.name}", metavar="DIR", dest=_dest(name), help=told)
        except argparse.ArgumentError:  # the studio, or another application, has an option of that name
            verb.add_argument(f"--{name}-{folder.name}", metavar="DIR", dest=_dest(name), help=told)


def run(given: Namespace) -> None:
    """Open the studio, and serve it until Ctrl-C or SIGTERM."""
    from intarsia.serving.origin_guard import is_local
    from intarsia.studio import Studio

    folders = {name: Path(path) for name, _ in _tabbed() if (path := getattr(given, _dest(name))) is not None}
    studio = Studio(
        given.port, given.host, given.language, not given.no_open, None if given.model is None else Path(given.model),
        tabs=tabs(folders), examples=examples(),
    )  # fmt: skip
    if not is_local(given.host):
        print(f"intarsia: {say('studio.open', host=given.host).told}", file=sys.stderr)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends us means the same as Ctrl-C
    page = studio.open()
    print(say("studio.at", url=page.local_url).told, flush=True)
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        page.close()
        print(say("studio.closed").told)


def _dest(name: str) -> str:
    """Where the folder of an application stands among what was given: no option has such a name."""
    return f"folder of {name}"


def _tabbed() -> Iterator[tuple[str, AppFolder]]:
    """Name and folder of the applications that have a tab and show a folder in it."""
    found: dict[str, App] = dict(applications())
    return ((name, app.folder) for name, app in found.items() if app.tab is not None and app.folder is not None)


VERB = Verb(say("studio_help.verb"), arguments, run)
