"""What cannot be answered is refused with its reason, before it costs much, and never by a fault of ours."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI
from orchard import asked, png, post, reasons, talk, url

import intarsia as ia
from cases import over
from intarsia.errors import OptionError
from intarsia.media.image import Opener
from intarsia.serving import ApiKey, Limits, create_app
from intarsia.serving.log import JsonFormatter

JSON = {"content-type": "application/json"}
PATIENCE = 5.0
"""Seconds that the narrow service waits: what it must answer in them takes some milliseconds."""


def error(response: httpx2.Response, status: int) -> str:
    assert response.status_code == status, response.text
    told = response.json()
    assert set(told) == {"error", "zh", "key", "problems"}
    assert told["zh"]
    assert told["key"]
    assert all(each["zh"] for each in told["problems"])
    return str(told["error"])


def test_every_bad_cell_is_told_at_once(app: FastAPI) -> None:
    rows: list[Any] = [
        {"photo": url(b"not a picture"), "note": ["a"], "days": "many", "farm": {}},
        {"photo": url(png())},
        {"photo": url(png()[:200]), "days": "1,5", "nte": "x"},
        {"photo": 7, "note": "x" * 200_001, "days": "1e99999999999"},
        {"photo": "data:image/png;base64,%%%"},
        {"photo": "data:image/png;base64,"},
        {"photo": "data:image/png,plain"},
    ]
    found = reasons(post(app, "/predict", json={"rows": rows}))
    assert set(found) == {
        ("photo", 0), ("note", 0), ("days", 0), ("farm", 0), ("photo", 2), ("days", 2), ("nte", 2), ("photo", 3),
        ("note", 3), ("photo", 4), ("photo", 5), ("photo", 6),
    }  # fmt: skip
    assert "not a picture in a format that is read" in found["photo", 0]
    assert "expected text or a number, got list" in found["note", 0]
    assert "not readable as a picture" in found["photo", 2]
    assert found["nte", 2] == "the model has no column 'nte'; did you mean 'note'?"
    assert "expected a data: URL or an uploaded file, got int" in found["photo", 3]
    assert "200,001 characters: at most 200,000 are read" in found["note", 3]
    assert "not base64 after the comma of its data: URL" in found["photo", 4]
    assert "a data: URL with nothing in it; leave the cell out" in found["photo", 5]


def test_many_unknown_columns_are_counted(app: FastAPI) -> None:
    found = post(app, "/predict", json={"rows": [{f"{place}" * 50: 1 for place in range(500)}]})
    problems = found.json()["problems"]
    assert len(problems) == 21
    assert problems[-1]["reason"] == "480 more columns that the model does not have"
    assert max(len(each["reason"]) for each in problems) < 300


@over("cell", [
        "{folder}/secret.png", "secret.png", "../secret.png", "file://{folder}/secret.png", "http://127.0.0.1/secret.png",
        "https://example.org/a.png", "\\\\host\\share\\a.png", " {folder}/secret.png", "data:{folder}/secret.png",
    ])  # fmt: skip
def test_no_path_and_no_url_is_followed(
    app: FastAPI, cell: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secret.png").write_bytes(png())
    monkeypatch.chdir(tmp_path)
    cell = cell.format(folder=tmp_path)
    for response in (
        post(app, "/predict", json={"rows": [{"photo": cell}]}),
        post(app, "/predict", files={"photo": (None, cell)}),
    ):
        assert "nor an uploaded file; paths and URLs are not followed" in reasons(response)["photo", 0]
    for named in ({"path": cell}, {"bytes": None, "path": cell}, [cell]):
        found = reasons(post(app, "/explain", json={"rows": [{"photo": named}]}))
        assert "expected a data: URL or an uploaded file, got" in found["photo", 0]
    upload = post(app, "/predict", files={"photo": (cell, png())})  # what a client calls its file is of no concern
    assert upload.status_code == 200


def test_paths_are_read_where_they_are_allowed(ripeness: ia.Learner, tmp_path: Path) -> None:
    (tmp_path / "own.png").write_bytes(png(0.3))
    app = create_app(ripeness, Limits(paths=True))
    own, sent = (
        post(app, "/predict", json={"rows": [{"photo": cell}]}).json()["answers"][0]["probabilities"]["ripe"]
        for cell in (str(tmp_path / "own.png"), url(png(0.3)))
    )
    assert own == pytest.approx(sent, abs=1e-6)
    for cell in ("nowhere.png", "http://127.0.0.1/a.png", "data:x"):
        assert post(app, "/predict", json={"rows": [{"photo": cell}]}).status_code == 422


@over(
    ("body", "message"),
    [
        (b"", "Invalid JSON"),
        (b"{", "Invalid JSON"),
        (b'{"rows": [{"note": "\\ud800"}]}', "Invalid JSON"),
        (b'{"rows": [{"note": "' + b"\xff" + b'"}]}', "Invalid JSON"),
        (b"[" * 100_000, "Invalid JSON"),
        (b'{"rows": ' + b"[" * 100_000, "Invalid JSON"),
        (b"null", "Input should be an object"),
        (b"{}", "Field required"),
        (b'{"rows": []}', "at least 1 item"),
        (b'{"rows": {}}', "rows: Input should be a valid"),
        (b'{"rows": [3]}', "rows: Input should be an object"),
        (b'{"rows": [{}], "model": "x"}', "Extra inputs are not permitted"),
    ],
)
def test_json_that_is_none_of_ours_is_refused(app: FastAPI, body: bytes, message: str) -> None:
    assert message in " ".join(reasons(post(app, "/predict", content=body, headers=JSON)).values())


def test_numbers_beyond_all_bounds_are_no_fault(app: FastAPI) -> None:
    cells = ["1e400", "-1e400", "1" * 4000, "1e308", "NaN", "Infinity", "-0.0", "1" + "0" * 400]
    for path in ("/predict", "/explain", "/embed"):
        rows = ",".join(f'{{"days": {cell}}}' for cell in cells)
        response = post(app, path, content=f'{{"rows": [{rows}]}}'.encode(), headers=JSON)
        assert response.status_code == 200, response.text
        json.loads(response.content, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))


def form(*parts: bytes, end: bytes = b"--b--\r\n") -> dict[str, Any]:
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + end
    return {"content": body, "headers": {"content-type": "multipart/form-data; boundary=b"}}


def named(name: bytes, content: bytes = b"x") -> bytes:
    return b'Content-Disposition: form-data; name="' + name + b'"\r\n\r\n' + content


@over(
    ("body", "message"),
    [
        (form(end=b""), "the multipart body ends before its last boundary"),
        (form(named(b"note"), end=b""), "the multipart body ends before its last boundary"),
        (form(named(b"note"), end=b"--b\r\nContent-Dis"), "the multipart body ends before its last boundary"),
        (form(end=b"nothing of the kind"), "the multipart body is broken"),
        (form(end=b"--b--\r\n"), "the form has no field: name one for each column"),
        (form(b"X: y\r\n\r\nz"), "a part of the multipart body has no name"),
        (
            {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
            "names no boundary in its Content-Type",
        ),
        (
            {"content": b"x", "headers": {"content-type": f"multipart/form-data; boundary={'b' * 9999}"}},
            "the multipart body's boundary cannot be read",
        ),
        (form(*[named(b"note")] * 10_001), "the form has more than 10,000 fields"),
    ],
)
def test_broken_uploads_are_refused(app: FastAPI, body: dict[str, Any], message: str) -> None:
    assert message in error(post(app, "/predict", **body), 422)


def test_columns_of_a_form_have_as_many_cells_as_it_has_rows(app: FastAPI) -> None:
    found = reasons(post(app, "/predict", **form(named(b"note"), named(b"note"), named(b"days", b"1"))))
    assert "the form has 1 cell of it, and 2 of other columns" in found["days", None]


def test_other_bodies_are_refused(app: FastAPI) -> None:
    assert "send the body as application/json or" in error(post(app, "/predict", content=b"x"), 415)
    zipped = JSON | {"content-encoding": "gzip"}
    assert "compressed bodies are not read" in error(post(app, "/predict", content=b"x", headers=zipped), 415)
    assert error(post(app, "/nowhere"), 404) == "Not Found"
    response = talk(app, lambda client: client.get("/predict"))
    assert error(response, 405) == "Method Not Allowed"
    assert response.headers["allow"] == "POST"


@pytest.fixture(scope="module")
def narrow(ripeness: ia.Learner) -> FastAPI:
    return create_app(ripeness, Limits(request=5_000, pixels=10_000, rows=3, passes=16, queue=2, timeout=PATIENCE))


def test_large_bodies_are_refused_while_they_arrive(narrow: FastAPI) -> None:
    assert "the body is larger than 5,000 bytes" in error(
        post(narrow, "/predict", content=b"x" * 5001, headers=JSON), 413
    )
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while True:
            sent += 1
            yield b" " * 1000

    async def ask(client: httpx2.AsyncClient) -> httpx2.Response:
        return await client.post("/predict", content=endless(), headers=JSON)

    assert "the body is larger than" in error(talk(narrow, ask), 413)
    assert sent <= 6
    told = post(narrow, "/predict", content=b"{}", headers=JSON | {"content-length": "9" * 5000})
    assert "the body is larger than" in error(told, 413)


def test_a_length_that_is_told_twice_is_refused(app: FastAPI) -> None:
    twice = JSON | {"content-length": "2", "transfer-encoding": "chunked"}
    response = post(app, "/predict", content=b"{}", headers=twice)
    assert "the body's length is told twice" in error(response, 400)
    assert response.headers["connection"] == "close"


def test_bodies_of_more_values_than_memory_are_not_read(app: FastAPI) -> None:
    many = b'{"rows": [' + b"3," * 500_000 + b"3, 3]}"
    assert "the body has more than 500,000 values" in error(post(app, "/predict", content=many, headers=JSON), 422)
    extra = json.dumps({"rows": [{}]} | {str(place): 1 for place in range(2000)}).encode()
    found = reasons(post(app, "/predict", content=extra, headers=JSON))
    assert list(found.values()) == ["2,000 fields and values are not as /openapi.json describes"]
    some = json.dumps({"rows": [{}]} | {f"{'x' * 500}{place}": 1 for place in range(30)}).encode()
    problems = post(app, "/predict", content=some, headers=JSON).json()["problems"]
    assert len(problems) == 21
    assert problems[-1]["reason"] == "10 more problems like these"
    assert len(problems[0]["column"]) == 200
    rows = b'{"rows": [' + b"{}," * 10_000 + b"{}]}"
    assert "at most 10000 items" in " ".join(reasons(post(app, "/predict", content=rows, headers=JSON)).values())


def test_pixels_are_counted_before_they_are_decoded(narrow: FastAPI) -> None:
    large = reasons(post(narrow, "/predict", files={"photo": ("a.png", png(side=101))}))
    assert "is larger than max_pixels = 10,000 pixels allows" in large["photo", 0]
    several = [{"photo": url(png(side=60))}] * 3
    found = reasons(post(narrow, "/predict", json={"rows": several}))
    assert list(found) == [("photo", 2)]
    assert "with this picture the request has more than 10,000 pixels" in found["photo", 2]


def test_rows_are_counted(narrow: FastAPI) -> None:
    assert "4 rows: at most 3 are taken at once" in error(post(narrow, "/predict", json={"rows": [{}] * 4}), 422)
    assert "3 rows: at most 2 are taken at once" in error(post(narrow, "/explain", json={"rows": [{}] * 3}), 422)


async def under_way(app: FastAPI, count: int) -> None:
    """Until so many requests are."""
    while app.state.admission.metrics.registry.get_sample_value("intarsia_requests_under_way") < count:
        await asyncio.sleep(0)


async def drops() -> AsyncIterator[bytes]:
    """A body that never ends, as slow as can be."""
    while True:
        yield b" "
        await asyncio.sleep(0.05)


def test_slow_clients_are_let_go_and_keep_nobody_out(narrow: FastAPI) -> None:
    async def ask(client: httpx2.AsyncClient) -> Any:
        slow = asyncio.create_task(client.post("/predict", content=drops(), headers=JSON))
        await under_way(narrow, 1)
        quick = await client.post("/predict", json={"rows": [{}]})
        assert not slow.done()
        return quick, await slow

    quick, slow = talk(narrow, ask)
    assert quick.status_code == 200
    assert f"the body did not arrive within {PATIENCE:g} seconds" in error(slow, 408)


@pytest.fixture(scope="module")
def patient(ripeness: ia.Learner) -> FastAPI:
    return create_app(ripeness, Limits(request=5_000, queue=2))


def test_slow_clients_hold_no_place_among_those_that_are_worked_on(patient: FastAPI) -> None:
    async def ask(client: httpx2.AsyncClient) -> Any:
        slow = [asyncio.create_task(client.post("/predict", content=drops(), headers=JSON)) for _ in range(7)]
        await under_way(patient, 7)
        quick = await client.post("/predict", json={"rows": [{}]})
        slow.append(asyncio.create_task(client.post("/predict", content=drops(), headers=JSON)))
        await under_way(patient, 8)
        late = await client.post("/predict", json={"rows": [{}]})
        health = await client.get("/health")
        for each in slow:
            each.cancel()
        await asyncio.gather(*slow, return_exceptions=True)
        return quick, late, health, await client.post("/predict", json={"rows": [{}]})

    quick, late, health, after = talk(patient, ask)
    assert quick.status_code == health.status_code == after.status_code == 200
    assert "8 requests are under way; ask again in a second" in error(late, 429)
    assert late.headers["retry-after"] == "1"


def test_a_full_queue_says_when_to_come_again(patient: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work(patient, monkeypatch)
    free = threading.Event()
    work.wait = free.wait

    async def ask(client: httpx2.AsyncClient) -> Any:
        first = [asyncio.create_task(client.post("/predict", json={"rows": [{}]})) for _ in range(2)]
        await under_way(patient, 2)
        late = await client.post("/predict", json={"rows": [{}]})
        free.set()
        await asyncio.gather(*first)
        return late, await client.post("/predict", json={"rows": [{}]})

    late, after = talk(patient, ask)
    assert "2 requests are under way; ask again in a second" in error(late, 429)
    assert late.headers["retry-after"] == "1"
    assert after.status_code == 200


def test_bodies_that_arrive_are_bounded_in_bytes(patient: FastAPI) -> None:
    async def stalled() -> AsyncIterator[bytes]:
        yield b" " * 4_999
        await asyncio.Event().wait()

    async def ask(client: httpx2.AsyncClient) -> Any:
        large = [asyncio.create_task(client.post("/predict", content=stalled(), headers=JSON)) for _ in range(2)]
        while patient.state.admission._bytes.taken < 9_998:
            await asyncio.sleep(0)
        late = await client.post("/predict", json={"rows": [{}]})
        for each in large:
            each.cancel()
        await asyncio.gather(*large, return_exceptions=True)
        return late, await client.post("/predict", json={"rows": [{}]})

    late, after = talk(patient, ask)
    assert "10,000 bytes of requests are under way; ask again in a second" in error(late, 429)
    assert after.status_code == 200


class Work:
    """Stands before the model of an application: what it does when it is asked."""

    def __init__(self, app: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answer, self.seconds, self.error = app.state.models[""].predictor.work, 0.0, None
        self.wait: Callable[[], object] = lambda: None
        monkeypatch.setattr(app.state.models[""].batcher, "work", self)

    error: Exception | None

    def __call__(self, kind: str, rows: Any) -> list[Any]:
        time.sleep(self.seconds)
        self.wait()
        if self.error:
            raise self.error
        return self.answer(kind, rows)


def test_an_answer_that_takes_too_long_is_given_up(narrow: FastAPI, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work(narrow, monkeypatch)
    work.seconds = PATIENCE + 1
    assert f"no answer was found within {PATIENCE:g} seconds" in error(
        post(narrow, "/predict", json={"rows": [{}]}), 504
    )
    work.seconds = 0.0
    until = time.monotonic() + 60
    while (status := post(narrow, "/predict", json={"rows": [{}]}).status_code) != 200:
        assert status == 504  # the thread may still be busy
        assert time.monotonic() < until


def test_who_reads_for_a_request_that_timed_out_is_free_again(
    ripeness: ia.Learner, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(self: Opener, source: bytes) -> Any:
        decoded.append(source)
        time.sleep(0.1)
        return load(self, source)

    decoded: list[bytes] = []
    load = Opener.decoded
    monkeypatch.setattr(Opener, "decoded", slow)
    impatient = create_app(ripeness, Limits(timeout=0.5))
    assert "no answer was found within 0.5 seconds" in error(
        post(impatient, "/predict", json={"rows": asked(200)}), 504
    )
    before = len(decoded)
    time.sleep(1)  # longer than two pictures take
    assert len(decoded) <= before + 1
    assert before < 20


def test_a_picture_that_is_made_to_be_slow_is_told_like_any_bad_cell(app: FastAPI) -> None:
    drawn = png(kind="JPEG")
    last = drawn.rfind(b"\xff\xda")
    slow = drawn[:last] + drawn[last:-2] * 1_000 + drawn[-2:]
    rows = [{"photo": url(slow)}, {"photo": url(png())}]
    assert "a JPEG of more than 100 scans" in reasons(post(app, "/predict", json={"rows": rows}))["photo", 0]


def test_a_fault_of_ours_is_a_500_that_says_nothing_of_the_request(
    app: FastAPI, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    work = Work(app, monkeypatch)
    work.error = RuntimeError("cannot make sense of 'my secret'")
    response = post(app, "/predict", json={"rows": [{"note": "my secret"}]})
    assert error(response, 500) == "a fault of the service; its log says more"
    logged = [json.loads(JsonFormatter().format(record)) for record in caplog.records]
    (fault,) = (each for each in logged if each["event"] == "fault")
    assert fault["error"] == "RuntimeError"
    assert fault["places"][-1].startswith("test_refusals.py:")
    assert fault["id"] == response.headers["x-request-id"]
    assert "secret" not in json.dumps(logged)


def test_only_who_has_the_key_may_ask(ripeness: ia.Learner) -> None:
    app = create_app(ripeness, key=ApiKey.of("correct horse battery".replace(" ", "-")))

    async def ask(client: httpx2.AsyncClient) -> Any:
        tries = [{}, {"authorization": "Bearer wrong"}, {"authorization": "Basic correct-horse-battery"}]
        tries += [{"authorization": "Bearer correct-horse-batter"}, {"authorization": b"Bearer \xff\xfe"}]
        for headers in tries:
            for path in ("/predict", "/explain", "/embed"):
                response = await client.post(path, json={"rows": [{}]}, headers=headers)
                assert "send the API key" in error(response, 401)
                assert response.headers["www-authenticate"] == "Bearer"
            for path in ("/metrics", "/openapi.json"):
                assert (await client.get(path, headers=headers)).status_code == 401
        assert (await client.get("/health")).status_code == (await client.get("/ready")).status_code == 200
        right = {"authorization": "Bearer correct-horse-battery"}
        assert (await client.get("/metrics", headers=right)).status_code == 200
        return await client.post("/predict", json={"rows": asked(1)}, headers=right)

    assert talk(app, ask).status_code == 200


ELSEWHERE = {"sec-fetch-site": "cross-site"}


@over(
    ("headers", "status"),
    [
        *(({"host": host}, 200) for host in ("localhost", "localhost:8000", "127.0.0.1:1", "[::1]:8000", "127.1.2.3")),
        *(
            ({"host": host}, 421)
            for host in ("evil.example", "127.0.0.1.evil.example", "10.0.0.1", "", "[::1", "0x7f.1")
        ),
        *(({"origin": origin}, 200) for origin in ("http://localhost:3000", "http://127.0.0.1")),
        *(({"origin": origin}, 403) for origin in ("https://evil.example", "null", "http://localhost.evil.example")),
        *((ELSEWHERE | {"sec-fetch-dest": kind}, 403) for kind in ("image", "iframe", "script", "empty", "object")),
        (ELSEWHERE, 403),
        (ELSEWHERE | {"sec-fetch-dest": "iframe", "referer": "https://evil.example/"}, 403),
        (ELSEWHERE | {"sec-fetch-dest": "iframe", "referer": "http://localhost:8888/notebook"}, 200),
        (ELSEWHERE | {"sec-fetch-dest": "document"}, 200),  # somebody followed a link
        ({"sec-fetch-site": "same-origin", "sec-fetch-dest": "image"}, 200),
        ({"sec-fetch-site": "none", "sec-fetch-dest": "document"}, 200),
    ],
)
def test_a_local_service_is_not_lent_to_web_pages(ripeness: ia.Learner, headers: dict[str, str], status: int) -> None:
    app = create_app(ripeness, local=True)
    for path in ("/predict", "/nowhere"):
        response = post(app, path, json={"rows": [{}]}, headers={"host": "localhost"} | headers)
        assert response.status_code == (404 if path == "/nowhere" and status == 200 else status)
    if status != 200:
        assert "this service is for this machine" in error(response, status)


def test_keys_are_of_use_or_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("INTARSIA_API_KEY", raising=False)
    assert ApiKey.find(None) is None
    file = tmp_path / "key"
    file.write_text("0123456789abcdef\n")
    assert ApiKey.find(str(file)) == ApiKey.of("0123456789abcdef")
    assert "0123456789abcdef" not in repr(ApiKey.find(str(file)))
    monkeypatch.setenv("INTARSIA_API_KEY", "fedcba9876543210")
    assert ApiKey.find(None) == ApiKey.of("fedcba9876543210")
    monkeypatch.setenv("INTARSIA_API_KEY", "")
    with pytest.raises(OptionError, match="INTARSIA_API_KEY has 0 characters: give a key of at least 16") as short:
        ApiKey.find(None)
    assert short.value.message.zh == "INTARSIA_API_KEY 中的 API 密钥只有 0 个字符：请提供至少 16 个字符的密钥"
    with pytest.raises(OptionError, match="must be printable ASCII without spaces"):
        ApiKey.of("Schlüssel" * 3)
    with pytest.raises(OptionError, match=r"--api-key-file .*nowhere cannot be read"):
        ApiKey.find(str(tmp_path / "nowhere"))


def test_limits_are_more_than_nothing() -> None:
    with pytest.raises(OptionError, match="the service's limit 'queue' is 0: give a number greater than 0"):
        Limits(queue=0)
    assert Limits().explained(12) == 2
    assert Limits().explained(40) == 1
