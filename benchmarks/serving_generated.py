"""The service under requests that nobody would write: schemathesis makes them of /openapi.json, right and wrong.

    python benchmarks/serving_generated.py [--requests 5000] [--only model | tryon] [--folder DIR] [--dry]

So many to the model's endpoints, and as many to the fitting room's. Some get real pictures put in, so that they are
measured and worn. Every answer must be as described, and none a 5xx. Texts are bounded by 1,000 characters here: longer
ones take schemathesis most of its time. Writes "generated model" and "generated tryon" in results/serving.json.
"""

from __future__ import annotations

import argparse
import contextlib
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx2
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from serving import resident, room, serving, url, written

CHECKS = (
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.unsupported_method,
)
PICTURED = 50
"""One request in so many gets real pictures."""
PARTS = {"model": ("/predict", "/explain", "/embed"), "tryon": ("/tryon",)}
"""What is served → how its paths begin."""
PATIENCE = 120
"""Seconds to wait for an answer, on a machine that does other things too."""
LONGEST = 500
"""Characters of what is told of one answer that is not as described."""
DIGEST = 64
"""Characters of a garment's digest."""


def operations(address: str, what: str) -> list[Any]:
    """What /openapi.json describes of the model or the fitting room."""
    schema = schemathesis.openapi.from_url(f"{address}/openapi.json")
    found = [each.ok() for each in schema.get_all_operations()]
    prefixes = PARTS[what]
    asked = [each for each in found if each.path.startswith(prefixes)]
    return sorted(asked, key=lambda each: each.method)  # of what can be got there is less: the rest makes up for it


def generated(folder: Path, requests: int, what: str) -> dict[str, Any]:
    """Requests that schemathesis makes; what comes back, by endpoint and status."""
    me, like = (url((folder / f"{name}.jpg").read_bytes(), "image/jpeg") for name in ("me", "like"))
    statuses: dict[str, Counter[int]] = {}
    broken: list[str] = []
    with serving(folder, characters=1000) as address:
        asked = operations(address, what)
        before = resident(address)
        start = time.perf_counter()
        digest = httpx2.get(f"{address}/tryon/wardrobe").json()["garments"][0]["digest"]
        real = {"photo": me, "digest": digest, "": like}
        kinds = [(operation, mode) for operation in asked for mode in schemathesis.GenerationMode]
        for place, (operation, mode) in enumerate(kinds):
            left = requests - sum(sum(found.values()) for found in statuses.values())
            found, amiss = tried(operation, mode, -(-left // (len(kinds) - place)), real)
            statuses.setdefault(f"{operation.method.upper()} {operation.path}", Counter()).update(found)
            broken += amiss
            print(
                operation.method,
                operation.path,
                mode.value,
                dict(found),
                f"{time.perf_counter() - start:.0f} s",
                flush=True,
            )
        memory = [round(before, 1), round(resident(address), 1)]
        taken = time.perf_counter() - start
    told = {name: dict(sorted(found.items())) for name, found in statuses.items()}
    total = Counter[int]()
    for found in statuses.values():
        total.update(found)
    return {
        "requests": sum(total.values()),
        "server_errors": sum(count for status, count in total.items() if status >= 500),
        "not_as_described": broken,
        "statuses": told,
        "seconds": round(taken),
        "resident_mib": memory,
    }


def tried(operation: Any, mode: Any, count: int, real: Mapping[str, str]) -> tuple[Counter[int], list[str]]:
    """So many requests of one kind to one endpoint: how often each status was answered, and what was wrong."""
    statuses = Counter[int]()
    broken = list[str]()

    @settings(max_examples=count, deadline=None, database=None, phases=[Phase.generate],
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode), data=st.data())
    def ask(case: Any, data: st.DataObject) -> None:
        if data.draw(st.integers(1, PICTURED)) == 1:
            case.body = realistic(case.body, "", real)
            if "digest" in case.path_parameters:
                case.path_parameters["digest"] = real["digest"]
        response = case.call(timeout=PATIENCE)
        statuses[response.status_code] += 1
        # In a form a text, a number and a list of one are the same, so what breaks the schema may well be answered; and
        # a body that is too large is refused as that, whatever is wrong with it besides.
        exempt = case.media_type == "multipart/form-data" or response.status_code == 413
        told = [each for each in CHECKS if not exempt or each is not checks.negative_data_rejection]
        try:
            case.validate_response(response, checks=told)
        except (Exception, BaseExceptionGroup) as error:
            broken.append(f"{operation.method} {operation.path}: {error}"[:LONGEST])

    with contextlib.suppress(Unsatisfiable):  # whatever stands in a path is a text: none of it is wrong
        ask()
    return statuses, broken


def realistic(body: Any, field: str, real: Mapping[str, str]) -> Any:
    """The body with a real picture wherever there is a data: URL, and a real digest wherever there is one."""
    if isinstance(body, dict):
        return {name: realistic(each, name, real) for name, each in body.items()}
    if isinstance(body, list):
        return [realistic(each, field, real) for each in body]
    if isinstance(body, str) and len(body) == DIGEST:
        return real["digest"]
    return real.get(field, real[""]) if isinstance(body, str) and body.startswith("data:") else body


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=5000)
    parser.add_argument("--only", choices=PARTS)
    parser.add_argument("--folder", type=Path, help="keeps model and wardrobe for another time")
    parser.add_argument("--dry", action="store_true", help="writes nothing")
    chosen = parser.parse_args()
    with room(chosen.folder) as folder:
        for what in PARTS if chosen.only is None else (chosen.only,):
            written(f"generated {what}", generated(folder, chosen.requests, what), chosen.dry)


if __name__ == "__main__":
    main()
