"""Everything Intarsia raises on purpose.

    IntarsiaError
    ├── UnknownName (LookupError)     no component of that name; carries the nearest known one
    ├── MissingExtra (ImportError)    an optional package is not installed; carries the pip command
    ├── OptionError (ValueError)      an option has a value that cannot work
    ├── DataError (ValueError)        the table is not what was declared
    │   ├── TableError                a table cannot be read or lacks a column
    │   ├── CellError                 one cell cannot be loaded (reason only; the place is added above)
    │   ├── BadValue                  one cell cannot be loaded: column, row, reason
    │   ├── SchemaError               every problem of a table at once
    │   └── RefusedPhoto              a photo cannot be used; carries the name of the reason
    ├── AssetError (OSError)          weights or data could not be had
    │   ├── WrongHash                 a file is not the one that the catalogue names
    │   ├── SourceFailed              every source of an asset failed; says what each answered
    │   └── UnsafeArchive             an archive member would leave the cache
    ├── DecoderFailed (OSError)       the process that decodes pictures cannot be had: no fault of the picture
    ├── EngineFailed (OSError)        a try-on engine of the user's did not answer as agreed
    ├── DamagedFile (ValueError)      a file is not what was written (reason only; its place is added above)
    ├── StoreError (OSError)          the feature store cannot be opened or written
    └── SavedModelError (ValueError)  a saved model cannot be written or read back

Each message states the fact, the place and what to do next, in English and Chinese: `error.message`. `str(error)`
is the English text.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence

from intarsia.i18n import Message, joined, messages

say = messages(__package__)

SHOWN = 5
"""How many bad rows of one column, and how many columns, a message lists before it counts the rest."""


class IntarsiaError(Exception):
    """Root of all errors that Intarsia raises on purpose.

    Args:
        message: what is wrong, where, and what to do. A str, as plug-ins may give, reads the same in both languages.
    """

    def __init__(self, message: Message | str) -> None:
        self.message = Message.plain(message)
        super().__init__(self.message.en)


class IntarsiaWarning(RuntimeWarning):
    """A warning in both languages; `str` of it is the English text."""

    def __init__(self, message: Message | str) -> None:
        self.message = Message.plain(message)
        super().__init__(self.message.en)


class UnknownName(IntarsiaError, LookupError):
    """No component of that kind has that name."""

    def __init__(self, kind: Message | str, name: object, known: Iterable[str]) -> None:
        names = sorted(known)
        near = difflib.get_close_matches(str(name), names, n=1)
        key = "name.unknown_but_near" if near else "name.unknown"
        super().__init__(say(key, kind=kind, name=name, near="".join(near), known=names))


class MissingExtra(IntarsiaError, ImportError):
    """An optional package is not installed."""

    def __init__(self, what: Message | str, package: str, extra: str) -> None:
        super().__init__(say("package.missing", what=what, package=package, extra=extra))


class OptionError(IntarsiaError, ValueError):
    """An option has a value that cannot work."""


class DataError(IntarsiaError, ValueError):
    """The table is not what was declared."""


class TableError(DataError):
    """A table cannot be read, or lacks a column."""


class CellError(DataError):
    """One cell cannot be loaded. Columns raise it with the reason; callers add the place (`BadValue`)."""


class BadValue(DataError):
    """One cell cannot be loaded: which column, which row (counted from 0), and why."""

    def __init__(self, column: str, row: int, why: Message | str) -> None:
        self.column = column
        self.row = row
        self.why = Message.plain(why)
        super().__init__(say("cell.bad", column=column, row=row, why=self.why))


class SchemaError(DataError):
    """Every problem of a table, told at once: all bad columns and the first rows of each."""

    def __init__(self, problems: Sequence[BadValue | Message | str]) -> None:
        self.problems = tuple(Message.plain(each) if isinstance(each, str) else each for each in problems)
        super().__init__(_summary(self.problems))


class RefusedPhoto(DataError):
    """A photo that cannot be used, with the `reason`'s name for programs beside its message."""

    def __init__(self, reason: str, why: Message | str) -> None:
        self.reason = reason
        super().__init__(why)


class AssetError(IntarsiaError, OSError):
    """Weights or data could not be had."""


class WrongHash(AssetError):
    """A file is not the one that the catalogue names."""


class SourceFailed(AssetError):
    """Every source of an asset failed."""


class UnsafeArchive(AssetError):
    """An archive member would leave the cache."""


class DecoderFailed(IntarsiaError, OSError):
    """The process that decodes pictures cannot be started, or stood still. It says nothing of the picture."""


class EngineFailed(IntarsiaError, OSError):
    """A try-on engine that the user named, a server or a pipeline, did not answer as agreed."""


class DamagedFile(IntarsiaError, ValueError):
    """A file is not what was written. Whatever reads it raises an error of its own, with the file and the remedy."""


class StoreError(IntarsiaError, OSError):
    """The feature store cannot be opened or written."""


class SavedModelError(IntarsiaError, ValueError):
    """A saved model cannot be written or read back."""


def _summary(problems: Sequence[BadValue | Message]) -> Message:
    by_column: dict[str, list[BadValue]] = {}
    lines = [problem for problem in problems if isinstance(problem, Message)]
    for problem in problems:
        if isinstance(problem, BadValue):
            by_column.setdefault(problem.column, []).append(problem)
    for column, found in by_column.items():
        lines += [problem.message for problem in found[:SHOWN]]
        if len(found) > SHOWN:
            lines.append(say("table.more_rows", column=column, count=len(found) - SHOWN))
    return joined([say("table.problems", count=len(problems)), *lines], "\n  ")
