"""What the fitting room's service refuses: named, in both languages, before it costs much, and all at once."""

from __future__ import annotations

import copy
import io
import json
import struct
import zlib
from pathlib import Path
from typing import Any

import PIL.Image
import pytest
from booth import get, post, problems, send, told, url
from fastapi import FastAPI
from shops import Shop

from intarsia.apps.tryon.service import Fitting, endpoints
from intarsia.apps.tryon.service.fitting import RequestPhotos, SeenPhotos
from intarsia.apps.tryon.service.wardrobe_cache import WardrobeCache
from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
from intarsia.apps.tryon.wish.wishes import LONGEST
from intarsia.errors import DataError
from intarsia.serving import ApiKey, Limits, create_app

pytestmark = pytest.mark.slow

NO_SUCH = "0" * 64
ZERO = {"low": 0, "mid": 0, "high": 0}


def png(colour: str = "white", width: int = 128, height: int = 128) -> bytes:
    file = io.BytesIO()
    PIL.Image.new("RGB", (width, height), colour).save(file, "PNG")
    return file.getvalue()


def bomb(side: int) -> bytes:
    """A PNG of some kilobytes, `side` pixels high and wide."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(side // 8 + 1)) for _ in range(min(side, 2000))) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_all_that_is_wrong_with_photos_is_told_at_once(app: FastAPI, like: bytes) -> None:
    body = {
        "photo": url(b"no picture"),
        "likes": [url(like), url(b""), "http://127.0.0.1/a.jpg", "/etc/passwd", 7, NO_SUCH, url(like[:300])],
    }
    found = problems(post(app, "recommend", json=body))
    assert set(found) == {("photo", None), *(("likes", row) for row in range(1, 7))}
    assert all(each["reason"] and each["zh"] and each["name"] for each in found.values())
    assert found["photo", None]["name"] == "unreadable"
    assert "paths and URLs are not followed" in found["likes", 2]["reason"]
    assert "paths and URLs are not followed" in found["likes", 3]["reason"]
    assert "expected a data: URL or an uploaded file, got int" in found["likes", 4]["reason"]
    assert found["likes", 5]["name"] == "unknown garment"
    assert found["likes", 5]["zh"].startswith("衣橱中没有此编号的衣物")
    assert "; /tryon/wardrobe lists those that it has" in found["likes", 5]["reason"]


def test_what_photos_show_is_refused_by_its_name(app: FastAPI, like: bytes) -> None:
    found = problems(post(app, "recommend", json={"photo": url(like), "dislikes": [url(png())]}))
    assert found["photo", None]["name"] == "no person"
    assert found["dislikes", 0]["name"] == "no garment"
    assert problems(post(app, "measure", files={"photo": png("black")}))["photo", None]["name"] == "too dark"
    assert problems(post(app, "measure", files={"photo": png("white", 8, 8)}))["photo", None]["name"] == "too small"
    assert problems(post(app, "wear", files={"photo": like, "garments": png()})).keys() == {
        ("photo", None),
        ("garments", 0),
    }


@pytest.mark.parametrize("side", [8_000, 30_000])
def test_bombs_of_pixels_are_not_decoded(app: FastAPI, side: int) -> None:
    content = bomb(side)
    assert len(content) < 50_000
    for path, field in (("measure", "photo"), ("recommend", "likes"), ("wear", "garments")):
        body: dict[str, Any] = {"photo": png("white")} if path == "wear" else {}
        found = problems(post(app, path, files=body | {field: content}))
        (problem,) = (each for (column, _), each in found.items() if column == field)
        assert problem["name"] == "too large"
        assert "50,000,000" in problem["zh"]
    several = [("likes", ("a.png", png("white", 4000, 4000)))] * 4
    found = problems(post(app, "recommend", files=several))
    assert list(found) == [("likes", 3)]
    assert "the request has more than 50,000,000 pixels" in found["likes", 3]["reason"]


@pytest.mark.parametrize(
    ("body", "place", "message"),
    [
        ({"likes": "x"}, "likes", "Input should be a valid array"),
        ({"likes": [None] * 13}, "likes", "at most 12 items"),
        ({"wish": "x" * (LONGEST + 1)}, "wish", "at most 10000 characters"),
        ({"wish": 3}, "wish", "valid string"),
        ({"top": 0}, "top", "greater than or equal to 1"),
        ({"top": 51}, "top", "less than or equal to 50"),
        ({"top": "3"}, "top", "valid integer"),
        ({"top": True}, "top", "valid integer"),
        ({"constraints": {"worn": ["uper"]}}, "constraints", "did you mean 'upper'?"),
        ({"constraints": {"kinds": [["jaket"]]}}, "constraints", "no garment category named 'jaket'"),
        ({"constraints": {"kinds": [[]]}}, "constraints", "at least 1 item"),
        ({"constraints": {"budget": [1]}}, "constraints", "at least 2 items"),
        ({"constraints": {"budget": [-1, 5]}}, "constraints", "greater than or equal to 0"),
        ({"constraints": {"x": 1}}, "constraints", "Extra inputs are not permitted"),
        ({"colours": {"skin": "brown"}}, "colours", "should match pattern"),
        ({"ratings": [{"evidence": {"taste": 1e9}, "liked": True}]}, "ratings", "less than or equal to 10"),
        ({"ratings": [{"evidence": {}, "liked": 1}]}, "ratings", "valid boolean"),
        ({"language": "zh"}, "language", "Extra inputs are not permitted"),
    ],
)
def test_what_is_not_declared_is_refused_by_field(app: FastAPI, body: Any, place: str, message: str) -> None:
    told = post(app, "recommend", json=body)
    assert told.status_code == 422
    found = told.json()["problems"]
    assert [each["reason"] for each in found if not each["zh"]] == []
    assert {each["column"] for each in found} == {place}
    assert message in " ".join(each["reason"] for each in found)


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({"constraints": {"colours": ["bluu"]}}, "no colour named 'bluu'; did you mean 'blue'?"),
        ({"constraints": {"budget": [9, 5]}}, "the least of a budget is 0 or more and not above the most"),
        ({"constraints": {"budget": [0, 1]}}, "your conditions leave none of 8 garments (left out: budget 8)"),
        (
            {"colours": {"skin": {"lightness": {"low": -1, "mid": 0, "high": 1}, "a": ZERO, "b": ZERO}}},
            "lightness is L*, from 0 to 100, not from -1.0 to 1.0",
        ),
        ({"colours": {"contrast": {"low": 3, "mid": 2, "high": 4}}}, "an interval runs from low over mid to high"),
    ],
)
def test_what_cannot_be_is_one_sentence(app: FastAPI, body: Any, message: str) -> None:
    response = post(app, "recommend", json=body)
    assert response.status_code == 422
    assert message in response.json()["error"]
    assert response.json()["zh"]


def test_numbers_that_are_none_are_refused(app: FastAPI) -> None:
    for number in ("NaN", "Infinity", "1e999"):
        body = '{"constraints": {"budget": [0, NUMBER]}}'.replace("NUMBER", number)
        response = send(app, "POST", "/tryon/recommend", content=body, headers={"content-type": "application/json"})
        assert response.status_code == 422


def test_forms_hold_json_where_fields_are_no_text(app: FastAPI, like: bytes) -> None:
    fields = {"constraints": '{"worn": ["upper"]}', "top": "2", "wish": "blue", "changes": "true"}
    found = told(post(app, "recommend", data=fields, files=[("likes", ("a.jpg", like))]))
    assert all(item["slot"] == "top" for look in found["looks"] for item in look["garments"])
    broken = {"constraints": "{", "top": "two", "ratings": "[" * 10_000}
    assert {column for column, _ in problems(post(app, "recommend", data=broken, files={"likes": like}))} == set(broken)
    twice = problems(post(app, "recommend", files=[("wish", (None, "a")), ("wish", (None, "b")), ("photo", like)]))
    assert twice["wish", None]["reason"] == "2 fields of this name: give one"
    unknown = problems(post(app, "recommend", files={"path": (None, "/etc/passwd")}))
    assert unknown["path", None]["reason"] == "Extra inputs are not permitted"


def test_forms_of_more_values_than_memory_are_not_read(app: FastAPI) -> None:
    for fields in (
        {"ratings": f"[{'7,' * 500_000}7, 7]"},
        {"ratings": f"[{'7,' * 300_000}7]", "constraints": f"[{'7,' * 300_000}7]"},
    ):
        response = post(app, "recommend", files={name: (None, text) for name, text in fields.items()})
        assert response.status_code == 422
        assert response.json()["error"] == "the body has more than 500,000 values: send fewer at once"


def test_long_and_chinese_wishes_are_read(app: FastAPI) -> None:
    long = [each * (LONGEST // len(each)) for each in ("夏", "not too ", "👗", "a\u0300", "1.", "under ", " ")]
    for wish in (*long, "\x00", "\u202e"):
        assert told(post(app, "recommend", json={"wish": wish, "top": 1}))["looks"]


@pytest.mark.parametrize(
    "digest",
    [
        *(NO_SUCH, "..", "../../etc/passwd", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "..%5c..%5cetc", "%00", "a" * 5000),
        *("' OR 1=1 --", "wardrobe.sqlite", "%F0%9F%91%97", NO_SUCH + "/../photo"),
    ],
)
def test_no_path_is_reached_from_a_digest(app: FastAPI, digest: str) -> None:
    for path in (f"wardrobe/{digest}", f"wardrobe/{digest}/photo"):
        response = get(app, path)
        assert response.status_code == 404
        assert set(response.json()) == {"error", "zh", "key", "problems"}
    found = problems(post(app, "wear", json={"photo": url(png()), "garments": [digest]}))
    assert found["garments", 0]["name"] in ("unknown garment", "unreadable")


def test_pages_are_numbers_within_bounds(app: FastAPI) -> None:
    for query in ({"start": -1}, {"size": 0}, {"size": 201}, {"start": "x"}, {"start": "9" * 50}):
        response = get(app, "wardrobe", params=query)
        assert response.status_code == 422
        assert response.json()["problems"][0]["column"] == next(iter(query))


def test_other_bodies_and_methods_are_refused(app: FastAPI, me: bytes) -> None:
    for path in ("measure", "recommend", "wear"):
        for kind in ("text/plain", "image/jpeg", "application/x-www-form-urlencoded", ""):
            response = send(app, "POST", f"/tryon/{path}", content=me, headers={"content-type": kind})
            assert response.status_code == 415
            assert "send the body as application/json or multipart/form-data" in response.json()["error"]
        assert get(app, path).status_code == 405
    assert problems(post(app, "measure", json={})).keys() == {("photo", None)}
    assert problems(post(app, "measure", json={"photo": None}))["photo", None]["name"] == "unreadable"
    assert problems(post(app, "measure", files={"photo": b""}))["photo", None]["name"] == "unreadable"
    assert problems(post(app, "measure", files=[("photo", me), ("photo", me)])).keys() == {("photo", None)}


def test_two_garments_of_one_place_are_not_worn(app: FastAPI, me: bytes, like: bytes) -> None:
    response = post(app, "wear", json={"photo": url(me), "garments": [url(like), url(like)]})
    assert response.status_code == 422
    assert "at most one for each place" in response.json()["error"]
    assert response.json()["zh"].startswith("每套搭配至少一件衣物，每个部位最多一件")


def test_the_same_bounds_hold_as_for_a_model(fitting: Fitting, me: bytes) -> None:
    key = ApiKey.of("0123456789abcdef")
    app = create_app(limits=Limits(request=2000, pixels=1000, queue=1), key=key, apps={"tryon": endpoints(fitting)})
    right = {"authorization": "Bearer 0123456789abcdef"}
    for path in ("measure", "recommend", "wear"):
        assert post(app, path, json={}).status_code == 401
        assert post(app, path, files={"photo": me}, headers=right).status_code == 413
    for path in ("wardrobe", f"wardrobe/{NO_SUCH}", f"wardrobe/{NO_SUCH}/photo"):
        assert get(app, path).status_code == 401
    found = problems(post(app, "measure", files={"photo": png()}, headers=right))
    assert found["photo", None]["name"] == "too large"
    app.state.admission._queue.taken = 1
    for response in (post(app, "recommend", json={}, headers=right), get(app, "wardrobe", headers=right)):
        assert response.status_code == 429
        assert response.headers["retry-after"] == "1"


def test_what_another_process_changes_is_seen_and_what_is_deleted_is_gone(
    shop: Shop, tmp_path: Path, like: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    own = Wardrobe(tmp_path / "own")
    own.add(sorted(shop.photos.iterdir())[:3])
    stock = WardrobeCache(tmp_path / "own")
    first, *rest = stock.garments
    own.remove(first)
    assert list(stock.garments) == rest
    own.add(shop.like)
    assert len(stock.garments) == 3
    fitting = object.__new__(Fitting)
    fitting.stock = stock
    app = create_app(apps={"tryon": endpoints(fitting)})
    own.forget()
    response = get(app, "wardrobe")
    assert response.status_code == 503
    assert response.json()["error"] == "the wardrobe cannot be read now; ask whoever runs the service"
    assert str(tmp_path) not in json.dumps([response.json(), [record.getMessage() for record in caplog.records]])


def test_a_garment_that_is_removed_while_it_is_asked_for_is_no_fault(
    shop: Shop, fitting: Fitting, tmp_path: Path, me: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = Wardrobe(tmp_path / "own")
    own.add(sorted(shop.photos.iterdir())[:3])
    other = copy.copy(fitting)
    other.stock = WardrobeCache(tmp_path / "own")
    first = next(iter(other.stock.garments))

    def see(photos: RequestPhotos) -> SeenPhotos:
        own.remove(first)
        return fitting.see(photos)

    monkeypatch.setattr(other, "see", see)
    response = post(create_app(apps={"tryon": endpoints(other)}), "wear", json={"photo": url(me), "garments": [first]})
    assert response.status_code == 503
    assert response.json()["error"] == "the wardrobe cannot be read now; ask whoever runs the service"


def test_a_wardrobe_must_be_there_and_hold_something(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"there is no wardrobe in .*: intarsia tryon add .* PHOTOS makes one"):
        WardrobeCache(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()
    Wardrobe(tmp_path / "empty").close()
    with pytest.raises(DataError, match=r"the wardrobe in .* is empty: intarsia tryon add .* PHOTOS fills it"):
        WardrobeCache(tmp_path / "empty")
