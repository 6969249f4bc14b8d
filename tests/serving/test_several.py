"""One service with several models and applications: each has its path, and all share limits, key and metrics."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import APIRouter
from orchard import asked, fruit, learner, post, talk

import intarsia as ia
from intarsia import cli
from intarsia.cli.verbs.serve import endpoints_of
from intarsia.errors import OptionError, UnknownName
from intarsia.serving import Admission, ApiKey, Limits, create_app

KEY = "0123456789abcdef"


@pytest.fixture(scope="module")
def days() -> ia.Learner:
    """A regression beside the classification."""
    return learner(fruit()["days"] * 2, encoders="plain")


def greeting(admission: Admission) -> APIRouter:
    router = APIRouter(prefix="/greeter")

    @router.get("/hello")
    async def predict() -> str:
        return "hello"

    return router


def test_each_answers_at_its_own_path_what_it_answers_alone(ripeness: ia.Learner, days: ia.Learner) -> None:
    app = create_app(models={"fruit": ripeness, "days": days}, apps={"greeter": greeting})
    rows = {"rows": asked(3)}
    for kind in ("predict", "explain", "embed"):
        together = post(app, f"/models/fruit/{kind}", json=rows)
        assert together.status_code == 200
        assert together.json() == post(create_app(ripeness), f"/{kind}", json=rows).json()
    assert post(app, "/models/days/predict", json=rows).json()["kind"] == "regress"
    assert post(app, "/predict", json=rows).status_code == 404
    assert talk(app, lambda client: client.get("/greeter/hello")).json() == "hello"


def test_they_are_listed(ripeness: ia.Learner, days: ia.Learner) -> None:
    app = create_app(models={"fruit": ripeness, "days": days}, apps={"greeter": greeting})
    assert talk(app, lambda client: client.get("/models")).json() == {
        "models": [
            {"name": "fruit", "path": "/models/fruit", "label": "state", "kind": "classify"},
            {"name": "days", "path": "/models/days", "label": "answer", "kind": "regress"},
        ],
        "apps": ["/greeter"],
    }
    assert talk(create_app(ripeness), lambda client: client.get("/models")).status_code == 404


def test_openapi_tells_all_of_them_apart(ripeness: ia.Learner, days: ia.Learner) -> None:
    paths = create_app(models={"fruit": ripeness, "days": days}, apps={"greeter": greeting}).openapi()["paths"]
    names = [operation["operationId"] for path in paths.values() for operation in path.values()]
    assert len(set(names)) == len(names)
    assert {"models_fruit_predict", "models_days_predict", "greeter_hello"} <= set(names)
    alone = create_app(ripeness).openapi()["paths"]
    assert alone["/predict"]["post"]["operationId"] == "predict"


def test_one_key_and_one_set_of_limits_hold_for_all(ripeness: ia.Learner, days: ia.Learner) -> None:
    models = {"fruit": ripeness, "days": days}
    app = create_app(None, Limits(rows=2), ApiKey.of(KEY), models=models, apps={"greeter": greeting})
    headers = {"authorization": f"Bearer {KEY}"}
    for path in ("/models", "/greeter/hello", "/metrics"):
        assert talk(app, lambda client, path=path: client.get(path)).status_code == 401
        assert talk(app, lambda client, path=path: client.get(path, headers=headers)).status_code == 200
    for name in models:
        assert post(app, f"/models/{name}/predict", json={"rows": [{}]}).status_code == 401
        assert post(app, f"/models/{name}/predict", json={"rows": [{}] * 3}, headers=headers).status_code == 422
    told = talk(app, lambda client: client.get("/metrics", headers=headers)).text
    assert 'route="/models/fruit/predict",status="422"' in told


def test_features_are_kept_within_one_bound(ripeness: ia.Learner, days: ia.Learner) -> None:
    app = create_app(models={"fruit": ripeness, "days": days})
    rows = {"rows": asked(2)}
    post(app, "/models/fruit/predict", json=rows)
    store = app.state.admission.features
    encoded = store.encoded
    assert encoded
    post(app, "/models/fruit/predict", json=rows)
    assert store.encoded == encoded


def test_names_that_cannot_stand_side_by_side_are_refused(ripeness: ia.Learner) -> None:
    with pytest.raises(OptionError, match=r"two endpoints would answer POST /predict"):
        create_app(ripeness, routers=[lambda admission: _predicting()])
    with pytest.raises(OptionError, match=r"'a/b' cannot stand in a path"):
        create_app(models={"a/b": ripeness})
    with pytest.raises(OptionError, match=r"/greeter/hello is no path below /hello"):
        create_app(apps={"hello": greeting})


def _predicting() -> APIRouter:
    router = APIRouter()

    @router.post("/predict")
    async def predict() -> str:
        return ""

    return router


def test_what_cannot_be_served_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["serve"]) == 2
    assert cli.main(["serve", "--app", "tryon"]) == 2
    assert cli.main(["serve", str(tmp_path / "a" / "model"), str(tmp_path / "b" / "model")]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in lines] == ["intarsia"] * 3
    assert "--app NAME=FOLDER" in lines[0]
    assert "both be /models/model" in lines[2]
    with pytest.raises(UnknownName, match="no application that can be served named 'tryin'; did you mean 'tryon'"):
        endpoints_of({"tryin": "wardrobe"})
