"""Why a request is not answered: a status, a sentence, and every problem of its cells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import HTTPException, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException as AnyHTTPException

from intarsia.errors import RefusedPhoto
from intarsia.i18n.chinese import chinese


class ProblemDetail(BaseModel):
    """One thing that is wrong with a request, and where.

    Attributes:
        column: the column, or the field of the body.
        row: the row, or the place in the field.
        reason: what is so, and what to do.
        name: what programs call the reason; of photos alone.
        zh: the reason in Chinese; where none is given here, it is looked up when the answer is made.
    """

    column: str | None = None
    row: int | None = None
    reason: str
    name: str | None = None
    zh: str | None = None

    @classmethod
    def of(cls, error: RefusedPhoto, column: str | None = None, row: int | None = None) -> ProblemDetail:
        """What is wrong with a photo that cannot be used."""
        return cls(column=column, row=row, reason=str(error), name=error.reason, zh=error.chinese)


class Refused(BaseModel):
    """The body of every answer that is none."""

    error: str
    zh: str | None = None
    problems: list[ProblemDetail] = []


class Refusal(HTTPException):
    """A request that is not answered."""

    def __init__(
        self,
        status: int,
        error: str,
        problems: Sequence[ProblemDetail] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(status, error, dict(headers or {}))
        self.problems = list(problems)


def unreadable(problems: Sequence[ProblemDetail]) -> Refusal:
    """422, with all problems."""
    count = len(problems)
    return Refusal(422, f"the request has {count} problem{'s' if count > 1 else ''}", problems)


def response(
    status: int, error: str, problems: Sequence[ProblemDetail] = (), headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """The answer that tells of a refusal."""
    told = {"error": plain(error), "zh": _chinese(error), "problems": [_dumped(each) for each in problems]}
    return JSONResponse(told, status, dict(headers or {}))


def plain(text: str) -> str:
    """Text that UTF-8 can hold. Messages quote cells, and JSON can say what it cannot: half a surrogate pair."""
    return text.encode("utf-8", "replace").decode()


def _dumped(problem: ProblemDetail) -> dict[str, object]:
    column = None if problem.column is None else plain(problem.column)
    found: dict[str, object] = {"column": column, "row": problem.row, "reason": plain(problem.reason)}
    found |= {"zh": problem.zh or _chinese(problem.reason)}
    return found if problem.name is None else found | {"name": problem.name}


def _chinese(text: str) -> str | None:
    found = chinese(text)
    return None if found is None else plain(found)


async def refused(request: Request, error: Exception) -> JSONResponse:
    """The answer to a `Refusal`, and to what the framework itself refuses: a path, a method, a parameter of a path."""
    if isinstance(error, RequestValidationError):
        told = [
            ProblemDetail(column=str(each["loc"][-1])[:40], reason=each["msg"][:200]) for each in error.errors()[:20]
        ]
        error = unreadable(told)
    assert isinstance(error, AnyHTTPException)
    return response(error.status_code, str(error.detail), getattr(error, "problems", ()), error.headers)


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
