"""Cross-validation: which rows are trained on and which are tested, fold by fold.

Rows are dealt out like cards: sorted by class, shuffled within each, every k-th to the same fold. So the classes'
shares in two folds differ by at most one row, however rare a class is. Groups are dealt out whole, the largest first,
each to the fold where it disturbs the balance of classes and sizes least.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from numbers import Integral
from reprlib import repr as brief
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.columns.groups import group_numbers
from intarsia.errors import SHOWN, DataError, OptionError
from intarsia.i18n import EMPTY, Message, messages

say = messages(__package__)


MOST = 5000
"""Trainings of one comparison: each fold of each repeat is one, and holds the numbers of all rows."""

Array = npt.NDArray[Any]
Index = npt.NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Fold:
    """One training and its test: row numbers, ascending; the number of the repeat and of the fold in it."""

    train: Index
    test: Index
    repeat: int
    fold: int


@dataclass(frozen=True, eq=False)
class FoldPlan:
    """All folds over a table of N rows. Within one repeat no row is tested twice.

    Attributes:
        rows: N.
        folds: in order of repeat and fold.
        groups: (N,) number of each row's group, or None; no group is on both sides of a fold.
        note: what a reader should know about the folds; empty when there is nothing.
    """

    rows: int
    folds: tuple[Fold, ...]
    groups: Index | None = None
    note: Message = EMPTY

    def __iter__(self) -> Iterator[Fold]:
        return iter(self.folds)

    def __len__(self) -> int:
        return len(self.folds)

    @property
    def repeats(self) -> int:
        """How often the table was split anew."""
        return self.folds[-1].repeat + 1

    @property
    def ratio(self) -> float:
        """Tested rows per trained row, averaged over the folds: what the corrected variance needs."""
        return float(np.mean([len(fold.test) / len(fold.train) for fold in self.folds]))

    @property
    def pooled(self) -> tuple[Fold, ...]:
        """One "fold" per repeat, with all rows that the repeat tests (and no training rows)."""
        none = np.empty(0, dtype=np.intp)
        tests = [[fold.test for fold in self.folds if fold.repeat == repeat] for repeat in range(self.repeats)]
        return tuple(Fold(none, np.sort(np.concatenate(parts)), place, 0) for place, parts in enumerate(tests))

    def gather(self, parts: Sequence[Array]) -> npt.NDArray[np.float64]:
        """Scores (n_test, K) of each fold's test rows, in order → out-of-fold scores (repeats, N, K), nan elsewhere."""
        oof = np.full((self.repeats, self.rows, parts[0].shape[1]), np.nan)
        for fold, part in zip(self.folds, parts, strict=True):
            oof[fold.repeat, fold.test] = part
        return oof


@dataclass(frozen=True)
class Folds:
    """How a table is split into folds.

    Attributes:
        folds: parts of the table, each tested once per repeat; at least 2, and at most 5,000 in all repeats together.
        repeats: how often the table is split anew.
        seed: fixes the folds.
    """

    folds: int = 5
    repeats: int = 1
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("folds", "repeats", "seed"):
            if not isinstance(getattr(self, name), Integral):
                raise OptionError(say("folds.not_whole", name=name, value=getattr(self, name)))
        if self.seed < 0:
            raise OptionError(say("folds.seed", seed=self.seed))
        if self.folds < 2:
            raise OptionError(say("folds.too_few", folds=self.folds))
        if self.repeats < 1:
            raise OptionError(say("folds.repeats", repeats=self.repeats))
        if int(self.folds) * int(self.repeats) > MOST:
            raise OptionError(say("folds.too_many", folds=self.folds, repeats=self.repeats, most=MOST))

    def plan(
        self, strata: npt.ArrayLike, groups: npt.ArrayLike | None = None, labels: Sequence[object] = ()
    ) -> FoldPlan:
        """Stratified folds over N rows, seeded; shuffled ones where the strata are values.

        Args:
            strata: (N,) int class numbers, (N, L) 0/1 labels, or (N,) float values (see `Task.strata`).
            groups: (N,) what must stay together; a row without a group (None, NaN) is one by itself.
            labels: the classes' names, for the note.

        Raises:
            DataError: there are fewer rows, or fewer groups, than folds.
        """
        strata = np.asarray(strata)
        members = None if groups is None else group_numbers(groups, len(strata))
        self._check(len(strata), members)
        random = np.random.default_rng(self.seed)
        folds: list[Fold] = []
        for repeat in range(self.repeats):
            place = self._deal(strata, members, random)
            folds += [
                Fold(np.flatnonzero(place != fold), np.flatnonzero(place == fold), repeat, fold)
                for fold in range(self.folds)
            ]
        return FoldPlan(len(strata), tuple(folds), members, self._note(strata, members, labels))

    def _check(self, rows: int, members: Index | None) -> None:
        if self.folds > rows:
            raise DataError(say("folds.rows", folds=self.folds, rows=rows))
        if members is not None and self.folds > members.max() + 1:
            count = members.max() + 1
            raise DataError(say("folds.groups", folds=self.folds, count=count))

    def _deal(self, strata: Array, members: Index | None, random: np.random.Generator) -> Index:
        """Return the fold (N,) in which each row is tested."""
        if members is not None:
            return self._deal_groups(_shares(strata, members), random)[members]
        place = np.empty(len(strata), dtype=np.intp)
        order = np.lexsort((random.random(len(strata)), _classes(strata)))
        place[order] = np.arange(len(strata)) % self.folds
        return place

    def _deal_groups(self, shares: Array, random: np.random.Generator) -> Index:
        """(G,) the fold of each group: greedy least squares over what each fold holds of the columns of `shares`."""
        held = np.zeros((self.folds, shares.shape[1]))
        place = np.empty(len(shares), dtype=np.intp)
        # The large ones first, but not in the same order in every repeat, or all repeats would be one.
        for group in np.argsort(-shares[:, -1] * random.uniform(0.5, 1.0, len(shares))):
            place[group] = (held @ shares[group]).argmin()  # an empty fold costs 0, so none stays empty
            held[place[group]] += shares[group]
        return place

    def _note(self, strata: Array, members: Index | None, labels: Sequence[object]) -> Message:
        if strata.ndim > 1 or not np.issubdtype(strata.dtype, np.integer):
            return EMPTY
        units = np.arange(len(strata)) if members is None else members
        counts = {name: len(np.unique(units[strata == name])) for name in np.unique(strata)}
        rare = [
            f"{labels[name] if len(labels) else name} ({count})" for name, count in counts.items() if count < self.folds
        ]
        if not rare:
            return EMPTY
        more = [say("note.more", count=len(rare) - SHOWN)] if len(rare) > SHOWN else []
        key = "note.rare_by_rows" if members is None else "note.rare_by_groups"
        return say(key, folds=self.folds, classes=[*rare[:SHOWN], *more])


