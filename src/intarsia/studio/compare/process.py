"""A comparison under way: its process, how far it is, and how it ends."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from intarsia.errors import DataError
from intarsia.i18n.chinese import both
from intarsia.i18n.language import VARIABLE
from intarsia.studio.compare.job import FAILED, Job
from intarsia.studio.compare.table_setup import Sheet
from intarsia.studio.told import Told

_DONE = re.compile(r"(\d+)/(\d+) (.+): (\S+) (-?[\d.]+|nan) \((.+)\)")
"""What `compare` says of a strategy that is finished."""


@dataclass(frozen=True)
class Finished:
    """A strategy: its number, of how many, name, metric, mean, and seconds as told."""

    number: int
    of: int
    name: str
    metric: str
    mean: float
    told: str


@dataclass(eq=False)
class Contest:
    """A comparison in a process of its own.

    Attributes:
        folder: where it leaves model, board and report.
        stopped: by the user.
    """

    folder: Path
    stopped: bool = False
    _process: subprocess.Popen[str] | None = field(default=None, repr=False)

    @classmethod
    def begin(cls, sheet: Sheet, home: Path, **options: Any) -> Contest:
        """Start comparing in a new folder; `options` are those of `Job`."""
        folder = Path(tempfile.mkdtemp(prefix="contest-", dir=home))
        table = sheet.file or folder / "table.parquet"
        if sheet.file is None:
            sheet.table.frame.to_parquet(table)
        job = Job(str(table), sheet.label, sheet.overrides, sheet.groups, confined=sheet.table.confined, **options)
        job.save(folder)
        command = [sys.executable, "-m", "intarsia.studio.compare.worker", str(folder)]
        process = subprocess.Popen(
            command, env=os.environ | {VARIABLE: "en"},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            encoding="utf-8", errors="replace",
        )  # fmt: skip
        return cls(folder, _process=process)

    def follow(self) -> Iterator[Finished | str]:
        """What is finished, or any other line that it says, until it ends; it is stopped when nobody listens.

        Raises:
            DataError: the table cannot be compared; says why.
        """
        process = self._process
        assert process is not None
        assert process.stdout is not None
        said: list[str] = []
        try:
            for line in _lines(process.stdout):
                said.append(line)
                yield _read(line)
            if process.wait() and not self.stopped:
                raise _why(said)
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


def _read(line: str) -> Finished | str:
    found = _DONE.fullmatch(line)
    if found is None:
        return line
    number, of, name, metric, mean, told = found.groups()
    return Finished(int(number), int(of), name, metric, float(mean), told)


def _lines(stream: IO[str]) -> Iterator[str]:
    for line in stream:
        if line.strip():
            yield line.rstrip()


def _why(said: list[str]) -> DataError:
    """The reason that it gave, or its last words."""
    for line in reversed(said):
        if line.startswith("{"):
            return DataError(str(json.loads(line).get(FAILED, line)))
    return Told("ended", line=both(said[-1] if said else ""))
