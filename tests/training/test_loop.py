"""The loop, its pace, and what it is told to do while it runs."""

from __future__ import annotations

import pytest
import torch

from intarsia.objectives.base import ObjectiveModule
from intarsia.progress import Progress, listening
from intarsia.training.loop import Schedule, Steps, train
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
        return {"x": torch.ones(1, 4), "weight": torch.ones(1, 4)}


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


def test_it_tells_every_step():
    heard = []
    line_module = Line()
    with listening(heard.append), Progress("training", "training", 200, done=50) as progress:
        train(Alone(line_module), Same(), optimizer(line_module), Schedule(1.0, 0.0), [Steps(progress)], start=50)
    assert [event.done for event in heard] == [*range(151), 150]
    assert heard[-1].ended
