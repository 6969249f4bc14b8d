"""What OpenAPI says is so: schemathesis makes requests of it, right and wrong, and reads the answers."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from fastapi import APIRouter, FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from orchard import post, talk
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

import intarsia as ia
from intarsia.serving import Admission, ApiKey, create_app
from intarsia.serving.request_body import JSON

CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
)


@pytest.fixture(scope="module")
def app(ripeness: ia.Learner) -> FastAPI:
    """One of its own: schemathesis starts and stops it."""
    return create_app(ripeness)


@pytest.mark.parametrize("path", ["/predict", "/explain", "/embed"])
@pytest.mark.parametrize("mode", list(schemathesis.GenerationMode), ids=lambda mode: mode.value)
def test_generated_requests_are_answered_as_described(
    app: FastAPI, path: str, mode: schemathesis.GenerationMode
) -> None:
    operation = schemathesis.openapi.from_asgi("/openapi.json", app)[path]["POST"]
    counts: dict[int, int] = {}

    @settings(max_examples=40, deadline=None, database=None, derandomize=True, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        response = case.call()
        counts[response.status_code] = counts.get(response.status_code, 0) + 1
        # In a form a text, a number and a list of one are the same, so what breaks the schema may well be answered.
        told = [each for each in CHECKS if case.media_type == JSON or each is not checks.negative_data_rejection]
        case.validate_response(response, checks=told)

    ask()
    print(path, mode.value, counts)
    assert set(counts) <= {200, 413, 415, 422}


def test_columns_are_the_fields_of_a_row(app: FastAPI) -> None:
    told = talk(app, lambda client: client.get("/openapi.json")).json()
    content = told["paths"]["/predict"]["post"]["requestBody"]["content"]
    row = content["application/json"]["schema"]["properties"]["rows"]["items"]["properties"]
    assert list(row) == ["photo", "note", "days", "farm"]
    assert content["multipart/form-data"]["schema"]["properties"]["photo"]["items"]["format"] == "binary"
    assert "security" not in told["paths"]["/predict"]["post"]


def test_the_key_is_described_where_there_is_one(ripeness: ia.Learner) -> None:
    app = create_app(ripeness, key=ApiKey.of("0123456789abcdef"))
    assert list(app.openapi()["components"]["securitySchemes"]) == ["HTTPBearer"]
    assert "security" in app.openapi()["paths"]["/predict"]["post"]


def test_applications_add_endpoints_behind_the_same_key_and_bounds(ripeness: ia.Learner) -> None:
    def echoing(admission: Admission) -> APIRouter:
        router = APIRouter()

        @router.post("/echo")
        async def echo(said: dict[str, str]) -> dict[str, str]:
            return said

        return router

    app = create_app(ripeness, key=ApiKey.of("0123456789abcdef"), routers=[echoing])
    key = {"authorization": "Bearer 0123456789abcdef"}
    assert post(app, "/echo", json={"a": "b"}).status_code == 401
    assert post(app, "/echo", json={"a": "b"}, headers=key).json() == {"a": "b"}
    assert post(app, "/echo", json={"a": "b" * 2**24}, headers=key).status_code == 413
    (problem,) = post(app, "/echo", json={"a": 3}, headers=key).json()["problems"]
    assert (problem["column"], problem["reason"]) == ("a", "Input should be a valid string")
    alone = create_app(routers=[echoing])
    assert post(alone, "/echo", json={"a": "b"}).json() == {"a": "b"}
    assert post(alone, "/predict", json={"rows": [{}]}).status_code == 404
