"""What `intarsia serve` does."""

from __future__ import annotations

import re
import sys
from argparse import Namespace
from collections.abc import Sequence

from intarsia.errors import OptionError
from intarsia.i18n import messages
from intarsia.learner.learner import Learner
from intarsia.serving.app import Endpoints, create_app
from intarsia.serving.auth import Key
from intarsia.serving.limits import Limits
from intarsia.serving.origin_guard import is_local
from intarsia.serving.server import serve

say = messages(__package__)


UNITS = {"": 1, "k": 2**10, "m": 2**20, "g": 2**30}


def run(given: Namespace, routers: Sequence[Endpoints] = ()) -> None:
    """Load the model, if one is given, and serve it and other endpoints until told to stop."""
    key = Key.find(given.api_key_file)
    limits = Limits(
        request=size(given.max_request), pixels=given.max_pixels, queue=given.queue, timeout=given.timeout,
        paths=given.allow_paths,
    )  # fmt: skip
    learner = None if given.model is None else Learner.from_pretrained(given.model)
    app = create_app(learner, limits, key, routers, local=key is None and is_local(given.host))
    if key is None and not is_local(given.host):
        print(f"intarsia: {say('service.open', host=given.host).told}", file=sys.stderr)
    serve(app, given.host, given.port)


def size(text: str) -> int:
    """Bytes: "16MB", "16 MiB" and "16777216" are the same. Raises `OptionError`."""
    found = re.fullmatch(r"(\d{1,15})\s*([kmg]?)(i?b)?", text.strip().lower())
    if found is None:
        raise OptionError(say("limit.request", text=text))
    return int(found[1]) * UNITS[found[2]]
