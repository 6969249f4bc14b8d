"""What the application serves over HTTP."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from intarsia.i18n import Message
from intarsia.serving import Admission, Refusal


@dataclass(frozen=True)
class GreetingEndpoints:
    """Greets those in the book."""

    names: tuple[str, ...]

    def __call__(self, admission: Admission) -> APIRouter:
        router = APIRouter(prefix="/greeter", tags=["greeter"])

        @router.get("/hello/{who}")
        async def hello(who: str) -> dict[str, str]:
            """A greeting."""
            return {"said": await admission.look(self._greeting, who)}

        return router

    def _greeting(self, who: str) -> str:
        if who not in self.names:
            raise Refusal(404, Message(f"{who} is not in the book: add the name", f"名册中没有 {who}：请添加"))
        return f"hello, {who}"
