"""What is said about a photo: in two languages, about the photo."""

from __future__ import annotations

import re

import pytest

from cases import over
from intarsia.apps.tryon.person.reasons import NOTES, REFUSALS, refused
from intarsia.errors import RefusedPhoto

EVERY = {**REFUSALS, **NOTES}
JUDGING = re.compile(
    r"flatter|slimming|problem|ugly|beaut|attractive|\bfat\b|\bthin\b|race|ethnic|gender|\bmale|\bage\b|pretty|显瘦|缺陷|种族|性别|年龄|漂亮|好看",
    re.IGNORECASE,
)


@over("name", REFUSALS)
def test_a_refusal_says_what_to_do_in_both_languages(name: str) -> None:
    with pytest.raises(RefusedPhoto, match=r"give|crop|take") as caught:
        raise refused(name)
    assert caught.value.reason == name
    assert "请" in caught.value.message.zh


@over("name", EVERY)
def test_no_sentence_judges_or_labels_a_person(name: str) -> None:
    assert not JUDGING.search(EVERY[name].en)
    assert not JUDGING.search(EVERY[name].zh)
    assert re.search(r"[一-鿿]", EVERY[name].zh)
