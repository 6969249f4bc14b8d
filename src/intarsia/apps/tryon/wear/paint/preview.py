"""A preview: the picture, what of it was changed, and how sure each step is."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.PngImagePlugin

from intarsia.apps.tryon.wear.paint.caption import captioned
from intarsia.errors import OptionError
from intarsia.files import whole
from intarsia.i18n import Message, messages

say = messages(__package__)


Plane = npt.NDArray[np.float32]

Note = Mapping[str, str]
"""A sentence of a sidecar: its "key", and its text as "en" and "zh"; sidecars of before have no key."""

MARK = say("mark.approximate")
"""Stands on every preview that is saved: fit and fall of the cloth are guessed."""


def noted(words: Message) -> Note:
    """Return a sentence as a sidecar keeps it."""
    return {"key": words.key, "en": words.en, "zh": words.zh}


def key_of(note: object) -> str:
    """Return the key of a sentence of a sidecar; "" for one that has none, such as that of an engine of a plug-in."""
    return str(note.get("key", "")) if isinstance(note, Mapping) else ""


@dataclass(frozen=True)
class Preview:
    """A person's photo with a garment drawn on it.

    Attributes:
        picture: (H, W, 3) uint8 sRGB. Where `alpha` is 0 it equals the photo.
        alpha: (H, W) float32 in [0, 1]: how much of each pixel was changed.
        layers: "garment", "filled", "not covered" → (H, W) float32 in [0, 1].
        confidences: stage → confidence in [0, 1].
        sidecar: what was guessed and what a user should know; JSON-able.
    """

    picture: npt.NDArray[np.uint8] = field(repr=False)
    alpha: Plane = field(repr=False)
    layers: Mapping[str, Plane] = field(repr=False)
    confidences: Mapping[str, float]
    sidecar: Mapping[str, object]

    @property
    def confidence(self) -> float:
        """The confidence of the least sure stage."""
        return min(self.confidences.values(), default=0.0)

    @property
    def marked(self) -> npt.NDArray[np.uint8]:
        """(H + h, W, 3) uint8 sRGB: the picture, and below it a strip that says what it is."""
        return captioned(self.picture, MARK)

    def save(self, path: str | Path) -> Path:
        """Write the marked picture as PNG, and beside it the sidecar as JSON; the path of the picture.

        Raises:
            OptionError: the path does not end in ".png".
        """
        path = Path(path)
        if path.suffix.lower() != ".png":
            raise OptionError(say("preview.not_png", path=path))
        told = PIL.PngImagePlugin.PngInfo()
        told.add_text("Description", MARK.en)
        with whole(path) as part:
            PIL.Image.fromarray(self.marked).save(part, "PNG", pnginfo=told)
        with whole(path.with_suffix(".json")) as part:
            part.write_text(json.dumps(dict(self.sidecar), ensure_ascii=False, indent=1), "utf-8")
        return path

    def save_layers(self, folder: str | Path) -> list[Path]:
        """Write alpha and layers to a folder, each as a grey PNG of the photo's size; their paths."""
        planes = {"alpha": self.alpha, **self.layers}
        return [_saved(plane, Path(folder) / f"{name.replace(' ', '-')}.png") for name, plane in planes.items()]


def _saved(plane: Plane, path: Path) -> Path:
    with whole(path) as part:
        PIL.Image.fromarray(np.asarray(np.rint(255 * plane), np.uint8)).save(part, "PNG")
    return path
