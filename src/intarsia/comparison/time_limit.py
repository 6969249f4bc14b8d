"""How long a comparison may go on."""

from __future__ import annotations

import math
import time
from numbers import Real

from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


class TimeLimit:
    """Seconds of the clock, counted from `start`.

    Args:
        seconds: how many; None for as many as it takes.

    Raises:
        OptionError: they are no positive number.
    """

    def __init__(self, seconds: float | None) -> None:
        sensible = isinstance(seconds, Real) and not isinstance(seconds, bool) and seconds > 0  # nan is not
        if seconds is not None and not sensible:
            raise OptionError(say("time_limit.not_positive", value=seconds))
        self.seconds = math.inf if seconds is None else float(seconds)
        self._end = math.inf

    def start(self) -> None:
        """Count from now on."""
        self._end = time.monotonic() + self.seconds

    @property
    def left(self) -> float:
        """Seconds that are left; infinite without a limit, below 0 when it is exceeded."""
        return self._end - time.monotonic()

    def over(self) -> bool:
        """True when nothing is left."""
        return self.left <= 0
