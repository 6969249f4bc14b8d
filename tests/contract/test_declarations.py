"""What every component of every registry promises: frozen, final, told apart, written to JSON and read back."""

from __future__ import annotations

import dataclasses
import json

import pytest

from intarsia.columns.base import columns
from intarsia.encoders.base import encoders
from intarsia.errors import UnknownName
from intarsia.fusion.base import fusions
from intarsia.objectives.base import objectives
from intarsia.tasks.base import tasks
from intarsia.training.base import fitters

REGISTRIES = (columns, encoders, fusions, tasks, objectives, fitters)
COMPONENTS = [
    pytest.param(registry, name, id=f"{registry.kind}-{name}") for registry in REGISTRIES for name in registry.names()
]


@pytest.mark.parametrize(("registry", "name"), COMPONENTS)
def test_a_component_is_a_frozen_dataclass_with_a_docstring(registry, name):
    cls = registry.get(name)
    assert dataclasses.is_dataclass(cls)
    assert cls.__dataclass_params__.frozen
    assert cls.__doc__
    assert not cls.__doc__.startswith(f"{cls.__name__}(")


@pytest.mark.parametrize(("registry", "name"), COMPONENTS)
def test_a_component_is_final(registry, name):
    cls = registry.get(name)
    assert not cls.__subclasses__(), f"{cls.__name__} is final; wrap it instead of subclassing"


@pytest.mark.parametrize(("registry", "name"), COMPONENTS)
def test_defaults_work_and_come_back_from_json(registry, name):
    component = registry.make(name)
    if not component.__dataclass_params__.eq:
        pytest.skip("holds a live object, equal to nothing but itself, and is never saved")
    dumped = json.loads(json.dumps(registry.dump(component), allow_nan=False))
    assert dumped["type"] == name
    assert registry.load(dumped) == component
    assert hash(registry.load(dumped)) == hash(component)


@pytest.mark.parametrize(("registry", "name"), COMPONENTS)
def test_an_unknown_option_is_named(registry, name):
    with pytest.raises(UnknownName, match=f"no option of {registry.kind} '{name}' named 'colour_of_the_sky'"):
        registry.load({"type": name, "colour_of_the_sky": 1})


@pytest.mark.parametrize("registry", REGISTRIES, ids=lambda registry: registry.kind)
def test_an_unknown_name_lists_the_known_ones(registry):
    with pytest.raises(UnknownName, match=f"no {registry.kind} named 'nonesuch'.*known: .*{registry.names()[0]}"):
        registry.get("nonesuch")
