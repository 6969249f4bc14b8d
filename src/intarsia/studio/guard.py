"""What handlers do with errors that a visitor can mend: one line on the page instead of a stack trace."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Iterator
from typing import Any

from intarsia.errors import IntarsiaError
from intarsia.studio.notice import alert


def guarded(notice: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For handlers that return, or yield, component → update: an `IntarsiaError` becomes an alert in `notice`."""

    def around(handler: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.isgeneratorfunction(handler):

            @functools.wraps(handler)
            def stream(*given: Any) -> Iterator[Any]:
                try:
                    yield from handler(*given)
                except IntarsiaError as error:
                    yield {notice: alert(error)}

            return stream

        @functools.wraps(handler)
        def once(*given: Any) -> Any:
            try:
                return handler(*given)
            except IntarsiaError as error:
                return {notice: alert(error)}

        return once

    return around
