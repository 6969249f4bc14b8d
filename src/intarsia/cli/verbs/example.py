"""`intarsia example`: writes an example table and its pictures to a folder."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from intarsia.apps.app import Verb, help_text
from intarsia.errors import OptionError
from intarsia.files import whole, writable
from intarsia.i18n import messages

if TYPE_CHECKING:
    import pandas as pd

    from intarsia.columns.table import Table

say = messages(__package__)


def arguments(verb: argparse.ArgumentParser) -> None:
    """Add what the verb takes."""
    verb.add_argument("name", metavar="NAME", help=help_text(say("example_help.name")))
    verb.add_argument("--out", metavar="DIR", help=help_text(say("example_help.out")))


def run(given: argparse.Namespace) -> None:
    """Write one CSV file per split. Its pictures lie below the same folder, which may be moved as a whole."""
    from intarsia.examples import declared, example

    declaration = declared(given.name)
    folder = Path(given.out or given.name)
    writable("--out", folder)
    for split in declaration.splits:
        table = example(given.name, split)
        path = write(table, folder, split)
        print(say("example.written", path=path, count=len(table), names=list(table.names)).told)
    print(say("example.next", table=folder / "train.csv", label=declaration.label).told)


def write(table: Table, folder: Path, split: str) -> Path:
    """Write the table as `folder/split.csv`, and the bytes in its cells as PNG files in a folder per column.

    Raises:
        OptionError: another file of that name is there; it is left as it is.
    """
    frame = table.frame.copy()
    for name in table.names:
        if isinstance(frame[name].iloc[0], bytes):
            frame[name] = _written(frame[name], folder, split)
    path = folder / f"{split}.csv"
    text = frame.to_csv(index=False, lineterminator="\n").encode("utf-8")
    if path.exists() and path.read_bytes() != text:
        raise OptionError(say("example.other", path=path))
    with whole(path) as part:
        part.write_bytes(text)
    return path


def _written(pictures: pd.Series, folder: Path, split: str) -> list[str]:
    """Write the files, and return their paths below the folder, with "/" on every system."""
    paths = [f"{pictures.name}/{split}-{row:03}.png" for row in range(len(pictures))]
    for path, content in zip(paths, pictures, strict=True):
        with whole(folder / path) as part:
            part.write_bytes(content)
    return paths


VERB = Verb(say("example_help.verb"), arguments, run)
