from __future__ import annotations

import math

import pytest

from cases import over
from intarsia.apps.tryon.garment.prices import decimal_sign, price
from intarsia.apps.tryon.garment.shop_row import Unread, read_row
from intarsia.apps.tryon.garment.stated import ANYBODY, Stated
from intarsia.apps.tryon.wish.amounts import AmbiguousAmount
from intarsia.errors import UnknownName


def stated(row: dict[str, object]) -> Stated:
    """What a row states that is understood as a whole."""
    found = read_row(row)
    assert found.unread == ()
    return found.stated


def test_columns_are_known_in_two_languages():
    english = stated({"Title": "Oxford", "Category": "Shirt", "PRICE": "$1,299.50", "size": "S, m;L", "brand": "X"})
    chinese = stated({"标题": "Oxford", "类别": "衬衫", "价格": "1299.5元", "尺码": "S M L", "brand": "X"})
    assert english == chinese
    assert english == Stated("shirt", title="Oxford", price=1299.5, sizes=("S", "M", "L"), others={"brand": "X"})


def test_empty_cells_are_not_known():
    assert stated({"title": " ", "price": math.nan, "size": None, "category": "", "gender": ""}) == Stated()


def test_beside_a_category_the_kind_may_be_anything():
    told = stated({"kind": "tank", "category": "t-shirt", "name": "top 7", "title": "Vest"})
    assert told == Stated("t-shirt", title="Vest", others={"kind": "tank", "name": "top 7"})
    assert stated({"category": "Apparel", "articleType": "Track Pants"}).category == "pants"


def test_a_word_that_says_more_than_the_kind_is_kept():
    assert stated({"category": "Jeans"}) == Stated("pants", others={"category": "Jeans"})
    assert stated({"category": "Tops"}) == Stated(kind_word="Tops", others={"category": "Tops"})
    assert stated({"type": "Dresses & Skirts"}).kinds == ("dress", "skirt")


@over(
    ("cell", "amount"),
    [
        *((20, 20.0), ("19,99 €", 19.99), ("¥ 300", 300.0), ("1,000", 1000.0), (0, 0.0), (1.299, 1.299)),
        *(("¥1,299.00", 1299.0), ("1.299,00 €", 1299.0), ("1\u202f299,00 €", 1299.0), ("CHF 1'299.50", 1299.5)),
        *(("1.299.000 đ", 1299000.0), ("1,299,000.5", 1299000.5), ("0.125", 0.125)),
    ],
)
def test_prices_are_read_as_shops_write_them(cell, amount):
    assert stated({"price": cell}).price == amount


@over("cell", ["free", "-5", math.inf])
def test_what_is_no_price_costs_the_row_its_price(cell):
    found = read_row({"price": cell, "title": "A"})
    assert found.unread == (Unread("price", str(cell), "price"),)
    assert found.stated == Stated(title="A", others={"price": cell})


def test_what_may_be_two_prices_is_not_guessed():
    found = read_row({"price": "1.299 €"})
    assert found.stated.price is None
    assert found.unread == (Unread("price", "1.299 €", "ambiguous_price"),)
    with pytest.raises(AmbiguousAmount):
        price("1.299 €")


@over(
    ("cells", "sign"),
    [
        *((["1.299", "12.50"], "."), (["1.299", "12,50"], ","), (["1.299", "1.499"], ""), (["12.50", "12,50"], "")),
        *((["1.299", "1.299.000"], ","), (["$1,299"], "."), ([1.5, None, "899"], ""), (["0.99"], ".")),
    ],
)
def test_other_prices_of_the_column_say_what_a_mark_means(cells, sign):
    assert decimal_sign(cells) == sign


def test_the_sign_of_the_column_settles_an_ambiguous_price():
    assert (price("1.299", "."), price("1.299", ","), price(1.299, ",")) == (1.299, 1299.0, 1.299)


@over("cell", ["One Size", "one-size", "FREE SIZE", "均码"])
def test_a_size_for_everybody_is_one_size(cell):
    (size,) = stated({"sizes": cell}).sizes
    assert size in ANYBODY


def test_an_unknown_kind_is_left_to_the_title():
    found = read_row({"type": "spaceship", "title": "Summer dress"})
    assert found.unread == (Unread("type", "spaceship", "kind"),)
    assert found.stated.kinds == ("dress",)
    assert found.stated.others == {"type": "spaceship"}


@over("cell", ["saree", "socks", "Bra", "handbag", "Boxers", "丝袜", "手提包"])
def test_what_is_no_garment_of_any_kind_is_told_as_such(cell):
    found = read_row({"type": cell, "title": "Red dress print"})
    assert found.unread == ()
    assert (found.stated.category, found.stated.kind_word) == (None, cell)


@over(
    ("row", "wearer"),
    [
        *(({"gender": "Women"}, "women"), ({"性别": "男"}, "men"), ({"audience": "Boys"}, "children")),
        *(({"gender": "Unisex"}, "all"), ({"gender": "female", "age_group": "kids"}, "children")),
        *(({"gender": "M", "title": "Boys' shirt"}, "children"), ({"gender": "Men", "title": "Boys' shirt"}, "men")),
        *(({"category": "Women's Tops"}, "women"), ({"gender": "Adult"}, None), ({"适用人群": "儿童"}, "children")),
    ],
)
def test_whom_a_garment_is_for_stands_in_a_column(row, wearer):
    assert read_row(row).stated.wearer == wearer


def test_traits_spelled_otherwise_are_kept_beside():
    found = stated({"sleeve": "Long", "neck": "sweetheart"})
    assert (found.sleeve, found.neck, found.others) == ("long", None, {"neck": "sweetheart"})


def test_wrong_facts_suggest_the_right_ones():
    with pytest.raises(UnknownName, match="no garment category named 'shrt'; did you mean 'shirt'"):
        Stated(category="shrt")
    with pytest.raises(UnknownName, match="no pattern named 'strip'; did you mean 'stripe'"):
        Stated(pattern="strip")
    with pytest.raises(UnknownName, match="no wearer named 'woman'; did you mean 'women'"):
        Stated(wearer="woman")


def test_the_text_is_title_and_description():
    assert Stated(title="a", description="b").text == "a\nb"
    assert Stated(price=3.0).text == ""
