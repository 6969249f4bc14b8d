"""What is loaded while the visitor still looks for a photo, so that the first look does not wait for it."""

from __future__ import annotations

from intarsia.apps.tryon.cli.demo import PERSON
from intarsia.apps.tryon.room import read_wish
from intarsia.apps.tryon.synthetic import render_person
from intarsia.errors import IntarsiaError
from intarsia.studio.context import Desk
from intarsia.studio.fitting.cards import shown
from intarsia.studio.fitting.visit import Visit
from intarsia.studio.wardrobes import DEMO, FOLDER


def warm(desk: Desk) -> None:
    """Run the whole way once on a rendered person. What goes wrong here is told when a visitor asks for it."""
    folder = desk.private.visit()
    try:
        visit = Visit.begin(folder).seen(render_person(PERSON, 640).pixels).wishing("summer")
        read_wish("summer")
        visit = visit.recommended(desk.garments(FOLDER if desk.wardrobe else DEMO, ()))
        next(shown(visit))
    except IntarsiaError:
        return
    finally:
        folder.rmdir()
