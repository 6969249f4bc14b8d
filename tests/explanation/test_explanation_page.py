from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import intarsia as ia
from intarsia.columns import Image, Number, Schema

HOSTILE = "<script>alert(1)</script>"


@pytest.mark.parametrize("fusion", ["concat", "attention", "average"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_row_as_a_page(fusion, language, learn, frame, tmp_path):
    why = ia.explain(learn(fusion=fusion), frame.iloc[3])
    path = why.save(tmp_path / "pages" / "why.html", language)
    text = path.read_text("utf-8")
    assert f'data-language="{language}"' in text
    assert "Why this answer?" in text
    assert "为什么这样回答？" in text
    assert str(why.answers[0]) in text
    assert ("Where the fusion looks" in text) == (fusion == "attention")
    assert ("own weights" in text) == (fusion != "concat")


@pytest.mark.parametrize("label", ["answer", "weight"])
def test_a_table_as_a_page(label, learn, frame, tmp_path):
    text = ia.explain(learn(label), frame).save(tmp_path / "why.html").read_text("utf-8")
    assert f"Over {len(frame)} rows." in text
    assert "The row" not in text


def test_a_row_is_shown_with_its_picture_and_hostile_names_do_no_harm(tmp_path):
    chance = np.random.default_rng(0)
    frame = pd.DataFrame({HOSTILE: chance.normal(size=20)})
    frame["photo"] = [np.full((9, 9, 3), 20 * (row % 5), dtype=np.uint8) for row in range(20)]
    frame["y"] = [HOSTILE if row % 2 else "no" for row in range(20)]
    schema = Schema({HOSTILE: Number(), "photo": Image()})
    store = ia.FeatureStore(tmp_path / "store")
    learner = ia.Learner("y", schema=schema, encoders="plain", fitter="linear", store=store).fit(frame)
    text = ia.explain(learner, frame.iloc[[1]]).save(tmp_path / "why.html").read_text("utf-8")
    assert 'src="data:image/' in text
    assert HOSTILE not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
