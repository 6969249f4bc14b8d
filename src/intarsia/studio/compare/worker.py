"""A comparison in a process of its own: it can be stopped at once, and the page stays quick.

`python -m intarsia.studio.compare.worker FOLDER` reads the job in the folder and leaves model, board and report there.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import replace
from pathlib import Path

from intarsia.columns.schema import Schema
from intarsia.columns.table import Table
from intarsia.comparison.compare import compare
from intarsia.errors import IntarsiaError
from intarsia.learner.learner import Learner
from intarsia.reporting import report
from intarsia.studio.compare.job import FAILED, Job
from intarsia.training.splits import Folds


def work(folder: Path) -> None:
    """Do the job that lies in a folder. Raises whatever `compare` raises."""
    job = Job.load(folder)
    table = replace(Table.read(job.table), confined=job.confined)
    inputs = table.drop(job.groups) if job.groups else table
    schema = Schema.infer(inputs, job.label, job.kinds)
    learner = Learner(job.label, schema=schema, encoders=job.encoders)
    board = compare(
        table, job.label, learner, folds=Folds(job.folds), groups=job.groups or None, fusions=job.fusions or None
    )
    board.save(folder / "board")
    report(board, folder / "report.html", language=job.language)
    board.best.save_pretrained(folder / "model")


def main() -> int:
    """Work, as long as whoever started this is there; what can be mended is written as one line of JSON."""
    threading.Thread(target=_watch, daemon=True).start()
    try:
        work(Path(sys.argv[1]))
    except IntarsiaError as error:
        print(json.dumps({FAILED: str(error)}), flush=True)
        return 2
    return 0


def _watch() -> None:
    """The starter holds our stdin open; when it is closed, nobody waits for us any more."""
    while os.read(sys.stdin.fileno(), 1):
        continue
    os._exit(1)


if __name__ == "__main__":
    sys.exit(main())
