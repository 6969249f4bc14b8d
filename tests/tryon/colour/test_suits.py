"""A garment beside a person: parts that say what they say."""

from __future__ import annotations

import pytest

from intarsia.apps.tryon.colour import suits
from intarsia.errors import OptionError

SKIN, HAIR = (70.0, 14.0, 22.0), (20.0, 4.0, 6.0)


def test_the_colour_of_skin_is_not_told_apart_from_it() -> None:
    same = suits([(SKIN, 1.0)], {"skin": SKIN})
    assert same.parts == {"skin": pytest.approx(0)}
    assert suits([((25.0, 5.0, -30.0), 1.0)], {"skin": SKIN}).parts["skin"] > 0.99


def test_contrast_like_the_persons_own() -> None:
    alike = suits([((20.0, 0.0, -20.0), 1.0)], {"skin": SKIN, "hair": HAIR})
    other = suits([((68.0, 0.0, -20.0), 1.0)], {"skin": SKIN, "hair": HAIR})
    assert alike.parts["contrast"] > 0.95 > 0.3 > other.parts["contrast"]
    assert suits([((68.0, 0.0, -20.0), 1.0)], {"skin": SKIN}, contrast=2.0).parts["contrast"] > 0.95


def test_shares_weigh_the_colours() -> None:
    palette = [(SKIN, 3.0), ((25.0, 5.0, -30.0), 1.0)]
    found = suits(palette, {"skin": SKIN})
    assert found.parts["skin"] == pytest.approx(0.25, abs=0.01)
    assert found.value == pytest.approx(found.parts["skin"])
    assert set(suits(palette, {"skin": SKIN, "eyes": HAIR}).differences) == {"skin", "eyes"}


def test_without_skin_there_is_nothing_to_compare() -> None:
    with pytest.raises(OptionError, match="suits needs a palette with a colour in it"):
        suits([(SKIN, 1.0)], {"hair": HAIR})
