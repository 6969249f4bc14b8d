"""Boards of made-up out-of-fold scores over small real tables, with learners that were really trained."""

from __future__ import annotations

import numpy as np
import pandas as pd
import PIL.Image
import PIL.ImageDraw
from scipy.special import expit, softmax

import intarsia as ia
from intarsia.columns import Category, Image, Number, Schema, Table, Text
from intarsia.evaluation.board import Board
from intarsia.evaluation.entry import Entry
from intarsia.evaluation.question import Question
from intarsia.tasks.multilabel import Multilabel
from intarsia.tasks.regress import Regress
from intarsia.training.splits import Folds

HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
"""A name that would run if it were not escaped."""

SKILLS = {"majority": 0.0, "plain linear": 1.0, "only photo": 1.5, "only words": 1.2, "stacking": 3.0}
KINDS = {"majority": "baseline", "plain linear": "baseline", "stacking": "fusion"}
METRICS = {"classify": "accuracy", "multilabel": "f1", "regress": "r2"}


def drawn(circle, colour):
    picture = PIL.Image.new("RGB", (40, 40), "white")
    shape = PIL.ImageDraw.Draw(picture)
    (shape.ellipse if circle else shape.rectangle)((8, 8, 30, 30), fill=colour)
    return np.asarray(picture)


def table(rows, seed=0):
    """Pictures of shapes, words, numbers and categories with gaps, and an answer of every kind."""
    chance = np.random.default_rng(seed)
    circle, colour = chance.random(rows) < 0.5, chance.choice(["crimson", "navy"], rows)
    frame = pd.DataFrame(
        {
            "photo": [drawn(*pair) for pair in zip(circle, colour, strict=True)],
            "words": [f"is it {each}? {HOSTILE}" for each in chance.choice(["round", "flat", "圆的"], rows)],
            "size": chance.normal(size=rows),
            HOSTILE: chance.choice(["a", HOSTILE], rows),
        }
    )
    for name in ("photo", "words"):
        frame[name] = [None if chance.random() < 0.15 else cell for cell in frame[name]]
    frame["round"] = np.where(circle, HOSTILE, "no")
    frame["shade"] = [f"{shade} {len(shade)}" for shade in np.where(circle, "pale " + colour, colour)]
    frame["tags"] = [
        [tag for tag, has in (("round", a), ("red", b == "crimson")) if has]
        for a, b in zip(circle, colour, strict=True)
    ]
    frame["weight"] = frame["size"] * 2 + circle
    return frame


def board(frame, label, kind, store, folds=3):
    """Strategies of known skill on the table, the learner trained on it."""
    inputs = frame[["photo", "words", "size", HOSTILE, label]]
    schema = Schema({"photo": Image(), "words": Text(), "size": Number(), HOSTILE: Category()})
    learner = ia.Learner(label, kind, schema, "plain", "average", "linear", store=store).fit(inputs)
    y = inputs[label].to_numpy()
    target = learner.task_.truth(y)
    plan = Folds(folds).plan(learner.task_.strata(target))
    question = Question(learner.task_, METRICS[kind], target, plan, tuple(schema.modalities()), schema.listing())
    chance = np.random.default_rng(1)
    entries = [
        Entry.of(question, name, KINDS.get(name, "single"), _scores(question, skill, chance), 1.5)
        for name, skill in SKILLS.items()
    ]
    return Board.build(question, entries).attach(learner, Table.read(inputs))


def _scores(question, skill, chance):
    noise = chance.normal(size=(question.plan.rows, question.outputs))
    if isinstance(question.task, Regress):
        return (question.target[:, None] + noise / (0.2 + skill))[None]
    if isinstance(question.task, Multilabel):
        return expit(noise + 0.8 * skill * (question.target - 0.5))[None]
    return softmax(noise + skill * np.eye(question.outputs)[question.target], 1)[None]
