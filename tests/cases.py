"""One test over a table of cases: it runs all of them and tells every one that fails, not the first alone."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

Test = Callable[..., None]
LONGEST = 100
"""Letters of a case and lines of its failure that are told."""


def over(names: str | Sequence[str], table: Iterable[Any]) -> Callable[[Test], Test]:
    """Make one test of a check and a table, where `pytest.mark.parametrize` would make a test of every case.

    It is for cases that cost nothing and say one thing each: a phrase, a spelling, a refusal. What takes its time or
    changes something stays a test of its own. Fixtures are made once and shared by all cases; `tmp_path` alone is a
    folder of each.

    Args:
        names: the parameters of the check that a case gives; one name, or several.
        table: a case in each row: one value for one name, else as many values as names.
    """
    rows = list(table)
    assert rows, f"no case of {names}"
    wanted = (names,) if isinstance(names, str) else tuple(names)

    def folded(check: Test) -> Test:
        def test(**fixtures: Any) -> None:
            given = [(row,) if isinstance(names, str) else row for row in rows]
            skipped: list[str] = []
            failed = [*_failed(check, wanted, given, fixtures, skipped)]
            if failed:
                pytest.fail(f"{len(failed)} of {len(rows)} cases:\n" + "\n".join(failed), pytrace=False)
            if skipped:
                pytest.skip(f"{len(skipped)} of {len(rows)} cases: {skipped[0]}")

        parameters = inspect.signature(check).parameters.items()
        test.__dict__.update(check.__dict__)  # its marks
        test.__signature__ = inspect.Signature([each for name, each in parameters if name not in wanted])  # type: ignore[attr-defined]
        for name in ("__module__", "__name__", "__qualname__", "__doc__"):
            setattr(test, name, getattr(check, name))
        return test

    return folded


def _failed(
    check: Test, wanted: Sequence[str], rows: Iterable[Sequence[Any]], fixtures: dict[str, Any], skipped: list[str]
) -> Iterator[str]:
    """What is to be said of each case that fails; why others are skipped is added to `skipped`."""
    home = fixtures.get("tmp_path", Path())
    for number, row in enumerate(rows):
        given = dict(zip(wanted, row, strict=True))
        if "tmp_path" in fixtures:
            (home / str(number)).mkdir()
            fixtures = fixtures | {"tmp_path": home / str(number)}
        try:
            check(**given, **fixtures)
        except pytest.skip.Exception as why:  # this case alone: the others are still tried
            skipped.append(str(why))
        except (Exception, pytest.fail.Exception) as error:
            lines = str(error).splitlines()[:LONGEST]
            yield f"* {_told(given)}\n  {type(error).__name__}: " + "\n  ".join(lines)


def _told(given: dict[str, Any]) -> str:
    """A case in a line; a value may be so odd that it has no text."""
    told = []
    for name, value in given.items():
        try:
            told.append(f"{name}={value!r}"[: len(name) + LONGEST])
        except Exception:
            told.append(f"{name}={type(value).__name__}")
    return ", ".join(told)
