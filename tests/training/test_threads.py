"""Trainings in threads come out as they would alone, and hold up nobody who only answers."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from sheet import blobs, ready

from intarsia.fusion.concat import Concat
from intarsia.progress import Event, listening
from intarsia.tasks.classify import Classify
from intarsia.training.base import Split, Trained
from intarsia.training.linear import LinearSolver
from intarsia.training.runtime import generator, training
from intarsia.training.stopping import EarlyStopping
from intarsia.training.trainer import Trainer

TRAINER = Trainer(epochs=8, device="cpu")
DESIGN = ready(Classify(), Concat(hidden=8, dropout=0.3))
DATA, Y = blobs(120)
WAIT = 120
"""Seconds after which a thread is taken to wait for ever."""


@pytest.fixture
def _hurried() -> Iterator[None]:
    """Threads change as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def fitted(seed: int = 0) -> Trained:
    (trained,) = TRAINER.fit(DESIGN, DATA, Y, [Split(np.arange(len(DATA)), seed)])
    return trained


def in_threads(tasks: list[Callable[[], Any]]) -> list[Any]:
    """What the tasks give, all begun at once."""
    begin = threading.Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        begin.wait(WAIT)
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


@pytest.mark.usefixtures("_hurried")
def test_six_at_once_come_out_as_each_does_alone() -> None:
    alone = [fitted(seed).scores(DATA) for seed in (0, 1)]
    torch.manual_seed(5)
    before = torch.get_rng_state()
    together = in_threads([lambda seed=seed: fitted(seed).scores(DATA) for seed in (0, 1, 0, 1, 0, 1)])
    assert torch.equal(torch.get_rng_state(), before)
    for place, scores in enumerate(together):
        assert np.array_equal(scores, alone[place % 2])
    assert not np.allclose(alone[0], alone[1], atol=1e-3)


@pytest.mark.usefixtures("_hurried")
def test_models_are_loaded_beside_a_training_without_a_trace() -> None:
    alone = fitted().scores(DATA)
    kept = fitted(seed=3)
    state = kept.state()

    def load() -> list[Any]:
        return [TRAINER.restore(kept.design, state).scores(DATA) for _ in range(30)]

    trained, loaded = in_threads([lambda: fitted().scores(DATA), load])
    assert np.array_equal(trained, alone)
    assert all(np.array_equal(scores, kept.scores(DATA)) for scores in loaded)


def test_answering_and_loading_do_not_wait_for_a_training() -> None:
    kept = fitted()
    before = kept.scores(DATA)
    amid = threading.Event()
    enough = threading.Event()

    def stand_still(event: Event) -> None:
        if event.done:
            amid.set()
            enough.wait(WAIT)

    def train() -> None:
        with listening(stand_still):
            fitted()

    with ThreadPoolExecutor(2) as pool:
        held = pool.submit(train)
        assert amid.wait(WAIT)
        try:
            answer = pool.submit(lambda: TRAINER.restore(kept.design, kept.state()).scores(DATA)).result(WAIT)
            np.testing.assert_allclose(answer, before, atol=1e-6)
            assert not held.done()
        finally:
            enough.set()


def test_trainings_take_turns_and_leave_the_number_of_threads_as_it_was() -> None:
    first = threading.Event()
    second = threading.Event()

    def train() -> None:
        with training(1), training(1):  # one may have others inside: experts
            first.set()
            assert not second.wait(0.5)
            assert torch.get_num_threads() == 1

    def wait() -> None:
        first.wait(WAIT)
        with training(2):
            second.set()
            assert torch.get_num_threads() == 2

    torch.set_num_threads(3)
    try:
        in_threads([train, wait])
        assert in_threads([torch.get_num_threads]) == [3]  # a new thread has what the process has
        with training(None):
            assert torch.get_num_threads() == 3
    finally:
        torch.set_num_threads(1)


def test_linear_models_in_threads_come_out_as_alone() -> None:
    split = Split(np.arange(len(DATA)))
    solver = replace(LinearSolver(), C=(0.1, 1.0))
    (alone,) = solver.fit(DESIGN, DATA, Y, [split])
    together = in_threads([lambda: solver.fit(DESIGN, DATA, Y, [split])[0].scores(DATA)] * 3)
    assert all(np.array_equal(scores, alone.scores(DATA)) for scores in together)


def test_draws_of_threads_do_not_mix() -> None:
    def draw(seed: int) -> list[float]:
        with generator(seed):
            return [float(torch.rand(())) for _ in range(200)]

    assert in_threads([lambda seed=seed: draw(seed) for seed in (1, 2, 1, 2)]) == [draw(1), draw(2)] * 2


def test_who_draws_waits_for_one_held_out_batch_at_most() -> None:
    """However many rows are held out: loading a model in another thread draws, too."""
    drew = []

    def draw() -> None:
        with generator(0):
            pass

    class Batches:
        learn = (0,)

        def held_out(self) -> Iterator[dict[str, torch.Tensor]]:
            for _ in range(2):
                thread = threading.Thread(target=draw, daemon=True)
                thread.start()
                thread.join(5)
                drew.append(not thread.is_alive())
                yield {"weight": torch.ones(1, 3)}

    class Constant(torch.nn.Module):
        def tensors(self) -> dict[str, torch.Tensor]:
            return {}

        def forward(self, batch: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
            return {"each": torch.full((1,), 2.0)}

    loss, judged = EarlyStopping(Constant(), Batches(), None, 3).held_out_loss()
    assert (loss.tolist(), judged.tolist()) == ([2.0], [True])
    assert drew == [True, True]
