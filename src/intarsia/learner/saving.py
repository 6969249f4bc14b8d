"""Models on disk: `config.json` and `model.safetensors`. Nothing is pickled, nothing pickled is loaded.

The configuration names the hash of the weights' file, so halves of two models are never put together, and its own: a
word changed in it by hand would only show in wrong answers.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load as load_tensors
from safetensors.torch import save as save_tensors
from torch import Tensor

from intarsia.encoders.base import encoders
from intarsia.errors import DamagedFile, IntarsiaError, SavedModelError, UnknownName
from intarsia.files import whole
from intarsia.fusion.base import fusions
from intarsia.fusion.concat import Concat
from intarsia.i18n import messages
from intarsia.learner.ensemble import Ensemble, EnsemblePlan, Expert
from intarsia.model.design import Design, Part
from intarsia.sealed import DIGEST, parsed, sealed, unsealed
from intarsia.tasks.base import tasks
from intarsia.training.base import Trained, fitters

say = messages(__package__)

FORMAT = 3
"""Raised when an older Intarsia could not read what this one writes. Older formats stay readable.

1: linear models read piecewise numbers as 0 ... 1, not less ½, and nothing has a digest.
2: a gradient fitter names no objective.
"""

CONFIG = "config.json"
WEIGHTS = "model.safetensors"


def write(folder: str | Path, config: Mapping[str, Any], state: Mapping[str, Tensor]) -> Path:
    """Write a model into a folder, which is made. Each file appears whole or not at all.

    Raises `SavedModelError` when the configuration holds what JSON cannot, or the folder cannot be written.
    """
    folder = Path(folder)
    # Experts may be one model under two names; the format refuses tensors that share memory.
    weights = save_tensors({name: tensor.contiguous().clone() for name, tensor in state.items()})
    told = {"format": FORMAT, "weights": hashlib.sha256(weights).hexdigest(), **config}
    try:
        text = sealed(told, indent=1)
    except (TypeError, UnicodeEncodeError) as error:  # of objects, or half a surrogate pair in a label
        raise SavedModelError(say("saved.not_json", why=error)) from error
    try:
        for name, content in ((WEIGHTS, weights), (CONFIG, text)):
            with whole(folder / name) as part:
                part.write_bytes(content)
    except OSError as error:
        raise SavedModelError(say("saved.cannot_write", folder=folder, why=error)) from error
    return folder


def read(folder: str | Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """The configuration and tensors of a saved model.

    Raises `SavedModelError` when the folder holds no model, a damaged one, or one of a newer Intarsia.
    """
    folder = Path(folder)
    try:
        told = parsed(folder / CONFIG)
        weights = (folder / WEIGHTS).read_bytes()
    except FileNotFoundError as error:
        raise SavedModelError(say("saved.no_model", folder=folder, file=Path(error.filename).name)) from None
    except (OSError, DamagedFile) as error:
        raise SavedModelError(say("saved.unreadable", file=folder / CONFIG, why=error)) from None
    if not isinstance(told.get("format"), int):
        raise SavedModelError(say("saved.no_format", file=folder / CONFIG))
    if told["format"] > FORMAT:
        raise SavedModelError(say("saved.newer", folder=folder, found=told["format"], known=FORMAT))
    try:
        config = unsealed(told)
    except DamagedFile as error:
        raise SavedModelError(say("saved.unreadable", file=folder / CONFIG, why=error)) from None
    if hashlib.sha256(weights).hexdigest() != config.get("weights"):
        raise SavedModelError(say("saved.damaged", file=folder / WEIGHTS))
    try:
        state = load_tensors(weights)
    except SafetensorError as error:
        raise SavedModelError(say("saved.unreadable", file=folder / WEIGHTS, why=error)) from None
    if config["format"] == 1 and DIGEST not in told:
        with rebuilding(folder):
            _centre(config["model"], state)
    return config, state


@contextmanager
def rebuilding(folder: str | Path) -> Iterator[None]:
    """Whatever goes wrong while a model is built from a configuration is told as `SavedModelError`."""
    try:
        yield
    except SavedModelError:
        raise
    except UnknownName as error:
        raise SavedModelError(say("saved.unknown_part", file=Path(folder) / CONFIG, why=error)) from error
    except Exception as error:
        why = error if isinstance(error, IntarsiaError) else f"{type(error).__name__}: {error}"
        raise SavedModelError(say("saved.cannot_rebuild", file=Path(folder) / CONFIG, why=why)) from error


def dump_model(model: Trained, plan: Expert | EnsemblePlan) -> dict[str, Any]:
    """The learned declarations of a trained model, JSON-able."""
    shared = {"parts": [_dump_part(part) for part in model.design.parts], "task": tasks.dump(model.design.task)}
    if isinstance(plan, EnsemblePlan) and isinstance(model, Ensemble):
        members = [dump_model(member, expert) for member, expert in zip(model.members, model.experts, strict=True)]
        return {"kind": "ensemble", **shared, "fusion": fusions.dump(model.fusion), "members": members}
    assert isinstance(plan, Expert)
    return {
        "kind": "single",
        "name": plan.name,
        **shared,
        "fusion": fusions.dump(model.design.fusion),
        "fitter": fitters.dump(plan.fitter),
    }


def load_model(
    config: Mapping[str, Any], state: Mapping[str, Tensor], *, confined: bool = False
) -> tuple[Trained, Expert | EnsemblePlan]:
    """A trained model, and the plan it came from, back from `dump_model` and `Trained.state`; inside `rebuilding`.

    Args:
        config: what `dump_model` gave.
        state: what `Trained.state` gave.
        confined: the model came from outside: it names no weights but those of the catalogue. What others lie in it
            would be read by libraries that were not made for files of strangers.

    Raises `SavedModelError` when weights of an encoder have changed, and errors of many kinds when the configuration is
    not what `dump_model` gave.
    """
    parts = tuple(_load_part(part, confined) for part in config["parts"])
    task = tasks.load(config["task"])
    fusion = fusions.load(config["fusion"])
    if config["kind"] == "single":
        design = Design(parts, fusion, task)  # type: ignore[arg-type]
        fitter = fitters.load(config["fitter"])
        return fitter.restore(design, state), Expert(config["name"], design, fitter)
    members = [
        load_model(each, _below(state, place), confined=confined) for place, each in enumerate(config["members"])
    ]
    experts = tuple(expert for _, expert in members if isinstance(expert, Expert))
    design = Design(parts, Concat(), task)
    ensemble = Ensemble(design, experts, [member for member, _ in members], fusion)  # type: ignore[arg-type]
    return ensemble, EnsemblePlan(design, experts, fusion)  # type: ignore[arg-type]


def _centre(config: Mapping[str, Any], state: dict[str, Tensor], prefix: str = "") -> None:
    """Let linear models of format 1 answer as they did: what ½ took from every bin is given back by the 1 beside them,
    w · c + v · 1 = w · (c - ½) + (v + ½ Σ w) · 1."""
    for place, member in enumerate(config.get("members", ())):
        _centre(member, state, f"{prefix}{place}.")
    if config["kind"] == "single" and config["fitter"]["type"] == "linear":
        for place, part in enumerate(config["parts"]):
            if part["encoder"]["type"] == "piecewise":
                weight = state[f"{prefix}weight.{place}"]  # (bins + 1, K)
                weight[-1] += weight[:-1].sum(0) / 2


def _below(state: Mapping[str, Tensor], place: int) -> dict[str, Tensor]:
    return {name.removeprefix(f"{place}."): tensor for name, tensor in state.items() if name.startswith(f"{place}.")}


def _dump_part(part: Part) -> dict[str, Any]:
    dumped: dict[str, Any] = {"column": part.column, "modality": part.modality}
    dumped["encoder"] = encoders.dump(part.encoder)
    dumped["fingerprint"] = part.encoder.fingerprint()
    return dumped


def _load_part(dumped: Mapping[str, Any], confined: bool) -> Part:
    encoder = encoders.load(dumped["encoder"])
    if confined and encoder.any_weights:
        raise SavedModelError(say("saved.foreign_weights", weights=dumped["encoder"].get("weights")))
    if encoder.fingerprint() != dumped["fingerprint"]:
        raise SavedModelError(say("saved.other_features", column=dumped["column"], encoder=dumped["encoder"]["type"]))
    return Part(dumped["column"], dumped["modality"], encoder)
