"""How long a loaded model takes for one row: a picture, a question, a number and a category.

    python benchmarks/answering.py [--train 300] [--rows 100] [--fusion concat] [--threads 1]

Milliseconds of `Learner.predict` with the row's features already stored, and of what encoding adds when its picture and
words are new; medians and the slowest tenth, of rows that take turns. The first rows warm up and do not count. Writes
results/answering.json.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch

import intarsia as ia
from intarsia.apps.shapes import Shapes

RESULT = Path(__file__).parent / "results" / "answering.json"
SCHEMA = ia.Schema({"picture": ia.Image(), "question": ia.Text(), "words": ia.Number(), "starts": ia.Category()})
WARM = 10
"""Rows before those that count."""


def table(frame: pd.DataFrame) -> pd.DataFrame:
    """The questions, and beside them a number and a category. Every question gets words that no other has."""
    words = [question.split() for question in frame["question"]]
    told = [f"{question} (number {place})" for place, question in enumerate(frame["question"])]
    return frame.assign(question=told, words=[len(each) for each in words], starts=[each[0] for each in words])


def loaded(rows: pd.DataFrame, fusion: str, folder: Path) -> ia.Learner:
    """A learner that was trained, saved and read again."""
    store = ia.FeatureStore(folder / "features.sqlite")
    learner = ia.Learner("answer", "classify", SCHEMA, fusion=fusion, store=store).fit(rows)
    learner.save_pretrained(folder / "model")
    return ia.Learner.from_pretrained(folder / "model", store=ia.FeatureStore(folder / "features.sqlite"))


def milliseconds(learner: ia.Learner, row: pd.DataFrame) -> float:
    """Of one answer."""
    start = time.perf_counter()
    learner.predict(row)
    return 1000 * (time.perf_counter() - start)


def figures(found: Sequence[float]) -> dict[str, float]:
    """Median and 90th percentile."""
    return {"median": round(float(np.median(found)), 2), "p90": round(float(np.quantile(found, 0.9)), 2)}


def measure(train: int, count: int, fusion: str) -> dict[str, Any]:
    """Every row is answered twice: first it is new, then its features are stored."""
    whole = Shapes().example(train + count + WARM).frame
    whole = whole.drop_duplicates("picture").drop(columns="picture_number")
    rows = table(whole)
    count = min(count, len(rows) // 3)
    asked = rows.iloc[-count - WARM :].drop(columns="answer")
    with tempfile.TemporaryDirectory() as folder:
        learner = loaded(rows.iloc[: -count - WARM], fusion, Path(folder))
        pairs = []
        for place in range(len(asked)):
            row = asked.iloc[[place]]
            pairs.append((milliseconds(learner, row), milliseconds(learner, row)))
    fresh, stored = np.array(pairs[WARM:]).T
    return {"rows": count, "stored": figures(stored), "encoding": figures(fresh - stored)}


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option, value in {"train": 300, "rows": 100, "threads": 1}.items():
        parser.add_argument(f"--{option}", type=int, default=value)
    parser.add_argument("--fusion", default="concat")
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    machine = {"processor": platform.machine(), "threads": chosen.threads, "commit": commit.stdout.strip()}
    found = {
        "machine": machine,
        "torch": torch.__version__,
        "fusion": chosen.fusion,
        "milliseconds": measure(chosen.train, chosen.rows, chosen.fusion),
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
