"""Why a request is not answered: a status, a sentence, and every problem of its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException as AnyHTTPException

from intarsia.errors import IntarsiaError, RefusedPhoto
from intarsia.i18n import Message, messages

say = messages(__package__)

SHOWN = 20
"""Parameters of a path or query that an answer complains about."""

LONGEST = 40
"""Letters of a field's name that an answer repeats."""

REASON = 200
"""Letters of a reason that is not ours."""


class ProblemDetail(BaseModel):
    """One thing that is wrong with a request, and where.

    Attributes:
        column: the column, or the field of the body.
        row: the row, or the place in the field.
        reason: what is so, and what to do.
        zh: the same in Chinese.
        key: what programs call the message; None for one that is not ours.
        name: what programs call the reason; of photos alone.
    """

    column: str | None = None
    row: int | None = None
    reason: str
    zh: str | None = None
    key: str | None = None
    name: str | None = None

    @classmethod
    def of(cls, told: Message | IntarsiaError, column: str | None = None, row: int | None = None) -> ProblemDetail:
        """A message, or an error and its message, at a place."""
        name = told.reason if isinstance(told, RefusedPhoto) else None
        said = told if isinstance(told, Message) else told.message
        return cls(column=column, row=row, reason=said.en, zh=said.zh, key=said.key or None, name=name)


class Refused(BaseModel):
    """The body of every answer that is none."""

    error: str
    zh: str | None = None
    key: str | None = None
    problems: list[ProblemDetail] = []


class Refusal(HTTPException):
    """A request that is not answered.

    Args:
        status: of HTTP.
        message: what is so, and what to do. A str, as plug-ins may give, reads the same in both languages.
        problems: with cells or fields of the request.
        headers: of the answer.
    """

    def __init__(
        self,
        status: int,
        message: Message | str,
        problems: Sequence[ProblemDetail] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.message = Message.plain(message)
        super().__init__(status, self.message.en, dict(headers or {}))
        self.problems = list(problems)


def unreadable(problems: Sequence[ProblemDetail]) -> Refusal:
    """Return a refusal with status 422 that lists all problems."""
    count = len(problems)
    return Refusal(422, say("request.problems", count=count), problems)


def response(
    status: int, message: Message, problems: Sequence[ProblemDetail] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The answer that tells of a refusal."""
    told: dict[str, object] = {"error": plain(message.en), "zh": plain(message.zh), "key": message.key or None}
    return JSONResponse(told | {"problems": [_dumped(each) for each in problems]}, status, dict(headers or {}))


def plain(text: str) -> str:
    """Text that UTF-8 can hold. Messages quote cells, and JSON can say what it cannot: half a surrogate pair."""
    return text.encode("utf-8", "replace").decode()


def _dumped(problem: ProblemDetail) -> dict[str, object]:
    found = {name: plain(each) if isinstance(each, str) else each for name, each in problem.model_dump().items()}
    return {name: each for name, each in found.items() if name != "name" or each is not None}


async def refused(request: Request, error: Exception) -> JSONResponse:
    """The answer to a `Refusal`, and to what the framework itself refuses: a path, a method, a parameter of a path."""
    if isinstance(error, RequestValidationError):
        found = error.errors()[:SHOWN]
        error = unreadable([ProblemDetail.of(invalid(each), str(each["loc"][-1])[:LONGEST]) for each in found])
    if isinstance(error, Refusal):
        return response(error.status_code, error.message, error.problems, error.headers)
    assert isinstance(error, AnyHTTPException)
    key = f"status.{error.status_code}"
    return response(error.status_code, say(key) if key in say else Message.plain(error.detail), (), error.headers)


def invalid(error: Mapping[str, Any]) -> Message:
    """What pydantic says is wrong with a field, by the type and the values of its error."""
    values = error.get("ctx", {})
    own = getattr(values.get("error"), "message", None)
    if isinstance(own, Message):
        return own
    key = f"field.{error['type']}"
    return say(key, **values) if key in say else say("field.other", why=error["msg"][:REASON])


RESPONSES: dict[int | str, dict[str, object]] = {
    status: {"model": Refused, "description": told}
    for status, told in {
        400: "not HTTP that can be understood",
        401: "no API key, or another one",
        403: "from a web page of another machine",
        408: "the body did not arrive in time",
        413: "the body is larger than the limit",
        415: "neither JSON nor multipart",
        421: "by a name that is not this machine's",
        422: "what cannot be read: every column, row and reason",
        429: "too many requests are under way; see Retry-After",
        500: "a fault of the service",
        503: "the service is stopping",
        504: "no answer was found in time",
    }.items()
}
"""What every endpoint of the model may answer beside 200, for OpenAPI."""
