"""Decision-level fusion at work: experts, each trained alone, and the fusion that combines their answers.

The combination is learned on out-of-fold answers only: an expert is never asked about a row that it was trained on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import Tensor

from intarsia.columns.groups import group_numbers
from intarsia.errors import DataError, OptionError
from intarsia.fusion.base import WEIGHTS, DecisionFusion, Votes
from intarsia.i18n import messages
from intarsia.model.design import Design
from intarsia.progress import check_stopped
from intarsia.tasks.base import Task
from intarsia.timing import Cost, spent
from intarsia.training.base import Data, Fitter, Index, Split, Trained, presence
from intarsia.training.sklearn_fitter import Foreign
from intarsia.training.splits import Folds

say = messages(__package__)


FOLDS = 5
"""Folds along which an ensemble takes its out-of-fold votes when its split names none."""


@dataclass(frozen=True)
class Expert:
    """One voice: a design (often of one modality) and how it is fitted."""

    name: str
    design: Design
    fitter: Fitter

    def fit(self, data: Data, y: npt.NDArray[Any] | None, splits: Sequence[Split], fits: FitCache) -> list[Trained]:
        """Train one model per split."""
        return fits.fit(self, data, y, splits)

    def expected(self, y: npt.NDArray[Any] | None, splits: Sequence[Split], fits: FitCache) -> float:
        """Seconds that `fit` takes at the least, by what models of the same design took; 0 where none was trained."""
        return fits.expected(self, splits)


@dataclass
class FitCache:
    """Remembers what was trained and what it answered, by expert, training rows and seed, and what each cost.

    Strategies share experts, and the folds of a stacking overlap (the model without folds a and b serves both as
    inner model), so most requests of a comparison are answered from here.

    Attributes:
        trained: the models.
        answers: what they answered.
        costs: of every model and answer.
        asked: those that were asked for since `begin`.
        new: those of them that were not there before.
        rates: seconds for each row to train on, by expert.
    """

    trained: dict[tuple[Any, ...], Trained] = field(default_factory=dict)
    answers: dict[tuple[Any, ...], npt.NDArray[np.float64]] = field(default_factory=dict)
    costs: dict[tuple[Any, ...], Cost] = field(default_factory=dict)
    asked: set[tuple[Any, ...]] = field(default_factory=set)
    new: set[tuple[Any, ...]] = field(default_factory=set)
    rates: dict[tuple[Any, ...], float] = field(default_factory=dict)

    def begin(self) -> None:
        """From here on, `alone` and `added` tell of one strategy."""
        self.asked.clear()
        self.new.clear()

    def alone(self) -> Cost:
        """What all that was asked for since `begin` costs, had nothing been there before."""
        return sum((self.costs[key] for key in self.asked), Cost())

    def added(self) -> Cost:
        """What it has cost indeed."""
        return sum((self.costs[key] for key in self.new), Cost())

    def fit(self, expert: Expert, data: Data, y: npt.NDArray[Any] | None, splits: Sequence[Split]) -> list[Trained]:
        """Return one trained model per split; those not known yet are trained in one call.

        Raises `Stopped` in place of beginning (see `intarsia.progress.stopping`).
        """
        keys = [_key(expert, split) for split in splits]
        missing = self._missing(expert, splits)
        if missing:
            check_stopped()
            start = spent()
            models = expert.fitter.fit(expert.design, data, y, list(missing.values()))
            cost = spent() - start
            self.trained.update(zip(missing, models, strict=True))
            self.costs.update(dict.fromkeys(missing, cost / len(missing)))
            self.new.update(missing)
            self.rates[_kind(expert)] = cost.seconds / _rows(missing.values())
        self.asked.update(keys)
        return [self.trained[key] for key in keys]

    def scores(self, expert: Expert, split: Split, data: Data, rows: Index) -> npt.NDArray[np.float64]:
        """Return (len(rows), K) scores of the model that `fit` trained on `split`, in the order of its own task."""
        key = (*_key(expert, split), _digest(rows))
        if key not in self.answers:
            start = spent()
            self.answers[key] = self.trained[_key(expert, split)].scores(data.take(rows))
            self.costs[key] = spent() - start
            self.new.add(key)
        self.asked.add(key)
        return self.answers[key]

    def expected(self, expert: Expert, splits: Sequence[Split]) -> float:
        """Seconds that training on these splits takes, by what the last models of the same design and fitter took."""
        return self.rates.get(_kind(expert), 0.0) * _rows(self._missing(expert, splits).values())

    def _missing(self, expert: Expert, splits: Sequence[Split]) -> dict[tuple[Any, ...], Split]:
        keyed = {_key(expert, split): split for split in splits}
        return {key: split for key, split in keyed.items() if key not in self.trained}


@dataclass(frozen=True)
class EnsemblePlan:
    """A decision-level fusion and its experts: what an `Ensemble` is trained from.

    Attributes:
        design: every part of the table, and the task; experts have designs of their own.
    """

    design: Design
    experts: tuple[Expert, ...]
    fusion: DecisionFusion

    def fit(self, data: Data, y: npt.NDArray[Any] | None, splits: Sequence[Split], fits: FitCache) -> list[Trained]:
        """One ensemble per split. Inner folds are the split's own (`Split.folds`) or drawn with its seed.

        Raises `OptionError` when there are no labels.
        """
        if y is None:
            raise OptionError(say("ensemble.no_labels"))
        inner = [_inner(split, self.design.task, y) for split in splits]
        within = _within(inner)
        for expert in self.experts:
            # Apart: models of other sizes beside it change a model's padding, and so what it draws. Like this it is the
            # same one whether it was trained before, for another strategy, or is trained now.
            fits.fit(expert, data, y, splits)
            fits.fit(expert, data, y, within)
        return [self._fit_one(data, y, split, pairs, fits) for split, pairs in zip(splits, inner, strict=True)]

    def expected(self, y: npt.NDArray[Any], splits: Sequence[Split], fits: FitCache) -> float:
        """See `Expert.expected`: what is still to be trained, of the experts whose like were trained before."""
        wanted = [*splits, *_within([_inner(split, self.design.task, y) for split in splits])]
        return sum(fits.expected(expert, wanted) for expert in self.experts)

    def _fit_one(
        self, data: Data, y: npt.NDArray[Any], split: Split, inner: Sequence[tuple[Split, Index]], fits: FitCache
    ) -> Trained:
        task = split.learned(self.design.task, y)
        labels = y[split.train]
        scores = np.zeros((len(split.train), len(self.experts), task.outputs))
        voted = np.zeros(len(split.train), dtype=np.bool_)
        place = {row: position for position, row in enumerate(split.train.tolist())}
        for within, rows in inner:
            at = [place[row] for row in rows.tolist()]
            voted[at] = True
            for column, expert in enumerate(self.experts):
                own = fits.trained[_key(expert, within)].design.task
                scores[at, column] = in_order(fits.scores(expert, within, data, rows), own, task)
        there = [np.asarray(presence(data, expert.design).any(1))[split.train] for expert in self.experts]
        assert task.family is not None  # make_plan refuses it
        votes = Votes(scores, np.stack(there, 1) & voted[:, None], split.weight)
        fusion = self.fusion.learn(votes, task.truth(labels), task.family)
        members = tuple(fits.trained[_key(expert, split)] for expert in self.experts)
        return Ensemble(replace(self.design, task=task), self.experts, members, fusion)


class Ensemble(Trained):
    """Trained experts and the learned fusion of their answers.

    Args:
        design: every part of the table, with the learned task.
        experts: names, designs and fitters of the E members.
        members: the experts, trained.
        fusion: learned on out-of-fold votes.
    """

    def __init__(
        self, design: Design, experts: Sequence[Expert], members: Sequence[Trained], fusion: DecisionFusion
    ) -> None:
        self.design = design
        self.experts = tuple(experts)
        self.members = tuple(members)
        self.fusion = fusion

    @property
    def voices(self) -> tuple[str, ...]:
        """Return the names of the E experts."""
        return tuple(expert.name for expert in self.experts)

    def votes(self, data: Data, keep: npt.NDArray[np.bool_] | None = None) -> Votes:
        """Return the experts' answers for all rows."""
        scores = np.zeros((len(data), len(self.members), self.design.task.outputs))
        present = np.zeros((len(data), len(self.members)), dtype=np.bool_)
        for place, member in enumerate(self.members):
            kept = self._kept(member, keep)
            there = presence(data, member.design) if kept is None else presence(data, member.design) & kept
            present[:, place] = there.any(1)
            rows = np.flatnonzero(present[:, place])  # an expert is not asked about what it cannot see
            if len(rows):
                found = member.scores(data.take(rows), None if kept is None else kept[rows])
                scores[rows, place] = in_order(found, member.design.task, self.design.task)
        return Votes(scores, present)

    def scores(self, data: Data, keep: npt.NDArray[np.bool_] | None = None) -> npt.NDArray[np.float64]:
        """Return the combined scores (N, K)."""
        return self.fusion.combine(self.votes(data, keep))

    @property
    def width(self) -> int:
        """E · K: each expert and each score."""
        return len(self.members) * self.design.task.outputs

    def embed(self, data: Data) -> npt.NDArray[np.float32]:
        """Return (N, E * K), the experts' answers side by side, zeros where one abstains."""
        votes = self.votes(data)
        return (votes.scores * votes.present[..., None]).reshape(len(data), self.width).astype(np.float32)

    def evidence(self, data: Data) -> Mapping[str, npt.NDArray[np.float64]]:
        """Return `weights` (N, E), the shares of the experts."""
        return {WEIGHTS: self.fusion.weights(self.votes(data))}

    def state(self) -> Mapping[str, Tensor]:
        """Return the members' states, under the member's number."""
        return {
            f"{place}.{name}": tensor
            for place, member in enumerate(self.members)
            for name, tensor in member.state().items()
        }

    def _kept(self, member: Trained, keep: npt.NDArray[np.bool_] | None) -> npt.NDArray[np.bool_] | None:
        if keep is None:
            return None
        return keep[:, [self.design.modalities.index(name) for name in member.design.modalities]]  # (N, M of member)


