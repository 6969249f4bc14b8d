"""The visitor in their photo, with what they corrected of it: joints, colours, and how they wear tops."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from intarsia.apps.tryon.person import Person
from intarsia.apps.tryon.studio import tell
from intarsia.apps.tryon.wear import Body
from intarsia.errors import UnknownName
from intarsia.studio.errors import PageError

TUCKED: Mapping[str, bool | None] = {"usual": None, "tucked": True, "over": False}
"""What a visitor may choose → whether tops are tucked in."""

TONES = ("skin", "hair", "eyes")
"""Of what a visitor may choose the colour."""

Joints = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, eq=False)
class Sitter:
    """The visitor in their photo.

    Attributes:
        me: as measured, in the colours that they say.
        joints: those that the visitor has moved, pixels of the photo.
        tucked: whether tops are tucked in; None as people usually do.
    """

    me: Person
    joints: Joints = field(default_factory=dict)
    tucked: bool | None = None
    _bodies: list[Body] = field(default_factory=list, repr=False)

    @property
    def body(self) -> Body:
        """The visitor made ready to be dressed, which is done once."""
        if not self._bodies:
            self._bodies.append(Body.of(self.me, self.joints))
        return self._bodies[0]

    def moved(self, joint: str, x: float, y: float) -> Sitter:
        """Return the same with a joint, or the waist, where the visitor has put it, pixels of the photo.

        Raises:
            OptionError: there is no such joint.
            PageError: the place is outside of the photo, or no place at all.
        """
        height, width = self.me.photo.pixels.shape[:2]
        if not (0 <= x <= width and 0 <= y <= height):  # false of NaN too
            raise PageError(tell("error.outside"))
        joints = {**self.joints, joint: (float(x), float(y))}
        return replace(self, joints=joints, _bodies=[Body.of(self.me, joints)])

    def coloured(self, tone: str, colour: str) -> Sitter:
        """Return the same with skin, hair or eyes of a colour, "#rrggbb".

        Raises:
            UnknownName: neither skin, hair nor eyes.
            OptionError: no colour.
        """
        if tone not in TONES:
            raise UnknownName(tell("kind.tone"), tone, TONES)
        stated: dict[str, Any] = {tone: colour}
        return replace(self, me=self.me.corrected(**stated), _bodies=[])

    def tucking(self, choice: str) -> Sitter:
        """Return the same with tops worn as `TUCKED` calls it. Raises `UnknownName`."""
        if choice not in TUCKED:
            raise UnknownName(tell("kind.tucked"), choice, TUCKED)
        return replace(self, tucked=TUCKED[choice])

    def stands_like(self, other: Sitter) -> bool:
        """Whether previews of the one are previews of the other: colours that were corrected are not drawn."""
        return self.joints == other.joints and self.tucked is other.tucked
