"""What an encoder is told of a wish: the same in English and in Chinese."""

from __future__ import annotations

import pytest

from intarsia.apps.tryon.wish.query import queries
from intarsia.apps.tryon.wish.wishes import Wish


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("a blue linen shirt for a summer wedding", "夏天婚礼穿的蓝色亚麻衬衫"),
        ("black jeans and a striped t-shirt", "黑色牛仔裤和条纹T恤"),
        ("a formal dress, no black", "正式的连衣裙，不要黑色"),
        ("elegant", "优雅"),
        ("something for cold days", "天冷穿的"),
    ],
)
def test_a_wish_is_asked_in_the_same_words_in_both_languages(english: str, chinese: str) -> None:
    assert queries(Wish.read(english)) == queries(Wish.read(chinese)) != ("", "")


def test_what_is_not_wanted_is_not_asked_for_and_what_has_no_name_stands_as_written() -> None:
    assert queries(Wish.read("vintage shirt, no red shoes")) == ("shirt vintage", "衬衫 vintage")
    assert queries(Wish.read("surprise me")) == ("", "")
