"""How often "fusing helps" is said where it does not, and how often where it does.

Tables with known truth are made again and again, three modalities of four numbers each; every modality alone and four
fusions are trained on five folds by logistic regression, and the board's one planned comparison is asked. The truths:

* noise: the second and third modality say nothing.
* copies: they say what the first one says, in other words.
* seeds: all strategies are one unstable model of the first modality (three trees), each with seeds of its own: they
  differ by chance alone, in training too.
* small, large: the second modality says something beside the first, .01 and .08 of accuracy.

Beside it the test that was used before: corrected t over folds, the best against the best.

Writes results/fusing.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy import stats
from sklearn.ensemble import ExtraTreesClassifier
from sklearn.linear_model import LogisticRegression

from intarsia.evaluation.fusing import LIKELY
from intarsia.evaluation.intervals import corrected_error
from intarsia.evaluation.paired import Redrawn, best_compared
from intarsia.evaluation.question import Question
from intarsia.evaluation.significance import SIGNIFICANT
from intarsia.tasks.classify import Classify
from intarsia.training.splits import Folds

RESULT = Path(__file__).parent / "results" / "fusing.json"
Floats = npt.NDArray[np.float64]
Model = Callable[[Floats, npt.NDArray[np.intp], Floats], Floats]
"""Inputs and answers of training rows, inputs of tested rows → probabilities (N,)."""

STRENGTH = {"noise": 0.0, "copies": 0.0, "seeds": 0.0, "small": 0.25, "large": 0.7}
GROUP = 4
"""Rows of a group, which share their answer and half of what is in their modalities."""
SETTINGS = [
    *(("noise", rows, 1, False, "accuracy") for rows in (60, 300)),
    *(("copies", rows, 1, False, "accuracy") for rows in (60, 300)),
    *(("seeds", rows, 1, False, "accuracy") for rows in (60, 300, 2000, 5000)),
    ("seeds", 300, 3, False, "accuracy"),
    ("seeds", 300, 1, False, "roc_auc"),
    ("noise", 400, 1, True, "accuracy"),
    *(("small", rows, 1, False, "accuracy") for rows in (400, 1500, 5000)),
    *(("large", rows, 1, False, "accuracy") for rows in (100, 400, 1500)),
    *(("large", rows, 3, False, "accuracy") for rows in (100, 400)),
    ("large", 400, 1, True, "accuracy"),
    ("large", 400, 1, False, "roc_auc"),
]


def table(
    truth: str, rows: int, grouped: bool, random: np.random.Generator
) -> tuple[npt.NDArray[np.intp], list[Floats]]:
    """Answers (N,) and three modalities (N, 4)."""
    group = np.arange(rows) // GROUP
    y = random.integers(0, 2, rows)[group] if grouped else random.integers(0, 2, rows)
    shared = random.normal(size=(3, rows, 4))[:, group]
    modalities = random.normal(size=(3, rows, 4))
    if grouped:
        modalities = np.sqrt(0.5) * (modalities + shared)
    modalities[0, :, 0] += 0.7 * (2 * y - 1)
    modalities[1, :, 0] += STRENGTH[truth] * (2 * y - 1)
    if truth == "copies":
        for place in (1, 2):
            modalities[place] = modalities[0] @ np.linalg.qr(random.normal(size=(4, 4)))[0]
    return y, list(modalities)


def logistic(X: Floats, y: npt.NDArray[np.intp], asked: Floats) -> Floats:
    """A regularised linear model."""
    return np.asarray(LogisticRegression().fit(X, y).predict_proba(asked)[:, 1])


def unstable(random: np.random.Generator) -> Model:
    """Three trees, drawn anew each time."""

    def model(X: Floats, y: npt.NDArray[np.intp], asked: Floats) -> Floats:
        trees = ExtraTreesClassifier(3, min_samples_leaf=5, random_state=int(random.integers(2**31)))
        return np.asarray(trees.fit(X, y).predict_proba(asked)[:, 1])

    return model


def answers(
    truth: str, y: npt.NDArray[np.intp], parts: list[Floats], train: npt.NDArray[np.intp], test: npt.NDArray[np.intp],
    random: np.random.Generator,
) -> list[Floats]:  # fmt: skip
    """What three modalities alone and four fusions say of the tested rows."""
    if truth == "seeds":
        return [unstable(random)(parts[0][train], y[train], parts[0][test]) for _ in range(7)]

    def said(*chosen: int) -> Floats:
        X = np.concatenate([parts[place] for place in chosen], 1)
        return logistic(X[train], y[train], X[test])

    alone = [said(0), said(1), said(2)]
    logits = [np.log(each / (1 - each)) for each in alone]
    average = np.mean(alone, 0)
    product = 1 / (1 + np.exp(-np.sum(logits, 0)))
    return [*alone, said(0, 1, 2), average, product, said(0, 1)]


def once(
    truth: str, rows: int, repeats: int, grouped: bool, metric: str, seed: int
) -> tuple[float, float, float, float]:
    """Gain and p of the planned comparison, then of the test of before."""
    random = np.random.default_rng(seed)
    y, parts = table(truth, rows, grouped, random)
    groups = np.arange(rows) // GROUP if grouped else None
    plan = Folds(5, repeats, seed=seed).plan(y, groups)
    question = Question(Classify(classes=(0, 1)), metric, y, plan, ("a", "b", "c"))
    told = [answers(truth, y, parts, fold.train, fold.test, random) for fold in plan]
    entries = []
    for place in range(7):
        oof = plan.gather([np.stack([1 - each[place], each[place]], 1) for each in told])
        entries.append(Redrawn.of(question, oof))
    test = best_compared(question, entries[3:], entries[:3])
    best, single = (max(found, key=lambda each: each.scores.mean()) for found in (entries[3:], entries[:3]))
    gaps = best.scores - single.scores
    error = corrected_error(gaps, plan.ratio)
    before = float(2 * stats.t.sf(abs(gaps.mean()) / error, len(gaps) - 1)) if error > 0 else 1.0
    return test.difference, test.p, float(gaps.mean()), before


def main() -> None:
    """Simulate, print and write."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--tables", type=int, default=300)
    tables = parser.parse_args().tables
    found = []
    for truth, rows, repeats, grouped, metric in SETTINGS:
        count = tables if rows < 1000 else tables // 3
        gain, p, gap, before = np.array(
            [once(truth, rows, repeats, grouped, metric, seed) for seed in range(count)]
        ).T  # fmt: skip
        row = {
            "truth": truth, "rows": rows, "repeats": repeats, "grouped": grouped, "metric": metric, "tables": count,
            "gain": round(float(gain.mean()), 4), "helps": round(float(((p < SIGNIFICANT) & (gain > 0)).mean()), 3),
            "probably": round(float(((p >= SIGNIFICANT) & (p < LIKELY) & (gain > 0)).mean()), 3),
            "before": round(float(((before < SIGNIFICANT) & (gap > 0)).mean()), 3),
        }  # fmt: skip
        print(row, flush=True)
        found.append(row)
    machine = {"python": platform.python_version(), "cores": os.cpu_count()}
    RESULT.write_text(json.dumps({"machine": machine, "settings": found}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
