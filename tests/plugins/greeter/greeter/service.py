"""What the application serves over HTTP."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter

from intarsia.serving import Admission
from intarsia.serving.problems import RESPONSES, Refusal


@dataclass(frozen=True)
class GreetingEndpoints:
    """Greets those in the book."""

    names: tuple[str, ...]

    def __call__(self, admission: Admission) -> APIRouter:
        router = APIRouter(prefix="/greeter", tags=["greeter"], responses={429: RESPONSES[429]})

        @router.get("/hello/{who}")
        async def hello(who: str) -> dict[str, str]:
            """A greeting."""
            return {"said": await admission.look(self._greeting, who)}

        return router

    def _greeting(self, who: str) -> str:
        if who not in self.names:
            raise Refusal(404, f"{who} is not in the book")
        return f"hello, {who}"
