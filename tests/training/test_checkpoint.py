"""A training that is cut off goes on as if nothing had been."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file
from sheet import Sheet, blobs, ready

from intarsia.errors import SavedModelError
from intarsia.fusion.concat import Concat
from intarsia.tasks.classify import Classify
from intarsia.training.base import Split
from intarsia.training.trainer import Trainer
from waiting import until

SCRIPT = """
import sys
sys.path[:0] = {tests!r}
from test_checkpoint import train
train({folder!r}, stuck=True)
"""
BATCHES = 60


def train(folder=None, stuck=False):
    """Five models that stop at different times."""
    torch.set_num_threads(1)
    data, y = blobs(120, noise=3.0)
    splits = [Split(np.flatnonzero(np.arange(120) % 5 != fold), seed=fold) for fold in range(5)]
    trainer = Trainer(
        epochs=20, lr=0.1, patience=3, device="cpu", checkpoint=folder, checkpoint_seconds=0.0, modality_dropout=0.2
    )
    table = Stuck(data.columns) if stuck else data
    return trainer.fit(ready(Classify(), Concat(hidden=8)), table, y, splits)


class Stuck(Sheet):
    """Gives some batches and then no other, so that a training can be killed in its midst, whenever that is."""

    def rows(self, part):
        rows = super().rows(part)
        take = rows.take
        taken = iter(range(BATCHES))

        def some(numbers):
            if next(taken, None) is None:
                time.sleep(600)
            return take(numbers)

        rows.take = some
        return rows


def same(one, other):
    return all(torch.equal(tensor, other.state()[name]) for name, tensor in one.state().items())


def test_a_killed_training_ends_with_the_weights_of_one_that_was_not(tmp_path):
    whole = train()
    script = SCRIPT.format(tests=[str(each) for each in Path(__file__).parents[:2]], folder=str(tmp_path))
    process = subprocess.Popen([sys.executable, "-c", script])
    until(lambda: _steps(tmp_path) >= 20, "20 steps are kept", lambda: process.poll() is None)
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert 20 <= _steps(tmp_path) < 20 * 16
    resumed = train(str(tmp_path))
    assert all(same(one, other) for one, other in zip(whole, resumed, strict=True))
    assert len(list(tmp_path.glob("*.safetensors"))) == 1


def _steps(folder):
    files = list(folder.glob("*.safetensors"))
    if not files:
        return 0
    with safe_open(files[0], "pt") as file:
        return int(file.metadata()["state"].split('"steps": ')[1].split(",")[0])


def test_a_training_that_ended_is_not_done_again(tmp_path):
    first = train(str(tmp_path))
    (file,) = tmp_path.glob("*.safetensors")
    assert not any(name.startswith(("now.", "exp_avg")) for name in load_file(file))  # the outcome alone
    before = os.stat(file).st_size
    again = train(str(tmp_path))
    assert all(same(one, other) for one, other in zip(first, again, strict=True))
    assert os.stat(file).st_size == before


def test_another_training_has_another_file(tmp_path):
    data, y = blobs(60)
    trainer = Trainer(epochs=2, device="cpu", checkpoint=str(tmp_path))
    design, other = ready(Classify(), Concat(hidden=8)), ready(Classify(), Concat(hidden=4))
    changed = Sheet({name: values + 1 for name, values in data.columns.items()})
    for number, (one, table, split, given) in enumerate(
        [
            (trainer, data, Split(np.arange(60)), design),
            (trainer, data, Split(np.arange(60), seed=1), design),
            (trainer, data, Split(np.arange(59)), design),
            (trainer, data, Split(np.arange(60)), other),
            (trainer, changed, Split(np.arange(60)), design),
            (replace(trainer, lr=0.5), data, Split(np.arange(60)), design),
            (replace(trainer, checkpoint_seconds=1.0), data, Split(np.arange(60)), design),  # this one is the first's
        ]
    ):
        one.fit(given, table, y, [split])
        assert len(list(tmp_path.glob("*.safetensors"))) == min(number + 1, 6)


def test_a_damaged_file_says_so(tmp_path):
    train(str(tmp_path))
    (file,) = tmp_path.glob("*.safetensors")
    content = file.read_bytes()
    for damaged in (content[:100], content[:-3] + bytes([content[-3] ^ 1]) + content[-2:]):
        file.write_bytes(damaged)
        with pytest.raises(SavedModelError, match=r"cannot go on from .*safetensors .*: delete it to start anew"):
            train(str(tmp_path))


def test_a_place_that_cannot_be_written_says_so(tmp_path):
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(SavedModelError, match=r"cannot write the checkpoint .*: make room or choose another folder"):
        train(str(tmp_path / "file" / "folder"))
    assert (tmp_path / "file").read_text() == "no folder"
