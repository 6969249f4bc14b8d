"""Models saved by earlier versions still load and answer as they did. Never rewrite a released format's folders."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from intarsia.learner import Learner

GOLDEN = Path(__file__).parents[1] / "golden"


@pytest.mark.parametrize("folder", sorted(GOLDEN.glob("format*")), ids=lambda folder: folder.name)
def test_a_model_of_an_earlier_format_answers_as_it_did(folder: Path) -> None:
    asked = json.loads((folder / "asked.json").read_text("utf-8"))
    again = Learner.from_pretrained(folder)
    np.testing.assert_allclose(again.predict_proba(pd.DataFrame(asked["rows"])), asked["answers"], atol=1e-5)
