"""Names of packages are loaded when they are used, and a package that is not installed is told with its command."""

from __future__ import annotations

import pytest

from intarsia import lazy
from intarsia.errors import MissingExtra
from intarsia.i18n import Message

NEEDS = lazy.Extra(
    "knitting", lambda: Message.plain("the loom"), {"json": "json", "nothing_like_it": "nothing-like-it"}
)


def test_a_name_is_taken_from_its_home_and_a_module_from_its_package() -> None:
    find = lazy.names("loom", {"dumps": "json", "decoder": "json"})
    assert find("dumps")([1]) == "[1]"
    assert find("decoder").__name__ == "json.decoder"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="module 'loom' has no attribute 'dmups'"):
        lazy.names("loom", {"dumps": "json"})("dmups")


def test_no_name_is_found_without_the_packages_that_all_of_them_need() -> None:
    with pytest.raises(MissingExtra, match=r"the loom needs nothing-like-it: pip install 'intarsia\[knitting\]'"):
        lazy.names("loom", {"dumps": "json"}, NEEDS)("dumps")


def test_a_module_of_an_extra_is_imported_or_told() -> None:
    assert NEEDS.module("json").dumps([1]) == "[1]"
    with pytest.raises(MissingExtra, match="the loom needs nothing-like-it"):
        NEEDS.module("nothing_like_it.inside")
