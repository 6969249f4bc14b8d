"""The prepared question: inputs, answers, task, schema, groups and data, made once and handed on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from intarsia.columns import leakage
from intarsia.columns.groups import grouped
from intarsia.columns.schema import Schema, is_declared, named_column
from intarsia.columns.table import Table
from intarsia.errors import SHOWN, DataError, OptionError
from intarsia.i18n import Message, messages
from intarsia.learner.answers import check_weighted, complete, unified
from intarsia.store import FeatureStore
from intarsia.tasks.base import Task, tasks
from intarsia.tasks.infer import task_of
from intarsia.training.data import TableData

say = messages(__package__)

HEAVIEST = 1e100
"""No row weighs more: the sum over a table, and its product with any value, is a number."""


@dataclass(frozen=True, eq=False)
class Problem:
    """What is asked of N rows. Learners are fitted to it, strategies are compared on it.

    Attributes:
        table: the inputs: without the label, and without a column that groups rows.
        y: (N,) or (N, K) labels as the user wrote them; None where nothing is to be answered.
        task: what is asked; not learned yet.
        schema: what the columns are, with remarks on those that give the answer away.
        data: the inputs as training reads them, checked: each cell is opened and hashed once.
        label: name of the column to be answered, or None.
        groups: (N,) number of the group of each row, or None.
        weight: (N,) float64 above 0, how heavy each row is, or None for all alike. Rows of weight 0 are left out.
        named: the columns have names of their own; False where they are told apart by their places.
        grouped_by: name of the column that groups rows; None where there is none, or the groups were given as values.
    """

    table: Table
    y: npt.NDArray[Any] | None
    task: Task
    schema: Schema
    data: TableData
    label: str | None = None
    groups: npt.NDArray[np.intp] | None = None
    weight: npt.NDArray[np.float64] | None = None
    named: bool = True
    grouped_by: str | None = None

    @classmethod
    def of(
        cls,
        table: Any,
        label: str | None = None,
        y: Any = None,
        *,
        task: Any = None,
        schema: Any = None,
        groups: Any = None,
        sample_weight: Any = None,
        store: FeatureStore | None = None,
        modalities: Mapping[str, Sequence[str]] | None = None,
        on_missing_label: str = "error",
    ) -> Problem:
        """Prepare a question. What is guessed, columns or task, is said on stderr.

        Args:
            table: N rows, anything that `Table.read` takes, with the label column in it unless y is given.
            label: name of the column to be answered.
            y: (N,) labels, (N, K) of 0 and 1, or a collection of labels per row.
            task: a `Task`, its name or dump; None infers it from the labels.
            schema: a `Schema`, or column name → column or the name of its kind; None infers it.
            groups: name of a column, which is no input then, or (N,) values: rows of one group stay together; a row
                without a group (None, NaN) is one by itself.
            sample_weight: (N,) how heavy each row is, 0 or more; None for all alike.
            store: where features of frozen encoders are kept; None takes the user's cache.
            modalities: name → columns that form one modality; all others as `Schema.modalities` says.
            on_missing_label: "error", or "drop": rows without a label are left out, and told.

        Raises:
            DataError: labels, groups or weights that cannot be learned from.
            SchemaError: cells that are not what their column declares, all at once.
            OptionError: a schema that is none, or groups that are the label.
        """
        if groups is not None and np.isscalar(groups) and str(groups) == label:
            raise OptionError(say("groups.is_label", label=label))
        names = names_of(y)
        named = has_names(table)
        whole = Table.read(table)
        inputs, answers = _answers(whole, label, y, task)
        inputs, members = grouped(inputs, groups)
        weight = row_weights(sample_weight, len(inputs))
        rows = _Rows(np.arange(len(inputs)), inputs, answers, members, weight).counted()
        rows, remarks = rows.labelled(label if y is None else None, on_missing_label)
        if task is None and _are_classes(whole.frame.get(label) if y is None else y):
            task = "classify"
        asked = tasks.make(task) if rows.answers is None else task_of(rows.answers, task, names)
        if answers is not None and weight is not None and asked.exclusive:
            check_weighted(answers, weight)
        given = declared(schema, rows.inputs)
        if given is not None:
            _check_named(named, rows.inputs, given)
        known = rows.remarked(given or Schema.infer(rows.inputs), remarks)
        known = replace(known, decimal=known.decimal or whole.notation.of(label or ""))
        if given is None:
            known.tell(tasks.name_of(asked))
        else:
            known.tell_remarks()
        known = known.joined(modalities)
        data = TableData(rows.inputs, known.columns, store or FeatureStore())
        data.check()
        column = str(groups) if groups is not None and np.isscalar(groups) else None
        return cls(rows.inputs, rows.answers, asked, known, data, label, rows.groups, rows.weight, named, column)

    def __len__(self) -> int:
        return len(self.table)

    def agree(self, label: str | None = None, task: Any = None) -> None:
        """Raise `OptionError` where a learner was made for another label or task: what it was told would be lost."""
        if label is not None and label != self.label:
            raise OptionError(say("problem.label", given=label, asked=self.label))
        if task is not None and tasks.name_of(tasks.make(task)) != tasks.name_of(self.task):
            given = tasks.name_of(tasks.make(task))
            raise OptionError(say("problem.task", given=given, asked=tasks.name_of(self.task)))

    def truth(self) -> tuple[Task, npt.NDArray[Any]]:
        """The task, learned on all rows, and the truth (N, ...) as numbers. Raises `DataError` without labels."""
        if self.y is None:
            raise DataError(say("label.nothing"))
        task = self.task.learn(self.y)
        return task, task.truth(self.y)


@dataclass(frozen=True, eq=False)
class _Rows:
    """The rows of a question, with their numbers in the table that the user gave."""

    number: npt.NDArray[np.intp]
    inputs: Table
    answers: npt.NDArray[Any] | None
    groups: npt.NDArray[np.intp] | None
    weight: npt.NDArray[np.float64] | None

    def take(self, rows: npt.NDArray[np.intp]) -> _Rows:
        """The rows at these positions."""
        answers = None if self.answers is None else self.answers[rows]
        groups = None if self.groups is None else self.groups[rows]
        weight = None if self.weight is None else self.weight[rows]
        return _Rows(self.number[rows], self.inputs.take(rows), answers, groups, weight)

    def counted(self) -> _Rows:
        """Leave out rows of weight 0."""
        return self if self.weight is None or self.weight.all() else self.take(np.flatnonzero(self.weight))

    def labelled(self, name: str | None, on_missing: str) -> tuple[_Rows, list[Message]]:
        """Leave out rows without a label, if that is wished, and write each class in one way; with what is to be told.

        Raises like `complete`.
        """
        if self.answers is None:
            return self, []
        there, told = complete(self.answers, self.number, name, on_missing)
        left = self if there is None else self.take(there)
        assert left.answers is not None
        answers, more = unified(left.answers)
        return replace(left, answers=answers), [*told, *more]

    def remarked(self, schema: Schema, remarks: Sequence[Message]) -> Schema:
        """The schema with these remarks, and with those on what would make scores too good."""
        if self.answers is not None:
            schema = leakage.remarked(schema, self.inputs, self.answers, self.groups is not None)
        return replace(schema, remarks=tuple(dict.fromkeys([*schema.remarks, *remarks])))


def noticed(table: Table, label: str, schema: Schema) -> tuple[Schema, Task]:
    """What `Problem.of` would tell of a table before it opens every cell; rows without a label are left out.

    Args:
        table: N rows, the label among its columns.
        label: name of the column to be answered.
        schema: what the other columns are.

    Raises:
        DataError: labels that cannot be learned from.
    """
    inputs, answers = labels(table, label, None)
    rows, remarks = _Rows(np.arange(len(inputs)), inputs, answers, None, None).labelled(label, "drop")
    assert rows.answers is not None
    return rows.remarked(schema, remarks), task_of(rows.answers, None, ())


def declared(schema: Any, table: Table | None = None) -> Schema | None:
    """A schema from what a user may write: itself, or column name → column or the name of its kind.

    A number by name is read with the decimal sign of the table, if that is given.

    Raises:
        OptionError: it is neither.
        UnknownName: there is no such kind.
    """
    if schema is None or isinstance(schema, Schema):
        return schema
    if not isinstance(schema, Mapping):
        raise OptionError(say("schema.other_kind", schema=schema))
    return Schema({name: named_column(name, column, table) for name, column in schema.items()})


def labels(table: Table, label: str | None, y: Any, decimal: str = "") -> tuple[Table, npt.NDArray[Any]]:
    """The table without its label, and the labels (N,) or (N, K).

    In text, `decimal` is the sign that the training table proved (see `Table.labels`).

    Raises `DataError` when there is no label, or not one per row, or y is also a column that would be an input.
    """
    if y is None and label is None:
        raise DataError(say("label.none"))
    inside = label is not None and str(label) in table.names
    if y is None and not inside:
        table.cells(str(label))  # raises, with the nearest name
    values = _array(table.labels(str(label), decimal) if y is None else y)
    if len(values) != len(table):
        raise DataError(say("label.rows", labels=len(values), rows=len(table)))
    inputs = table.drop(str(label)) if inside else table
    _refuse_inside(inputs, y)
    return inputs, values


def _refuse_inside(inputs: Table, y: Any) -> None:
    """A Series that was taken out of the table and left in it would be learned from itself, to a perfect score."""
    name = str(getattr(y, "name", None))
    if name in inputs.names and pd.Series(list(inputs.cells(name)), dtype=object).equals(
        pd.Series(list(y), dtype=object)
    ):
        raise DataError(say("label.still_inside", name=name))


def row_weights(given: Any, rows: int) -> npt.NDArray[np.float64] | None:
    """How heavy each row is, (N,) float64; None where nothing is given.

    Raises `DataError` unless there is a number per row, from 0 to `HEAVIEST`, and not all are 0.
    """
    if given is None:
        return None
    try:
        found = np.array(given, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise DataError(say("weight.not_numbers", why=error)) from error
    if found.shape != (rows,):
        raise DataError(say("weight.rows", shape=found.shape, rows=rows))
    wrong = ~((found >= 0) & (found <= HEAVIEST))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise DataError(say("weight.wrong", row=row, value=found[row], most=HEAVIEST))
    if not found.any():
        raise DataError(say("weight.all_zero"))
    return found


def _check_named(named: bool, inputs: Table, schema: Schema) -> None:
    """Raise `DataError` where columns are told apart by place, and the schema knows none of them."""
    if not named and schema.columns and not set(schema.columns) & set(inputs.names):
        names = {"names": list(schema.columns)[:SHOWN], "placed": list(inputs.names)[:SHOWN]}
        raise DataError(say("features.unnamed", **names))


def has_names(table: Any) -> bool:
    """False for a table whose columns are told apart by place (an array), or by what is not text."""
    if isinstance(table, pd.DataFrame):
        return all(isinstance(name, str) for name in table.columns)
    if isinstance(table, (list, tuple)):
        return all(isinstance(row, Mapping) for row in table)
    return not hasattr(table, "__array__") or hasattr(table, "columns")


def placed_names(count: int) -> list[str]:
    """The names that `Table.read` gives to the columns of an array."""
    return [f"x{place}" for place in range(count)]


def names_of(y: Any) -> tuple[Any, ...]:
    """The names of a matrix of labels: the columns of a data frame; () where there are none."""
    names = tuple(getattr(y, "columns", ()))
    return names if len(names) > 1 else ()


def _are_classes(y: Any) -> bool:
    """Whether the user's own table says that the labels are categories."""
    if isinstance(y, (pa.Array, pa.ChunkedArray)):
        return bool(pa.types.is_dictionary(y.type))
    return is_declared(getattr(y, "dtype", None))


def _answers(table: Table, label: str | None, y: Any, task: Any) -> tuple[Table, npt.NDArray[Any] | None]:
    """Inputs and labels; no labels where the task asks for none."""
    if y is None and label is None and task is not None and not tasks.make(task).labelled:
        return table, None
    return labels(table, label, y)


def _array(values: Any) -> npt.NDArray[Any]:
    """As an array of the values' own type; text and mixed values as objects, so that they come back unchanged."""
    if isinstance(values, pa.Array):
        values = pa.chunked_array([values])  # an array by itself refuses to_numpy where it would have to copy
    if hasattr(values, "to_numpy"):
        values = values.to_numpy()
    elif hasattr(values, "__array__"):
        values = np.asarray(values)
    if isinstance(values, np.ndarray):
        return values[:, 0] if values.ndim == 2 and values.shape[1] == 1 else values
    kinds = {type(value) for value in values}
    if len(kinds) == 1 and kinds <= {int, float, bool, str}:
        return np.asarray(values)
    out = np.empty(len(values), dtype=object)
    for row, value in enumerate(values):  # a slice would spread tuples of one length over two dimensions
        out[row] = value
    return out
