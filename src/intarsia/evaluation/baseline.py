"""The majority answer: what anyone can say without looking at the row."""

from __future__ import annotations

from intarsia.evaluation.entry import Entry
from intarsia.evaluation.metrics import one_hot
from intarsia.evaluation.trial import Trial

MAJORITY = "majority"


def majority(trial: Trial) -> Entry:
    """The entry that answers every row with the training rows' class shares, label shares or mean."""
    held = one_hot(trial.target, len(trial.labels)) if trial.kind == "classify" else trial.target
    held = held.reshape(len(held), -1).astype(float)  # (N, K)
    parts = [held[fold.train].mean(0, keepdims=True).repeat(len(fold.test), 0) for fold in trial.plan]
    return Entry.of(trial, MAJORITY, "baseline", trial.plan.gather(parts))
