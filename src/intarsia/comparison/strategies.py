"""What a comparison compares: the majority answer, plain features, every modality alone, every fusion."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from intarsia.columns.schema import Schema
from intarsia.errors import OptionError
from intarsia.evaluation.verdict import MAJORITY
from intarsia.fusion.base import DecisionFusion, Fusion, fusions
from intarsia.fusion.concat import Concat
from intarsia.fusion.stacking import Stacking
from intarsia.i18n import Message, messages
from intarsia.learner.ensemble import EnsemblePlan, Expert
from intarsia.learner.learner import BaseLearner
from intarsia.learner.plan import PLAIN, make_plan
from intarsia.tasks.base import Task
from intarsia.training.base import fitters
from intarsia.training.linear import LinearSolver
from intarsia.training.majority import Prior
from intarsia.training.sklearn_fitter import Foreign

ALL = "all"
"""In place of a list: every registered fusion and every variant of it."""

CALIBRATING = ("weighted", "stacking")
"""Ensembles that learn from answers how far to trust them: the first can temper them, the second sharpen them too."""

say = messages(__package__)


@dataclass(frozen=True, eq=False)
class Strategy:
    """One way to answer: a name, what kind of entry it is on the board, and the learner that does it."""

    name: str
    kind: str
    learner: BaseLearner

    @property
    def ensemble(self) -> bool:
        """True where it combines the answers of experts."""
        return isinstance(fusions.make(self.learner.fusion), DecisionFusion)

    def planned(self, task: Task) -> Expert | EnsemblePlan:
        """What is fitted: one model, or a panel of experts with their fusion."""
        assert self.learner.schema is not None
        return make_plan(self.learner.schema, task, self.learner.options())


def strategies(
    learner: BaseLearner, schema: Schema, task: Task, chosen: Any = None, *, ensembles: bool = True
) -> tuple[list[Strategy], list[Message]]:
    """Everything that is compared, baselines first, ensembles last: they cost most, and their experts are the others.

    What fuses stands beside the same of each modality alone: a linear model beside linear ones, ensembles beside
    ensembles of the same experts that are shown one modality. Else a gain of the fitter, of several readings of one
    modality, or of the calibration that an ensemble learns would be taken for one of fusing.

    Args:
        learner: gives encoders, fitter, experts and seed to all strategies.
        schema: the columns.
        task: what is asked: answers that no linear model gives, or that cannot be combined, leave strategies out.
        chosen: fusions to compare (names or declarations, or one); None takes the shortlist, "all" every one.
        ensembles: the folds leave enough to train them (see `can_vote`).

    Returns:
        The strategies, and remarks: which fusions are left out though they were asked for, and what of their gain
        cannot be told apart.

    Raises:
        OptionError: a fusion is named twice, or `chosen` is none of these.
        UnknownName: there is no such fusion.
    """
    modalities = list(schema.modalities())
    several = len(modalities) > 1
    named = chosen is not None and chosen != ALL
    fused = [Strategy(name, "fusion", _with(learner, schema, fusion=fusion)) for name, fusion in _fusions(chosen)]
    features = [each for each in fused if not each.ensemble]
    # Answers without a family cannot be combined; a fusion that was named for them is refused where it is planned.
    decisions = [each for each in fused if each.ensemble and (named or task.family is not None)]
    told = []
    if not several:
        idle = [each for each in features if each.learner.fusion.needs_several]
        features = [each for each in features if each not in idle]
        if idle and named:
            told.append(_left_out("remark.one_modality", idle, modality=modalities[0]))
    if decisions and not ensembles:
        told.append(_left_out("remark.few_groups", decisions))
        decisions = []
    singles = _alone(learner, schema)
    if several and chosen is None and task.linear and fitters.make(learner.fitter) != LinearSolver():
        singles += _alone(learner, schema, "linear", fitter="linear")
        quick = _with(learner, schema, fusion=Concat(hidden=0), fitter="linear")
        features.insert(0, Strategy("concat, linear", "fusion", quick))
    beside = []
    if several and decisions:
        plan = make_plan(schema, task, _with(learner, schema, fusion=Stacking()).options())
        assert isinstance(plan, EnsemblePlan)
        beside = _ensembles_alone(learner, schema, plan)
        foreign = [expert.name for expert in plan.experts if isinstance(expert.fitter, Foreign)]
        if foreign:
            told.append(say("remark.foreign", names=foreign, count=len(foreign)))
    return [*_baselines(learner, schema, task), *singles, *features, *beside, *decisions], told


def _left_out(key: str, missed: Sequence[Strategy], **values: Any) -> Message:
    return say(key, names=[each.name for each in missed], count=len(missed), **values)


def _baselines(learner: BaseLearner, schema: Schema, task: Task) -> list[Strategy]:
    found = [Strategy(MAJORITY, "baseline", _with(learner, schema, fusion="concat", fitter="prior"))]
    if task.linear:
        plain = _with(learner, schema, encoders="plain", fusion="concat", fitter="linear")
        found.append(Strategy(PLAIN, "baseline", plain))
    return found


def _alone(learner: BaseLearner, schema: Schema, how: str = "", **options: Any) -> list[Strategy]:
    """Each modality without the others; `how` names the options."""
    return [
        Strategy(_only(name, how), "single", _with(_reading(learner, own, schema), own, fusion="concat", **options))
        for name, own in _apart(schema)
    ]


def _ensembles_alone(learner: BaseLearner, schema: Schema, plan: EnsemblePlan) -> list[Strategy]:
    """For each modality the ensembles that weigh and calibrate, of the same experts that are shown nothing else.

    Most of their models are those that the ensembles need themselves.
    """
    found = []
    for name, own in _apart(schema):
        seeing = _with(_reading(learner, own, schema), own, experts=_shown(plan, name))
        for how in CALIBRATING:
            found.append(Strategy(_only(name, how), "single", replace(seeing, fusion=how)))
    return found


def _shown(plan: EnsemblePlan, modality: str) -> Mapping[str, Expert]:
    """What the experts are when they are shown one modality alone: as many, since an ensemble trusts many that agree.

    One that has nothing to see then tells the labels' shares, towards which an ensemble can draw its answers: so it can
    by an expert of noise.
    """
    blind = Expert(MAJORITY, plan.design.only([modality]), Prior())
    return {expert.name: _shown_to(expert, modality, blind) for expert in plan.experts}


def _shown_to(expert: Expert, modality: str, blind: Expert) -> Expert:
    if expert.design.modalities == (modality,):
        return expert
    if modality not in expert.design.modalities or isinstance(expert.fitter, Foreign):
        return blind
    return replace(expert, design=replace(expert.design.only([modality]), fusion=Concat()))


def _only(modality: str, how: str) -> str:
    return f"only {modality}, {how}" if how else f"only {modality}"


def _apart(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """Each modality's name, and the schema of its columns alone."""
    for name, columns in schema.modalities().items():
        together = {name: columns} if name in schema.together else {}
        yield name, Schema({column: schema.columns[column] for column in columns}, together=together)


