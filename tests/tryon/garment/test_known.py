from __future__ import annotations

import math

import pytest

from cases import over
from intarsia.apps.tryon.garment.stated import ANYBODY, Stated
from intarsia.errors import BadValue, UnknownName


def test_columns_are_known_in_two_languages():
    english = Stated.of({"Title": "Oxford", "Category": "Shirt", "PRICE": "$1,299.50", "size": "S, m;L", "brand": "X"})
    chinese = Stated.of({"标题": "Oxford", "类别": "衬衫", "价格": "1299.5元", "尺码": "S M L", "brand": "X"})
    assert english == chinese
    assert english == Stated("shirt", title="Oxford", price=1299.5, sizes=("S", "M", "L"), others={"brand": "X"})


def test_empty_cells_are_not_known():
    assert Stated.of({"title": " ", "price": math.nan, "size": None, "category": ""}) == Stated()


def test_beside_a_category_the_kind_may_be_anything():
    told = Stated.of({"kind": "tank", "category": "t-shirt", "name": "top 7", "title": "Vest"})
    assert told == Stated("t-shirt", title="Vest", others={"kind": "tank", "name": "top 7"})


@over(
    ("cell", "price"),
    [
        *((20, 20.0), ("19,99 €", 19.99), ("¥ 300", 300.0), ("1,000", 1000.0), (0, 0.0), (1.299, 1.299)),
        *(("¥1,299.00", 1299.0), ("1.299,00 €", 1299.0), ("1\u202f299,00 €", 1299.0), ("CHF 1'299.50", 1299.5)),
        *(("1.299.000 đ", 1299000.0), ("1,299,000.5", 1299000.5), ("0.125", 0.125)),
    ],
)
def test_prices_are_read_as_shops_write_them(cell, price):
    assert Stated.of({"price": cell}).price == price


@over("cell", ["free", "-5", math.inf])
def test_what_is_no_price_is_refused_with_its_row(cell):
    with pytest.raises(BadValue, match=r"column 'price', row 3: .* is no price; write a number, or leave it empty"):
        Stated.of({"price": cell}, 3)


def test_what_may_be_two_prices_is_not_guessed():
    with pytest.raises(BadValue, match=r"'1\.299 €' may be 1299 or 1\.299; write 1299, or 1\.2990"):
        Stated.of({"price": "1.299 €"}, 3)


@over("cell", ["One Size", "one-size", "FREE SIZE", "均码"])
def test_a_size_for_everybody_is_one_size(cell):
    (size,) = Stated.of({"sizes": cell}).sizes
    assert size in ANYBODY


def test_an_unknown_category_in_a_table_lists_the_known_ones():
    with pytest.raises(BadValue, match="'spaceship' is no garment category; choose one of t-shirt, shirt"):
        Stated.of({"type": "spaceship"}, 0)


def test_traits_spelled_otherwise_are_kept_beside():
    found = Stated.of({"sleeve": "Long", "neck": "sweetheart"})
    assert (found.sleeve, found.neck, found.others) == ("long", None, {"neck": "sweetheart"})


def test_wrong_facts_suggest_the_right_ones():
    with pytest.raises(UnknownName, match="no garment category named 'shrt'; did you mean 'shirt'"):
        Stated(category="shrt")
    with pytest.raises(UnknownName, match="no pattern named 'strip'; did you mean 'stripe'"):
        Stated(pattern="strip")


def test_the_text_is_title_and_description():
    assert Stated(title="a", description="b").text == "a\nb"
    assert Stated(price=3.0).text == ""
