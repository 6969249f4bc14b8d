"""What the service answers is what the learner answers."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx2
import numpy as np
import pytest
from fastapi import FastAPI
from orchard import asked, fruit, in_memory, learner, png, post, talk, url

import intarsia as ia
from intarsia.serving import create_app


def shares(response: httpx2.Response) -> np.ndarray[Any, Any]:
    assert response.status_code == 200, response.text
    return np.array([list(each["probabilities"].values()) for each in response.json()["answers"]])


def test_predict_answers_as_the_learner_does(app: FastAPI, ripeness: ia.Learner) -> None:
    rows = asked(12)
    found = post(app, "/predict", json={"rows": rows})
    told = found.json()
    assert (told["label"], told["kind"]) == ("state", "classify")
    assert [each["answer"] for each in told["answers"]] == ripeness.predict(in_memory(rows)).tolist()
    np.testing.assert_allclose(shares(found), ripeness.predict_proba(in_memory(rows)), atol=1e-6)
    assert list(told["answers"][0]["probabilities"]) == ["ripe", "unripe"]


def test_files_answer_like_data_urls(app: FastAPI) -> None:
    rows = asked(3)
    fields = {name: [str(row[name]) for row in rows] for name in ("note", "days", "farm")}
    files = [("photo", (f"{place}.png", each["photo"])) for place, each in enumerate(in_memory(rows))]
    form = post(app, "/predict", data=fields, files=files)
    np.testing.assert_allclose(shares(form), shares(post(app, "/predict", json={"rows": rows})), atol=1e-6)
    urls = post(app, "/predict", data=fields | {"photo": [row["photo"] for row in rows]}, files={"": b""})
    assert urls.status_code == 422  # a field without a name is no column
    (jpeg,) = post(app, "/predict", files={"photo": ("p.jpg", png(kind="JPEG"))}).json()["answers"]
    assert jpeg["missing"] == ["note", "days", "farm"]


def test_what_is_missing_and_what_is_new_is_told(app: FastAPI) -> None:
    rows = [{}, {"photo": "", "note": None, "days": 3, "farm": "moon"}, {"note": " ", "days": "n/a", "farm": "hill"}]
    answers = post(app, "/predict", json={"rows": rows}).json()["answers"]
    assert [each["missing"] for each in answers] == [
        ["photo", "note", "days", "farm"],
        ["photo", "note"],
        ["photo", "note", "days"],
    ]
    assert [each["unseen"] for each in answers] == [[], ["farm"], []]


def test_embed_gives_the_fused_vectors(app: FastAPI, ripeness: ia.Learner) -> None:
    rows = asked(4)
    found = post(app, "/embed", json={"rows": rows}).json()
    expected = ripeness.transform(in_memory(rows))
    assert found["width"] == expected.shape[1]
    np.testing.assert_allclose(found["vectors"], expected, atol=1e-5)


def test_explain_gives_shapley_values_that_add_up(app: FastAPI, ripeness: ia.Learner) -> None:
    rows = [*asked(2), {"note": "soft"}]
    told = post(app, "/explain", json={"rows": rows}).json()["explanations"]
    expected = ia.explain(ripeness, in_memory(asked(2)))
    for place, each in enumerate(told):
        total = each["base"]["ripe"] + sum(share["ripe"] for share in each["contributions"].values())
        assert total == pytest.approx(each["scores"]["ripe"], abs=1e-9)
        if place < 2:
            found = [each["contributions"][name]["ripe"] for name in expected.modalities]
            np.testing.assert_allclose(found, expected.shapley[place, :, 0], atol=1e-6)
    assert told[2]["missing"] == ["photo", "table"]
    assert told[2]["contributions"]["photo"] == {"ripe": 0.0, "unripe": 0.0}


def test_attention_and_weights_are_told_where_there_are_such() -> None:
    app = create_app(learner(fusion="attention", fitter=ia_trainer()))
    (why,) = post(app, "/explain", json={"rows": asked(1)}).json()["explanations"]
    assert set(why["attention"]) == {"photo", "note", "table"}
    assert sum(sum(each) for each in why["attention"].values()) == pytest.approx(1, abs=1e-5)
    app = create_app(learner(fusion="sum", fitter=ia_trainer()))
    (why,) = post(app, "/explain", json={"rows": asked(1)}).json()["explanations"]
    assert sum(why["weights"].values()) == pytest.approx(1, abs=1e-5)


def ia_trainer() -> Any:
    from intarsia.training.trainer import Trainer

    return Trainer(epochs=2)


def test_regressions_and_several_labels_have_shapes_of_their_own() -> None:
    table = fruit()
    app = create_app(learner(table["days"].to_numpy()))
    told = post(app, "/predict", json={"rows": asked(2)}).json()
    assert (told["label"], told["kind"]) == ("answer", "regress")
    assert all(isinstance(each["answer"], float) and each["probabilities"] is None for each in told["answers"])
    (why,) = post(app, "/explain", json={"rows": asked(1)}).json()["explanations"]
    assert list(why["scores"]) == ["answer"]
    sets = [["old"] * (row["days"] > 5) + ["hill"] * (row["farm"] == "hill") for row in table.to_dict("records")]
    matrix = np.array([["old" in each, "hill" in each] for each in sets], dtype=int)
    for y in (np.array([tuple(each) for each in sets] + [None], dtype=object)[:-1], matrix):
        app = create_app(learner(y, task="multilabel"))
        answers = post(app, "/predict", json={"rows": asked(6)}).json()["answers"]
        for each in answers:
            assert each["answer"] == [
                name if name in ("old", "hill") else int(name) for name, p in each["probabilities"].items() if p >= 0.5
            ]


def test_requests_that_share_a_pass_are_answered_as_if_alone(ripeness: ia.Learner) -> None:
    app = create_app(ripeness)
    bodies = [asked(1 + place % 3, place) for place in range(16)]
    bodies[5] = [{"note": "soft"}]
    bodies[7] = [{"days": 2, "farm": 7}]
    alone = [shares(post(app, "/predict", json={"rows": rows})) for rows in bodies]
    before = app.state.admission.metrics.registry.get_sample_value("intarsia_pass_rows_count")

    async def at_once(client: httpx2.AsyncClient) -> Any:
        return await asyncio.gather(*(client.post("/predict", json={"rows": rows}) for rows in bodies))

    together = [shares(each) for each in talk(app, at_once)]
    passes = app.state.admission.metrics.registry.get_sample_value("intarsia_pass_rows_count") - before
    assert passes < len(bodies)
    for one, other in zip(alone, together, strict=True):
        np.testing.assert_allclose(other, one, atol=1e-6)


def test_what_strangers_send_does_not_reach_the_learners_store(app: FastAPI, ripeness: ia.Learner) -> None:
    before = ripeness.store_.encoded
    post(app, "/predict", json={"rows": [{"photo": url(png(0.123))}]})
    assert ripeness.store_.encoded == before
