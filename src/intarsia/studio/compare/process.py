"""A comparison under way: its process, how far it is, and how it ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from intarsia.errors import DataError
from intarsia.files import whole
from intarsia.i18n import Message
from intarsia.i18n.language import VARIABLE
from intarsia.progress import Event
from intarsia.studio.compare.table_setup import TableSetup
from intarsia.studio.compare.worker import EVENT, FAILED, ComparisonJob
from intarsia.studio.errors import PageError
from intarsia.studio.page_text import tell


@dataclass(eq=False)
class ComparisonProcess:
    """A comparison in a process of its own.

    Attributes:
        folder: where it leaves model, board and report.
        stopped: by the user.
    """

    folder: Path
    stopped: bool = False
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @classmethod
    def begin(
        cls, setup: TableSetup, home: Path, *, encoders: str, folds: int | None, fusions: Sequence[str], language: str
    ) -> ComparisonProcess:
        """Start comparing in a new folder below `home`; the options are those of `ComparisonJob`."""
        folder = Path(tempfile.mkdtemp(prefix="contest-", dir=home))
        table = setup.file or folder / "table.parquet"
        if setup.file is None:
            with whole(table) as part:
                setup.table.frame.to_parquet(part)
        job = ComparisonJob(
            str(table), setup.label, setup.overrides, setup.groups, encoders, folds, fusions, language,
            confined=setup.table.confined,
        )  # fmt: skip
        job.save(folder)
        command = [sys.executable, "-m", "intarsia.studio.compare.worker", str(folder)]
        process = subprocess.Popen(
            command, env=os.environ | {VARIABLE: job.language},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            encoding="utf-8", errors="replace",
        )  # fmt: skip
        return cls(folder, _process=process)

    def follow(self) -> Iterator[Event]:
        """How far it is, until it ends; it is stopped when nobody listens.

        Raises:
            DataError: the table cannot be compared; says why.
        """
        process = self._process
        assert process is not None
        assert process.stdout is not None
        last = ""
        failed: DataError | None = None
        try:
            for line in _lines(process.stdout):
                told = _read(line)
                if EVENT in told:
                    yield Event.load(told[EVENT])
                elif FAILED in told:
                    failed = DataError(Message.load(told[FAILED]))
                else:
                    last = line
            if process.wait() and not self.stopped:
                raise failed or PageError(tell("error.ended", line=last))
        finally:
            self._end()
            process.stdout.close()

    def stop(self) -> None:
        """End it now: what is finished stays finished, nothing else is left."""
        self.stopped = True
        self._end()

    def _end(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._process.stdin is not None:
                self._process.stdin.close()


def _read(line: str) -> dict[str, Any]:
    """A line of JSON; {} for anything else, such as a warning of a library."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _lines(stream: IO[str]) -> Iterator[str]:
    for line in stream:
        if line.strip():
            yield line.rstrip()
