"""Asking a saved model about one row."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from intarsia.columns import columns
from intarsia.columns.category import Category
from intarsia.columns.number import Number
from intarsia.columns.text import Text
from intarsia.errors import BadValue, SchemaError
from intarsia.explanation import Explanation, explain
from intarsia.explanation.text import number
from intarsia.html.page import Page
from intarsia.i18n.chinese import both
from intarsia.i18n.phrases import Both
from intarsia.learner.learner import Learner
from intarsia.studio.errors import PageError
from intarsia.studio.page_text import tell

LONGEST = 100_000
"""Letters of one cell."""
WORDS = (Text, Number, Category)
"""Columns whose cells are what they say. Text in any other would be read as a path, on this machine."""


@dataclass(frozen=True)
class Field:
    """One field of the form: the column, its kind, and the categories to choose from."""

    name: str
    kind: str
    known: tuple[str, ...] = ()


def fields(learner: Learner) -> list[Field]:
    """A field for each column that the model reads."""
    return [
        Field(name, columns.name_of(column), (column.known or ()) if isinstance(column, Category) else ())
        for name, column in learner.schema_.columns.items()
    ]


def form(learner: Learner) -> str:
    """The form, as HTML."""
    values = {"fields": fields(learner), "label": learner.label or "answer", "say": tell}
    return Page("studio/ask/form.html", values).html()


def row(learner: Learner, cells: Mapping[str, Any], files: Mapping[str, Path]) -> dict[str, Any]:
    """What was filled in, as a row of the model's table; empty fields are missing cells.

    Raises `PageError` for a field that the form does not have, a cell that is too long, or words where a file belongs.
    """
    found: dict[str, Any] = {field.name: None for field in fields(learner)}
    for name in (*cells, *files):
        if name not in found:
            raise PageError(tell("error.column", name=name))
    for name, cell in cells.items():
        text = "" if cell is None else str(cell).strip()
        if len(text) > LONGEST:
            raise PageError(tell("error.long", name=name, letters=f"{len(text):,}", most=f"{LONGEST:,}"))
        if text and not isinstance(learner.schema_.columns[name], WORDS):
            raise PageError(tell("error.no_words", name=name))
        found[name] = text or None
    return found | {name: path.read_bytes() for name, path in files.items()}


def asked(learner: Learner, given: Mapping[str, Any]) -> Explanation:
    """The answer to a row, with its reasons. Raises `PageError` when nothing is filled in, or a cell cannot be read."""
    if all(cell is None for cell in given.values()):
        raise PageError(tell("error.empty_row"))
    try:
        return explain(learner, dict(given))
    except SchemaError as error:
        raise PageError(tell("error.cells", problems=_joined([_problem(each) for each in error.problems]))) from error


def _problem(problem: BadValue | str) -> Both:
    if isinstance(problem, str):
        return both(problem)
    why = both(problem.why)
    return Both(f"“{problem.column}”: {why.en}", f"“{problem.column}”：{why.zh}")


def _joined(told: Sequence[Both]) -> Both:
    return Both("; ".join(each.en for each in told), "；".join(each.zh.rstrip("。") for each in told) + "。")


def answer(why: Explanation) -> tuple[str, str]:
    """The answer, and its probability; "" for a regression."""
    told = number(why, float(why.of_answer(why.scores)[0])).strip()
    return (str(why.outputs[int(why.chosen[0])]), told) if why.task.probabilistic else (told, "")
