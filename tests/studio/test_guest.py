"""Handlers of one visitor run at the same time: none undoes what another did, and nothing comes after forgetting."""

from __future__ import annotations

import copy
import threading
import time
from pathlib import Path

import pytest

from intarsia.apps.tryon.studio import guest as module
from intarsia.apps.tryon.studio import tell
from intarsia.apps.tryon.studio.guest import Guest
from intarsia.apps.tryon.studio.visit import Visit
from intarsia.studio.errors import PageError
from waiting import PATIENCE, until


@pytest.fixture
def guest(tmp_path: Path) -> Guest:
    found = Guest()
    found.change(lambda visit: Visit.begin(tmp_path))
    return found


def failing(visit: Visit | None) -> Visit:
    raise PageError(tell("error.no_photo"))


def test_every_session_has_its_own(guest: Guest) -> None:
    assert copy.deepcopy(guest).visit is None
    assert guest.visit is not None


def test_what_fails_changes_nothing_and_stops_nothing(guest: Guest) -> None:
    before, turn = guest.visit, guest.turn
    with pytest.raises(PageError):
        guest.change(failing)
    assert (guest.visit, guest.turn) == (before, turn)


def test_changes_are_not_lost(guest: Guest) -> None:
    def longer(visit: Visit | None) -> Visit:
        assert visit is not None
        time.sleep(0.001)
        return visit.wishing(f"{visit.wish}x")

    threads = [threading.Thread(target=guest.change, args=(longer,)) for _ in range(20)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert guest.visit is not None
    assert guest.visit.wish == "x" * 20


def test_looks_that_were_overtaken_are_not_taken_over(guest: Guest) -> None:
    begun, visit = guest.turn, guest.visit
    assert visit is not None
    guest.change(lambda visit: visit.wishing("red"))
    assert guest.take(begun, visit.wishing("blue")) is None
    assert guest.visit.wish == "red"
    assert guest.take(guest.turn, visit.wishing("green")) == guest.turn
    assert guest.visit.wish == "green"


def test_forgetting_waits_until_nothing_is_shown_any_more(guest: Guest) -> None:
    seen: list[str] = []
    began = threading.Event()

    def show() -> None:
        turn = guest.turn
        with guest.showing(turn):
            began.set()
            while guest.turn == turn:
                time.sleep(0.01)
            time.sleep(0.2)  # a card that is on its way
            seen.append("card")

    thread = threading.Thread(target=show)
    thread.start()
    assert began.wait(PATIENCE)
    assert guest.forget() is not None
    seen.append("forgotten")
    thread.join()
    assert seen == ["card", "forgotten"]
    assert guest.visit is None
    assert guest.forget() is None


def test_new_looks_wait_for_old_ones(guest: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 600)
    shown: list[str] = []

    def show() -> None:
        with guest.showing(2):
            shown.append("new")

    thread = threading.Thread(target=show)
    with guest.showing(1):
        thread.start()
        until(lambda: 2 in guest._showing, "the new looks have come")
        shown.append("old")
    thread.join()
    assert shown == ["old", "new"]
    with guest.showing(3):
        pass  # at once: nobody is shown any more


def test_new_looks_do_not_wait_for_long(guest: Guest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", 0.01)
    with guest.showing(1), guest.showing(2):
        assert guest._showing == [1, 2]
