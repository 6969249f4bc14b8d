"""Package tools of the system, run as their users run them: with their own configuration and mirrors."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from intarsia.errors import SourceFailed
from intarsia.i18n import Message, messages

say = messages(__package__)


FAILURE = re.compile(r"(ERROR: (?!Exception:)|E: |npm error |npm ERR! )")
"""How the lines begin in which pip, apt-get and npm say what went wrong; for a traceback it is the last line."""


def run_tool(command: Sequence[str], folder: Path) -> None:
    """Run a tool in a folder, its progress shown when stderr is a terminal. Raises `SourceFailed` with its reason."""
    program = shutil.which(command[0])
    if program is None:
        raise SourceFailed(say("tool.missing", tool=command[0]))
    output = sys.stderr if on_terminal() else subprocess.DEVNULL
    done = subprocess.run(
        [program, *command[1:]],
        cwd=folder,
        env=os.environ | {"TMPDIR": str(folder)},  # so that half downloads of killed tools are cleaned with it
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise SourceFailed(_reason(done.stderr))


def on_terminal() -> bool:
    """True when someone may be watching stderr."""
    return sys.stderr is not None and sys.stderr.isatty()


def _reason(stderr: str) -> Message:
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    if not lines:
        return say("tool.silent")
    said = next((line for line in lines if FAILURE.match(line)), lines[-1])[:300]
    # pip does not say in its last word that it reached nobody.
    return say("tool.no_connection" if "connection broken by" in stderr else "tool.failed", said=said)
