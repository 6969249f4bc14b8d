"""A kind of column from another package works wherever the built-in ones do, and no line in src/ knows of it."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pandas as pd
import pytest
from plugging import kept, plugged

import intarsia as ia
from intarsia.columns.base import columns
from intarsia.encoders.base import encoders
from intarsia.reporting import report
from intarsia.serving import create_app
from intarsia.studio.ask.asking import answer, asked, form, row
from intarsia.studio.compare.render import inputs
from intarsia.studio.compare.table_setup import TableSetup

ROWS = 60


@pytest.fixture(scope="module", autouse=True)
def package() -> Iterator[Path]:
    with plugged("colour", columns, encoders) as folder:
        yield folder


def shades() -> pd.DataFrame:
    """Shades that are warm where they have more red than blue; a cell is missing."""
    pixels = np.random.default_rng(0).integers(0, 256, (ROWS, 3), dtype=np.uint8)
    names = [f"#{pixel.tobytes().hex()}" for pixel in pixels]
    said = ["matt", "glossy"] * (ROWS // 2)
    warm = np.where(pixels[:, 0] > pixels[:, 2], "warm", "cold")
    return pd.DataFrame({"shade": [None, *names[1:]], "finish": said, "feels": warm})


@pytest.fixture(scope="module")
def learner() -> ia.Learner:
    store = ia.FeatureStore(":memory:")
    return ia.Learner("feels", encoders="plain", fitter="linear", store=store).fit(shades())


@pytest.mark.parametrize(("file", "name"), [("test_column", "colour"), ("test_encoder", "rgb")])
def test_it_keeps_the_contracts_of_the_built_in_ones(file: str, name: str) -> None:
    assert len(list(kept(file, name))) >= 7


def test_it_is_guessed_aloud() -> None:
    schema = ia.Schema.infer(ia.Table.read(shades()), "feels")
    assert columns.name_of(schema.columns["shade"]) == "colour"
    assert schema.notes["shade"].why.en == "colours, written as #rrggbb"
    assert "颜色" in schema.notes["shade"].why.zh
    assert schema.modalities() == {"shade": ("shade",), "table": ("finish",)}


def test_it_takes_part_in_a_comparison_and_its_report(tmp_path: Path) -> None:
    base = ia.Learner(encoders="plain", fitter="linear", store=ia.FeatureStore(":memory:"))
    board = ia.compare(shades(), "feels", base, folds=2, fusions=["concat"])
    assert board.best.score(shades()) > 0.8
    board.best.save_pretrained(tmp_path / "model")
    again = ia.Learner.from_pretrained(tmp_path / "model")
    assert again.predict(shades()).tolist() == board.best.predict(shades()).tolist()
    table = shades().assign(feels=["cold"] * ROWS)  # every warm one is a mistake, and so a card
    page = report(board, tmp_path / "report.html", table).read_text("utf-8")
    assert 'alt="shade: #' in page


def test_an_answer_is_explained_with_a_swatch(learner: ia.Learner, tmp_path: Path) -> None:
    why = ia.explain(learner, {"shade": "#FF2010", "finish": "matt"})
    assert why.cells["shade"].words == "#ff2010"
    assert 'alt="shade: #ff2010"' in why.save(tmp_path / "why.html").read_text("utf-8")


def test_a_service_reads_describes_and_refuses_it(learner: ia.Learner) -> None:
    app = create_app(learner)

    async def talk() -> tuple[Any, ...]:
        async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://shades") as client:
            bodies = ({"rows": [{"shade": "#ff2010"}]}, {"rows": [{"shade": "red"}]})
            good, bad = [await client.post("/predict", json=body) for body in bodies]
            form = await client.post("/predict", files={"shade": (None, "#1020ff")})
            return good, bad, form, await client.get("/openapi.json")

    good, bad, form, described = asyncio.run(talk())
    assert good.json()["answers"][0]["answer"] == "warm"
    assert form.json()["answers"][0]["answer"] == "cold"
    assert bad.status_code == 422
    (problem,) = bad.json()["problems"]
    assert (problem["column"], problem["row"]) == ("shade", 0)
    assert problem["reason"] == "expected a colour such as #aa3311, got 'red'"
    assert problem["zh"] == "应为 #aa3311 这样的颜色，却是 'red'"
    assert '"description":"colour"' in described.text.replace(" ", "")


def test_the_studio_sets_a_table_with_it_up() -> None:
    setup = TableSetup.of(ia.Table.read(shades()), "feels")
    assert [(line.name, line.kind) for line in setup.lines()] == [("shade", "colour"), ("finish", "category")]
    assert '<option value="colour" selected data-en="colour" data-zh="颜色">' in inputs(setup)
    assert setup.told("shade", "text").lines()[0].kind == "text"
    assert setup.told("shade", "text").told("shade", "colour").lines()[0].kind == "colour"


def test_the_studio_asks_for_it(learner: ia.Learner) -> None:
    page = form(learner)
    assert 'type="text" autocomplete="off" data-cell="shade"' in page
    assert "颜色" in page
    told = answer(asked(learner, row(learner, {"shade": " #ff2010 ", "finish": "matt"}, {}))).en
    assert told.startswith("feels: warm, with a probability of 0.")


def test_a_fresh_process_finds_it_by_its_entry_point(package: Path, tmp_path: Path) -> None:
    shades().to_csv(tmp_path / "shades.csv", index=False)
    path = os.pathsep.join([str(package), *sys.path])
    run = "import sys; from intarsia.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", run, "describe", str(tmp_path / "shades.csv"), "--column", "finish=colour"]
    done = subprocess.run(command, env={**os.environ, "PYTHONPATH": path}, capture_output=True, text=True, check=False)
    assert "colours, written" in done.stdout
    assert "kinds: image, colour, vector, number, category, text" in done.stdout
    assert done.returncode == 2
    assert "column 'finish', row 0: expected a colour such as #aa3311, got 'matt'" in done.stderr
