"""The body of a request: counted while it arrives, then read as JSON or as multipart."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import Request
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.requests import ClientDisconnect

from intarsia.serving.cells import Row
from intarsia.serving.refusal import Problem, Refusal, unreadable

JSON, MULTIPART = "application/json", "multipart/form-data"

PARTS = 10_000
"""Cells that one multipart body may have."""


class Asked(BaseModel):
    """A JSON body."""

    model_config = ConfigDict(extra="forbid")

    rows: Annotated[list[dict[str, Any]], Field(min_length=1)]


async def received(request: Request, timeout: float) -> bytes:
    """The whole body. How large it may be is watched over by `Bounded`. Raises a `Refusal`."""
    kind = _kind(request.headers)
    if kind not in (JSON, MULTIPART):
        raise Refusal(415, f"send the rows as {JSON} or {MULTIPART}")
    if request.headers.get("content-encoding", "identity") != "identity":
        raise Refusal(415, "send the body as it is: compressed bodies are not read")
    try:
        async with asyncio.timeout(timeout):
            return await request.body()
    except TimeoutError as error:
        raise Refusal(408, f"the body did not arrive within {timeout:g} seconds") from error
    except ClientDisconnect as error:
        raise Refusal(400, "the client left before its body had arrived") from error


def rows(headers: Mapping[str, str], body: bytes) -> list[Row]:
    """The rows that a body holds, their cells unread. Raises a `Refusal`."""
    return _json(body) if _kind(headers) == JSON else _multipart(headers["content-type"], body)


def _kind(headers: Mapping[str, str]) -> str:
    return headers.get("content-type", "").partition(";")[0].strip().lower()


def _json(body: bytes) -> list[Row]:
    try:
        return list(Asked.model_validate_json(body).rows)
    except ValidationError as error:
        raise unreadable([_problem(each) for each in error.errors(include_url=False, include_input=False)]) from error


def _problem(error: Any) -> Problem:
    place = list(error["loc"])
    row = place[1] if len(place) > 1 and isinstance(place[1], int) else None
    where = f"{place[0]}: " if place else ""
    return Problem(row=row, reason=f"{where}{error['msg']}")


def _multipart(kind: str, body: bytes) -> list[Row]:
    form = Form(kind)
    form.read(body)
    counts = {name: len(cells) for name, cells in form.cells.items()}
    count = max(counts.values(), default=0)
    if not count:
        raise Refusal(422, "the form has no field: name one for each column of the row")
    if uneven := [name for name, found in counts.items() if found != count]:
        reason = f"the form has {counts[uneven[0]]} cells of it, and {count} of other columns: give one for each row"
        raise unreadable([Problem(column=name, reason=reason) for name in uneven[:20]])
    return [{name: cells[row] for name, cells in form.cells.items()} for row in range(count)]


class Form:
    """A multipart body in memory: the cells of its fields by name, files as bytes and the rest as text."""

    def __init__(self, kind: str) -> None:
        boundary = parse_options_header(kind)[1].get(b"boundary")
        if not boundary:
            raise Refusal(422, "the multipart body names no boundary in its Content-Type")
        self.cells: dict[str, list[object]] = {}
        self._whole = False
        self._header, self._value, self._content = bytearray(), bytearray(), bytearray()
        self._disposition = b""
        self._parts = 0
        try:
            self._parser = MultipartParser(boundary, self._callbacks())
        except FormParserError as error:
            raise Refusal(422, f"the multipart body's boundary cannot be read: {error}") from error

    def read(self, body: bytes) -> None:
        """Take the whole body. Raises a `Refusal` when it is broken, or ends too early."""
        try:
            self._parser.write(body)
            self._parser.finalize()
        except FormParserError as error:
            raise Refusal(422, f"the multipart body is broken: {error}") from error
        if not self._whole:
            raise Refusal(422, "the multipart body ends before its last boundary")

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
            raise Refusal(422, f"the form has more than {PARTS:,} fields: send fewer rows at once")
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
            raise Refusal(422, "a part of the multipart body has no name in its Content-Disposition")
        content = bytes(self._content)
        cell = content if b"filename" in options else content.decode("utf-8", "replace")
        self.cells.setdefault(options[b"name"].decode("utf-8", "replace"), []).append(cell)

    def _finish(self) -> None:
        self._whole = True
