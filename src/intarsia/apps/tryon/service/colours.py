"""Colours of a person, in requests as in answers: what was measured can be sent back as it is, or corrected."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, FiniteFloat

from intarsia.apps.tryon.person.tones import Interval, Tone, Tones, contrast
from intarsia.errors import OptionError
from intarsia.i18n import messages
from intarsia.serving.form_fields import Strict

say = messages(__package__)


Number = Annotated[FiniteFloat, Field(ge=-400, le=400)]
Hex = Annotated[str, Field(pattern="^#[0-9a-fA-F]{6}$")]


class Span(Strict):
    """A number between `low` and `high`, most likely `mid`."""

    low: Number
    mid: Number
    high: Number

    @classmethod
    def of(cls, interval: Interval) -> Span:
        """Return the value as it is answered."""
        return cls(low=interval.low, mid=interval.mid, high=interval.high)

    @property
    def interval(self) -> Interval:
        """As the fitting room knows it. Raises `OptionError` when its numbers are in disorder."""
        return Interval(self.low, self.mid, self.high)


class Colour(Strict):
    """One colour in CIELAB, as intervals; `stated` when the person said so."""

    lightness: Span
    a: Span
    b: Span
    stated: bool = False

    @classmethod
    def of(cls, tone: Tone) -> Colour:
        """Return the value as it is answered."""
        return cls(lightness=Span.of(tone.lightness), a=Span.of(tone.a), b=Span.of(tone.b), stated=tone.stated)

    @property
    def tone(self) -> Tone:
        """As the fitting room knows it. Raises `OptionError`."""
        if not (self.lightness.low >= 0 and self.lightness.high <= 100):
            raise OptionError(say("colours.lightness", low=self.lightness.low, high=self.lightness.high))
        return Tone(self.lightness.interval, self.a.interval, self.b.interval, self.stated)


class Colours(Strict):
    """A person's colours: as they were measured, or as the person states them ("#a8714b"). null is not known."""

    skin: Colour | Hex | None = None
    hair: Colour | Hex | None = None
    eyes: Colour | Hex | None = None
    contrast: Span | None = Field(default=None, description="difference in L* between hair and skin")

    @classmethod
    def of(cls, tones: Tones) -> Colours:
        """Return the colours as they are answered."""
        named = {name: getattr(tones, name) for name in ("skin", "hair", "eyes")}
        found = {name: None if tone is None else Colour.of(tone) for name, tone in named.items()}
        return cls(**found, contrast=None if tones.contrast is None else Span.of(tones.contrast))

    def beside(self, measured: Tones) -> Tones:
        """Return what was measured, but where something is told here. Raises `OptionError`."""
        told = {name: _told(getattr(self, name)) for name in self.model_fields_set}
        known: dict[str, Any] = {name: getattr(measured, name) for name in ("skin", "hair", "eyes", "contrast")} | told
        if "contrast" not in told and {"skin", "hair"} & told.keys():
            both = known["skin"] is not None and known["hair"] is not None
            known["contrast"] = contrast(known["skin"], known["hair"]) if both else None
        return Tones(**known)


def _told(value: Colour | Span | str | None) -> Tone | Interval | None:
    if isinstance(value, str):
        return Tone.of(value)
    if isinstance(value, Span):
        return value.interval
    return None if value is None else value.tone
