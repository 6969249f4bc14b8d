"""What the studio tells stands in both languages (that all of it does: tests/i18n)."""

from __future__ import annotations

import pytest

from intarsia.apps.tryon.studio import tell as fitting
from intarsia.i18n import Message
from intarsia.studio.errors import PageError


def test_an_error_is_told_in_both_languages() -> None:
    error = PageError(fitting("error.rated", number=3))
    assert str(error) == "look 3 was rated already: each look is rated once; “forget everything” begins anew"
    assert error.message.zh == "搭配 3 已经评价过：每套搭配评价一次；“忘记全部”可重新开始"
    assert error.message.key == "apps.tryon.studio.error.rated"


def test_values_may_be_in_both_languages() -> None:
    assert fitting("garments.refused", name="a.jpg", why=Message("dark", "太暗")).zh.endswith("太暗")


def test_an_unknown_message_is_refused() -> None:
    with pytest.raises(LookupError, match=r"no message 'fitting.shwo'; did you mean 'fitting.show'"):
        fitting("fitting.shwo")
