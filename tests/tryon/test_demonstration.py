"""The fitting room without anybody's photo."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia import cli, i18n
from intarsia.apps.tryon.app import Tryon
from intarsia.apps.tryon.cli import demo

pytestmark = pytest.mark.slow


def test_the_demonstration_writes_a_page_and_goes_on_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(demo, "GARMENTS", 12)
    monkeypatch.setattr(demo, "LOOKS", 2)
    for language, said in (("en", "page: "), ("zh", "网页：")):
        assert cli.main(["tryon", "demo", "--out", str(tmp_path), "--language", language]) == 0
        assert capsys.readouterr().out == f"{said}{tmp_path / 'looks.html'}\n"
        page = (tmp_path / "looks.html").read_text("utf-8")
        assert page.count('<article class="look"') == page.count(" data-worn>") == 2
        assert page.count('<ul class="reasons">') >= 1  # a look that is ordinary in all has none
        assert demo.WISH.in_(language) in page
    with i18n.speaking("zh"):
        page = Tryon().example(tmp_path).read_text("utf-8")
    assert '<html lang="zh-Hans"' in page
    assert demo.WISH.zh in page
    photos = sorted((tmp_path / "fitting-room" / "shop").glob("*.jpg"))
    assert len(photos) == 12
    assert all(each.stat().st_mtime < (tmp_path / "looks.html").stat().st_mtime for each in photos)
