"""Centimetres that a user or a shop gives: they say more of a garment's size on a person than proportions do."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.errors import OptionError, RefusedPhoto
from intarsia.i18n import messages

say = messages(__package__)


SHOULDERS = 1.11
HEIGHT = 4.9
"""Width between the outer ends of the shoulders, and height of a person, beside the distance of shoulders' joints."""
BODY: Mapping[str, tuple[float, float]] = {"shoulders": (25.0, 70.0), "height": (60.0, 250.0)}
"""What of a person may be given → least and most centimetres."""
GARMENT: Mapping[str, tuple[float, float]] = {"width_cm": (15.0, 120.0), "length_cm": (10.0, 200.0)}
"""Column of a garment → its least and most centimetres.

Width is that of what lies flat: from armpit to armpit, or of the waist; length goes
from the neck's side or the waist to the lower end."""


def between_joints(shoulders: float | None, height: float | None) -> float:
    """Return centimetres between a person's shoulders' joints; 0 when nothing is known. Raises `OptionError`."""
    if shoulders is not None:
        return _checked("shoulders", shoulders, *BODY["shoulders"]) / SHOULDERS
    return 0.0 if height is None else _checked("height", height, *BODY["height"]) / HEIGHT


def of_garment(others: Mapping[str, object]) -> tuple[float, float]:
    """Return the width and length of a garment by its other columns, centimetres ("52 cm" too); 0 for what is not told.

    Raises:
        RefusedPhoto: it is no length that a garment has.
    """
    width, length = (
        _told(name, others[name], *limits) if others.get(name) not in (None, "") else 0.0
        for name, limits in GARMENT.items()
    )
    return width, length


def _told(name: str, given: object, least: float, most: float) -> float:
    value = _centimetres(given)
    if not least <= value <= most:
        raise RefusedPhoto(
            "size",
            say("size.garment", name=name, given=given, least=least, most=most),
        )
    return value


def _checked(what: str, given: float, least: float, most: float) -> float:
    value = _centimetres(given)
    if not least <= value <= most:
        raise OptionError(say("size.body", what=say(f"size.{what}"), given=given, least=least, most=most))
    return value


def _centimetres(given: object) -> float:
    """Return the number; NaN for what is none."""
    try:
        return float(str(given).lower().removesuffix("cm").removesuffix("厘米"))
    except ValueError:
        return float("nan")
