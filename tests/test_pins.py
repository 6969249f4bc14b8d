"""What was released stays: names in saved files, stored features, spellings of the command line, boards, wardrobes."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from intarsia.apps.tryon.wardrobe import archive, rows
from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
from intarsia.cli.argument_parser import Parser
from intarsia.cli.main import parser
from intarsia.columns.base import columns
from intarsia.encoders.base import encoders
from intarsia.evaluation.board import Board
from intarsia.fusion.base import fusions
from intarsia.learner.learner import Learner
from intarsia.registry import Registry
from intarsia.store.features import _space
from intarsia.tasks.base import tasks
from intarsia.training.base import fitters

GOLDEN = Path(__file__).parent / "golden"
PINS: dict[str, Any] = json.loads((GOLDEN / "pins.json").read_text("utf-8"))
REGISTRIES: Mapping[str, Registry[Any]] = {each.kind: each for each in (columns, encoders, fusions, tasks, fitters)}


def spellings(verb: Parser, name: str = "intarsia") -> dict[str, dict[str, list[str]]]:
    """Command → its options and positional arguments, those of its sub-commands included."""
    inner = [action for action in verb.filled()._actions if isinstance(action, argparse._SubParsersAction)]
    found = {
        name: {
            "options": sorted(option for action in verb._actions for option in action.option_strings),
            "places": [each.dest for each in verb._actions if not each.option_strings and each not in inner],
        }
    }
    for action in inner:
        for sub, below in action.choices.items():
            found |= spellings(below, f"{name} {sub}")
    return found


def test_every_spelling_of_the_command_line_still_works() -> None:
    now = spellings(parser())
    for command, pinned in PINS["command line"].items():
        assert command in now
        assert set(pinned["options"]) - set(now[command]["options"]) == set(), command
        assert len(now[command]["places"]) == len(pinned["places"]), command  # nobody spells their names


def test_every_name_in_saved_files_still_means_the_same_class() -> None:
    for kind, classes in PINS["registries"].items():
        assert {name: REGISTRIES[kind].get(name).__name__ for name in classes} == classes


@pytest.mark.slow  # fingerprints cover the pretrained weights
def test_stored_features_are_found_again() -> None:
    made = {name: encoders.get(name)() for name in PINS["fingerprints"]}
    assert {name: encoder.fingerprint() for name, encoder in made.items()} == PINS["fingerprints"]
    spaces = {name: _space(columns.get(made[name].accepts[0])(), made[name]) for name in PINS["spaces"]}
    assert spaces == PINS["spaces"]


@pytest.mark.parametrize("folder", sorted(GOLDEN.glob("format*")), ids=lambda folder: folder.name)
def test_a_model_that_was_saved_before_answers_as_it_did(folder: Path) -> None:
    asked = json.loads((folder / "asked.json").read_text("utf-8"))
    again = Learner.from_pretrained(folder)
    np.testing.assert_allclose(again.scores(pd.DataFrame(asked["rows"])), asked["answers"], atol=1e-5)


def test_a_board_that_was_saved_before_is_read_with_its_model() -> None:
    board = Board.load(GOLDEN / "board")
    assert board.best_name == "plain linear"
    assert Learner.from_pretrained(GOLDEN / "board").score(GOLDEN / "board" / "table.csv") > 0.9


def test_a_wardrobe_that_was_filled_before_is_opened_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (archive, rows):
        monkeypatch.setattr(module, "VERSION", 2)  # that of the golden file, whose embeddings are then believed
    shutil.copytree(GOLDEN / "wardrobe", tmp_path / "wardrobe")  # opening a file writes beside it
    wardrobe = Wardrobe(tmp_path / "wardrobe")
    garments = wardrobe.garments()
    for garment, told in zip(garments, json.loads((GOLDEN / "wardrobe" / "told.json").read_text("utf-8")), strict=True):
        for name in ("digest", "category", "title", "price", "pattern"):
            assert getattr(garment, name) == told[name]
        assert garment.image is not None
        np.testing.assert_allclose(garment.image[:4], told["image"], atol=1e-4)
        assert garment.pixels.shape[:2] == garment.mask.shape
    wardrobe.close()
