"""The model's endpoints: rows of a request, from its body to their answers."""

from __future__ import annotations

from typing import Any

from fastapi import Request

from intarsia.learner.learner import Learner
from intarsia.serving.admission import Gate
from intarsia.serving.batching import Batcher
from intarsia.serving.middleware import FACTS
from intarsia.serving.predictor import Served
from intarsia.serving.problems import Refusal
from intarsia.serving.request_body import rows
from intarsia.serving.request_rows import Reader, Row
from intarsia.tasks.base import tasks


class Service:
    """A model, and what waits for it.

    Args:
        learner: fitted.
        gate: that its requests go through.

    Attributes:
        most: kind of question → rows that one request may have.
    """

    def __init__(self, learner: Learner, gate: Gate) -> None:
        self.gate = gate
        limits = gate.limits
        self.served = Served(learner, limits)
        self.most = dict.fromkeys(("predict", "embed"), limits.rows)
        self.most["explain"] = limits.explained(len(self.served.model_.design.modalities))
        self._reader = Reader(self.served.schema, limits)
        self.batcher = Batcher(self.served.work, limits, gate.metrics.passes.observe, gate.thread)

    @property
    def heading(self) -> dict[str, str]:
        """What is answered, and how it is to be read."""
        return {"label": self.served.label or "answer", "kind": tasks.name_of(self.served.task_)}

    async def ask(self, kind: str, request: Request) -> list[Any]:
        """One answer per row of a request. Raises a `Refusal`."""

        async def found(body: bytes) -> list[Any]:
            asked = await self.gate.read(self._read, kind, request.headers, body)
            request.scope[FACTS] |= {"rows": len(asked)}
            return await self.batcher.ask(kind, asked)

        return await self.gate.take(request, found)

    def _read(self, kind: str, headers: Any, body: bytes) -> list[Row]:
        found = rows(headers, body)
        if len(found) > self.most[kind]:
            raise Refusal(422, f"{len(found):,} rows: at most {self.most[kind]:,} are taken at once")
        return self._reader.read(found)
