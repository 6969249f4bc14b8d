"""Whoever has gone, or made room for others, is let go of with all that was kept of them."""

from __future__ import annotations

import asyncio
import datetime
import shutil
from pathlib import Path

import gradio as gr
import pytest

from intarsia.studio.visitors import Visitors
from waiting import until

LONG = datetime.timedelta(hours=2)


@pytest.fixture
def visitors() -> Visitors:
    async def built() -> gr.Blocks:  # elsewhere Gradio makes event loops, and leaves them open
        with gr.Blocks(analytics_enabled=False) as page:
            gr.State(None, delete_callback=shutil.rmtree)
        return page

    found = Visitors()
    page = asyncio.run(built())
    page.state_session_capacity = 2
    found.set_blocks(page)
    return found


def visit(visitors: Visitors, folder: Path) -> Path:
    """Begin the session of somebody who has a folder, which is kept like what handlers change in its place."""
    folder.mkdir()
    (folder / "photo.jpg").write_bytes(b"a face")
    (state,) = visitors.blocks.blocks
    visitors[folder.name].state_data[state] = folder
    return folder


def gone(folder: Path) -> None:
    until(lambda: not folder.exists(), "the folder is deleted")


def test_who_makes_room_for_others_leaves_nothing(visitors: Visitors, tmp_path: Path) -> None:
    first, second = (visit(visitors, tmp_path / name) for name in ("first", "second"))
    visitors["first"]  # is there still, and was longest ago no more
    third = visit(visitors, tmp_path / "third")
    gone(second)
    assert list(visitors.session_data) == ["first", "third"]
    assert first.exists()
    assert third.exists()


def test_who_closed_the_page_an_hour_ago_leaves_nothing(visitors: Visitors, tmp_path: Path) -> None:
    first, second = (visit(visitors, tmp_path / name) for name in ("first", "second"))
    visitors.delete_all_expired_state()
    visitors["first"].is_closed = visitors["second"].is_closed = True
    visitors.time_last_used["first"] -= LONG
    visitors.delete_all_expired_state()
    gone(first)
    assert list(visitors.session_data) == ["second"]
    assert second.exists()


def test_who_left_the_page_open_is_kept(visitors: Visitors, tmp_path: Path) -> None:
    folder = visit(visitors, tmp_path / "first")
    visitors.time_last_used["first"] -= LONG
    visitors.delete_all_expired_state()
    assert list(visitors.session_data) == ["first"]
    assert folder.exists()
