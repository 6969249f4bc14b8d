"""Tables of many columns: what is read in the same way is computed at once, and each column is heard."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from sheet import Sheet

from cases import over
from intarsia.encoders.base import Encoder
from intarsia.encoders.embedding import CategoryEmbedding
from intarsia.encoders.onehot import OneHot
from intarsia.encoders.piecewise import PiecewiseLinear
from intarsia.encoders.scaled import Scaled
from intarsia.fusion.concat import Concat
from intarsia.model.design import Design, Part
from intarsia.model.side_by_side import MANY
from intarsia.objectives.supervised import Supervised
from intarsia.tasks.classify import Classify
from intarsia.training.base import Split
from intarsia.training.loop import adamw
from intarsia.training.prepare import USUAL, network, prepare
from intarsia.training.trainer import Trainer
from intarsia.training.vectorized import Alone, Stacked

SCALARS = (Scaled(), PiecewiseLinear(bins=4), OneHot(), CategoryEmbedding(at_least=1))


def table(rows: int, columns: int, seed: int = 0) -> tuple[Sheet, np.ndarray]:
    """Numbers that all tell something of two classes, one of twenty cells missing."""
    chance = np.random.default_rng(seed)
    values = chance.normal(size=(rows, columns))
    y = (values @ chance.normal(size=columns) > 0).astype(int)
    values[chance.random(values.shape) < 0.05] = np.nan
    return Sheet({f"c{place}": values[:, place] for place in range(columns)}), y


def coded(sheet: Sheet) -> Sheet:
    """The same cells as few categories."""
    return Sheet({name: np.clip(np.round(values), -1, 1) for name, values in sheet.columns.items()})


def design(encoders: list[Encoder], dropout: float = 0.0) -> Design:
    parts = [Part(f"c{place}", "table", encoder) for place, encoder in enumerate(encoders)]
    return Design(tuple(parts), Concat(hidden=8, dropout=dropout), Classify())


@over("encoder", SCALARS)
def test_columns_computed_at_once_say_what_each_says_alone(encoder: Encoder) -> None:
    data, y = table(60, MANY + 3)
    data = coded(data)
    # A few of another kind stand between them: the order of the tokens is that of the columns.
    encoders = [encoder] * 4 + [Scaled(width=encoder.width)] * 2 + [encoder] * (MANY - 3)
    (run,) = prepare(design(encoders), Supervised(), data, y, [Split(np.arange(60))])
    assert len(run.network.groups) == 1
    assert len(run.network.groups[0]) >= MANY + 1
    cells = {
        part.column: rows.take(torch.arange(60))
        for part, rows in zip(run.prepared.design.parts, run.prepared.rows, strict=True)
    }
    together = run.network.encode(cells)["table"]
    state = run.network.state_dict()
    for place, part in enumerate(run.prepared.design.parts):
        module = part.encoder.build()
        own = {name: state[f"encoders.{place}.{name}"] for name in module.state_dict()}
        module.load_state_dict(own)
        alone = module(cells[part.column])
        there = alone.mask[:, 0]
        assert torch.equal(together.mask[:, place], there)
        torch.testing.assert_close(together.tokens[there, place], alone.tokens[there, 0])


def test_a_state_has_the_tensors_of_each_column_and_is_taken_back() -> None:
    data, y = table(40, 12)
    (run,) = prepare(design([Scaled()] * 12), Supervised(), data, y, [Split(np.arange(40))])
    state = run.network.state_dict()
    owned = {f"encoders.{place}.linear.{name}" for place in range(12) for name in ("weight", "bias")}
    assert {name for name in state if not name.startswith(("fusion", "head"))} == owned
    assert state["encoders.3.linear.weight"].shape == (32, 1)
    other = network(run.prepared.design, {}, seed=9)
    assert not torch.equal(other.state_dict()["encoders.3.linear.weight"], state["encoders.3.linear.weight"])
    other.load_state_dict(state)
    assert all(torch.equal(tensor, state[name]) for name, tensor in other.state_dict().items())
    with pytest.raises(RuntimeError):
        other.load_state_dict({name: tensor for name, tensor in state.items() if name != "encoders.3.linear.bias"})


def test_biases_of_many_columns_do_not_decay_and_their_encoders_move_faster() -> None:
    data, y = table(40, 4 * USUAL)
    runs = list(
        prepare(design([Scaled()] * 4 * USUAL), Supervised(), data, y, [Split(np.arange(40), seed) for seed in (0, 1)])
    )
    modules = [Supervised().build(run.network, run.prepared.design.task, 0.0) for run in runs]
    for models in (Alone(modules[0]), Stacked(modules)):
        groups = adamw(models, lr=0.1, weight_decay=0.5).param_groups
        told = {
            (round(group["full_lr"], 6), group["weight_decay"], parameter.shape[models.depth :])
            for group in groups
            for parameter in group["params"]
        }
        assert (0.2, 0.5, (128, 32, 1)) in told  # √(128 columns / 32) times as fast
        assert (0.2, 0.0, (128, 32)) in told
        assert (0.1, 0.5, (8, 33)) in told  # the fusion's layer
        assert (0.1, 0.0, (8,)) in told


def test_folds_and_seeds_of_a_wide_table_come_out_as_alone() -> None:
    data, y = table(80, 20)
    trainer = Trainer(epochs=4, device="cpu")
    splits = [Split(np.arange(60)), Split(np.arange(20, 80)), Split(np.arange(60), seed=1)]
    together = trainer.fit(design([PiecewiseLinear()] * 20, dropout=0.2), data, y, splits)
    for split, found in zip(splits, together, strict=True):
        (alone,) = trainer.fit(design([PiecewiseLinear()] * 20, dropout=0.2), data, y, [split])
        np.testing.assert_allclose(found.scores(data), alone.scores(data), atol=1e-4)
        back = trainer.restore(found.design, found.state())
        assert np.array_equal(back.scores(data), found.scores(data))


def test_a_table_of_many_columns_is_learned() -> None:
    data, y = table(400, 600)
    train = np.arange(300)
    (trained,) = Trainer(device="cpu").fit(design([Scaled()] * 600, dropout=0.3), data, y, [Split(train)])
    assert trained.design.task.score(y[train], trained.scores(data.take(train))) > 0.85
    assert trained.design.task.score(y[300:], trained.scores(data.take(np.arange(300, 400)))) > 0.55
