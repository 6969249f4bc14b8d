"""What `intarsia studio` does."""

from __future__ import annotations

import signal
import sys
import time
from argparse import Namespace
from pathlib import Path

from intarsia.serving.origin_guard import is_local
from intarsia.studio.server import Studio


def run(given: Namespace) -> None:
    """Open the studio, and serve it until Ctrl-C or SIGTERM."""
    studio = Studio(
        given.port, given.host, given.language, not given.no_open, _folder(given.model), _folder(given.wardrobe)
    )
    if not is_local(given.host):
        print(f"intarsia: whoever reaches {given.host} may use the studio; there is no password", file=sys.stderr)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # whoever ends us means the same as Ctrl-C
    page = studio.open()
    print(f"the studio is at {page.local_url}; Ctrl-C ends it", flush=True)
    try:
        while True:
            time.sleep(1)
    except KeyboardInterrupt:
        page.close()
        print("closed; uploads and photos of this run are deleted")


def _folder(name: str | None) -> Path | None:
    return None if name is None else Path(name)
