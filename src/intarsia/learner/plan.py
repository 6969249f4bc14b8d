"""What a learner's options mean for one table: which parts, which experts, how they are fitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from intarsia.columns import columns
from intarsia.columns.schema import Schema
from intarsia.encoders.presets import Choice, choose
from intarsia.errors import OptionError, UnknownName
from intarsia.fusion.base import DecisionFusion, FeatureFusion, Fusion, fusions
from intarsia.fusion.concat import Concat
from intarsia.i18n import messages
from intarsia.learner.ensemble import EnsemblePlan, Expert, foreign_expert
from intarsia.learner.problem import declared
from intarsia.model.design import Design, Part
from intarsia.tasks.base import Task, tasks
from intarsia.training.base import Fitter, fitters
from intarsia.training.linear import LinearSolver

say = messages(__package__)


PLAIN = "plain linear"
"""Name of the baseline and expert that reads plain features (word counts, colours) with a linear model."""


@dataclass(frozen=True)
class Options:
    """How one model is made, names resolved.

    Attributes:
        encoders: see `choose`.
        fusion: of either level.
        fitter: of feature-level models, and of the experts.
        experts: name → learner-like or scikit-learn estimator; None for the default panel.
    """

    encoders: Choice
    fusion: Fusion
    fitter: Fitter
    experts: Mapping[str, Any] | None = None


def resolve(encoders: Choice | None, fusion: Any, fitter: Any, experts: Mapping[str, Any] | None) -> Options:
    """Options from what a user may write: names, dumps or declarations. Raises `UnknownName`."""
    return Options(encoders or "default", fusions.make(fusion), fitters.make(fitter), experts)


def options_of(plan: Expert | EnsemblePlan) -> dict[str, Any]:
    """The options that make this plan again: `resolve` and `make_plan` backwards, for models that were saved."""
    encoders = {part.column: part.encoder for part in plan.design.parts}
    if isinstance(plan, Expert):
        return {"encoders": encoders, "fusion": plan.design.fusion, "fitter": plan.fitter}
    experts = {expert.name: expert for expert in plan.experts}
    return {"encoders": encoders, "fusion": plan.fusion, "fitter": plan.experts[0].fitter, "experts": experts}


def make_plan(schema: Schema, task: Task, options: Options) -> Expert | EnsemblePlan:
    """What is fitted: one model, or a panel of experts with their fusion.

    Raises:
        OptionError: no column, or a fusion or experts that there cannot be.
        UnknownName: encoders are told for a column that is not read.
    """
    if not schema.columns:
        raise OptionError(say("schema.empty"))
    design = _design(schema, task, options.encoders)
    if isinstance(options.fusion, FeatureFusion):
        return Expert("model", replace(design, fusion=options.fusion), options.fitter)
    if not isinstance(options.fusion, DecisionFusion):
        raise OptionError(say("fusion.no_level", fusion=options.fusion))
    if task.family is None:
        named = {"fusion": fusions.name_of(options.fusion), "task": tasks.name_of(task)}
        raise OptionError(say("fusion.no_family", **named))
    return EnsemblePlan(design, tuple(_experts(schema, design, options)), options.fusion)


def plain_expert(schema: Schema, task: Task) -> Expert:
    """The baseline: plain features of every column, and a linear model."""
    return Expert(PLAIN, _design(schema, task, "plain"), LinearSolver())


def _design(schema: Schema, task: Task, encoders: Choice) -> Design:
    if not isinstance(encoders, (str, Mapping)):
        raise OptionError(say("encoders.other_kind", encoders=encoders))
    known = [*schema.columns, *columns.names()]
    for name in () if isinstance(encoders, str) else encoders:
        if name not in known:
            raise UnknownName(say("encoders.kind"), name, known)
    modality_of = {column: name for name, found in schema.modalities().items() for column in found}
    parts = [Part(name, modality_of[name], choose(name, column, encoders)) for name, column in schema.columns.items()]
    return Design(tuple(parts), Concat(), task)


def _experts(schema: Schema, design: Design, options: Options) -> Sequence[Expert]:
    if options.experts is None:
        alone = [Expert(name, design.only([name]), options.fitter) for name in design.modalities]
        # One expert that sees everything: where modalities explain each other, no vote of blind ones replaces it.
        together = [Expert("all", design, options.fitter)] if len(alone) > 1 else []
        plain = [plain_expert(schema, design.task)] if design.task.linear else []
        return [*alone, *together, *plain]
    if not isinstance(options.experts, Mapping) or not options.experts:
        raise OptionError(say("experts.other_kind", experts=options.experts))
    return [_named(name, expert, schema, design) for name, expert in options.experts.items()]


def _named(name: str, expert: Any, schema: Schema, design: Design) -> Expert:
    """An expert from a learner (its columns, encoders, fusion, fitter), or from any estimator with fit and predict."""
    if isinstance(expert, Expert):
        return expert
    inner = getattr(expert, "options", None)
    if inner is None:
        return foreign_expert(name, design, expert)
    made = make_plan(declared(expert.schema) or schema, design.task, inner())
    if isinstance(made, EnsemblePlan):
        raise OptionError(say("experts.ensemble", name=name))
    return replace(made, name=name)
