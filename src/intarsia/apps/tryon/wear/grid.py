"""Persons by garments: every preview with its scores, the worst first, on one page that needs nothing but itself."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import PIL.Image

from intarsia.apps.tryon.extra import require
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.wear.person.body import Body
from intarsia.apps.tryon.wear.scores import PreviewScores, score
from intarsia.apps.tryon.wear.wearing import wear
from intarsia.errors import RefusedPhoto
from intarsia.html.page import Page
from intarsia.i18n import Message, messages

say = messages(__package__)

TALL = 480
QUALITY = 80
"""Most height of a picture on the page, pixels, and quality of its JPEG."""
MARGIN = 0.08
"""The part of the photo shown around the person, as a share of their height."""
AXES = ("background", "identity", "texture", "shape", "realism")
"""The scores, as they are named in the messages."""


@dataclass(frozen=True)
class GridCell:
    """One cell of the grid: a person in a garment.

    Attributes:
        person, garment: their names.
        picture: the preview as a data URI; "" when it was refused.
        scores: None when it was refused.
        refused: the name of the refusal, and `why`.
    """

    person: str
    garment: str
    picture: str = ""
    scores: PreviewScores | None = None
    refused: str = ""
    why: Message | None = None

    @property
    def worst(self) -> float:
        """The lowest of the scores."""
        return self.scores.worst[1] if self.scores else 1.0

    @property
    def axes(self) -> list[tuple[Message, float]]:
        """The scores, each with its name."""
        return [(say(f"axis.{axis}"), float(getattr(self.scores, axis))) for axis in AXES]


def cell(names: tuple[str, str], body: Body, garment: Garment) -> GridCell:
    """Draw one preview and score it."""
    try:
        preview = wear(body, garment)
    except RefusedPhoto as refused:
        return GridCell(*names, refused=refused.reason, why=refused.message)
    return GridCell(*names, _uri(_shown(preview.picture, body.person.mask)), score(body, garment, preview))


def grid(persons: Mapping[str, Person], garments: Mapping[str, Garment]) -> list[GridCell]:
    """Draw every person in every garment, person by person."""
    bodies = {name: Body.of(person) for name, person in persons.items()}
    return [cell((who, what), body, garment) for who, body in bodies.items() for what, garment in garments.items()]


def page(cells: list[GridCell]) -> Page:
    """Return the page of a grid."""
    persons, garments = (list(dict.fromkeys(getattr(each, name) for each in cells)) for name in ("person", "garment"))
    values = {
        "heading": say("grid.heading"),
        "about": say("grid.about"),
        "whole": say("grid.whole"),
        "worst": say("grid.worst"),
        "refusals": say("grid.refusals"),
        "garments": garments,
        "rows": [(who, [each for each in cells if each.person == who]) for who in persons],
        "cells": sorted((each for each in cells if each.scores), key=lambda each: each.worst),
        "refused": [each for each in cells if not each.scores],
    }
    return Page("apps/tryon/wear/grid.html", values)


def _uri(pixels: npt.NDArray[np.uint8]) -> str:
    with io.BytesIO() as file:
        PIL.Image.fromarray(pixels).save(file, "JPEG", quality=QUALITY)
        return f"data:image/jpeg;base64,{base64.b64encode(file.getvalue()).decode()}"


def _shown(picture: npt.NDArray[np.uint8], mask: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Return the person in a picture, at most `TALL`."""
    cv2 = require("cv2")
    rows, columns = (np.flatnonzero((mask > 0.5).any(axis=axis)) for axis in (1, 0))
    around = round(MARGIN * len(rows))
    top = max(int(rows[0]) - around, 0)
    left = max(int(columns[0]) - around, 0)
    found = picture[top : int(rows[-1]) + around, left : int(columns[-1]) + around]
    scale = min(1.0, TALL / len(found))
    size = (max(1, round(found.shape[1] * scale)), max(1, round(found.shape[0] * scale)))
    return np.asarray(cv2.resize(found, size, interpolation=cv2.INTER_AREA), np.uint8)
