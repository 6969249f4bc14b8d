"""Asking: a form is made of the schema, a row of what was filled in, an answer with its reasons of that."""

from __future__ import annotations

import re
from pathlib import Path

import pandas as pd
import pytest

import intarsia as ia
from intarsia.examples import fruit
from intarsia.studio.ask.asking import LONGEST, answer, asked, fields, form, row
from intarsia.studio.errors import PageError

KINDS = {"photo": "image", "note": "text", "days": "number", "farm": "category"}
CONTROLS = {"photo": "file", "note": "words", "days": "decimal", "farm": "choice"}


def learned(label: str = "state") -> ia.Learner:
    table = fruit(60).frame.assign(farm=["hill", "river"] * 30)
    schema = {name: kind for name, kind in KINDS.items() if name != label}
    store = ia.FeatureStore(":memory:")
    return ia.Learner(
        label, schema=schema, encoders="plain", fitter="linear", store=store,
    ).fit(table if label == "state" else table.drop(columns="state"))  # fmt: skip


@pytest.fixture(scope="module")
def learner() -> ia.Learner:
    return learned()


def test_the_form_has_a_field_for_every_column(learner: ia.Learner) -> None:
    assert {name: field.control for name, field in fields(learner).items()} == CONTROLS
    page = form(learner)
    assert page.count("<label") == 4
    assert 'type="file" accept="image/*" data-file="photo"' in page
    assert "<option>hill</option><option>river</option>" in page
    assert "the model answers “state”" in page
    assert "模型将回答“state”" in page


def test_a_row_is_answered_and_explained(learner: ia.Learner, tmp_path: Path) -> None:
    (tmp_path / "fruit.png").write_bytes(fruit(1).cells("photo")[0])
    given = row(learner, {"note": " very soft ", "days": "", "farm": None}, {"photo": tmp_path / "fruit.png"})
    assert given["note"] == "very soft"
    assert given["days"] is None
    assert given["farm"] is None
    why = asked(learner, given)
    (expected,) = learner.predict(pd.DataFrame([given]))
    told = re.fullmatch(r"state: (\w+), with a probability of ([\d.]+)\.", answer(why).en)
    assert told is not None
    assert told[1] == expected
    assert 0.5 <= float(told[2]) <= 1


def test_a_number_is_answered_without_a_probability() -> None:
    measured = learned("days")
    told = answer(asked(measured, row(measured, {"note": "very soft"}, {}))).en
    assert -20 < float(told.removeprefix("days: ").removesuffix(".").replace("−", "-")) < 30


def test_what_cannot_be_read_is_told(learner: ia.Learner) -> None:
    with pytest.raises(PageError, match=r"^“days”: expected a number, got 'many'; “farm”: expected") as caught:
        asked(learner, row(learner, {"days": "many"}, {}) | {"farm": object()})
    assert caught.value.message.zh == "“days”：应为数字，却是 'many'；“farm”：应为文字或数字，却是 object。"
    with pytest.raises(PageError, match="nothing is filled in: give at least one cell"):
        asked(learner, row(learner, {"days": " "}, {}))
    with pytest.raises(PageError, match="the model has no column “colour”: choose the model again"):
        row(learner, {"colour": "red"}, {})
    with pytest.raises(PageError, match="column “note” has 100,001 letters: at most 100,000 are read"):
        row(learner, {"note": "x" * (LONGEST + 1)}, {})


@pytest.mark.parametrize("there", [True, False])
def test_a_page_cannot_have_a_file_of_the_machine_read(learner: ia.Learner, tmp_path: Path, there: bool) -> None:
    path = tmp_path / "secret.png"
    if there:
        path.write_bytes(fruit(1).cells("photo")[0])
    with pytest.raises(PageError, match="“photo” takes a file that you choose, and no words") as caught:
        row(learner, {"photo": str(path)}, {})
    assert str(path) not in str(caught.value)
    assert "“photo”" in caught.value.message.zh
    assert row(learner, {"photo": " "}, {})["photo"] is None
