"""A generative pipeline from a folder of the user's. Nothing is fetched, nothing pickled is loaded."""

from __future__ import annotations

import importlib
import inspect
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from intarsia.errors import DamagedFile, OptionError
from intarsia.i18n import messages
from intarsia.sealed import parsed

say = messages(__package__)


Pipeline = Callable[..., Any]

PICKLED = (".bin", ".ckpt", ".joblib", ".pickle", ".pkl", ".pt", ".pth")
"""Endings of files that may run code when they are loaded."""
INDEX = "model_index.json"
NAMES: Mapping[str, tuple[str, ...]] = {
    "image": ("image", "person_image"),
    "mask": ("mask_image", "mask"),
    "garment": ("garment_image", "condition_image", "cloth_image", "garment"),
    "category": ("category",),
    "prompt": ("prompt",),
    "height": ("height",),
    "width": ("width",),
    "steps": ("num_inference_steps", "num_timesteps"),
    "guidance": ("guidance_scale",),
    "strength": ("strength",),
    "seed": ("seed",),
    "generator": ("generator",),
}
"""What we have → what pipelines call it."""


@lru_cache(maxsize=1)
def loaded(folder: str, loader: str, device: str) -> Pipeline:
    """Return the pipeline; the last one is kept.

    Raises:
        OptionError: there is no such folder or loader, it holds pickled files or code, or diffusers is not installed.
    """
    place = Path(folder)
    if not place.is_dir():
        raise OptionError(say("pipeline.no_folder", folder=folder))
    pickled = sorted(path.name for path in place.rglob("*") if path.suffix.lower() in PICKLED)
    if pickled:
        raise OptionError(say("pipeline.pickled", folder=folder, name=pickled[0]))
    return _by_loader(loader, folder, device) if loader else _by_diffusers(place, device)


def taken(pipeline: Pipeline) -> Mapping[str, str]:
    """Return the names in `NAMES` that a pipeline takes → what it calls them."""
    known = inspect.signature(pipeline).parameters
    found = {name: next((each for each in calls if each in known), "") for name, calls in NAMES.items()}
    return {name: call for name, call in found.items() if call}


def licence(folder: str) -> str:
    """Return what the folder's README says, as model cards do; else that nobody knows."""
    card = Path(folder) / "README.md"
    text = card.read_text("utf-8", errors="ignore")[:5000] if card.is_file() else ""
    found = re.search(r"^license(?:_name)?:[ \t]*(\S.*?)[ \t]*$", text, re.MULTILINE)
    return found[1] if found else "unknown"


def _by_loader(loader: str, folder: str, device: str) -> Pipeline:
    module, _, function = loader.partition(":")
    try:
        load = getattr(importlib.import_module(module), function)
    except (ImportError, AttributeError, ValueError) as error:
        raise OptionError(say("pipeline.no_loader", loader=loader, why=error)) from error
    options = {"device": device} if "device" in inspect.signature(load).parameters else {}
    pipeline: Pipeline = load(folder, **options)
    return pipeline


def _by_diffusers(folder: Path, device: str) -> Pipeline:
    index = folder / INDEX
    if not index.is_file():
        raise OptionError(say("pipeline.no_index", folder=folder, name=INDEX))
    if code := next(folder.rglob("*.py"), None):
        raise OptionError(say("pipeline.code", folder=folder, name=code.name))
    try:
        diffusers: Any = importlib.import_module("diffusers")
    except ImportError as error:
        raise OptionError(say("pipeline.no_diffusers", folder=folder, why=error)) from error
    try:
        name = str(parsed(index).get("_class_name", ""))
    except (OSError, DamagedFile) as error:
        raise OptionError(say("pipeline.unreadable", folder=folder, why=error)) from error
    made = diffusers.DiffusionPipeline if re.search("Inpaint|Fill", name) else diffusers.AutoPipelineForInpainting
    torch: Any = importlib.import_module("torch")
    half = {} if device == "cpu" else {"torch_dtype": torch.bfloat16}
    try:
        pipeline = made.from_pretrained(folder, local_files_only=True, use_safetensors=True, **half)
    except (OSError, ValueError, TypeError, AttributeError) as error:
        why = " ".join(str(error).split())
        raise OptionError(say("pipeline.unreadable", folder=folder, why=why)) from error
    pipeline.set_progress_bar_config(disable=True)
    on_device: Pipeline = pipeline.to(device)
    return on_device
