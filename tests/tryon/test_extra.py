from __future__ import annotations

import json

import pytest

from intarsia.apps.tryon.extra import require
from intarsia.errors import MissingExtra


def test_a_module_that_is_there_is_given() -> None:
    assert require("json") is json


def test_a_missing_one_is_told_with_the_command() -> None:
    with pytest.raises(MissingExtra, match=r"the fitting room needs nothing_like_it: pip install 'intarsia\[tryon\]'"):
        require("nothing_like_it.inside")
