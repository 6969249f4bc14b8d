"""What the fitting room answers over HTTP is what it answers, and it keeps nothing of whoever asks."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import threading
from pathlib import Path
from typing import Any

import httpx2
import PIL.Image
import pytest
from booth import get, post, talk, told, url
from fastapi import FastAPI
from shops import GARMENTS, SECRET, Shop

from intarsia.apps.tryon.person import measure
from intarsia.apps.tryon.room import FittingRoom
from intarsia.apps.tryon.service import Fitting
from intarsia.apps.tryon.service.colours import Colours
from waiting import PATIENCE

pytestmark = pytest.mark.slow


def test_a_person_is_measured_alike_from_a_file_and_a_data_url(app: FastAPI, me: bytes) -> None:
    found = told(post(app, "measure", files={"photo": ("me.jpg", me)}))
    assert found == told(post(app, "measure", json={"photo": url(me)}))
    expected = measure(me)
    assert Colours.model_validate(found["colours"]) == Colours.of(expected.tones)
    assert found["hex"]["skin"].startswith("#")
    assert set(found["visible"]) == expected.visible
    assert (found["width"], found["height"]) == (720, 960)
    assert found["landmarks"]["nose"]["x"] == pytest.approx(expected.joint("nose")[0], abs=0.01)
    assert len(found["landmarks"]) == 33


def test_looks_are_those_of_the_room_with_reasons_in_both_languages(
    app: FastAPI, shop: Shop, me: bytes, like: bytes, tmp_path: Path
) -> None:
    wish = "夏天的婚礼，不要太正式"
    form = {"data": {"wish": wish, "top": "4"}, "files": {"photo": me, "likes": ("a.jpg", like)}}
    found = told(post(app, "recommend", **form))
    expected = FittingRoom(tmp_path).recommend(measure(me), [like], wish, shop.wardrobe, 4)
    assert [each["key"] for each in found["looks"]] == [each.outfit.key for each in expected]
    assert found["chosen_from"] == len(GARMENTS)
    for each, look in zip(found["looks"], expected, strict=True):
        assert each["score"] == pytest.approx(look.score)
        assert sum(each["parts"].values()) == pytest.approx(each["score"])
        assert [item["digest"] for item in each["garments"]] == [item.digest for item in look.outfit.items]
        assert len(each["reasons"]) >= 3
        assert all(words["en"] and words["zh"] for words in [*each["reasons"], each["title"]])
        assert each["closest"]["liked"] == 0
        assert each["change"] is None
    assert {"en": "Season", "zh": "季节"} in [each["about"] for each in found["understood"]]
    assert found == told(post(app, "recommend", json={"photo": url(me), "likes": [url(like)], "wish": wish, "top": 4}))


def test_measured_colours_are_sent_back_instead_of_the_photo(app: FastAPI, me: bytes) -> None:
    colours = told(post(app, "measure", files={"photo": me}))["colours"]
    one, other = (
        told(post(app, "recommend", json=body | {"top": 3})) for body in ({"photo": url(me)}, {"colours": colours})
    )
    assert one == other
    stated = told(post(app, "recommend", json={"colours": {"skin": "#4a2e1f", "hair": "#0d0d0f"}, "top": 3}))
    assert stated["looks"][0]["parts"]["suits"] != one["looks"][0]["parts"]["suits"]
    corrected = told(post(app, "recommend", data={"colours": '{"hair": "#b08d57"}', "top": "3"}, files={"photo": me}))
    assert "suits" not in corrected["looks"][0]["unused"]
    assert corrected != one
    nothing = told(post(app, "recommend", json={}))
    assert "suits" in nothing["looks"][0]["unused"]


def test_ratings_come_with_the_request_and_go_with_it(app: FastAPI, fitting: Fitting, shop: Shop) -> None:
    before = told(post(app, "recommend", json={"top": 8, "changes": True}))
    assert any(each["change"] and each["change"]["gain"] > 0 for each in before["looks"])
    last = before["looks"][-1]
    ratings = [
        {"evidence": last["evidence"], "liked": True},
        {"evidence": before["looks"][0]["evidence"], "liked": False},
    ]
    after = told(post(app, "recommend", json={"top": 8, "ratings": ratings * 10}))
    assert [each["key"] for each in after["looks"]] != [each["key"] for each in before["looks"]]
    assert "style" not in after["looks"][0]["unused"]
    assert told(post(app, "recommend", json={"top": 8, "changes": True})) == before
    assert fitting._room.preference.feedbacks == ()
    assert sorted(path.name for path in shop.wardrobe.iterdir() if path.suffix == ".json") == []


def test_constraints_are_kept_and_what_they_removed_is_counted(app: FastAPI) -> None:
    keeping = {
        "without": ["dress", "skirt"],
        "budget": [0, 50],
        "colours": ["红色"],
        "sizes": ["M"],
        "patterns": ["stripe"],
    }
    found = told(post(app, "recommend", json={"constraints": keeping, "likes": []}))
    assert found["removed"]["budget"] == 2
    assert found["removed"]["colours"] > 0
    for look in found["looks"]:
        assert sum(item["price"] for item in look["garments"]) <= 50
        assert all(item["slot"] != "dress" for item in look["garments"])


def test_a_preview_is_a_marked_png_with_what_was_guessed(app: FastAPI, me: bytes, like: bytes) -> None:
    listed = told(get(app, "wardrobe"))["garments"]
    trousers = next(each["digest"] for each in listed if each["category"] == "pants")
    found = told(post(app, "wear", json={"photo": url(me), "garments": [url(like), trousers]}))
    assert found["mark"] == {"en": "approximate preview", "zh": "近似预览"}
    head, content = found["picture"].split(",")
    assert head == "data:image/png;base64"
    picture = PIL.Image.open(io.BytesIO(base64.b64decode(content)))
    assert picture.format == "PNG"
    assert picture.width == 720
    assert picture.height > 960
    assert picture.text == {"Description": "approximate preview"}
    assert 0 < found["confidence"] <= 1
    assert len(found["sidecar"]["garments"]) == 2
    assert found["missing"] == []
    over, tucked = (
        told(post(app, "wear", json={"photo": url(me), "garments": [url(like), trousers], "tucked": each}))["picture"]
        for each in (False, True)
    )
    assert over == found["picture"] != tucked


def test_what_a_preview_cannot_show_is_told(app: FastAPI, me: bytes) -> None:
    with PIL.Image.open(io.BytesIO(me)) as whole:
        file = io.BytesIO()
        whole.crop((120, 0, 600, 400)).save(file, "JPEG", quality=92)
    listed = told(get(app, "wardrobe"))["garments"]
    shirt, trousers = (
        next(each["digest"] for each in listed if each["category"] == kind) for kind in ("shirt", "pants")
    )
    found = told(post(app, "wear", json={"photo": url(file.getvalue()), "garments": [shirt, trousers]}))
    (missing,) = found["missing"]
    assert missing["garment"] == 1
    assert missing["words"]["zh"].startswith("照片没有拍到髋部以下")
    response = post(app, "wear", json={"photo": url(file.getvalue()), "garments": [trousers]})
    (problem,) = response.json()["problems"]
    assert (response.status_code, problem["name"]) == (422, "hips hidden")


def test_the_wardrobe_is_paged_and_its_photos_know_nothing_else(app: FastAPI, shop: Shop) -> None:
    whole = told(get(app, "wardrobe"))
    assert whole["count"] == len(whole["garments"]) == len(GARMENTS)
    parts = [told(get(app, "wardrobe", params={"start": start, "size": 3}))["garments"] for start in (0, 3, 6, 9)]
    assert [len(each) for each in parts] == [3, 3, 2, 0]
    assert [each for part in parts for each in part] == whole["garments"]
    one = whole["garments"][0]
    assert told(get(app, f"wardrobe/{one['digest']}")) == one
    assert one["name"] == {"en": "beige trousers", "zh": "beige-trousers款"}
    assert (one["price"], one["sizes"]) == (55.0, ["S", "M"])
    photo = get(app, f"wardrobe/{one['digest']}/photo")
    assert photo.headers["content-type"] == "image/jpeg"
    with PIL.Image.open(io.BytesIO(photo.content)) as picture:
        assert picture.height == 256
        assert not picture.getexif()
    assert SECRET.encode() not in photo.content


def test_what_is_computed_is_counted(app: FastAPI, me: bytes) -> None:
    def value(name: str, **labels: str) -> float:
        return app.state.admission.metrics.registry.get_sample_value(name, labels or None) or 0.0

    names = ("intarsia_tryon_photos_total", "intarsia_tryon_looks_total")
    before = [value(name) for name in names]
    dark = value("intarsia_tryon_refused_total", reason="too dark")
    told(post(app, "recommend", json={"photo": url(me), "top": 2}))
    file = io.BytesIO()
    PIL.Image.new("RGB", (128, 128), "black").save(file, "PNG")
    post(app, "measure", files={"photo": file.getvalue()})
    assert [value(name) - was for name, was in zip(names, before, strict=True)] == [2.0, 2.0]
    assert value("intarsia_tryon_refused_total", reason="too dark") == dark + 1
    assert value("intarsia_tryon_seconds_count", what="recommending") > 0
    assert value("intarsia_requests_under_way") == 0


def test_evidence_is_numbers_alone(app: FastAPI) -> None:
    look = told(post(app, "recommend", json={"wish": "office", "top": 1}))["looks"][0]
    assert all(isinstance(value, float) for value in look["evidence"].values())
    json.dumps(look, allow_nan=False)


def test_photos_are_looked_at_while_looks_are_computed(
    app: FastAPI, fitting: Fitting, me: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    recommend, began, seen = Fitting.recommend, threading.Event(), threading.Event()

    def waits(self: Fitting, *given: Any) -> Any:
        began.set()
        assert seen.wait(PATIENCE), "a photo waited for the looks of another request"
        return recommend(self, *given)

    monkeypatch.setattr(Fitting, "recommend", waits)

    async def ask(client: httpx2.AsyncClient) -> list[httpx2.Response]:
        looks = asyncio.create_task(client.post("/tryon/recommend", json={"top": 1}))
        assert await asyncio.to_thread(began.wait, PATIENCE)
        measured = await client.post("/tryon/measure", files={"photo": me})
        seen.set()
        return [measured, await looks]

    assert [each.status_code for each in talk(app, ask)] == [200, 200]
