"""A comparison in a process of its own: it can be stopped at once, and the page stays quick.

`python -m intarsia.studio.compare.worker FOLDER` reads the job in the folder and leaves model, board and report there.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.comparison.compare import compare
from intarsia.errors import IntarsiaError
from intarsia.files import whole
from intarsia.learner.learner import Learner
from intarsia.progress import Event, listening, throttled
from intarsia.reporting import report

FILE = "job.json"
EVENT = "event"
"""Key under which the process tells how far it is."""
PAUSE = 0.5
"""Seconds between two lines about work under way."""
FAILED = "failed"
"""Key under which the process tells why it could not."""


@dataclass(frozen=True)
class ComparisonJob:
    """What is to be compared, as the page tells it to the process that does it.

    Attributes:
        table: path of the file.
        label: the column to be answered.
        kinds: columns of which the user knows better: name → kind, None to leave it out.
        groups: the column whose rows belong together; "" for none.
        encoders: "plain" or "default".
        folds: of the cross-validation; None for what suits the number of rows.
        fusions: names of those that are compared; none takes the shortlist, with its variants.
        language: in which the report is seen first.
        confined: paths in cells may not lead out of the table's folder: a visitor gave it.
    """

    table: str
    label: str
    kinds: Mapping[str, str | None]
    groups: str = ""
    encoders: str = "plain"
    folds: int | None = None
    fusions: Sequence[str] = ()
    language: str = "en"
    confined: bool = True

    def save(self, folder: Path) -> None:
        """Write the job into a folder."""
        with whole(folder / FILE) as part:
            part.write_text(json.dumps(asdict(self), ensure_ascii=False), "utf-8")

    @staticmethod
    def load(folder: Path) -> ComparisonJob:
        """Read the job that `save` wrote."""
        return ComparisonJob(**json.loads((folder / FILE).read_text("utf-8")))


def work(folder: Path) -> None:
    """Do the job that lies in a folder. Raises whatever `compare` raises."""
    job = ComparisonJob.load(folder)
    table = replace(Table.read(job.table), confined=job.confined)
    inputs = table.drop(job.groups) if job.groups else table
    schema = Schema.infer(inputs, job.label, job.kinds)
    learner = Learner(job.label, schema=schema, encoders=job.encoders)
    board = compare(table, job.label, learner, folds=job.folds, groups=job.groups or None, fusions=job.fusions or None)
    board.save(folder / "board")
    report(board, folder / "report.html", language=job.language)
    board.best.save_pretrained(folder / "model")


def main() -> int:
    """Work, as long as whoever started this is there. How far it is, and what can be mended, are lines of JSON."""
    threading.Thread(target=_watch, daemon=True).start()
    try:
        with listening(throttled(_tell, PAUSE)):
            work(Path(sys.argv[1]))
    except IntarsiaError as error:
        print(json.dumps({FAILED: error.message.dump()}), flush=True)
        return 2
    return 0


def _tell(event: Event) -> None:
    print(json.dumps({EVENT: event.dump()}), flush=True)


def _watch() -> None:
    """The starter holds our stdin open; when it is closed, nobody waits for us any more."""
    while os.read(sys.stdin.fileno(), 1):
        continue
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
