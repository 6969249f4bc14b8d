"""A garment photographed alone, as a shop shows it, with everything about it known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import as_bytes
from intarsia.apps.tryon.synthetic.bottoms import sew_bottom
from intarsia.apps.tryon.synthetic.canvas import Canvas, View
from intarsia.apps.tryon.synthetic.cut import landmarks, skirt, sleeve, trouser_leg, trunk
from intarsia.apps.tryon.synthetic.fabric import Lab
from intarsia.apps.tryon.synthetic.form import BodyForm
from intarsia.apps.tryon.synthetic.raster import Points, noise
from intarsia.apps.tryon.synthetic.sewing import Seamstress
from intarsia.apps.tryon.synthetic.spec import GarmentSpec
from intarsia.apps.tryon.synthetic.tops import sew_behind, sew_top
from intarsia.errors import UnknownName
from intarsia.i18n import messages

say = messages(__package__)


BACKGROUNDS: Mapping[str, float] = {"white": 0.97, "paper": 0.86, "grey": 0.66}
"""Light of the background of shop photos."""


@dataclass(frozen=True)
class RenderedGarment:
    """A picture of a garment and the truth about it.

    Args:
        pixels: (H, W, 3) uint8 sRGB.
        mask: (H, W) bool, where the garment is.
        landmarks: name to (x, y) in pixels.
        palette: its colours in CIELAB with their shares of its area, the largest first; trimmings are left out.
        spec: what was rendered, with nothing left empty.
    """

    pixels: npt.NDArray[np.uint8]
    mask: npt.NDArray[np.bool_]
    landmarks: Mapping[str, tuple[float, float]]
    palette: tuple[tuple[Lab, float], ...]
    spec: GarmentSpec


def render_garment(spec: GarmentSpec, height: int = 512, background: str = "white") -> RenderedGarment:
    """Render a garment laid out flat, on a `BACKGROUNDS`, `height` pixels high and 5/6 of that wide."""
    if background not in BACKGROUNDS:
        raise UnknownName(say("kind.background"), background, BACKGROUNDS)
    form = _laid_out(spec)
    outline = _around(spec, form)
    canvas = Canvas(_framed(outline, height))
    _background(canvas, BACKGROUNDS[background], spec.seed)
    sew(canvas, spec, form)
    canvas.cast("garment", (0.05, 0.08), 0.10, 0.22)
    places = {name: canvas.view.pixels(place[None])[0].tolist() for name, place in landmarks(spec, form).items()}
    return RenderedGarment(
        as_bytes(canvas.picture()),
        canvas.parts()["garment"] > 0.5,
        {name: (x, y) for name, (x, y) in places.items()},
        exact_palette(canvas, "garment", spec),
        spec.resolved(),
    )


def sew(canvas: Canvas, spec: GarmentSpec, form: BodyForm) -> None:
    """Draw the whole garment, not worn, as the part "garment"."""
    seamstress = Seamstress(canvas, "garment", spec.fabric)
    if spec.style.slot in ("bottom", "dress"):
        sew_bottom(seamstress, spec, form)
    if spec.style.slot != "bottom":
        sew_behind(seamstress, spec, worn=False)
        sew_top(seamstress, spec, form)


def exact_palette(canvas: Canvas, part: str, spec: GarmentSpec) -> tuple[tuple[Lab, float], ...]:
    """Return the colours of a part's fabric by the area that shows them."""
    inks = spec.fabric.inks()
    counts = canvas.inks(part)
    areas: dict[Lab, float] = {}
    for number in np.flatnonzero(counts):
        areas[inks[number]] = areas.get(inks[number], 0.0) + float(counts[number] / counts.sum())
    return tuple(sorted(areas.items(), key=lambda each: -each[1]))


def _laid_out(spec: GarmentSpec) -> BodyForm:
    """Return sleeves spread: short ones far, long ones a little."""
    arms = (44.0, 44.0) if spec.resolved().sleeve == "short" else (17.0, 12.0)
    return BodyForm(arms=(arms, arms), legs=3.5)


def _around(spec: GarmentSpec, form: BodyForm) -> Points:
    """Return corners of everything that belongs to the garment."""
    parts: list[Points] = []
    if spec.style.slot != "bottom":
        parts += [
            trunk(spec, form, spec.hem if spec.kind != "dress" else 3.0),
            sleeve(spec, form, -1),
            sleeve(spec, form, 1),
        ]
    if spec.kind in ("skirt", "dress"):
        parts.append(skirt(spec, form))
    if spec.kind in ("trousers", "shorts"):
        parts += [trouser_leg(spec, form, -1), trouser_leg(spec, form, 1)]
    high = {"hood": 0.7, "collar": 1.15, "high": 1.1}.get(spec.resolved().neck, 1.3)
    corners = np.concatenate(parts)
    return corners if spec.style.slot == "bottom" else np.concatenate([corners, [[0.0, high]]])


def _framed(corners: Points, height: int) -> View:
    """Return the garment in the middle with air around it."""
    width = round(height * 5 / 6)
    low = corners.min(axis=0)
    high = corners.max(axis=0)
    scale = 0.86 * min(height / (high[1] - low[1]), width / (high[0] - low[0]))
    left, top = (low + high) / 2 - np.array([width, height]) / scale / 2
    return View(float(left), float(top), float(scale), height, width)


def _background(canvas: Canvas, tone: float, seed: int) -> None:
    """Draw paper that is a little darker below."""
    window = canvas.window()
    down = np.linspace(0, 1, window.x.shape[0], dtype=np.float32)[:, None]
    level = tone * (1 - 0.05 * down**2 + 0.004 * noise(window.x * 0.8, window.y * 0.8, seed + 9))
    canvas.light[:] = np.clip(level, 0, 1)[..., None] * np.array([1.0, 0.998, 0.99], dtype=np.float32)
