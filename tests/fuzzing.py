"""Cells and files that are nearly right: whatever reads them answers, or refuses with an error of ours.

`python tests/fuzzing.py` runs it in full and writes benchmarks/results/fuzzing.json; the suite runs a part.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import shutil
import sys
import tempfile
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import PIL.Image

import intarsia as ia
from intarsia.apps.tryon.recommend.last_page import LastPage
from intarsia.apps.tryon.recommend.preference import Feedback, Preference
from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
from intarsia.assets.catalogue import read_catalogue
from intarsia.columns.base import columns
from intarsia.encoders.base import Features
from intarsia.errors import IntarsiaError
from intarsia.evaluation.board import Board
from intarsia.index.base import load_index
from intarsia.index.exact import Exact
from intarsia.media.decoding import FORMATS
from intarsia.media.image import Opener
from intarsia.store.database import Database

ROOT = Path(__file__).parent.parent
GOLDEN = ROOT / "tests" / "golden"
OPENER = Opener(256, 4_000_000)


@dataclass
class Outcome:
    """What became of many tries.

    Attributes:
        read: tries that were answered.
        refused: tries that were refused with an error of ours.
        raw: other errors, by type and place, with how often.
        slowest: seconds.
    """

    read: int = 0
    refused: int = 0
    raw: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0

    def attempt(self, read: Callable[[], Any]) -> None:
        """Try once."""
        start = time.perf_counter()
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                read()
            self.read += 1
        except IntarsiaError:
            self.refused += 1
        except Exception as error:
            place = error.__traceback__
            while place is not None and place.tb_next is not None:
                place = place.tb_next
            where = "" if place is None else f"{Path(place.tb_frame.f_code.co_filename).name}:{place.tb_lineno}"
            self.raw[f"{type(error).__name__} {where}"] += 1
        self.slowest = max(self.slowest, time.perf_counter() - start)

    def told(self) -> dict[str, Any]:
        return {"read": self.read, "refused": self.refused, "raw": dict(self.raw), "slowest": round(self.slowest, 2)}


@dataclass(frozen=True)
class Format:
    """A format that is read.

    Attributes:
        contents: name → content of each file of one example.
        read: what reads the folder with these files.
    """

    contents: Mapping[str, bytes]
    read: Callable[[Path], Any]


def picture(form: str) -> Format:
    noise = np.random.default_rng(0).integers(0, 255, (48, 64, 3), dtype=np.uint8)
    content = io.BytesIO()
    exif = PIL.Image.Exif()
    exif[0x0112] = 6
    PIL.Image.fromarray(noise).save(content, form, **({"exif": exif} if form in ("JPEG", "PNG", "WEBP") else {}))
    return Format({"a": content.getvalue()}, lambda folder: OPENER.decoded(folder / "a"))


def table(suffix: str, content: bytes) -> Format:
    return Format({f"a{suffix}": content}, lambda folder: ia.Schema.infer(ia.Table.read(folder / f"a{suffix}")))


def tables() -> dict[str, Format]:
    frame = pd.DataFrame({"note": ["rot, süß", 'a "quoted" one', None] * 9, "days": [1.5, -2, None] * 9})
    frame["when"] = pd.date_range("2020-01-01", periods=27)
    parquet = io.BytesIO()
    frame.to_parquet(parquet)
    return {
        "CSV": table(".csv", frame.to_csv(index=False).encode()),
        "TSV": table(".tsv", frame.to_csv(index=False, sep="\t").encode("utf-16")),
        "Parquet": table(".parquet", parquet.getvalue()),
    }


def folder_of(write: Callable[[Path], Any], read: Callable[[Path], Any]) -> Format:
    """A format of several files, which `write` writes into a folder."""
    with tempfile.TemporaryDirectory() as name:
        write(Path(name))
        contents = {path.name: path.read_bytes() for path in Path(name).iterdir() if path.is_file()}
    return Format(contents, read)


def unsealed(write: Callable[[Path], Any], read: Callable[[Path], Any]) -> Format:
    """The same without digests, so that changes come further than to them."""
    whole = folder_of(write, read)
    contents = {}
    for name, content in whole.contents.items():
        told = json.loads(content) if name.endswith(".json") else None
        if told is not None:
            kept = {key: value for key, value in told.items() if key not in ("digest", "arrays")}
            contents[name] = json.dumps(kept).encode()
        else:
            contents[name] = content
    return Format(contents, read)


def model(folder: Path) -> None:
    rows = pd.DataFrame({"days": [0.0, 1, 2, 3] * 5, "note": ["a", "b"] * 10, "state": ["raw", "ripe"] * 10})
    schema = {"days": "number", "note": "category"}
    learner = ia.Learner("state", schema=schema, fitter="linear", store=ia.FeatureStore(":memory:"))
    learner.fit(rows).save_pretrained(folder)


def asked(folder: Path) -> Any:
    learner = ia.Learner.from_pretrained(folder, ia.FeatureStore(":memory:"), confined=True)
    return learner.predict([{"days": 1.0, "note": "a"}])


def index(folder: Path) -> None:
    built = Exact().build()
    built.add(["one", "two", "three"], np.eye(3, dtype=np.float32))
    built.save(folder)


def features(folder: Path) -> None:
    store = Database(folder / "a.sqlite", 2**30)
    store.add(
        "space",
        [bytes([row]) * 16 for row in range(40)],
        Features(np.ones((40, 2, 8), np.float16), np.ones((40, 2), bool)),
    )
    store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    store.close()


def found(folder: Path) -> Any:
    with closing(Database(folder / "a.sqlite", 2**30)) as store:
        return list(store.find("space", [bytes([row]) * 16 for row in range(40)]))


def wardrobe(folder: Path) -> Any:
    with closing(Wardrobe(folder)) as opened:
        for garment in opened.garments():
            opened._archive.stated(garment.digest)
            _ = garment.pixels, garment.mask
        return len(opened)


def unpacked(folder: Path) -> Any:
    from intarsia.studio.transfer import unpack

    return unpack(folder / "a.zip", folder / "unpacked")


def zipped(folder: Path) -> None:
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        for name in ("one.csv", "pictures/zwei.jpg", "三.txt"):
            packed.writestr(name, name * 40)


def formats() -> dict[str, Format]:
    """Every format that the product reads, by name."""
    found_formats = {form: picture(form) for form in FORMATS} | tables()
    page = LastPage("looks.html", ({"taste": 0.25},), {1: True})
    taste = Preference({"taste": (1.5, 1.0)}).learn(Feedback({"taste": 0.25}, True))
    garments = partial(shutil.copytree, GOLDEN / "wardrobe", dirs_exist_ok=True)
    catalogue = partial(shutil.copy, ROOT / "src" / "intarsia" / "assets" / "catalogue.toml")
    return found_formats | {
        "model": folder_of(model, asked),
        "model without digest": unsealed(model, asked),
        "board": folder_of(Board.load(GOLDEN / "board").save, Board.load),
        "board without digest": unsealed(Board.load(GOLDEN / "board").save, Board.load),
        "index": folder_of(index, load_index),
        "index without digest": unsealed(index, load_index),
        "feature store": folder_of(features, found),
        "wardrobe": folder_of(garments, wardrobe),
        "preference": unsealed(
            lambda folder: taste.save(folder / "a.json"), lambda folder: Preference.load(folder / "a.json")
        ),
        "last page": unsealed(page.save, LastPage.load),
        "catalogue": folder_of(catalogue, lambda folder: read_catalogue(folder / "catalogue.toml")),
        "ZIP": folder_of(zipped, unpacked),
    }


def mutated(content: bytes, chance: random.Random) -> bytes:
    """A file that is nearly the same: bytes changed, cut off, put in, repeated, or taken from elsewhere in it."""
    made = bytearray(content)
    for _ in range(chance.choice((1, 1, 1, 2, 8, 40))):
        place = chance.randrange(max(1, len(made)))
        how = chance.randrange(7)
        if how <= 2 and made:
            made[place] = chance.choice((0, 255, made[place] ^ 1 << chance.randrange(8), chance.randrange(256)))
        elif how == 3:
            del made[place : place + chance.choice((1, 2, 16, 2000))]
        elif how == 4:
            made[place:place] = chance.choice((b"\0", b"\xff" * 4, b"[" * 50, b"9" * 400, b'"', b"\n", b"-1", b"1e999"))
        elif how == 5:
            made[place:place] = made[place : place + chance.choice((1, 8, 300))] * chance.choice((1, 3))
        elif made:
            other = chance.randrange(len(made))
            made[place : place + 8] = made[other : other + 8]
    return bytes(made)


def fuzz_files(name: str, form: Format, count: int, seed: int = 0) -> Outcome:
    """Try mutated files of one format; of formats of several files, one of them is changed at a time."""
    chance = random.Random(f"{name} {seed}")
    outcome = Outcome()
    for _ in range(count):
        with tempfile.TemporaryDirectory() as home:
            for file, content in form.contents.items():
                (Path(home) / file).write_bytes(content)
            file = chance.choice(sorted(form.contents))
            (Path(home) / file).write_bytes(mutated(form.contents[file], chance))
            outcome.attempt(lambda home=home: form.read(Path(home)))
    return outcome


def cells(chance: random.Random) -> Iterator[Any]:
    """Cells without end, most of them nearly right."""
    numbers = ["1", "1,5", "-0", "1e999", "nan", "inf", "2020-13-45", "１２", "٣", "0x1F", "1_000", "true"]
    texts = (*numbers, "", " ", "\0", "\ud800", "a" * 5000)
    letters = "0123456789.,-+eE: /\\'\"\0\n\tä中\U0001f600\u202e\ud800"
    while True:
        how = chance.randrange(9)
        if how < 3:
            yield "".join(chance.choices(letters, k=chance.randrange(12)))
        elif how == 3:
            yield chance.choice(texts) + chance.choice(("", " ", "%", "€"))
        elif how == 4:
            yield chance.choice((10**400, -(2**63), 2**64, float("inf"), float("nan"), 1e-320, -0.0, True, 3 + 4j))
        elif how == 5:
            yield chance.randbytes(chance.randrange(40))
        elif how == 6:
            yield np.zeros(
                [chance.randrange(4) for _ in range(chance.randrange(5))], chance.choice("?bBhHiIqQefdFDOSU")
            )
        elif how == 7:
            yield chance.choice(
                ({}, {"bytes": None}, {"path": 3}, [], [[]], (), object(), pd.NaT, pd.NA, range(3), print)
            )
        else:
            yield np.datetime64(chance.randrange(-(2**62), 2**62), chance.choice(("s", "ns", "Y", "D")))


def fuzz_cells(kind: str, count: int, seed: int = 0) -> Outcome:
    """Try cells on one kind of column: loading, checking, naming, and whether it is unseen."""
    column = columns.get(kind)()
    chance = random.Random(f"{kind} {seed}")
    outcome = Outcome()
    made = cells(chance)
    for _ in range(count):
        cell = next(made)
        for read in (column.load, column.check, column.digest, column.unseen):
            outcome.attempt(lambda read=read, cell=cell: read(cell))
    return outcome


def main() -> int:
    """Run it in full, print and write what became of it."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--files", type=int, default=1000, help="mutated files of each format")
    given.add_argument("--cells", type=int, default=100_000, help="cells for each kind of column")
    given.add_argument("--only", nargs="*", help="names of formats and kinds; the others stay as they were")
    given.add_argument("--out", default=str(ROOT / "benchmarks" / "results" / "fuzzing.json"))
    options = given.parse_args()
    kept = Path(options.out)
    outcomes: dict[str, dict[str, Any]] = json.loads(kept.read_text())["outcomes"] if options.only else {}
    jobs = {
        name: lambda name=name, form=form: fuzz_files(name, form, options.files) for name, form in formats().items()
    }
    jobs |= {f"{kind} cells": lambda kind=kind: fuzz_cells(kind, options.cells) for kind in columns.names()}
    for name, job in jobs.items():
        if not options.only or name in options.only:
            outcomes[name] = job().told()
            print(name, json.dumps(outcomes[name]), flush=True)
    told = {"files": options.files, "cells": options.cells, "python": sys.version.split()[0], "outcomes": outcomes}
    kept.write_text(json.dumps(told, indent=1) + "\n")
    return 1 if any(each["raw"] for each in outcomes.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
