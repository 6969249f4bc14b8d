"""Writing the report: from boards to one page."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intarsia.columns.table import Table
from intarsia.errors import OptionError, UnknownName
from intarsia.evaluation.board import Board
from intarsia.html.page import Page, first_language
from intarsia.i18n import Message, joined, messages
from intarsia.reporting.chapter import chapter

say = messages(__package__)


TEMPLATE = "reporting/report.html"


Boards = Board | Mapping[str, Board] | Mapping[Message, Board] | Mapping[Message | str, Board]


def report(boards: Boards, path: str | Path, test: Any = None, language: str | None = None) -> Path:
    """Write one page that needs nothing but itself, in English and Chinese, and return its path.

    Args:
        boards: one board, or title → board; a title is a str, or a `Message` with one for each language.
        path: where; folders are made when needed.
        test: rows with labels that no training saw, on which the chosen model is measured: a table (anything that
            `Table.read` takes) for one board, title → table for several.
        language: "en" or "zh": which of both is seen first, by default the one that the terminal speaks; the page has
            a switch.

    Raises:
        OptionError: no board is given, one for which no table can be measured, or no such language.
        UnknownName: a test table is given for a board that is not.
        DataError: a test table lacks the label, or has one that was not learned.
    """
    language = first_language(language)  # before hours of work
    titled, tests = _titled(boards, test)
    if not titled:
        raise OptionError(say("board.none"))
    chapters = [
        chapter(place + 1, Message.plain(title), board, tests.get(title))
        for place, (title, board) in enumerate(titled.items())
    ]
    titles = joined((each.title for each in chapters), " · ")
    return Page(TEMPLATE, {"chapters": chapters, "titles": titles}).write(path, language)


def _titled(boards: Boards, test: Any) -> tuple[dict[Message | str, Board], dict[Message | str, Table]]:
    if isinstance(boards, Board):
        title = str(getattr(boards.best, "label", None) or boards.best_name)
        boards = {title: boards}
        test = None if test is None else {title: test}
    if not isinstance(boards, Mapping):
        raise OptionError(say("board.not_one", kind=type(boards).__name__))
    if test is not None and not isinstance(test, Mapping):
        raise OptionError(say("board.tests"))
    for title in test or {}:
        if title not in boards:
            raise UnknownName(say("kind.board"), title, [Message.plain(each).told for each in boards])
        if boards[title].best is None:
            raise OptionError(say("board.no_model", title=title))
    return dict(boards.items()), {title: Table.read(table) for title, table in (test or {}).items()}
