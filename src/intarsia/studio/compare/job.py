"""What is to be compared, as the page tells it to the process that does it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from intarsia.files import whole

FILE = "job.json"
FAILED = "failed"
"""Key under which the process tells why it could not."""


@dataclass(frozen=True)
class Job:
    """A comparison.

    Attributes:
        table: path of the file.
        label: the column to be answered.
        kinds: columns of which the user knows better: name → kind, None to leave it out.
        groups: the column whose rows belong together; "" for none.
        encoders: "plain" or "default".
        folds: of the cross-validation.
        fusions: names of those that are compared; none takes every one.
        language: in which the report is seen first.
        confined: paths in cells may not lead out of the table's folder: a visitor gave it.
    """

    table: str
    label: str
    kinds: Mapping[str, str | None]
    groups: str = ""
    encoders: str = "plain"
    folds: int = 5
    fusions: Sequence[str] = ()
    language: str = "en"
    confined: bool = True

    def save(self, folder: Path) -> None:
        """Write it into a folder."""
        with whole(folder / FILE) as part:
            part.write_text(json.dumps(asdict(self), ensure_ascii=False), "utf-8")

    @staticmethod
    def load(folder: Path) -> Job:
        """Read what `save` wrote."""
        return Job(**json.loads((folder / FILE).read_text("utf-8")))
