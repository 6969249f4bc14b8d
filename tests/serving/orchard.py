"""A small table of fruit, models of it, and a client that needs no socket."""

from __future__ import annotations

import asyncio
import base64
import io
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import httpx2
import numpy as np
import pandas as pd
from fastapi import FastAPI
from PIL import Image, ImageDraw

import intarsia as ia

SCHEMA = {"photo": "image", "note": "text", "days": "number", "farm": "category"}


def png(red: float = 0.5, side: int = 48, kind: str = "PNG") -> bytes:
    picture = Image.new("RGB", (side, side), "white")
    ImageDraw.Draw(picture).ellipse((4, 4, side - 4, side - 4), fill=(round(90 + 150 * red), 80, 40))
    content = io.BytesIO()
    picture.save(content, kind)
    return content.getvalue()


def url(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def fruit(rows: int = 60) -> pd.DataFrame:
    random = np.random.default_rng(0)
    red, soft, days = random.random((3, rows))
    return pd.DataFrame(
        {
            "photo": [png(each) for each in red],
            "note": [f"{('hard', 'firm', 'soft')[int(3 * each)]}, box {place}" for place, each in enumerate(soft)],
            "days": (10 * days).round(1),
            "farm": ["hill" if place % 2 else "river" for place in range(rows)],
            "state": np.where(red + soft + days > 1.5, "ripe", "unripe"),
        }
    )


def learner(y: Any = None, **options: Any) -> ia.Learner:
    table = fruit().drop(columns="state") if y is not None else fruit()
    options = {"encoders": "plain", "fitter": "linear", "store": ia.FeatureStore(":memory:")} | options
    return ia.Learner("state" if y is None else None, schema=SCHEMA, **options).fit(table, y)


def asked(count: int, start: int = 0) -> list[dict[str, Any]]:
    """Rows as JSON."""
    rows = fruit(start + count).drop(columns="state").iloc[start:].to_dict("records")
    return [row | {"photo": url(row["photo"])} for row in rows]


def in_memory(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows as `Learner` takes them."""
    return [row | {"photo": base64.b64decode(row["photo"].partition(",")[2])} for row in rows]


Ask = Callable[[httpx2.AsyncClient], Awaitable[Any]]


def talk(app: FastAPI, ask: Ask) -> Any:
    """What `ask` finds with a client of the application."""

    async def run() -> Any:
        transport = httpx2.ASGITransport(app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://orchard") as client:
            return await ask(client)

    return asyncio.run(run())


def post(app: FastAPI, path: str, **body: Any) -> httpx2.Response:
    found: httpx2.Response = talk(app, lambda client: client.post(path, **body))
    return found


def reasons(response: httpx2.Response) -> Mapping[tuple[str | None, int | None], str]:
    """(column, row) → why."""
    assert response.status_code == 422, response.text
    found = response.json()["problems"]
    assert [each["reason"] for each in found if not each["zh"]] == []
    return {(each["column"], each["row"]): each["reason"] for each in found}
