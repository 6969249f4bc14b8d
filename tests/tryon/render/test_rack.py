"""The demo wardrobe: a table and pictures that agree."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import PIL.Image
import pytest

from intarsia.apps.tryon.colour import colour_name, named
from intarsia.apps.tryon.synthetic import wardrobe
from intarsia.apps.tryon.synthetic.spec import KINDS
from intarsia.errors import OptionError


def test_the_table_says_what_is_rendered() -> None:
    rack = wardrobe(200)
    assert len(rack.table) == len(rack.specs) == 200
    assert set(rack.table["kind"]) == set(KINDS)
    for row, spec in zip(rack.table.to_dict("records"), rack.specs, strict=True):
        assert row["category"] == spec.style.category
        assert row["colour"] == colour_name(spec.colours[0]).english
        assert row["title"].lower().startswith(row["colour"])
        found = named(row["colour"])
        assert found is not None
        assert row["title_zh"].startswith(found.chinese)
        assert row["price"] > 0
        assert row["sizes"]


def test_a_larger_wardrobe_begins_like_a_smaller_one() -> None:
    assert wardrobe(30, 5).specs[:20] == wardrobe(20, 5).specs
    assert wardrobe(20, 5).specs != wardrobe(20, 6).specs


def test_saved_and_continued(tmp_path: Path) -> None:
    rack = wardrobe(3, kinds=("skirt", "tank"))
    first = next(iter(rack.save(tmp_path)))
    before = first.stat().st_mtime_ns
    paths = list(rack.save(tmp_path))
    assert [path.name for path in paths] == list(pd.read_csv(tmp_path / "wardrobe.csv")["picture"])
    assert first.stat().st_mtime_ns == before
    assert not list(tmp_path.glob("*.part"))
    with PIL.Image.open(paths[-1]) as picture:
        assert picture.height == rack.height


def test_nothing_to_offer() -> None:
    with pytest.raises(OptionError, match="a wardrobe has at least one garment of at least one kind, not 0 of 10"):
        wardrobe(0)
