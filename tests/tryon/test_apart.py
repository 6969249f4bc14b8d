"""Two garments that are called alike are told apart by the first thing that differs."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from clothes import garment

from intarsia.apps.tryon.garment.garment import FILE
from intarsia.apps.tryon.reasons.apart import told_apart

GREY = garment("shirt", "grey")


@pytest.mark.parametrize(
    ("differing", "names", "chinese"),
    [
        ({"palette": garment("shirt", "navy").palette}, ("navy shirt", "grey shirt"), "藏青色衬衫"),
        ({"pattern": "stripe"}, ("grey striped shirt", "grey shirt"), "灰色条纹衬衫"),
        ({"sleeve": "short"}, ("grey shirt (short sleeves)", "grey shirt (long sleeves)"), "灰色衬衫（短袖）"),
        ({"neck": "v"}, ("grey shirt (V-neck)", "grey shirt (with a collar)"), "灰色衬衫（V领）"),
        ({"price": 1299.5}, ("grey shirt (at 1,299.50)", "grey shirt (at 39)"), "灰色衬衫（售价 1,299.50）"),
        ({"title": "Oxford"}, ("grey shirt (“Oxford”)", "grey shirt (“Poplin”)"), "灰色衬衫（“Oxford”）"),
        ({"others": {FILE: "b.jpg"}}, ("grey shirt (b.jpg)", "grey shirt (a.jpg)"), "灰色衬衫（b.jpg）"),
        (
            {},
            ("grey shirt (number 1 of the wardrobe)", "grey shirt (number 2 of the wardrobe)"),
            "灰色衬衫（衣橱中第 1 件）",
        ),
    ],
)  # fmt: skip
def test_the_first_thing_that_differs_is_named(differing: dict[str, Any], names: tuple[str, str], chinese: str) -> None:
    same: dict[str, Any] = {"neck": "collar", "title": "Poplin", "price": 39.0, "others": {FILE: "a.jpg"}}
    old = dataclasses.replace(GREY, digest="old", **same)
    new = dataclasses.replace(GREY, digest="new", **(same | differing))
    one, other = told_apart(new, old, (new, old))
    assert (one.en, other.en) == names
    assert one.zh == chinese
    assert one.zh != other.zh


def test_what_is_not_known_of_both_tells_nothing() -> None:
    """A price beside none would be no difference that a shopper could see on the other."""
    new = dataclasses.replace(GREY, digest="new", price=39.0)
    one, other = told_apart(new, GREY, (GREY, new))
    assert one.en == "grey shirt (number 2 of the wardrobe)"
    assert other.en == "grey shirt (number 1 of the wardrobe)"
