"""What OpenAPI says of the fitting room is so: a small part of what benchmarks/serving_generated.py tries."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from intarsia.apps.tryon.service import Fitting, endpoints
from intarsia.serving import create_app

pytestmark = pytest.mark.slow

CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
)
GOOD, BAD = schemathesis.GenerationMode.POSITIVE, schemathesis.GenerationMode.NEGATIVE


@pytest.fixture(scope="module")
def started(fitting: Fitting) -> FastAPI:
    """One of its own: schemathesis starts and stops it."""
    return create_app(apps={"tryon": endpoints(fitting)})


@pytest.mark.parametrize(
    ("method", "path", "mode"),
    [
        *(("POST", f"/tryon/{name}", mode) for name in ("measure", "recommend", "wear") for mode in (GOOD, BAD)),
        *(("GET", "/tryon/wardrobe", mode) for mode in (GOOD, BAD)),
        *(("GET", f"/tryon/wardrobe/{{digest}}{name}", GOOD) for name in ("", "/photo")),
    ],
)
def test_generated_requests_are_answered_as_described(started: FastAPI, method: str, path: str, mode: Any) -> None:
    operation = schemathesis.openapi.from_asgi("/openapi.json", started)[path][method]
    counts: dict[int, int] = {}

    @settings(max_examples=25, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        response = case.call()
        counts[response.status_code] = counts.get(response.status_code, 0) + 1
        # In a form a text, a number and a list of one are the same, so what breaks the schema may well be answered.
        form = case.media_type == "multipart/form-data"
        told = [each for each in CHECKS if not form or each is not checks.negative_data_rejection]
        case.validate_response(response, checks=told)

    ask()
    print(method, path, mode.value, counts)
    assert set(counts) <= {200, 404, 413, 415, 422}
