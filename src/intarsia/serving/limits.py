"""What one request may ask for, and how many may ask at once."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


@dataclass(frozen=True)
class Limits:
    """Bounds on memory and time. Whatever goes beyond one is refused with a status that names it.

    Attributes:
        request: bytes of a request's body; 413.
        pixels: pixels that are decoded of all pictures of one request together (JPEGs count as reduced as they are
            decoded), and values of other files; 422.
        characters: of one cell of text; 422.
        rows: of one request; 422.
        passes: rows times subsets of modalities that one explanation may take; 422.
        queue: requests that are worked on at once; four times as many may be under way, whose bodies still arrive, as
            long as all bodies together are no larger than those of a full queue may be; 429.
        timeout: seconds for a body to arrive (408), and for its answer to be found (504); for a head to arrive, and for
            a client to take its answer.
        batch: rows that are answered in one pass.
        linger: seconds that a request waits for others to share its pass.
        features: bytes of memory for features of cells that were asked about before.
        paths: text in a column of files may be a path on the server; never a URL.
    """

    request: int = 16 * 2**20
    pixels: int = 50_000_000
    characters: int = 200_000
    rows: int = 256
    passes: int = 8192
    queue: int = 64
    timeout: float = 30.0
    batch: int = 64
    linger: float = 0.002
    features: int = 64 * 2**20
    paths: bool = False

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not isinstance(value, bool) and not value > 0:
                raise OptionError(say("limit.not_positive", name=field.name, value=value))
            if value == math.inf:
                raise OptionError(say("limit.endless", name=field.name))

    def explained(self, modalities: int) -> int:
        """Rows of which one request may ask why."""
        return max(1, min(self.rows, self.passes >> modalities))
