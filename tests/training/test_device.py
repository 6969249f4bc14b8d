from __future__ import annotations

import numpy as np
import pytest
import torch
from sheet import blobs, ready

from intarsia.errors import OptionError
from intarsia.fusion.concat import Concat
from intarsia.tasks.classify import Classify
from intarsia.training.base import Split
from intarsia.training.runtime import device, precision, seed
from intarsia.training.trainer import Trainer

HERE = [kind for kind, there in (("cuda", torch.cuda), ("mps", torch.backends.mps)) if there.is_available()] + ["cpu"]


def test_the_first_device_that_is_there_is_taken():
    assert device("auto").type == HERE[0]
    assert device("cpu").type == "cpu"


def test_a_device_that_is_not_there_is_refused():
    with pytest.raises(OptionError, match=r"no device named 'gpu' \(known: auto, cpu, cuda, mps\)"):
        device("gpu")
    for name in {"cuda", "mps"} - set(HERE):
        with pytest.raises(OptionError, match=f"this machine has no {name}; choose device='auto' or 'cpu'"):
            device(name)


def test_precision_follows_the_device():
    assert precision("auto", torch.device("cpu")) == torch.float32
    assert precision("bf16", torch.device("cpu")) == torch.bfloat16
    with pytest.raises(OptionError, match=r"no precision named 'fp8' \(known: auto, fp32, bf16\)"):
        precision("fp8", torch.device("cpu"))


def test_a_seed_is_torchs_seed():
    seed(7)
    one = torch.rand(3)
    torch.manual_seed(7)
    assert torch.equal(one, torch.rand(3))


@pytest.mark.parametrize("name", HERE)
def test_mixed_precision_learns_too(name):
    data, y = blobs(200)
    trainer = Trainer(epochs=15, lr=1e-2, precision="bf16", device=name)
    splits = [Split(np.arange(150)), Split(np.arange(150), seed=1)]
    for trained in trainer.fit(ready(Classify(), Concat(hidden=8, dropout=0.0)), data, y, splits):
        test = np.arange(150, 200)
        assert trained.design.task.score(y[test], trained.scores(data.take(test))) > 0.8
        assert all(tensor.dtype == torch.float32 for tensor in trained.state().values())
