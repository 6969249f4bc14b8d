"""A kind of column whose cells are files, from another package: uploads, bounds, confinement; no edit in src/."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import Iterator
from pathlib import Path

import httpx2
import pandas as pd
import pytest
from plugging import kept, plugged

import intarsia as ia
from intarsia.columns.base import columns
from intarsia.encoders.base import encoders
from intarsia.errors import SchemaError
from intarsia.serving import Limits, create_app
from intarsia.studio.ask.asking import answer, asked, form, row
from intarsia.studio.compare.table_setup import read
from intarsia.studio.errors import PageError

ROWS = 40


@pytest.fixture(scope="module", autouse=True)
def package() -> Iterator[Path]:
    with plugged("curve", columns, encoders) as folder:
        yield folder


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CSV file of paths of curves that rise or fall."""
    folder = tmp_path_factory.mktemp("curves")
    for place in range(ROWS):
        values = [place, 0, place + (3 if place % 2 else -3)]
        (folder / f"{place}.curve").write_text("\n".join(map(str, values)))
    paths = [f"{place}.curve" for place in range(ROWS)]
    pd.DataFrame({"course": paths, "goes": ["down", "up"] * (ROWS // 2)}).to_csv(folder / "curves.csv", index=False)
    return folder / "curves.csv"


@pytest.fixture(scope="module")
def learner(table: Path) -> ia.Learner:
    return ia.Learner("goes", encoders="plain", fitter="linear", store=ia.FeatureStore(":memory:")).fit(table)


@pytest.mark.parametrize(("file", "name"), [("test_column", "curve"), ("test_encoder", "ends")])
def test_it_keeps_the_contracts_of_the_built_in_ones(file: str, name: str) -> None:
    assert len(list(kept(file, name))) >= 7


def test_it_is_guessed_opened_in_its_folder_and_learned(learner: ia.Learner, table: Path) -> None:
    assert columns.name_of(learner.schema_.columns["course"]) == "curve"
    assert learner.score(table) > 0.9
    with pytest.raises(SchemaError, match=r"no file .gone\.curve."):
        learner.predict([{"course": "gone.curve"}])


def test_a_service_takes_uploads_within_its_budget_and_no_paths(learner: ia.Learner, table: Path) -> None:
    app = create_app(learner, limits=Limits(pixels=5))
    rising = "data:text/plain;base64," + base64.b64encode(b"1\n2\n4").decode()

    async def talk() -> list[httpx2.Response]:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://curves") as client:
            return [
                await client.post("/predict", files={"course": ("a.curve", b"9\n2\n6")}),
                await client.post("/predict", json={"rows": [{"course": rising}]}),
                await client.post("/predict", json={"rows": [{"course": rising}, {"course": rising}]}),
                await client.post("/predict", json={"rows": [{"course": str(table.parent / "1.curve")}]}),
            ]

    upload, url, too_much, path = asyncio.run(talk())
    assert upload.json()["answers"][0]["answer"] == "down"
    assert url.json()["answers"][0]["answer"] == "up"
    assert (too_much.status_code, path.status_code) == (422, 422)
    assert "more than 5 pixels" in too_much.json()["problems"][0]["reason"]
    assert "paths and URLs are not followed" in path.json()["problems"][0]["reason"]


def test_the_studio_takes_a_file_and_no_words(learner: ia.Learner, table: Path) -> None:
    assert 'type="file" accept=".curve" data-file="course"' in form(learner)
    why = asked(learner, row(learner, {}, {"course": table.parent / "1.curve"}))
    assert answer(why).en.startswith("goes: up, with a probability of ")
    assert why.cells["course"].words == "3 values, up to 4"
    with pytest.raises(PageError, match="“course” takes a file that you choose, and no words"):
        row(learner, {"course": str(table)}, {})


def test_the_studio_refuses_a_table_of_files_that_lie_elsewhere(table: Path, tmp_path: Path) -> None:
    pd.DataFrame({"course": [str(table.parent / "1.curve")] * 4, "goes": [1, 2] * 2}).to_csv(tmp_path / "t.csv")
    with pytest.raises(PageError, match="“course” names files outside of the table's folder"):
        read(tmp_path / "t.csv", tmp_path)
