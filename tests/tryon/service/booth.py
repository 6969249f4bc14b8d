"""A client of the fitting room's service that needs no socket."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx2
from fastapi import FastAPI

T = TypeVar("T")


def talk(app: FastAPI, ask: Callable[[httpx2.AsyncClient], Awaitable[T]]) -> T:
    """Whatever is asked of the application, on one event loop."""

    async def run() -> T:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://booth") as client:
            return await ask(client)

    return asyncio.run(run())


def send(app: FastAPI, method: str, path: str, **body: Any) -> httpx2.Response:
    return talk(app, lambda client: client.request(method, path, **body))


def post(app: FastAPI, path: str, **body: Any) -> httpx2.Response:
    return send(app, "POST", f"/tryon/{path}", **body)


def get(app: FastAPI, path: str, **more: Any) -> httpx2.Response:
    return send(app, "GET", f"/tryon/{path}", **more)


def told(response: httpx2.Response) -> Any:
    assert response.status_code == 200, response.text[:2000]
    return response.json()


def problems(response: httpx2.Response) -> dict[tuple[str | None, int | None], Any]:
    """(field, place) → the problem."""
    assert response.status_code == 422, response.text[:2000]
    found = response.json()["problems"]
    assert [each["reason"] for each in found if not each["zh"]] == []
    return {(each["column"], each["row"]): each for each in found}


def url(content: bytes, kind: str = "image/jpeg") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
