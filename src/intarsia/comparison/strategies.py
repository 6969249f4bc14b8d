"""What a comparison compares: the majority answer, plain features, every modality alone, every fusion."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from intarsia.columns.schema import Schema
from intarsia.errors import OptionError
from intarsia.evaluation.verdict import MAJORITY
from intarsia.fusion.base import FeatureFusion, Fusion, fusions
from intarsia.fusion.concat import Concat
from intarsia.fusion.weighted_sum import WeightedSum
from intarsia.i18n import messages
from intarsia.learner.learner import Learner
from intarsia.learner.plan import PLAIN

say = messages(__package__)


@dataclass(frozen=True, eq=False)
class Strategy:
    """One way to answer: a name, what kind of entry it is on the board, and the learner that does it."""

    name: str
    kind: str
    learner: Learner


def strategies(learner: Learner, schema: Schema, chosen: Any = None) -> list[Strategy]:
    """Everything that is compared, baselines first.

    Args:
        learner: gives encoders, fitter, experts and seed to all strategies.
        schema: the columns, declared or inferred.
        chosen: fusions to compare (names or declarations, or one); None takes every one that is registered.
    """
    modalities = schema.modalities()
    found = [Strategy(MAJORITY, "baseline", _with(learner, schema, fusion="concat", fitter="prior"))]
    found += [Strategy(PLAIN, "baseline", _with(learner, schema, encoders="plain", fusion="concat", fitter="linear"))]
    for name, columns in modalities.items():
        own = Schema({column: schema.columns[column] for column in columns})
        encoders = _of(own, schema, learner.encoders)
        found.append(Strategy(f"only {name}", "single", _with(learner, own, fusion="concat", encoders=encoders)))
    # One modality leaves nothing to fuse at the level of features; experts still differ in what they read of it.
    several = len(modalities) > 1
    for name, fusion in _fusions(chosen):
        if several or not isinstance(fusion, FeatureFusion):
            found.append(Strategy(name, "fusion", _with(learner, schema, fusion=fusion)))
    if several and chosen is None:
        found.append(
            Strategy("concat, linear", "fusion", _with(learner, schema, fusion=Concat(hidden=0), fitter="linear"))
        )
    return found


def _with(learner: Learner, schema: Schema, **options: Any) -> Learner:
    return replace(learner, schema=schema, label=None, **options)


def _of(own: Schema, schema: Schema, encoders: Any) -> Any:
    """The encoders that are told for some of the columns, or for kinds."""
    if not isinstance(encoders, Mapping):
        return encoders
    return {name: told for name, told in encoders.items() if name in own.columns or name not in schema.columns}


def _fusions(chosen: Any) -> list[tuple[str, Fusion]]:
    if chosen is None:
        every = [(name, fusions.get(name)()) for name in fusions.names()]
        return [*every, ("sum, gated", WeightedSum(weights="gated"))]
    chosen = [chosen] if isinstance(chosen, (str, Fusion)) else chosen
    if not isinstance(chosen, Iterable):
        raise OptionError(say("fusions.not_names", chosen=chosen))
    made = [fusions.make(each) for each in chosen]
    names = [each if isinstance(each, str) else repr(fusion) for each, fusion in zip(chosen, made, strict=True)]
    for name in names:
        if names.count(name) > 1:
            raise OptionError(say("fusions.twice", name=name))
    return list(zip(names, made, strict=True))