def foreign_expert(name: str, design: Design, estimator: Any) -> Expert:
    """A scikit-learn estimator as an expert over the raw columns of the design's parts."""
    return Expert(name, design, Foreign(estimator))


def in_order(scores: npt.NDArray[np.float64], own: Task, wanted: Task) -> npt.NDArray[np.float64]:
    """Scores in the order of `own` task's classes, set into the order of `wanted`; classes never seen score 0."""
    if own.labels == wanted.labels:
        return scores
    place = {label: position for position, label in enumerate(wanted.labels)}
    out = np.zeros((len(scores), len(place)))
    for column, label in enumerate(own.labels):
        if label in place:
            out[:, place[label]] = scores[:, column]
    return out


def can_vote(split: Split) -> bool:
    """True where experts can give out-of-fold answers: the training rows are in two folds, or two groups, at least."""
    return (split.folds is not None and len(np.unique(split.folds)) > 1) or _units(split) > 1


def _units(split: Split) -> int:
    """How many groups the training rows are, or rows where there are no groups."""
    rows = len(split.train)
    return rows if split.groups is None else len(np.unique(group_numbers(split.groups, rows)))


def _inner(split: Split, task: Task, y: npt.NDArray[Any]) -> list[tuple[Split, Index]]:
    """(the split without one of its folds, the rows of that fold), for every fold."""
    folds = split.folds
    if folds is None or len(np.unique(folds)) < 2:
        folds = _drawn(split, split.learned(task, y), y)
    pairs = []
    for fold in np.unique(folds):
        left = folds != fold
        within = _part(split, left)
        if _learnable(task, y[within.train]):
            pairs.append((within, split.train[~left]))
    return pairs


