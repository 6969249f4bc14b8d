"""The body of a request: counted while it arrives, then read as JSON or as multipart."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from typing import Annotated, Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from intarsia.i18n import messages
from intarsia.serving.problems import ProblemDetail, Refusal, invalid, unreadable
from intarsia.serving.request_rows import Row

say = messages(__package__)


JSON = "application/json"
MULTIPART = "multipart/form-data"

PARTS = 10_000
"""Cells that one multipart body may have, and rows of one JSON body."""
VALUES = 500_000
"""Commas that the JSON of one body may have, those of its texts included: as many values take some hundred
megabytes."""
SHOWN = 20
"""Problems of a body's shape that an answer names."""
LONGEST = 200
"""Characters of a name or a message that a problem repeats."""
UNSHOWN = 1000
"""Problems from which none is named: to list millions of them takes gigabytes."""


class RowsBody(BaseModel):
    """A JSON body that holds rows."""

    model_config = ConfigDict(extra="forbid")

    rows: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=PARTS)]


async def received(request: Request, timeout: float, hold: Callable[[int], None]) -> bytes:
    """The whole body. How large it may be, and how slow, is watched over by middleware. Raises a `Refusal`.

    Args:
        request: whose body it is.
        timeout: seconds in which it must arrive.
        hold: told of as many bytes as have come; may raise a `Refusal`.
    """
    kind = _kind(request.headers)
    if kind not in (JSON, MULTIPART):
        raise Refusal(415, say("body.kind", json=JSON, multipart=MULTIPART))
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Refusal(415, say("body.compressed"))
    try:
        async with asyncio.timeout(timeout):
            body = bytearray()
            async for chunk in request.stream():
                hold(len(chunk))
                body += chunk
            return bytes(body)
    except TimeoutError as error:
        raise Refusal(408, say("body.late", seconds=timeout)) from error
    except ClientDisconnect as error:
        raise Refusal(400, say("client.left_early")) from error


def rows(headers: Mapping[str, str], body: bytes) -> list[Row]:
    """The rows that a body holds, their cells unread. Raises a `Refusal`."""
    return _json(body) if is_json(headers) else _rows(parts(headers, body))


def is_json(headers: Mapping[str, str]) -> bool:
    """True where the body is JSON, and no form."""
    return _kind(headers) == JSON


def parts(headers: Mapping[str, str], body: bytes) -> dict[str, list[object]]:
    """The fields of a form by name: files as bytes, the rest as text. Raises a `Refusal`."""
    form = MultipartForm(headers["content-type"])
    form.read(body)
    return form.cells


def sized(body: bytes) -> bytes:
    """A JSON body that is worth reading. Raises a `Refusal`."""
    bounded([body])
    return body


def bounded(texts: Iterable[object]) -> None:
    """What of a body is JSON, str or bytes, is worth reading. Raises a `Refusal`."""
    commas = sum(text.count(b",") if isinstance(text, bytes) else str(text).count(",") for text in texts)
    if commas > VALUES:
        raise Refusal(422, say("body.too_many_values", most=VALUES))


def problems(error: ValidationError) -> list[ProblemDetail]:
    """What is wrong with the shape of a body, where, and how much more there is."""
    count = error.error_count()
    if count > UNSHOWN:
        return [ProblemDetail.of(say("body.not_described", count=count))]
    found = [_problem(each) for each in error.errors(include_url=False, include_input=False)]
    more = [ProblemDetail.of(say("body.more", count=count - SHOWN))] if count > SHOWN else []
    return found[:SHOWN] + more


def _kind(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _json(body: bytes) -> list[Row]:
    try:
        return list(RowsBody.model_validate_json(sized(body)).rows)
    except ValidationError as error:
        raise unreadable(problems(error)) from error


def _problem(error: Any) -> ProblemDetail:
    """Place a problem at its field, which is the column unless it holds all rows."""
    names = [each[:LONGEST] for each in error["loc"] if isinstance(each, str)]
    row = next((each for each in error["loc"] if isinstance(each, int)), None)
    column = names.pop(0) if names and names[0] != "rows" else None
    why = invalid(error)
    told = say("field.within", where=".".join(names[:4]), why=why) if names else why
    return ProblemDetail.of(told, column, row)


def _rows(cells: Mapping[str, list[object]]) -> list[Row]:
    counts = {name: len(each) for name, each in cells.items()}
    count = max(counts.values(), default=0)
    if not count:
        raise Refusal(422, say("form.empty"))
    if uneven := [name for name, found in counts.items() if found != count]:
        told = say("form.uneven", cells=counts[uneven[0]], rows=count)
        raise unreadable([ProblemDetail.of(told, name) for name in uneven[:20]])
    return [{name: each[row] for name, each in cells.items()} for row in range(count)]


class MultipartForm:
    """A multipart body in memory: the cells of its fields by name, files as bytes and the rest as text."""

    def __init__(self, kind: str) -> None:
        boundary = parse_options_header(kind)[1].get(b"boundary")
        if not boundary:
            raise Refusal(422, say("multipart.no_boundary"))
        self.cells: dict[str, list[object]] = {}
        self._whole = False
        self._header = bytearray()
        self._value = bytearray()
        self._content = bytearray()
        self._disposition = b""
        self._parts = 0
        try:
            self._parser = MultipartParser(boundary, self._callbacks())
        except FormParserError as error:
            raise Refusal(422, say("multipart.bad_boundary", why=error)) from error

    def read(self, body: bytes) -> None:
        """Take the whole body. Raises a `Refusal` when it is broken, or ends too early."""
        try:
            self._parser.write(body)
            self._parser.finalize()
        except FormParserError as error:
            raise Refusal(422, say("multipart.broken", why=error)) from error
        if not self._whole:
            raise Refusal(422, say("multipart.short"))

    def _callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._header.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._headed,
            "on_part_data": lambda data, start, end: self._content.extend(data[start:end]),
            "on_part_end": self._end,
            "on_end": self._finish,
        }

    def _begin(self) -> None:
        self._parts += 1
        if self._parts > PARTS:
            raise Refusal(422, say("multipart.too_many", most=PARTS))
        self._disposition = b""
        self._content.clear()

    def _headed(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _end(self) -> None:
        options = parse_options_header(self._disposition)[1]
        if b"name" not in options:
            raise Refusal(422, say("multipart.no_name"))
        content = bytes(self._content)
        cell = content if b"filename" in options else content.decode("utf-8", "replace")
        self.cells.setdefault(options[b"name"].decode("utf-8", "replace"), []).append(cell)

    def _finish(self) -> None:
        self._whole = True
