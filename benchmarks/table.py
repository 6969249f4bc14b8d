"""The table of figures in both READMEs, made of results/*.json alone: python benchmarks/table.py

A figure that was not measured has no row.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
HEADS = {"en": ("what", "measured", "by"), "zh": ("内容", "实测", "来自")}
NOTHING = {"en": "No benchmark has been run yet.", "zh": "尚未运行基准测试。"}


@dataclass(frozen=True)
class Figure:
    """One row: what it is in both languages, in which file of results it stands, and how it reads."""

    en: str
    zh: str
    source: str
    read: Callable[[Any], str | None]


def _speedup(models: int) -> Callable[[Any], str | None]:
    """The range of the ratios for so many models trained side by side, per number of threads; None when they were not
    measured."""

    def read(found: Any) -> str | None:
        ratios: dict[int, list[float]] = {}
        for each in found["results"]:
            if each["models"] == models:
                ratios.setdefault(each["threads"], []).append(each["ratio"])
        ranges = [f"{min(found):.1f}–{max(found):.1f} × ({threads} CPU)" for threads, found in ratios.items()]
        return ", ".join(ranges) or None

    return read


FIGURES = (
    Figure(
        "5 folds trained side by side, against one after the other (small heads)",
        "5 折同时训练，与逐折训练相比（小型预测头）",
        "training",
        _speedup(5),
    ),
    Figure(
        "5 folds × 4 seeds, likewise",
        "5 折 × 4 个随机种子，同上",
        "training",
        _speedup(20),
    ),
    Figure(
        "`import intarsia`",
        "`import intarsia`",
        "startup",
        lambda found: f"{found['seconds']['import intarsia']:.2f} s",
    ),
    Figure(
        "`intarsia --help`",
        "`intarsia --help`",
        "startup",
        lambda found: f"{found['seconds']['intarsia --help']:.2f} s",
    ),
)


def figures(language: str) -> str:
    """The table in "en" or "zh", as Markdown."""
    rows = []
    for figure in FIGURES:
        path = RESULTS / f"{figure.source}.json"
        measured = figure.read(json.loads(path.read_text("utf-8"))) if path.exists() else None
        if measured:
            rows.append(f"| {getattr(figure, language)} | {measured} | `benchmarks/{figure.source}.py` |")
    head = [f"| {' | '.join(HEADS[language])} |", "| --- | --- | --- |"]
    return "\n".join([*head, *rows]) if rows else NOTHING[language]


if __name__ == "__main__":
    print(figures(sys.argv[1] if len(sys.argv) > 1 else "en"))