def _part(split: Split, left: npt.NDArray[np.bool_]) -> Split:
    """The split with these (len(train),) of its training rows alone; it draws folds of its own."""
    groups = None if split.groups is None else split.groups[left]
    weight = None if split.weight is None else split.weight[left]
    return Split(split.train[left], split.seed, groups, weight=weight)


def _within(inner: Sequence[Sequence[tuple[Split, Index]]]) -> list[Split]:
    return [split for pairs in inner for split, _ in pairs]


def _learnable(task: Task, y: npt.NDArray[Any]) -> bool:
    """False where a class is so rare that without one fold nothing is left to tell apart."""
    try:
        task.learn(y)
    except DataError:
        return False
    return True


def _drawn(split: Split, task: Task, y: npt.NDArray[Any]) -> Index:
    """(len(train),) folds of the split's own, stratified and grouped like those of a comparison."""
    if not can_vote(split):
        raise DataError(say("ensemble.groups"))
    strata = task.strata(task.truth(y[split.train]))
    plan = Folds(min(FOLDS, _units(split)), seed=split.seed).plan(strata, split.groups)
    folds = np.empty(len(strata), dtype=np.intp)
    for fold in plan:
        folds[fold.test] = fold.fold
    return folds


def _kind(expert: Expert) -> tuple[Any, ...]:
    return expert.design, expert.fitter


def _key(expert: Expert, split: Split) -> tuple[Any, ...]:
    weight = b"" if split.weight is None else _digest(split.weight)
    return *_kind(expert), _digest(split.train), weight, split.seed


def _rows(splits: Iterable[Split]) -> int:
    return sum(len(split.train) for split in splits)


def _digest(numbers: npt.NDArray[Any]) -> bytes:
    return hashlib.blake2b(np.ascontiguousarray(numbers).tobytes(), digest_size=16).digest()
