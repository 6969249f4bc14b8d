from __future__ import annotations

import re
from importlib.resources import files

import pytest

from intarsia.errors import OptionError
from intarsia.html.page import Page
from intarsia.i18n import speaking

STYLE = (files("intarsia.html") / "style.css").read_text("utf-8")


def _palettes():
    """Light, and dark, as the style sheet has them."""
    light, dark = re.findall(r":root \{\n(.*?)\n\s*\}", STYLE, re.S)[:2]
    return {
        name: dict(re.findall(r"--([\w-]+): (#\w{6})", found)) for name, found in (("light", light), ("dark", dark))
    }


def _luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(first, second):
    light, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_has_the_contrast_of_wcag_aa(name):
    palette = _palettes()[name]
    for ground in ("paper", "card", "wash"):
        for ink in ("ink", "soft", "good", "bad", "c0"):
            assert _contrast(palette[ink], palette[ground]) >= 4.5, (ink, ground)
        for line in ("c0", "c1", "c2", "c3", "c4"):
            assert _contrast(palette[line], palette[ground]) >= 3.0, (line, ground)


def test_a_page_holds_two_languages_and_no_third(tmp_path):
    page = Page("html/shell.html", {})
    assert '<html lang="en" data-language="en">' in page.html()
    assert '<html lang="zh-Hans" data-language="zh">' in page.html("zh")
    with pytest.raises(OptionError, match="language 'fr' is not one of en, zh; a page holds both"):
        page.write(tmp_path / "page.html", "fr")
    assert not list(tmp_path.iterdir())


def test_a_page_opens_in_the_language_that_is_spoken():
    with speaking("zh"):
        assert '<html lang="zh-Hans" data-language="zh">' in Page("html/shell.html", {}).html()
        assert '<html lang="en" data-language="en">' in Page("html/shell.html", {}).html("en")


def test_folders_are_made_and_nothing_is_left_beside_the_page(tmp_path):
    path = Page("html/shell.html", {}).write(tmp_path / "a" / "b.html")
    assert [path] == list((tmp_path / "a").iterdir())
