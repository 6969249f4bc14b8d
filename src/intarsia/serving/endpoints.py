"""The seam between the service and what is served: endpoints are made with the one way in."""

from __future__ import annotations

from typing import Protocol

from fastapi import APIRouter

from intarsia.serving.admission import Admission


class Endpoints(Protocol):
    """Endpoints that are served: a model's, an application's, or any function of this form.

    All paths of an application stand below its name, so its router is made with `prefix="/NAME"`. What costs something
    goes through `admission.take`, what is only looked up through `admission.look`: limits, queue, threads and metrics
    are shared by everything that one service holds. All of it stands behind the service's key.
    """

    def __call__(self, admission: Admission) -> APIRouter:
        """The router, made once before the first request.

        Args:
            admission: admits requests, bounds what they take, and has them computed.
        """
        ...
