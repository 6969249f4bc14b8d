"""An engine on the user's own generative pipeline, stored in a folder of theirs."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
import PIL.Image
import PIL.ImageOps

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.naming import called
from intarsia.apps.tryon.garment.taxonomy import kind_of
from intarsia.apps.tryon.wear.engines.base import TryOnEngine, engines
from intarsia.apps.tryon.wear.engines.draft import Draft, Pixels
from intarsia.apps.tryon.wear.engines.pipeline import licence, loaded, taken
from intarsia.apps.tryon.wear.paint.preview import Preview
from intarsia.apps.tryon.wear.person.body import Body
from intarsia.errors import EngineFailed, OptionError
from intarsia.i18n import messages

say = messages(__package__)


Picture = PIL.Image.Image
Size = tuple[int, int]

STEP = 16
"""Sides of pictures are multiples of it, pixels."""
LAYOUTS = ("beside", "draft")
CATEGORIES = {"bottom": "bottoms", "dress": "one-pieces"}
"""Slot → what pipelines call it; else tops."""
PROMPTS = {
    "beside": "Two pictures side by side. Left: {garment}, laid flat. Right: a person who wears exactly this garment.",
    "draft": "a photo of a person who wears {garment}",
}


@engines.register("diffusion")
@dataclass(frozen=True)
class Diffusion(TryOnEngine):
    """Cloth drawn by an inpainting or try-on pipeline.

    Args:
        folder: a diffusers pipeline (`model_index.json` and safetensors), or whatever `loader` reads.
        loader: "module:function" of a package of yours: takes the folder, and `device` if it likes; gives a callable
            that takes Pillow pictures by the names in `pipeline.NAMES`, and answers with one, a list of them, or an
            object with `images`. By default diffusers reads the folder.
        layout: for pipelines that take no garment: "beside" shows it on the left of the person, as in-context models
            (CatVTON-FLUX) learn it; "draft" has them go over the default engine's preview.
        prompt: "{garment}" in it is replaced by what the garment is; "" for one of `PROMPTS`.
        steps: of denoising.
        guidance: towards the prompt; 0 for the pipeline's own.
        strength: how much of a draft is drawn anew, from 0 to 1.
        seed: of its noise.
        side: longer side of the person's picture for the pipeline, pixels.
        on: device, such as "cuda"; "" for a GPU where there is one.
    """

    folder: str = ""
    loader: str = ""
    layout: str = "beside"
    prompt: str = ""
    steps: int = 30
    guidance: float = 0.0
    strength: float = 0.6
    seed: int = 0
    side: int = 1024
    on: str = ""

    licence: ClassVar[str] = "that of the weights in its folder"
    memory: ClassVar[float] = 12.0
    device: ClassVar[str] = "cuda"

    def __post_init__(self) -> None:
        if not self.folder:
            raise OptionError(say("diffusion.no_folder"))
        if self.layout not in LAYOUTS:
            raise OptionError(say("diffusion.layout", layout=self.layout, known=list(LAYOUTS)))
        if self.steps < 1 or self.side < 4 * STEP or not 0 < self.strength <= 1:
            raise OptionError(say("diffusion.range", least=4 * STEP))

    def wear(self, body: Body, garment: Garment) -> Preview:
        """See `TryOnEngine.wear`. Raises `OptionError` for a folder that cannot be used, `EngineFailed` later on."""
        device = self.on or _device()
        pipeline = loaded(self.folder, self.loader, device)
        draft = Draft.of(body, garment)
        try:
            answer = pipeline(**self._options(draft, garment, taken(pipeline)))
        except Exception as error:  # another's code may raise anything; it is told in one line
            why = " ".join(f"{type(error).__name__}: {error}".split())
            raise EngineFailed(say("diffusion.failed", folder=self.folder, why=why)) from error
        cloth = self._cloth(answer, draft.photo.shape, "garment" not in taken(pipeline))
        return draft.drawn(cloth, {"name": "diffusion", "licence": licence(self.folder), "device": device})

    def _options(self, draft: Draft, garment: Garment, names: Mapping[str, str]) -> dict[str, Any]:
        """Return what this pipeline takes, by its own names."""
        size = _size(draft.photo.shape, self.side)
        alone = "garment" in names
        image = _scaled(draft.preview.picture if not alone and self.layout == "draft" else draft.photo, size)
        mask = _scaled(draft.mask, size)
        cloth = _framed(draft.garment, size)
        if not alone and self.layout == "beside":
            image = _side_by_side(cloth, image)
            mask = _side_by_side(PIL.Image.new("L", size), mask)
        values = {
            "image": image,
            "mask": mask,
            "garment": cloth,
            "category": CATEGORIES.get(kind_of(garment.category).slot, "tops"),
            "prompt": (self.prompt or PROMPTS[self.layout]).replace("{garment}", called(garment).en),
            "height": image.height,
            "width": image.width,
            "steps": self.steps,
            "guidance": self.guidance or None,
            "strength": self.strength if self.layout == "draft" and not alone else None,
            "seed": self.seed,
            "generator": _generator(self.seed),
        }
        return {names[name]: value for name, value in values.items() if name in names and value is not None}

    def _cloth(self, answer: Any, shape: tuple[int, ...], beside: bool) -> Pixels:
        """Return (H, W, 3): the person's half of the answer, in the photo's size."""
        if any(getattr(answer, "nsfw_content_detected", None) or ()):
            raise EngineFailed(say("diffusion.filtered", folder=self.folder))
        found = getattr(answer, "images", answer)
        picture = found[0] if isinstance(found, (list, tuple)) and found else found
        if not isinstance(picture, PIL.Image.Image):
            raise EngineFailed(say("diffusion.no_picture", folder=self.folder, kind=type(picture).__name__))
        if beside and self.layout == "beside":
            picture = picture.crop((picture.width // 2, 0, picture.width, picture.height))
        return np.array(picture.convert("RGB").resize((shape[1], shape[0]), PIL.Image.Resampling.LANCZOS))


def _size(shape: tuple[int, ...], side: int) -> Size:
    """Return the width and height for the pipeline, the photo's as nearly as its steps allow."""
    scale = min(1.0, side / max(shape[:2]))
    return max(STEP, round(shape[1] * scale / STEP) * STEP), max(STEP, round(shape[0] * scale / STEP) * STEP)


def _scaled(pixels: Pixels, size: Size) -> Picture:
    kind = PIL.Image.Resampling.NEAREST if pixels.ndim == 2 else PIL.Image.Resampling.LANCZOS
    return PIL.Image.fromarray(pixels).resize(size, kind)


def _framed(garment: Pixels, size: Size) -> Picture:
    """Return the garment on white, as large as it fits."""
    return PIL.ImageOps.pad(PIL.Image.fromarray(garment), size, PIL.Image.Resampling.LANCZOS, color="white")


def _side_by_side(left: Picture, right: Picture) -> Picture:
    both = PIL.Image.new(right.mode, (left.width + right.width, right.height))
    both.paste(left, (0, 0))
    both.paste(right, (left.width, 0))
    return both


def _device() -> str:
    torch: Any = importlib.import_module("torch")
    return "cuda" if torch.cuda.is_available() else "cpu"


def _generator(seed: int) -> Any:
    torch: Any = importlib.import_module("torch")
    return torch.Generator("cpu").manual_seed(seed)
