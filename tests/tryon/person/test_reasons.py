"""What is said about a photo: in two languages, about the photo."""

from __future__ import annotations

import re

from intarsia.apps.tryon.person.quality import NOTES, REFUSALS, note, refused

EVERY = {name: refused(name).message for name in REFUSALS} | {name: note(name) for name in NOTES}
JUDGING = re.compile(
    r"flatter|slimming|problem|ugly|beaut|attractive|\bfat\b|\bthin\b|race|ethnic|gender|\bmale|\bage\b|pretty|显瘦|缺陷|种族|性别|年龄|漂亮|好看",
    re.IGNORECASE,
)


def test_a_refusal_says_what_to_do_in_both_languages() -> None:
    for name in REFUSALS:
        error = refused(name)
        assert error.reason == name
        assert re.search(r"give|crop|take", error.message.en), name
        assert "请" in error.message.zh, name


def test_no_sentence_judges_or_labels_a_person() -> None:
    judging = [name for name, said in EVERY.items() if JUDGING.search(said.en) or JUDGING.search(said.zh)]
    assert judging == []
    assert [name for name, said in EVERY.items() if not re.search(r"[一-鿿]", said.zh)] == []
