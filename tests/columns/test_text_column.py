import enum
import unicodedata

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import over
from intarsia.columns import Text
from intarsia.errors import CellError


@given(st.text(st.characters()))
@settings(deadline=None)
def test_any_text_is_loaded_as_nfc_that_a_file_can_hold(text: str) -> None:
    loaded = Text().load(text)
    if loaded is not None:
        loaded.encode()
        assert unicodedata.is_normalized("NFC", loaded)
        assert Text().load(loaded) == loaded
        assert Text().digest(loaded) == Text().digest(text)


def test_long_text_stays_whole() -> None:
    assert len(Text().load("词 " * 100_000) or "") == 200_000


@over("cell", ["", " \t\n", "\u3000", "\ufeff", "\u200b", "\x00\x01"])
def test_text_that_shows_nothing_is_missing(cell: str) -> None:
    assert Text().load(cell) is None


@over(
    ("cell", "text"),
    [
        ("NA", "NA"),
        ("None", "None"),
        ("e\u0301", "é"),
        ("a\x00b\tc\n", "a b\tc\n"),
        ("a\ud800b", "a\ufffdb"),
        (12, "12"),
        (1.0, "1"),
        (2.5, "2.5"),
        (True, "True"),
        ("中文".encode(), "中文"),
        (np.str_("word"), "word"),
        (enum.Enum("Kind", {"A": "a"}, type=str).A, "a"),  # type: ignore[attr-defined]
    ],
)
def test_scalars_are_text(cell: object, text: str) -> None:
    assert Text().load(cell) == text


def test_composed_and_decomposed_letters_have_one_digest() -> None:
    assert Text().digest("e\u0301") == Text().digest("é") == Text().digest("é".encode())


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(CellError, match="expected text or a number, got list"):
        Text().load(["a"])
    with pytest.raises(CellError, match="expected text or a number, got ndarray"):
        Text().load(np.zeros(3))
    with pytest.raises(CellError, match=r"bytes that are not UTF-8 \(at byte 1\)"):
        Text().load(b"a\xff")
    with pytest.raises(CellError, match="cannot be written as text"):
        Text().load(10**5000)
