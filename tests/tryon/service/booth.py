"""A client of the fitting room's service that needs no socket."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import httpx2
from fastapi import FastAPI


def send(app: FastAPI, method: str, path: str, **body: Any) -> httpx2.Response:
    async def run() -> httpx2.Response:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://booth") as client:
            return await client.request(method, path, **body)

    return asyncio.run(run())


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
    return {(each["column"], each["row"]): each for each in response.json()["problems"]}


def url(content: bytes, kind: str = "image/jpeg") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
