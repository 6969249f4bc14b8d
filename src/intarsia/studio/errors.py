"""What handlers do with errors: one line on the page, in both languages, instead of a stack trace."""

from __future__ import annotations

import functools
import inspect
import json
import sys
from collections.abc import Callable, Iterator
from typing import Any

from intarsia.errors import IntarsiaError
from intarsia.serving.log import fault
from intarsia.studio.notice import alert
from intarsia.studio.told import Told


def guarded(notice: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """For handlers that return, or yield, component → update: an error becomes an alert in `notice`."""

    def around(handler: Callable[..., Any]) -> Callable[..., Any]:
        if inspect.isgeneratorfunction(handler):

            @functools.wraps(handler)
            def stream(*given: Any) -> Iterator[Any]:
                try:
                    yield from handler(*given)
                except Exception as error:
                    yield {notice: alert(_told(error))}

            return stream

        @functools.wraps(handler)
        def once(*given: Any) -> Any:
            try:
                return handler(*given)
            except Exception as error:
                return {notice: alert(_told(error))}

        return once

    return around


def _told(error: Exception) -> IntarsiaError:
    """What can be mended as it is; of a fault of ours type and places are logged, not the message: it may quote."""
    if isinstance(error, IntarsiaError):
        return error
    print(json.dumps({"event": "fault", **fault(error)}), file=sys.stderr, flush=True)
    return Told("fault")
