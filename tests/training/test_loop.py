"""The loop, its pace, and what it is told to do while it runs."""

from __future__ import annotations

import io

import pytest
import torch

from intarsia.objectives.base import ObjectiveModule
from intarsia.training.loop import Schedule, train
from intarsia.training.progress import Progress
from intarsia.training.vectorized import Alone


class Line(ObjectiveModule):
    """Fits y = 3 x: the loop trains whatever says how wrong it is."""

    def __init__(self):
        super().__init__()
        self.slope = torch.nn.Parameter(torch.zeros(()))

    def forward(self, batch):
        return {"loss": ((self.slope * batch["x"] - 3 * batch["x"]) ** 2).mean()}


class Same:
    def __len__(self):
        return 200

    def __getitem__(self, step):
        return {"x": torch.ones(1, 4)}


class Stop:
    def after(self, steps):
        return steps == 7


def optimizer(objective, lr=0.1):
    return torch.optim.SGD([{"params": objective.parameters(), "lr": lr, "full_lr": lr}])


def test_it_trains_any_objective():
    line = Line()
    train(Alone(line), Same(), optimizer(line), Schedule(clip=10.0, warmup=0.1))
    assert line.slope.item() == pytest.approx(3, abs=1e-3)


def test_a_callback_ends_it():
    line, told = Line(), []

    class Told:
        def after(self, steps):
            told.append(steps)
            return False

    train(Alone(line), Same(), optimizer(line), Schedule(1.0, 0.0), [Stop(), Told()])
    assert told == list(range(1, 8))  # the others still hear of the last step


def test_the_rate_climbs_and_falls():
    shares = [Schedule(1.0, 0.1).share(step, 100) for step in range(100)]
    assert shares[:3] == pytest.approx([0.1, 0.2, 0.3])
    assert max(shares) == shares[9] == shares[10] == 1.0
    assert shares[10:] == sorted(shares[10:], reverse=True)
    assert 0 < shares[-1] < 0.001
    assert Schedule(1.0, 0.0).share(0, 1) == 1.0


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_says_how_far_how_fast_and_how_long():
    progress = Progress(steps=100, rows=50, stream=Terminal())
    progress.first = 0
    assert progress.line(40, 2.0) == "training   40%  1,000 rows/s  0:03 left"
    resumed = Progress(steps=1000, rows=10, stream=Terminal())
    resumed.after(501)
    assert resumed.line(600, 10.0) == "training   60%  100 rows/s  0:40 left"


def test_progress_is_silent_where_nobody_looks():
    stream = io.StringIO()
    progress = Progress(10, 1, stream)
    progress.written = -1e9
    progress.after(1)
    progress.end()
    assert stream.getvalue() == ""
    shown = Terminal()
    progress = Progress(10, 1, shown)
    progress.written = -1e9
    progress.after(1)
    assert "training   10%" in shown.getvalue()
