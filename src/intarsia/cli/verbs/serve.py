"""`intarsia serve`: saved models and applications over HTTP; `intarsia NAME serve` is the same for one application."""

from __future__ import annotations

import argparse
import os
import re
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from intarsia.apps import applications
from intarsia.apps.app import App, Verb, help_text
from intarsia.errors import IntarsiaError, OptionError, UnknownName
from intarsia.i18n import messages

if TYPE_CHECKING:
    from intarsia.serving import Endpoints

say = messages(__package__)


UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30}


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    verb.add_argument("model", nargs="*", help=help_text(say("serve_help.model")))
    verb.add_argument(
        "--app", action="append", default=[], metavar="NAME=FOLDER", dest="apps",
        help=help_text(say("serve_help.app")),
    )  # fmt: skip
    service_options(verb)
    verb.add_argument("--allow-paths", action="store_true", help=help_text(say("serve_help.allow_paths")))


def run(given: Namespace) -> None:
    """Load what is named, and serve it until told to stop."""
    folders: dict[str, str] = {}
    for each in given.apps:
        name, told, folder = each.partition("=")
        if not told or not folder:
            raise OptionError(say("option.app", given=each))
        if name in folders:
            raise OptionError(say("option.app_twice", name=name))
        folders[name] = folder
    if not given.model and not folders:
        raise OptionError(say("serve.nothing"))
    serve(given.model, folders, given)


def application_verb(app: App, name: str) -> Verb:
    """`intarsia NAME serve FOLDER` for an application that has endpoints."""
    folder = app.folder
    assert folder is not None

    def taken(verb: argparse.ArgumentParser) -> None:
        verb.add_argument("folder", metavar=folder.name.upper(), help=help_text(folder.help))
        verb.add_argument("--model", metavar="MODEL", help=help_text(say("serve_help.beside")))
        service_options(verb)
        verb.set_defaults(allow_paths=False)

    def served(given: Namespace) -> None:
        serve([] if given.model is None else [given.model], {name: given.folder}, given)

    return Verb(say("serve_help.alone"), taken, served)


def service_options(verb: argparse.ArgumentParser) -> None:
    """Add where to listen, and what requests may ask for."""
    verb.add_argument("--host", default="127.0.0.1", help=help_text(say("serve_help.host", default="127.0.0.1")))
    verb.add_argument("--port", type=int, default=8000, help=help_text(say("serve_help.port", default=8000)))
    verb.add_argument(
        "--api-key-file", metavar="FILE",
        help=help_text(say("serve_help.key")),
    )  # fmt: skip
    verb.add_argument(
        "--max-request", default="16MB", metavar="SIZE", help=help_text(say("serve_help.max_request", default="16MB"))
    )
    verb.add_argument(
        "--max-pixels", type=int, default=50_000_000, metavar="N",
        help=help_text(say("serve_help.max_pixels", default=50_000_000)),
    )  # fmt: skip
    verb.add_argument("--queue", type=int, default=64, metavar="N", help=help_text(say("serve_help.queue", default=64)))
    verb.add_argument(
        "--timeout", type=float, default=30.0, metavar="SECONDS",
        help=help_text(say("serve_help.timeout", default=30)),
    )  # fmt: skip


def serve(models: Sequence[str], folders: Mapping[str, str], given: Namespace) -> None:
    """Load models and applications, and serve them until told to stop.

    Args:
        models: folders of saved models. One alone is asked at the root, several below `/models/NAME`.
        folders: name of an application → its folder.
        given: `service_options`, and `allow_paths`.
    """
    from intarsia import serving
    from intarsia.serving.origin_guard import is_local

    key = serving.ApiKey.find(given.api_key_file)
    limits = serving.Limits(
        request=size(given.max_request), pixels=given.max_pixels, queue=given.queue, timeout=given.timeout,
        paths=given.allow_paths,
    )  # fmt: skip
    from intarsia.learner.learner import Learner

    learners = {name: Learner.from_pretrained(folder) for name, folder in _named(models).items()}
    alone = next(iter(learners.values())) if len(learners) == 1 else None
    app = serving.create_app(
        alone, limits, key, models={} if alone else learners, apps=endpoints_of(folders),
        local=key is None and is_local(given.host),
    )  # fmt: skip
    if key is None and not is_local(given.host):
        print(f"intarsia: {say('serve.open', host=given.host).told}", file=sys.stderr)
    serving.serve(app, given.host, given.port)


def size(text: str) -> int:
    """Bytes: "16MB", "16 MiB" and "16777216" are the same. Raises `OptionError`."""
    found = re.fullmatch(r"(\d{1,15})\s*([kmg]?)(i?b)?", text.strip().lower())
    if found is None:
        raise OptionError(say("option.request", text=text))
    return int(found[1]) * UNITS[found[2]]


def _named(models: Sequence[str]) -> dict[str, str]:
    """Name → folder of each model. Raises `OptionError` when two folders have one name."""
    found: dict[str, str] = {}
    for folder in models:
        name = os.path.basename(os.path.realpath(folder))
        if name in found:
            raise OptionError(say("serve.same_name", one=found[name], other=folder, name=name))
        found[name] = folder
    return found


def endpoints_of(folders: Mapping[str, str]) -> dict[str, Endpoints]:
    """What applications serve of their folders, by name.

    Raises:
        UnknownName: for one that serves nothing.
        OptionError: one that cannot serve its folder.
    """
    known = applications()
    serving = {name: app.endpoints for name, app in known.items() if app.endpoints is not None}
    found = {}
    for name, folder in folders.items():
        if name not in serving:
            raise UnknownName(say("serve.application"), name, serving)
        try:
            found[name] = serving[name](Path(folder))
        except IntarsiaError:
            raise
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            raise OptionError(say("serve.failed", name=name, folder=folder, why=why)) from error
    return found


VERB = Verb(say("serve_help.verb"), arguments, run)
