"""Which language is spoken: what the command line says, then the environment, then the locale."""

from __future__ import annotations

import threading

import pytest

from intarsia.i18n import Message, language, language_of, speaking


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "C", "LC_ALL": "zh_TW"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"INTARSIA_LANGUAGE": "zh", "LANG": "en_GB.UTF-8"}, "zh"),
        ({"INTARSIA_LANGUAGE": "en", "LC_ALL": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_environment_says_it(environment: dict[str, str], expected: str) -> None:
    assert language_of(environment) == expected


def test_what_is_chosen_goes_first_and_ends() -> None:
    assert language() == "en"
    with speaking("zh"):
        assert language() == "zh"
        assert Message("yes", "是").told == "是"
        with speaking(None):
            assert language() == "en"
    assert language() == "en"


def test_a_choice_is_of_one_thread() -> None:
    found = []
    with speaking("zh"):
        thread = threading.Thread(target=lambda: found.append(language()))
        thread.start()
        thread.join()
    assert found == ["en"]
