"""Pictures of a request, before any is decoded: what they are, and whether all together are few enough."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.photo import MAX_PIXELS, MAX_SIDE
from intarsia.errors import CellError
from intarsia.i18n import Message, messages
from intarsia.media.decoding import TooManyPixels
from intarsia.media.image import Opener
from intarsia.serving.problems import ProblemDetail, unreadable
from intarsia.serving.request_rows import Budget, TooLarge, content

say = messages(__package__)


Picture = bytes | Garment
"""The bytes of a photo, or a garment of the wardrobe."""

DIGEST = 64
"""Characters of a garment's digest."""


@dataclass
class Pictures:
    """Reads the pictures of one request, and collects what is wrong with them.

    Args:
        garments: digest → garment of the wardrobe.
        budget: pixels that all pictures may have together.

    Attributes:
        problems: what is wrong with them.
        count: photos so far.
    """

    garments: Mapping[str, Garment]
    budget: Budget
    problems: list[ProblemDetail] = field(default_factory=list)
    count: int = 0

    def photo(self, name: str, cell: object) -> bytes:
        """Return the bytes of a person's photo."""
        return self._bytes(name, None, cell)

    def clothes(self, name: str, cells: Sequence[object]) -> list[Picture]:
        """Return garments, each as bytes or as the wardrobe has it."""
        return [self._garment(name, row, cell) for row, cell in enumerate(cells)]

    def done(self) -> None:
        """Raise a `Refusal` when there are problems."""
        if self.problems:
            raise unreadable(self.problems)

    def _garment(self, name: str, row: int, cell: object) -> Picture:
        if not (isinstance(cell, str) and len(cell) == DIGEST and cell.isalnum()):
            return self._bytes(name, row, cell)
        if cell not in self.garments:
            self.problems.append(_named("unknown garment", say("wardrobe.no_garment"), name, row))
        return self.garments.get(cell, b"")

    def _bytes(self, name: str, row: int | None, cell: object) -> bytes:
        self.count += 1
        try:
            found = content(cell)
            if found is None:
                raise CellError(say("photo.empty"))
            self.budget.spend(Opener(MAX_SIDE, MAX_PIXELS).pixels(found))
        except CellError as error:
            large = isinstance(error, (TooLarge, TooManyPixels))
            told = error.message
            if isinstance(error, TooManyPixels):
                told = say("photo.too_large", pixels=self.budget.limits.pixels, why=error)
            self.problems.append(_named("too large" if large else "unreadable", told, name, row))
            return b""
        return found


def _named(name: str, told: Message, column: str, row: int | None) -> ProblemDetail:
    return ProblemDetail.of(told, column, row).model_copy(update={"name": name})
