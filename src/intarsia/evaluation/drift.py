"""How the test table differs from the training table, column by column.

A classifier two-sample test (Lopez-Paz and Oquab, "Revisiting classifier two-sample tests", 2017): a linear model
learns to tell rows of one table from rows of the other by the cells of one column, through encoders that suit its kind.
How well it does on rows that it was not taught is the area under its ROC curve: .5 where both tables are of one kind.
Beside it stand two plainer facts: how many cells are missing, and how many hold nothing that training rows hold.

Nothing here looks at the labels, and nothing is chosen by it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse, stats

from intarsia.encoders.base import Encoder
from intarsia.encoders.presets import USUAL, choose
from intarsia.errors import OptionError
from intarsia.evaluation.significance import holm
from intarsia.fusion.concat import Concat
from intarsia.html.cells import shortened
from intarsia.model.design import Design, Part
from intarsia.tasks.base import tasks
from intarsia.tasks.metrics import metric
from intarsia.training.base import Data, Index, Split
from intarsia.training.data_views import JoinedData
from intarsia.training.linear import LinearSolver
from intarsia.training.prepare import learned
from intarsia.training.splits import Folds

Array = npt.NDArray[Any]

SAMPLE = 1000
"""Rows of each table that are looked at."""
FOLDS = 5
WIDE = 30
"""Columns of one modality of which it is asked how well they tell the tables apart."""
LEVEL = 0.01
"""A difference is told where its p, adjusted for all columns, is below this,"""
TOLD_APART = 0.6
"""and the rows are told apart at least so well (area under the ROC curve),"""
LETTERS = 40
"""Of a cell that is shown as an example."""
SHARE = 0.05
"""or the share of cells that are missing, or that hold nothing known, differs by at least this."""
DEPENDENCE = 2.0
"""Folds share training rows: two rows that are alike count for each other twice, so the variance of the mean over folds
is up to twice that of independent ones."""


@dataclass(frozen=True)
class Drift:
    """How the cells of a column, or of the columns of a modality together, differ between both tables.

    Attributes:
        name: of the column, or of the modality.
        told_apart: area under the ROC curve of telling the tables apart, .5 to 1; nan where there are too few cells, or
            so many columns that this one was left out.
        missing: share of missing cells (0..1) in the training table.
        missing_in_test: the same in the test table.
        unknown: share of the test table's cells that hold nothing that a training row holds.
        expected: the same share of training rows, in view of others.
        p_apart: of "rows are told apart by chance"; this and the next ones are adjusted for all that is asked of all
            columns (Holm), and nan where it was not asked.
        p_missing: of "as many cells are missing in both".
        p_unknown: of "as many cells hold nothing known as is expected".
        example: a cell of the training table and one of the test table, as text, neither more nor less typical than
            most; empty where there is none to show.
        worth: by how much the column lifts the deciding score in cross-validation; nan where it was not measured.
        worth_in_test: the same in the test table.
    """

    name: str
    told_apart: float
    missing: float
    missing_in_test: float
    unknown: float
    expected: float
    p_apart: float = np.nan
    p_missing: float = np.nan
    p_unknown: float = np.nan
    example: tuple[str, ...] = ()
    worth: float = np.nan
    worth_in_test: float = np.nan

    @property
    def apart(self) -> bool:
        """True where rows are told apart well enough to be told, and not by chance."""
        return self.p_apart < LEVEL and self.told_apart >= TOLD_APART

    @property
    def more_missing(self) -> bool:
        """True where another share of cells is missing, more or fewer, and not by chance."""
        return self.p_missing < LEVEL and abs(self.missing_in_test - self.missing) >= SHARE

    @property
    def more_unknown(self) -> bool:
        """True where more cells than expected hold nothing known, and not by chance."""
        return self.p_unknown < LEVEL and self.unknown - self.expected >= SHARE

    @property
    def clear(self) -> bool:
        """True where one of the differences is no chance, and large enough to be told."""
        return self.apart or self.more_missing or self.more_unknown

    @property
    def lost(self) -> float:
        """What the score loses by the column: its worth in cross-validation less that in the test table."""
        return self.worth - self.worth_in_test

    @property
    def size(self) -> float:
        """The larger of its differences, 0..1: by it columns are ranked."""
        told_apart = 0.0 if np.isnan(self.told_apart) else 2 * self.told_apart - 1
        return max(told_apart, abs(self.missing_in_test - self.missing), self.unknown - self.expected)


def drifts(
    train: Data,
    test: Data,
    parts: Sequence[Part],
    groups: Index | None = None,
    groups_of_test: Index | None = None,
    seed: int = 0,
) -> tuple[Drift, ...]:
    """Every column, the largest difference first; and every modality of several columns none of which differs clearly.

    Args:
        train: rows of the training table.
        test: rows of the test table.
        parts: the columns, and how the chosen model reads them.
        groups: (N,) group of each training row: rows of one group count as one.
        groups_of_test: (M,) of each test row; None where all are independent.
        seed: fixes which rows are looked at, and the folds.
    """
    random = np.random.default_rng(seed)
    rows = [np.sort(random.permutation(len(each))[:SAMPLE]) for each in (train, test)]
    sampled = (train.take(rows[0]), test.take(rows[1]))
    members, of_test = (
        np.arange(len(some)) if given is None else np.unique(given[some], return_inverse=True)[1].reshape(-1)
        for some, given in zip(rows, (groups, groups_of_test), strict=True)
    )
    tables = _Tables(train, test, *sampled, members, of_test, seed)
    own = {modality: [part for part in parts if part.modality == modality] for modality in _modalities(parts)}
    together = {modality: columns for modality, columns in own.items() if len(columns) > 1}
    near = {part for columns in own.values() for part in tables.shortlist(columns)}
    found = [tables.column(part, part in near) for part in parts]
    found += [tables.modality(*each) for each in together.items()]
    every = holm(np.array([[each.p_apart, each.p_missing, each.p_unknown] for each in found]).reshape(-1))
    told = [
        replace(each, p_apart=float(apart), p_missing=float(missing), p_unknown=float(unknown))
        for each, (apart, missing, unknown) in zip(found, every.reshape(-1, 3), strict=True)
    ]
    clear = {each.name for each in told if each.clear}
    explained = {modality for modality, columns in together.items() if clear & {part.column for part in columns}}
    return tuple(sorted((each for each in told if each.name not in explained), key=lambda each: -each.size))


def _modalities(parts: Sequence[Part]) -> list[str]:
    return list(dict.fromkeys(part.modality for part in parts))


@dataclass(frozen=True, eq=False)
class _Tables:
    """Both tables, some rows of each, and the groups (n,) and (m,) of these."""

    train: Data
    test: Data
    some: Data
    some_of_test: Data
    groups: Index
    groups_of_test: Index
    seed: int

    def shortlist(self, parts: Sequence[Part]) -> list[Part]:
        """The columns of a modality by which one model of all of them tells the tables apart most, `WIDE` at most. The
        others count where p is adjusted, so that choosing them is not rewarded."""
        if len(parts) <= WIDE:
            return list(parts)
        read = [plain for part in parts if (plain := _plain(part, self.train)) is not None]
        data = JoinedData(self.some, self.some_of_test)
        origin = np.repeat([0, 1], [len(self.some), len(self.some_of_test)])
        design = Design(tuple(read), Concat(), tasks.make("classify"))
        (model,) = LinearSolver().fit(design, data, origin, [Split(np.arange(len(data)), self.seed)])
        state = model.state()
        weight = {each.column: float(state[f"weight.{place}"].norm()) for place, each in enumerate(read)}
        return sorted(parts, key=lambda part: -weight.get(part.column, 0.0))[:WIDE]

    def column(self, part: Part, near: bool) -> Drift:
        """How a column differs; only of those that are near by whether it tells the tables apart."""
        missing = 1 - float(self.train.present(part).mean())
        missing_in_test = 1 - float(self.test.present(part).mean())
        shares = [1 - each.present(part).mean() for each in (self.some, self.some_of_test)]
        p_missing = self._shares(shares[0], shares[1], _units(self.groups), _units(self.groups_of_test))
        unknown, expected, p_unknown = self._unknown(part)
        told_apart, p_apart, example = self._told_apart([part]) if near else (np.nan, np.nan, ())
        found = Drift(
            part.column, told_apart, missing, missing_in_test, unknown, expected, p_apart, p_missing, p_unknown
        )
        return replace(found, example=self._cells(part, example))

    def modality(self, name: str, parts: Sequence[Part]) -> Drift:
        """How well the columns of a modality together tell the tables apart."""
        told_apart, p, _ = self._told_apart(parts)
        return Drift(name, told_apart, 0.0, 0.0, 0.0, 0.0, p)

    def _unknown(self, part: Part) -> tuple[float, float, float]:
        """The share of the test's cells that hold nothing known, that which is expected, and the p of their difference.

        Expected is what half of the training rows hold nothing of that the other half holds, and that is compared with
        what the test holds nothing of that half.
        """
        plain = _plain(part, self.train)
        if plain is None or type(plain.encoder).learn is Encoder.learn or _units(self.groups) < 2:
            return 0.0, 0.0, np.nan
        half = np.random.default_rng(self.seed).permutation(_units(self.groups)) % 2 == 0
        here = np.flatnonzero(half[self.groups])
        others = np.flatnonzero(~half[self.groups])
        by_half = learned(plain, self.some, here)
        expected, count = _nothing_known(by_half, self.some, others)
        in_test, tested = _nothing_known(by_half, self.some_of_test, np.arange(len(self.some_of_test)))
        p = self._shares(expected, in_test, _counted(count, self.groups), _counted(tested, self.groups_of_test))
        by_all = learned(plain, self.train, np.arange(len(self.train)))
        unknown, _ = _nothing_known(by_all, self.some_of_test, np.arange(len(self.some_of_test)))
        return unknown, max(0.0, min(expected, unknown - (in_test - expected))), p

    @staticmethod
    def _shares(first: float, second: float, count: int, other: int) -> float:
        """The p of two shares, of so many rows each, being one (Fisher's exact test); nan where there are no rows."""
        if not count or not other:
            return np.nan
        table = [[round(share * rows), rows - round(share * rows)] for share, rows in ((first, count), (second, other))]
        return float(stats.fisher_exact(table).pvalue)

    def _cells(self, part: Part, rows: Sequence[int]) -> tuple[str, ...]:
        """The cells of a row of each table; none of a column of files."""
        if not rows or self.train.column(part.column).slow:
            return ()
        tables = zip((self.some, self.some_of_test), rows, strict=True)
        return tuple(_legible(each.frame([part.column])[part.column].iloc[row]) for each, row in tables)

    def _told_apart(self, parts: Sequence[Part]) -> tuple[float, float, tuple[int, ...]]:
        """The area under the ROC curve of telling rows with such cells apart, at least .5, and its p; a middling row of
        each table. nan and no rows for few."""
        read = [each for part in parts for each in _readings(part, self.train)]
        kept = [
            np.flatnonzero(np.any([each.present(part) for part in parts], axis=0))
            for each in (self.some, self.some_of_test)
        ]
        groups, of_test = (
            np.unique(members[there], return_inverse=True)[1].reshape(-1)
            for members, there in zip((self.groups, self.groups_of_test), kept, strict=True)
        )
        units = (len(np.unique(groups)), len(np.unique(of_test)))
        if not read or min(units) < 2 * FOLDS:
            return np.nan, np.nan, ()
        data = JoinedData(self.some.take(kept[0]), self.some_of_test.take(kept[1]))
        origin = np.repeat([0, 1], [len(kept[0]), len(kept[1])])
        together = np.concatenate([groups, units[0] + of_test])
        plan = Folds(FOLDS, seed=self.seed).plan(origin, together)
        design = Design(tuple(read), Concat(), tasks.make("classify"))
        splits = [Split(fold.train, self.seed) for fold in plan]
        models = LinearSolver().fit(design, data, origin, splits)
        scores = plan.gather([model.scores(data.take(fold.test)) for model, fold in zip(models, plan, strict=True)])[0]
        area = float(np.mean([metric("roc_auc")(origin[fold.test], scores[fold.test]) for fold in plan]))
        order = np.argsort(scores[:, 1], kind="stable")
        middle = [order[origin[order] == table] for table in (0, 1)]
        rows = (kept[0][middle[0][len(kept[0]) // 2]], kept[1][middle[1][len(kept[1]) // 2] - len(kept[0])])
        # Of the rank sum of so many rows in each fold (Mann & Whitney 1947); rows of one group count as one.
        first = units[0] / FOLDS
        second = units[1] / FOLDS
        variance = DEPENDENCE * (first + second + 1) / (12 * first * second) / FOLDS
        return max(0.5, area), float(stats.norm.sf((area - 0.5) / np.sqrt(variance))), rows


def _units(groups: Index) -> int:
    return int(groups.max(initial=-1)) + 1


def _counted(rows: int, groups: Index) -> int:
    """How many units so many of the rows are."""
    return round(rows * _units(groups) / max(1, len(groups)))


def _legible(cell: object) -> str:
    """A cell in a few letters."""
    return f"{cell:.5g}" if isinstance(cell, float) else shortened(str(cell), LETTERS)


def _plain(part: Part, data: Data) -> Part | None:
    """The same column read with plain features; None where its kind has none."""
    try:
        return replace(part, encoder=choose(part.column, data.column(part.column), "plain"))
    except OptionError:
        return None


def _readings(part: Part, data: Data) -> list[Part]:
    """The column through encoders that cost little: that of the usual preset unless it is pretrained, else plain
    features; and that of the model itself where its features are kept."""
    plain = _plain(part, data)
    try:
        usual = choose(part.column, data.column(part.column), USUAL)
    except OptionError:
        usual = part.encoder
    found = [replace(part, encoder=usual)] if not usual.frozen else [each for each in (plain,) if each is not None]
    if part.encoder.frozen and part not in found:
        found.append(part)
    return found


def _nothing_known(part: Part, data: Data, rows: Index) -> tuple[float, int]:
    """The share of the present cells of these rows of which a learned encoder makes nothing; and how many there are."""
    batch = data.batch(part.column, rows)
    matrix = part.encoder.matrix(batch)
    size = np.abs(matrix).sum(1) if sparse.issparse(matrix) else np.abs(matrix).sum(1, keepdims=True)
    empty = np.asarray(size).reshape(-1) == 0
    count = int(batch.present.sum())
    return (float(empty[batch.present].mean()) if count else 0.0), count


def labels_moved(train: Array, test: Array, unit: tuple[float, float] = (1.0, 1.0)) -> tuple[float, float]:
    """How far the labels of two tables are apart, 0..1, and the p of their being of one kind.

    Args:
        train: (N,) classes or values, or (N, L) labels, see `Task.truth`.
        test: (M, ...).
        unit: what a row of either table counts; less than 1 where rows belong together.

    Returns:
        Total variation distance of classes, the largest difference of shares of labels, or of distribution functions
        of values (Kolmogorov-Smirnov); (0, 1) for other targets.
    """
    if train.ndim > 2:  # several things in each row, and how many differs
        return 0.0, 1.0
    if train.ndim == 2:
        shares = [rows.mean(0) for rows in (train, test)]
        pairs = zip((train, test), unit, strict=True)
        counts = [np.round(by * np.stack([rows.sum(0), len(rows) - rows.sum(0)], 1)) for rows, by in pairs]
        p = [float(stats.fisher_exact(np.stack(pair)).pvalue) for pair in zip(*counts, strict=True)]
        return float(np.abs(shares[0] - shares[1]).max()), min(1.0, len(p) * min(p))
    if not np.issubdtype(train.dtype, np.integer):
        distance = float(stats.ks_2samp(train, test).statistic)
        sizes = (unit[0] * len(train), unit[1] * len(test))
        return distance, float(stats.kstwobign.sf(distance * np.sqrt(sizes[0] * sizes[1] / sum(sizes))))
    classes = int(max(train.max(), test.max())) + 1
    table = np.stack([np.bincount(rows, minlength=classes) for rows in (train, test)])
    table = table[:, table.sum(0) > 0]
    distance = np.abs(table[0] / len(train) - table[1] / len(test)).sum() / 2
    return float(distance), float(stats.chi2_contingency(table * np.array(unit)[:, None]).pvalue)
