"""Asking a saved model about one row."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intarsia.columns.base import Field, columns, title
from intarsia.errors import BadValue, SchemaError
from intarsia.explanation import Explanation, explain
from intarsia.html.page import Page
from intarsia.i18n import Message, joined
from intarsia.learner.learner import Learner
from intarsia.studio.errors import PageError
from intarsia.studio.page_text import tell

LONGEST = 100_000
"""Letters of one cell."""


def fields(learner: Learner) -> dict[str, Field]:
    """A field for each column that the model reads, by its name."""
    return {name: column.field() for name, column in learner.schema_.columns.items()}


def form(learner: Learner) -> str:
    """Return the form that asks for a row, as HTML."""
    kinds = {name: title(columns.name_of(column)) for name, column in learner.schema_.columns.items()}
    values = {"fields": fields(learner), "kinds": kinds, "label": learner.label or "answer", "say": tell}
    return Page("studio/ask/form.html", values).html()


def row(learner: Learner, cells: Mapping[str, Any], files: Mapping[str, Path]) -> dict[str, Any]:
    """What was filled in, as a row of the model's table; empty fields are missing cells.

    Raises `PageError` for a field that the form does not have, a cell that is too long, or words where a file belongs.
    """
    asked_for = fields(learner)
    found: dict[str, Any] = dict.fromkeys(asked_for)
    for name in (*cells, *files):
        if name not in found:
            raise PageError(tell("error.column", name=name))
    for name, cell in cells.items():
        text = "" if cell is None else str(cell).strip()
        if len(text) > LONGEST:
            raise PageError(tell("error.long", name=name, letters=f"{len(text):,}", most=f"{LONGEST:,}"))
        if text and asked_for[name].is_file:  # it would be read as a path, on this machine
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
        raise PageError(tell("error.cells", problems=joined(map(_problem, error.problems), "; ", "；"))) from error


def _problem(problem: BadValue | Message) -> Message:
    if isinstance(problem, Message):
        return problem
    why = problem.why
    return Message(f"“{problem.column}”: {why.en}", f"“{problem.column}”：{why.zh}")


def answer(why: Explanation) -> Message:
    """The answer in a sentence, with its probability where it has one."""
    if not why.task.exclusive:
        return tell("ask.value", label=why.label, answer=why.answer)
    share = why.number(float(why.of_answer(why.scores)[0])).strip()
    return tell("ask.answer", label=why.label, answer=why.answer, share=share)
