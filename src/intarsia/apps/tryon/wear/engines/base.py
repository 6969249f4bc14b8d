"""The seam of the try-on engines: a person and a garment in, a preview out."""

from __future__ import annotations

import abc
from typing import ClassVar

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.wear.paint.preview import Preview
from intarsia.apps.tryon.wear.person.body import Body
from intarsia.registry import Registry


class TryOnEngine(abc.ABC):
    """Draws a garment on a person. Leaves are frozen dataclasses, final, registered in `engines`."""

    licence: ClassVar[str]
    """The licence of its weights; "none" where there are none."""
    memory: ClassVar[float]
    """GB that it needs, on its device."""
    device: ClassVar[str]
    """"cpu", "cuda" or "network"."""

    @abc.abstractmethod
    def wear(self, body: Body, garment: Garment) -> Preview:
        """Draw the preview. Outside its alpha the picture is the photo.

        Raises:
            RefusedPhoto: the two cannot be put together; says why and what to do.
        """

    @property
    def name(self) -> str:
        """The name under which it is registered."""
        return engines.name_of(self)


engines: Registry[TryOnEngine] = Registry("engine", package="intarsia.apps.tryon.wear.engines")
