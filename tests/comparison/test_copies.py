"""Rows that are tested although a copy of them was trained on are counted."""

from pathlib import Path

import numpy as np
import pandas as pd
import PIL.Image

from intarsia.columns import Image, Number, Schema, Text
from intarsia.comparison.compare import compare
from intarsia.comparison.copies import copies
from intarsia.encoders.efficientnet import EfficientNetLite0
from intarsia.learner.learner import Learner
from intarsia.learner.plan import make_plan
from intarsia.learner.problem import Problem
from intarsia.training.splits import Folds

RANDOM = np.random.default_rng(0)
WORDS = ["red", "blue", "coat", "warm", "long", "thin", "wool", "silk", "shop", "price", "good", "bad", "soft"]


def told(problem: Problem, learner: Learner) -> str:
    plan = Folds(5).plan(np.arange(len(problem)) % 2)
    return copies(problem, plan, make_plan(problem.schema, problem.task, learner.options()).design.parts).en


def sentences(rows: int) -> list[str]:
    return [" ".join(RANDOM.choice(WORDS, 9)) for _ in range(rows)]


def test_texts_and_numbers_that_are_nearly_the_same_are_copies() -> None:
    notes = sentences(100)
    sizes = RANDOM.normal(size=100)
    notes[50:60] = [note.upper().replace(" ", ", ") + "!" for note in notes[:10]]
    sizes[50:60] = sizes[:10] * (1 + 1e-6)
    schema = Schema({"note": Text(), "size": Number()})
    problem = Problem.of({"note": notes, "size": sizes}, y=np.arange(100) % 2, schema=schema)
    found = told(problem, Learner(encoders="plain"))
    assert "of 100 tested rows are copies, or nearly" in found
    assert int(found.split()[0]) in range(10, 21)  # some fall into the fold of their copy
    other = Problem.of({"note": notes, "size": RANDOM.normal(size=100)}, y=np.arange(100) % 2, schema=schema)
    assert told(other, Learner(encoders="plain")) == ""


def test_few_categories_are_alike_by_nature() -> None:
    table = {"a": list(RANDOM.choice(list("xyz"), 200)), "b": list(RANDOM.choice(list("uv"), 200))}
    assert told(Problem.of(table, y=np.arange(200) % 2), Learner(encoders="plain")) == ""


def test_pictures_that_were_saved_anew_are_copies(tmp_path: Path) -> None:
    paths = []
    for row in range(24):
        noise = RANDOM.integers(0, 256, (6, 6, 3), dtype=np.uint8)
        picture = PIL.Image.fromarray(noise).resize((224, 224), PIL.Image.Resampling.BICUBIC)
        paths.append(tmp_path / f"{row}.png")
        picture.save(paths[-1])
    for row in range(6):
        paths.append(tmp_path / f"again{row}.bmp")
        PIL.Image.open(paths[row]).save(paths[-1])
    problem = Problem.of({"photo": [str(path) for path in paths]}, y=np.arange(30) % 2, schema={"photo": Image()})
    learner = Learner(encoders={"photo": EfficientNetLite0()})
    found = told(problem, learner)
    assert "of 30 tested rows are copies, or nearly" in found
    assert int(found.split()[0]) in range(6, 13)


def test_a_board_tells_of_copies() -> None:
    frame = pd.DataFrame({"note": sentences(60), "size": RANDOM.normal(size=60)})
    twice = pd.concat([frame, frame], ignore_index=True).assign(buy=["yes", "no"] * 60)
    learner = Learner(schema=Schema({"note": Text(), "size": Number()}), encoders="plain", fitter="linear")
    board = compare(twice, "buy", learner, folds=3, fusions="concat")
    assert "tested rows are copies, or nearly, of rows that were trained on in the same fold" in " ".join(
        str(board).split()
    )
