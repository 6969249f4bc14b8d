"""What a comparison compares: the majority answer, plain features, every modality alone, every fusion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from intarsia.columns.schema import Schema
from intarsia.errors import OptionError
from intarsia.evaluation.verdict import MAJORITY
from intarsia.fusion.base import DecisionFusion, Fusion, fusions
from intarsia.fusion.concat import Concat
from intarsia.i18n import messages
from intarsia.learner.ensemble import EnsemblePlan, Expert
from intarsia.learner.learner import BaseLearner
from intarsia.learner.plan import PLAIN, make_plan
from intarsia.tasks.base import Task

ALL = "all"
"""In place of a list: every registered fusion and every variant of it."""

say = messages(__package__)


@dataclass(frozen=True, eq=False)
class Strategy:
    """One way to answer: a name, what kind of entry it is on the board, and the learner that does it."""

    name: str
    kind: str
    learner: BaseLearner

    def planned(self, task: Task) -> Expert | EnsemblePlan:
        """What is fitted: one model, or a panel of experts with their fusion."""
        assert self.learner.schema is not None
        return make_plan(self.learner.schema, task, self.learner.options())


def strategies(learner: BaseLearner, schema: Schema, task: Task, chosen: Any = None) -> list[Strategy]:
    """Everything that is compared, baselines first, ensembles last: they cost most, and their experts are the others.

    Args:
        learner: gives encoders, fitter, experts and seed to all strategies.
        schema: the columns.
        task: what is asked: answers that no linear model gives, or that cannot be combined, leave strategies out.
        chosen: fusions to compare (names or declarations, or one); None takes the shortlist, "all" every one.

    Raises:
        OptionError: a fusion is named twice, or `chosen` is none of these.
        UnknownName: there is no such fusion.
    """
    several = len(schema.modalities()) > 1
    fused = [
        Strategy(name, "fusion", _with(learner, schema, fusion=fusion))
        for name, fusion in _fusions(chosen)
        if (several or not fusion.needs_several) and _combines(fusion, task, chosen)
    ]
    linear = []
    if several and chosen is None and task.linear:
        quick = _with(learner, schema, fusion=Concat(hidden=0), fitter="linear")
        linear.append(Strategy("concat, linear", "fusion", quick))
    return [*_baselines(learner, schema, task), *_alone(learner, schema), *linear, *fused]


def _baselines(learner: BaseLearner, schema: Schema, task: Task) -> list[Strategy]:
    found = [Strategy(MAJORITY, "baseline", _with(learner, schema, fusion="concat", fitter="prior"))]
    if task.linear:
        plain = _with(learner, schema, encoders="plain", fusion="concat", fitter="linear")
        found.append(Strategy(PLAIN, "baseline", plain))
    return found


def _alone(learner: BaseLearner, schema: Schema) -> list[Strategy]:
    """Each modality without the others."""
    found = []
    for name, columns in schema.modalities().items():
        together = {name: columns} if name in schema.together else {}
        own = Schema({column: schema.columns[column] for column in columns}, together=together)
        encoders = _of(own, schema, learner.encoders)
        found.append(Strategy(f"only {name}", "single", _with(learner, own, fusion="concat", encoders=encoders)))
    return found


def _with(learner: BaseLearner, schema: Schema, **options: Any) -> BaseLearner:
    return replace(learner, schema=schema, label=None, modalities=None, **options)  # the schema has them


def _of(own: Schema, schema: Schema, encoders: Any) -> Any:
    """The encoders that are told for some of the columns, or for kinds."""
    if not isinstance(encoders, Mapping):
        return encoders
    return {name: told for name, told in encoders.items() if name in own.columns or name not in schema.columns}


def _combines(fusion: Fusion, task: Task, chosen: Any) -> bool:
    """Answers without a family cannot be combined; a fusion that was named for them is refused where it is planned."""
    named = chosen is not None and chosen != ALL
    return named or task.family is not None or not isinstance(fusion, DecisionFusion)


def _fusions(chosen: Any) -> list[tuple[str, Fusion]]:
    if chosen is None or (isinstance(chosen, str) and chosen == ALL):
        every = [(name, fusions.get(name)()) for name in fusions.names()]
        listed = [(name, fusion) for name, fusion in every if chosen == ALL or fusion.shortlisted]
        found = [*listed, *(variant for _, fusion in listed for variant in fusion.variants().items())]
        return sorted(found, key=lambda named: isinstance(named[1], DecisionFusion))
    chosen = [chosen] if isinstance(chosen, (str, Fusion)) else chosen
    if not isinstance(chosen, Iterable):
        raise OptionError(say("fusions.not_names", chosen=chosen))
    made = [fusions.make(each) for each in chosen]
    names = [each if isinstance(each, str) else repr(fusion) for each, fusion in zip(chosen, made, strict=True)]
    for name in names:
        if names.count(name) > 1:
            raise OptionError(say("fusions.twice", name=name))
    return list(zip(names, made, strict=True))
