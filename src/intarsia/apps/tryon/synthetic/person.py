"""A person photographed from the front, with every part, every landmark and every tone known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import as_bytes, srgb_to_lab
from intarsia.apps.tryon.synthetic.bottoms import sew_bottom
from intarsia.apps.tryon.synthetic.canvas import Canvas, View
from intarsia.apps.tryon.synthetic.curves import moved, points, smooth, tube
from intarsia.apps.tryon.synthetic.eyes import EYE
from intarsia.apps.tryon.synthetic.fabric import Lab
from intarsia.apps.tryon.synthetic.face import EAR, HEAD, MOUTH, NOSE, RenderedFace, outline, paint_head
from intarsia.apps.tryon.synthetic.flesh import arm, hand, paint_body, paint_limbs
from intarsia.apps.tryon.synthetic.form import BodyForm
from intarsia.apps.tryon.synthetic.garment import exact_palette
from intarsia.apps.tryon.synthetic.hair import STYLES, paint_hair, paint_hair_behind
from intarsia.apps.tryon.synthetic.raster import Points
from intarsia.apps.tryon.synthetic.scene import LIGHTS, SCENES, exposed, paint_scene
from intarsia.apps.tryon.synthetic.sewing import Seamstress
from intarsia.apps.tryon.synthetic.spec import GarmentSpec
from intarsia.apps.tryon.synthetic.tops import sew_behind, sew_top
from intarsia.errors import OptionError, UnknownName
from intarsia.i18n import messages

say = messages(__package__)


MONK = ("f6ede4", "f3e7db", "f7ead0", "eadaba", "d7bd96", "a07e56", "825c43", "604134", "3a312a", "292420")
"""The ten skin tones of Ellis Monk (2019), from light to dark."""
POSES: Mapping[str, tuple[tuple[float, float], tuple[float, float]]] = {
    "relaxed": ((13, 7), (13, 7)),
    "open": ((26, 20), (26, 20)),
    "hip": ((36, -32), (12, 6)),
    "hello": ((12, 6), (38, 158)),
}
"""Pose → angles of upper arm and forearm on the left and the right of the picture."""
FRAMES: Mapping[str, tuple[float, float]] = {"full": (-0.5, 7.95), "half": (-0.45, 4.35), "portrait": (-0.4, 2.35)}
"""Frame → what is seen, from above the head to below, in heads."""
HAIR: Mapping[str, Lab] = {
    "black": (9.0, 1.0, 1.0),
    "dark brown": (20.0, 6.0, 9.0),
    "brown": (34.0, 10.0, 17.0),
    "blond": (68.0, 6.0, 30.0),
    "red": (42.0, 26.0, 32.0),
    "grey": (62.0, 0.0, 2.0),
}
EYES: Mapping[str, Lab] = {
    "brown": (26.0, 12.0, 18.0),
    "hazel": (42.0, 6.0, 26.0),
    "green": (50.0, -8.0, 18.0),
    "blue": (54.0, -4.0, -18.0),
}

_SOLE = (
    (-0.13, -0.02),
    (0.11, -0.02),
    (0.17, 0.11),
    (0.21, 0.25),
    (0.16, 0.32),
    (-0.13, 0.32),
    (-0.17, 0.25),
    (-0.15, 0.11),
)
_UPPER = (
    (-0.12, -0.09),
    (0.11, -0.09),
    (0.16, 0.07),
    (0.19, 0.21),
    (0.14, 0.28),
    (-0.12, 0.28),
    (-0.155, 0.21),
    (-0.14, 0.07),
)


@dataclass(frozen=True)
class PersonSpec:
    """A person to render.

    Args:
        monk: skin tone, 1 to 10.
        hair, hair_colour, eyes: one of `STYLES`, `HAIR` and `EYES`.
        pose, frame, background, light: one of `POSES`, `FRAMES`, `SCENES` and `LIGHTS`.
        clothes: what is worn, from the inside out.
        build: width of the body beside the average, 0.8 to 1.3.
        beard: part of a full beard, 0 to 1.
    """

    monk: int = 5
    hair: str = "short"
    hair_colour: str = "dark brown"
    eyes: str = "brown"
    pose: str = "relaxed"
    frame: str = "full"
    background: str = "wall"
    light: str = "day"
    clothes: tuple[GarmentSpec, ...] = (
        GarmentSpec("trousers", colours=((38.0, 0.0, -20.0),)),
        GarmentSpec("t-shirt", colours=((92.0, 0.0, 2.0),)),
    )
    build: float = 1.0
    beard: float = 0.0

    def __post_init__(self) -> None:
        for what, name, known in (
            ("hair_style", self.hair, STYLES),
            ("hair_colour", self.hair_colour, HAIR),
            ("eyes", self.eyes, EYES),
            ("pose", self.pose, POSES),
            ("frame", self.frame, FRAMES),
            ("background", self.background, SCENES),
            ("light", self.light, LIGHTS),
        ):
            if name not in known:
                raise UnknownName(say(f"kind.{what}"), name, known)
        if not (1 <= self.monk <= len(MONK) and 0.8 <= self.build <= 1.3 and 0 <= self.beard <= 1):
            raise OptionError(say("person.range"))

    @property
    def form(self) -> BodyForm:
        """The form of the body in its pose."""
        return BodyForm(self.build, POSES[self.pose])

    @property
    def face(self) -> RenderedFace:
        """The face in the colours that were chosen."""
        skin = srgb_to_lab(np.frombuffer(bytes.fromhex(MONK[self.monk - 1]), np.uint8)).tolist()
        return RenderedFace((skin[0], skin[1], skin[2]), HAIR[self.hair_colour], EYES[self.eyes], beard=self.beard)


@dataclass(frozen=True)
class RenderedPerson:
    """A picture of a person and the truth about it.

    Args:
        pixels: (H, W, 3) uint8 sRGB.
        masks: (H, W) bool of what is seen: "person", "skin", "face", "hair", "eyes", "lips", "body", "arms", "hands",
            "shoes", and every kind of garment that is worn.
        landmarks: (33, 2) float32 pixels in BlazePose's order, also where they lie outside the picture.
        tones: CIELAB under neutral light of "skin", "hair", "eyes" and "lips".
        palettes: for every kind of garment that is worn, its visible colours with their shares.
    """

    pixels: npt.NDArray[np.uint8]
    masks: Mapping[str, npt.NDArray[np.bool_]]
    landmarks: npt.NDArray[np.float32]
    tones: Mapping[str, Lab]
    palettes: Mapping[str, tuple[tuple[Lab, float], ...]]
    spec: PersonSpec


def render_person(spec: PersonSpec, height: int = 960) -> RenderedPerson:
    """Render a person, `height` pixels high and 3/4 of that wide."""
    canvas = Canvas(_view(spec, height))
    paint_scene(canvas, spec.background)
    _figure(canvas, spec)
    light = exposed(canvas.picture(), spec.light)
    face = spec.face
    return RenderedPerson(
        as_bytes(light),
        _masks(canvas, spec),
        canvas.view.pixels(skeleton(spec.form, spec.pose == "hello")),
        {"skin": face.skin, "hair": face.hair, "eyes": face.iris, "lips": face.lips},
        {each.kind: exact_palette(canvas, each.kind, each) for each in spec.clothes},
        spec,
    )


def _view(spec: PersonSpec, height: int) -> View:
    top, bottom = FRAMES[spec.frame]
    scale = height / (bottom - top)
    width = round(height * 3 / 4)
    return View(-width / scale / 2, top, scale, height, width)


def _figure(canvas: Canvas, spec: PersonSpec) -> None:
    """Paint the person, from back to front."""
    form = spec.form
    face = spec.face
    tops = [each for each in spec.clothes if each.style.slot != "bottom"]
    head = canvas.magnified(HEAD)
    paint_hair_behind(head, spec.hair, face.hair)
    for each in tops:
        sew_behind(Seamstress(canvas, each.kind, each.fabric), each, worn=True)
    paint_body(canvas, form, face.skin)
    _shoes(canvas, form)
    for side in (-1, 1):
        paint_limbs(canvas, "arms", [arm(form, side)], face.skin)
    for each in spec.clothes:
        if each.style.slot in ("bottom", "dress"):
            _shade_under(canvas, each)
            sew_bottom(Seamstress(canvas, each.kind, each.fabric), each, form)
    for side in (-1, 1):
        paint_limbs(canvas, "arms", [arm(form, side)], face.skin, below=2.7)
        if spec.pose != "hip" or side > 0:
            paint_limbs(canvas, "hands", hand(form, side, spec.pose == "hello" and side > 0), face.skin)
    for each in tops:
        sew_top(Seamstress(canvas, each.kind, each.fabric), each, form)
    if spec.pose == "hip":
        paint_limbs(canvas, "hands", hand(form, -1, False), face.skin)
    head.shadow(moved(outline(face), 0.02, 0.09), 0.05, 0.40, on="body")
    paint_head(head, face)
    paint_hair(head, spec.hair, face.hair)


def _shade_under(canvas: Canvas, garment: GarmentSpec) -> None:
    """Draw the shadow that skirts and shorts throw on the legs."""
    if garment.kind != "trousers":
        hem = garment.hem
        canvas.shadow(
            points((-0.75, hem - 0.2), (0.75, hem - 0.2), (0.75, hem + 0.06), (-0.75, hem + 0.06)),
            0.06,
            0.35,
            on="body",
        )


def _shoes(canvas: Canvas, form: BodyForm) -> None:
    seamstress = Seamstress(canvas, "shoes", GarmentSpec().fabric)
    for side in (-1, 1):
        x, y = form.leg(side)[-1]
        for edge, light, round in ((_SOLE, (0.80, 0.79, 0.76), 0.05), (_UPPER, (0.09, 0.09, 0.10), 0.11)):
            seamstress.trim(moved(smooth(points(*edge) * [side, 1]), x, y), light, round)
        for down in (0.10, 0.16, 0.22):
            lace = points((x - 0.06, y + down - 0.02), (x + 0.06, y + down))
            seamstress.trim(tube(lace, [0.010, 0.010]), (0.7, 0.7, 0.68), 0.008)


def _masks(canvas: Canvas, spec: PersonSpec) -> dict[str, npt.NDArray[np.bool_]]:
    parts = canvas.parts()
    masks = {name: cover > 0.5 for name, cover in parts.items()}
    masks["person"] = np.sum(list(parts.values()), axis=0) > 0.5
    masks["skin"] = np.sum([parts[name] for name in ("face", "body", "arms", "hands", "lips")], axis=0) > 0.5
    masks.setdefault("hair", np.zeros_like(masks["person"]))
    return masks


def skeleton(form: BodyForm, waving: bool = False) -> Points:
    """Return (33, 2) places in heads. The person's left is the right of the picture, as nobody looks into a mirror."""
    x, y = EYE
    found = [NOSE]
    found += [(x - 0.06, y), (x, y), (x + 0.06, y), (-x + 0.06, y), (-x, y), (-x - 0.06, y)]
    found += [EAR, (-EAR[0], EAR[1]), MOUTH, (-MOUTH[0], MOUTH[1])]
    pairs: list[tuple[Points, Points]] = []
    arms, legs = ({side: limb(side) for side in (1, -1)} for limb in (form.arm, form.leg))
    pairs += [(arms[1][joint], arms[-1][joint]) for joint in range(3)]
    for down, out in ((0.40, 0.12), (0.42, -0.09), (0.22, -0.15)):  # little finger, index finger, thumb
        left = form.beyond_the_wrist(1, down, out * (1 if waving else 0.82))
        pairs.append((left, form.beyond_the_wrist(-1, down, out * 0.82)))
    pairs += [(legs[1][joint], legs[-1][joint]) for joint in range(3)]
    for away, down in ((-0.04, 0.20), (0.06, 0.28)):  # heel, toes
        pairs.append((moved(legs[1][2], away, down), moved(legs[-1][2], -away, down)))
    return np.concatenate([HEAD * np.array(found), np.array(pairs).reshape(-1, 2)])
