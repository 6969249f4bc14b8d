"""What does the picture show? A picture of a shape and a question in words → one of 13 answers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intarsia.apps.recipe import Recipe, recipes
from intarsia.i18n import Message, messages

if TYPE_CHECKING:
    from intarsia.columns import Table
    from intarsia.learner.learner import Learner

say = messages(__name__)


@recipes.register("shapes")
@dataclass(frozen=True)
class Shapes(Recipe):
    """easy-VQA: neither the picture nor the question answers alone, so this is where fusing must help."""

    label = "answer"
    groups = "picture_number"
    most = 3000  # three in four pictures get a question

    @property
    def title(self) -> Message:
        """As pages and the command line name it."""
        return say("shapes.title")

    def learner(self) -> Learner:
        """A learner that reads a picture and a question."""
        from intarsia.columns import Image, Schema, Text
        from intarsia.learner.learner import Learner

        return Learner(self.label, "classify", Schema({"picture": Image(), "question": Text()}))

    def example(self, rows: int | None = None) -> Table:
        """A fixed sample of the official training split."""
        return _split("train", rows)

    def test(self, rows: int | None = None) -> Table:
        """A fixed sample of the official test split: other pictures, questions of the same kinds."""
        return _split("test", rows)


def _split(split: str, rows: int | None) -> Table:
    import pandas as pd

    from intarsia.assets import locate
    from intarsia.columns import Table

    folder = locate("easy-vqa") / split
    asked = json.loads((folder / "questions.json").read_text("utf-8"))
    frame = pd.DataFrame(asked, columns=["question", "answer", "picture_number"])
    if rows is not None and rows < len(frame):
        frame = frame.sample(rows, random_state=0)
    frame["picture"] = [str(folder / "images" / f"{number}.png") for number in frame["picture_number"]]
    return Table.read(frame[["picture", "question", "picture_number", "answer"]])
