"""What a test table is told to say: how often of tables in which nothing changed, and of those in which something did.

Tables of words, two numbers and two categories are drawn again and again: 300 rows to train on, and a test table of the
same law in which nothing, or one column, was changed. The price and the shop say nothing about the answer.

Writes results/test_table.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

import intarsia as ia
from intarsia.columns import Category, Number, Schema, Text
from intarsia.progress import listening
from intarsia.training.linear import LinearSolver

RESULT = Path(__file__).parent / "results" / "test_table.json"
WORDS = (["great", "lovely", "superb", "tasty", "warm", "kind"], ["awful", "nasty", "cold", "broken", "rude", "poor"])
OTHERS = ["the", "a", "dish", "room", "place", "food", "table", "staff", "and", "was"]
SCHEMA = Schema({"words": Text(), "size": Number(), "colour": Category(), "shop": Category(), "price": Number()})
ROWS = 300

Change = Callable[[pd.DataFrame], pd.DataFrame]


def table(rows: int, seed: int) -> pd.DataFrame:
    """Words, size and colour tell the answer, none of them surely."""
    random = np.random.default_rng(seed)
    good = random.random(rows) < 0.5
    seems = good ^ (random.random(rows) < 0.1)
    reds = good ^ (random.random(rows) < 0.25)
    return pd.DataFrame(
        {
            "words": [" ".join([*random.choice(WORDS[int(not each)], 2), *random.choice(OTHERS, 4)]) for each in seems],
            "size": np.where(good, 44.0, 36.0) + random.normal(0, 6, rows),
            "colour": [random.choice(("red", "amber") if each else ("blue", "green")) for each in reds],
            "shop": random.choice(["north", "south", "west"], rows),
            "price": random.normal(100, 10, rows),
            "buy": np.where(good, "yes", "no"),
        }
    )


def _coded(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(words=[" ".join(each[::-1].upper() for each in text.split()) for text in frame["words"]])


def _emptied(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(words=frame["words"].where(np.arange(len(frame)) % 5 == 0, None))


CHANGES: Mapping[str, tuple[Change, str]] = {
    "nothing": (lambda frame: frame, ""),
    "words in code": (_coded, "words"),
    "4 of 5 words missing": (_emptied, "words"),
    "size × 2.54": (lambda frame: frame.assign(size=frame["size"] * 2.54), "size"),
    "colours renamed": (lambda frame: frame.assign(colour=frame["colour"].str[0].str.upper()), "colour"),
    "price × 3": (lambda frame: frame.assign(price=frame["price"] * 3), "price"),
    "one answer in three": (
        lambda frame: frame.assign(buy=frame["buy"].where(np.arange(len(frame)) % 3 > 0, "no")),
        "",
    ),
}
"""What was changed → how, and the column."""
SETTINGS = [
    *(("nothing", rows, 100) for rows in (10, 200)),
    *((name, 200, 20) for name in CHANGES if name != "nothing"),
]
"""What was changed, rows of the test table, how many tables."""


def once(change: str, rows: int, seed: int, store: ia.FeatureStore) -> tuple[bool, bool, bool, bool]:
    """A fall is told; the changed column is named first as its cause; it is told to differ; another one is."""
    learner = ia.Learner(schema=SCHEMA, encoders="plain", fitter=LinearSolver(), store=store)
    make, column = CHANGES[change]
    test = make(table(rows, 100_000 + seed))
    with listening(lambda _: None):
        board = ia.compare(table(ROWS, seed), "buy", learner, folds=5, fusions=["concat"], metric="accuracy", test=test)
    found: Any = board.test
    differ = {each.name for each in found.changed}
    first = bool(found.causes) and found.causes[0].name == column
    return found.fell, found.fell and first, column in differ, bool(differ - {column})


def main() -> None:
    """Simulate, print and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--share", type=float, default=1.0, help="of the tables that are drawn")
    share = parser.parse_args().share
    found = []
    with tempfile.TemporaryDirectory() as folder:
        store = ia.FeatureStore(Path(folder))
        for change, rows, count in SETTINGS:
            tables = max(1, round(share * count))
            told = np.array([once(change, rows, seed, store) for seed in range(tables)]).mean(0).round(3)
            names = ("fell", "named", "differs", "another")
            row = {"change": change, "rows": rows, "tables": tables}
            row |= dict(zip(names, told.tolist(), strict=True))
            print(row, flush=True)
            found.append(row)
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    RESULT.write_text(json.dumps({"machine": machine, "settings": found}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