def pairs(folds: Any, target: Array, groups: npt.ArrayLike | None = None) -> list[Any]:
    """Pairs of (train rows, test rows) as they are given, or as a splitter of scikit-learn deals N rows.

    Raises `OptionError` when it is neither, or the splitter refuses.
    """
    if hasattr(folds, "get_n_splits"):
        members = None if groups is None else group_numbers(groups, len(target))
        try:
            return list(folds.split(np.zeros(len(target)), target, members))
        except ValueError as error:
            raise OptionError(say("folds.splitter", folds=folds, why=error)) from error
    if isinstance(folds, str) or not isinstance(folds, Iterable):
        raise OptionError(say("folds.other_kind", folds=folds))
    return list(folds)


def plan_of_pairs(
    splits: Sequence[tuple[npt.ArrayLike, npt.ArrayLike]], rows: int, groups: npt.ArrayLike | None = None
) -> FoldPlan:
    """Make a plan of (train, test) row numbers, or masks, of a table of N rows. Rows may stay untested.

    A split whose test rows were tested before starts a new repeat.

    Raises:
        DataError: a split is no pair; a side is empty or names no row of the table; a row, or a group, is on both
            sides.
    """
    members = None if groups is None else group_numbers(groups, rows)
    folds: list[Fold] = []
    tested: set[int] = set()
    repeat = 0
    fold = 0
    for place, pair in enumerate(splits):
        if isinstance(pair, str) or not isinstance(pair, Sequence) or len(pair) != 2:
            raise DataError(say("split.not_pair", number=place, value=brief(pair)))
        left = _side(pair[0], rows, place, "train")
        right = _side(pair[1], rows, place, "test")
        _check_apart(left, right, members, place)
        if not tested.isdisjoint(right.tolist()):
            tested = set()
            repeat = repeat + 1
            fold = 0
        folds.append(Fold(left, right, repeat, fold))
        tested.update(right.tolist())
        fold += 1
    if not folds:
        raise DataError(say("split.none"))
    return FoldPlan(rows, tuple(folds), members)


def _classes(strata: Array) -> Index:
    """(N,) what is balanced between folds: the class, the set of labels, or nothing."""
    if strata.ndim > 1:
        return np.unique(strata, axis=0, return_inverse=True)[1].reshape(-1).astype(np.intp)
    if np.issubdtype(strata.dtype, np.integer):
        return strata.astype(np.intp)
    return np.zeros(len(strata), dtype=np.intp)


def _shares(strata: Array, members: Index) -> Array:
    """(G, C + 1) what each group holds: rows of every class or label, and rows; columns scaled to weigh alike."""
    sizes = np.bincount(members)
    if strata.ndim > 1:
        held: Array = np.stack([np.bincount(members, labels) for labels in strata.T], 1)
    else:
        classes = _classes(strata)
        held = np.zeros((len(sizes), classes.max() + 1))
        np.add.at(held, (members, classes), 1.0)
    shares = np.column_stack([held, sizes])  # (G, C + 1)
    scaled: Array = shares / np.sqrt(shares.sum(0).clip(1.0))
    return scaled


def _side(side: npt.ArrayLike, rows: int, place: int, name: str) -> Index:
    values = np.asarray(side)
    if values.dtype == np.bool_ and values.shape == (rows,):
        values = np.flatnonzero(values)
    if values.size == 0:
        raise DataError(say("split.side_empty", number=place, side=name))
    if values.ndim != 1 or values.dtype.kind not in "iu":
        raise DataError(say("split.not_rows", number=place, side=name, value=brief(side)))
    numbers = np.unique(values.astype(np.intp))
    if numbers[0] < 0 or numbers[-1] >= rows:
        wrong = numbers[0] if numbers[0] < 0 else numbers[-1]
        raise DataError(say("split.outside", number=place, side=name, row=wrong, last=rows - 1))
    return numbers


def _check_apart(train: Index, test: Index, members: Index | None, place: int) -> None:
    both = np.intersect1d(train, test)
    if len(both):
        raise DataError(say("split.both_sides", number=place, count=len(both), row=both[0]))
    if members is not None and len(np.intersect1d(members[train], members[test])):
        row = test[np.isin(members[test], members[train])][0]
        raise DataError(say("split.group_on_both", number=place, row=row))