def _reading(learner: BaseLearner, own: Schema, schema: Schema) -> BaseLearner:
    """The learner with the encoders that are told for these columns, or for kinds."""
    encoders = learner.encoders
    if not isinstance(encoders, Mapping):
        return learner
    told = {name: each for name, each in encoders.items() if name in own.columns or name not in schema.columns}
    return replace(learner, encoders=told)


def _with(learner: BaseLearner, schema: Schema, **options: Any) -> BaseLearner:
    return replace(learner, schema=schema, label=None, modalities=None, **options)  # the schema has them


def _fusions(chosen: Any) -> list[tuple[str, Fusion]]:
    if chosen is None or (isinstance(chosen, str) and chosen == ALL):
        every = [(name, fusions.get(name)()) for name in fusions.names()]
        listed = [(name, fusion) for name, fusion in every if chosen == ALL or fusion.shortlisted]
        return [*listed, *(variant for _, fusion in listed for variant in fusion.variants().items())]
    chosen = [chosen] if isinstance(chosen, (str, Fusion)) else chosen
    if not isinstance(chosen, Iterable):
        raise OptionError(say("fusions.not_names", chosen=chosen))
    made = [fusions.make(each) for each in chosen]
    names = [each if isinstance(each, str) else repr(fusion) for each, fusion in zip(chosen, made, strict=True)]
    for name in names:
        if names.count(name) > 1:
            raise OptionError(say("fusions.twice", name=name))
    return list(zip(names, made, strict=True))
