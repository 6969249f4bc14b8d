"""Labels as a question takes them: there in every row, and each class written in one way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Hashable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.columns.scalar import canonical_word, is_blank, word_or_none
from intarsia.errors import SHOWN, CellError, DataError, OptionError
from intarsia.i18n import Message, messages

say = messages(__package__)

MISSING = ("error", "drop")
"""What is done with rows without a label."""

RECURRING = 3
"""Different labels in which a part must stand, on average, before labels are suspected to be several each."""
_DIVIDING = ("|", ";", ",", "/", "+", "&", "、", "，", "；")

Labels = npt.NDArray[Any]


def complete(
    y: Labels, number: npt.NDArray[np.intp], name: str | None, on_missing: str
) -> tuple[npt.NDArray[np.intp] | None, list[Message]]:
    """Return the rows that have a label, None where all have one, and a remark on those that are left out.

    Args:
        y: (N,) labels, or a matrix, whose cells the task checks.
        number: (N,) what messages call each row.
        name: the column that the labels stand in.
        on_missing: one of `MISSING`.

    Raises:
        OptionError: `on_missing` is neither.
        DataError: rows have no label and are not to be left out, or none has one.
    """
    if on_missing not in MISSING:
        raise OptionError(say("missing_label.option", given=on_missing, known=list(MISSING)))
    lost = [row for row, label in enumerate(y) if is_blank(label)] if y.ndim == 1 else []
    if not lost:
        return None, []
    where = say("missing_label.column", name=name) if name else say("missing_label.labels")
    rows = [*map(str, number[lost[:SHOWN]]), *["…"] * (len(lost) > SHOWN)]
    told = {"where": where, "count": len(lost), "of": len(y), "rows": rows}
    if on_missing == "error":
        raise DataError(say("missing_label.error", **told))
    if len(lost) == len(y):
        raise DataError(say("missing_label.all", where=where))
    return np.setdiff1d(np.arange(len(y)), lost), [say("missing_label.dropped", **told)]


def check_weighted(y: Labels, weight: npt.NDArray[np.float64]) -> None:
    """Raise `DataError` for a class whose rows weigh nothing: it could not be learned, and whoever combines classifiers
    (by votes, by calibration) counts on every class of y."""
    labels = y.tolist()
    words = [None if is_blank(label) else word_or_none(label) for label in labels]
    there = {word for word, heavy in zip(words, weight.tolist(), strict=True) if heavy}
    for label, word in zip(labels, words, strict=True):
        if word is not None and word not in there:
            raise DataError(say("weight.no_class", label=label))


def unified(y: Labels) -> tuple[Labels, list[Message]]:
    """Return labels of which those that are the same word are one: "pos " and "pos", 1 and "1", two Unicode forms.

    The form of most rows is taken, without spaces around it. Labels that differ in case stay apart. Remarks tell of
    both.
    """
    counts = _counts(y)
    if counts is None:
        return y, []
    forms: dict[str, list[Hashable]] = {}
    for label, _ in counts.most_common():
        forms.setdefault(_word(label), []).append(label)
    several = {word: found for word, found in forms.items() if len(found) > 1}
    remarks = [*_merged(several), *_differing_in_case(forms), *_joined(forms)]
    if not several:
        return y, remarks
    chosen = {label: _plain(found[0]) for found in several.values() for label in found}
    labels = [chosen.get(_key(label), label) for label in y.tolist()]
    kinds = {type(label) for label in labels}
    out = np.empty(len(labels), dtype=object)
    out[:] = labels
    return (np.array(labels) if len(kinds) == 1 and kinds <= {str, int, float, bool} else out), remarks


def _counts(y: Labels) -> Counter[Hashable] | None:
    """How often each label stands there, by value and type; None where there is no word among them."""
    if y.ndim != 1 or y.dtype.kind not in "OU" or not any(isinstance(label, str) for label in y.tolist()):
        return None
    try:
        return Counter(map(_key, y.tolist()))
    except TypeError:  # collections
        return None


def _key(label: Any) -> Hashable:
    """1, True and 1.0 are one key of a dict, and not one label."""
    return label if isinstance(label, str) else _Typed(label)


class _Typed:
    """A label that is equal to another one of its own type alone."""

    def __init__(self, label: Any) -> None:
        self.label = label

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Typed) and type(other.label) is type(self.label) and other.label == self.label

    def __hash__(self) -> int:
        return hash((type(self.label), self.label))


def _word(label: Hashable) -> str:
    try:
        return canonical_word(_bare(label)) or ""
    except CellError:
        return repr(label)


def _bare(label: Hashable) -> Any:
    return label.label if isinstance(label, _Typed) else label


def _plain(label: Hashable) -> Any:
    """The label to take for all of its forms."""
    found = _bare(label)
    return canonical_word(found) if isinstance(found, str) else found


def _merged(several: dict[str, list[Hashable]]) -> Iterator[Message]:
    for found in several.values():
        forms = [repr(_bare(label)) for label in found]
        yield say("label.one_class", forms=forms, chosen=repr(_plain(found[0])))


def _differing_in_case(forms: dict[str, list[Hashable]]) -> Iterator[Message]:
    folded: dict[str, list[str]] = {}
    for word in forms:
        folded.setdefault(word.casefold(), []).append(word)
    for words in folded.values():
        if len(words) > 1:
            yield say("label.case", words=words)


def _joined(words: Collection[str]) -> Iterator[Message]:
    """Labels that look like several each, such as "Action|Comedy": parts that recur in other company, now one, now
    more of them."""
    for sign in _DIVIDING:
        parts = [tuple(part.strip() for part in word.split(sign)) for word in words]
        recurring = sum(map(len, parts)) >= RECURRING * len({part for each in parts for part in each})
        if recurring and len(set(map(len, parts))) > 1 and sum(len(each) > 1 for each in parts) >= len(parts) / 2:
            yield say("label.several", example=next(word for word in words if sign in word), sign=sign)
            return
