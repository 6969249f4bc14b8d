from __future__ import annotations

import pytest
import torch

from intarsia.encoders.base import Encoded
from intarsia.errors import OptionError, UnknownName
from intarsia.fusion.weighted_sum import WeightedSum

DIMS = {"photo": 3, "words": 2}


def parts(present):
    """Two modalities of one token; `present` (B, 2)."""
    there = torch.tensor(present)
    return {
        name: Encoded(torch.randn(len(there), 1, dim), there[:, place : place + 1])
        for place, (name, dim) in enumerate(DIMS.items())
    }


def test_z_is_the_weighted_sum_of_the_projections():
    module = WeightedSum((3.0, 1.0)).build(DIMS).eval()
    found = parts([[True, True]])
    photo, words = (project(found[name].pooled()) for project, name in zip(module.projections, DIMS, strict=True))
    torch.testing.assert_close(module(found).vector, 0.75 * photo + 0.25 * words)


def test_fixed_weights_are_rescaled_over_what_is_there():
    fused = (
        WeightedSum((3.0, 1.0)).build(DIMS).eval()(parts([[True, True], [False, True], [True, False], [False, False]]))
    )
    torch.testing.assert_close(fused.evidence["weights"], torch.tensor([[0.75, 0.25], [0, 1], [1, 0], [0, 0]]))
    assert not fused.vector[3].any()


def test_fixed_weights_are_not_trained_and_learned_ones_are():
    def trained(weights):
        return {name for name, _ in WeightedSum(weights).build(DIMS).named_parameters() if name.startswith("weigh.")}

    assert not trained((1.0, 2.0))
    assert trained("learned") == {"weigh.logits"}


def test_learned_weights_are_the_same_for_every_row_and_start_equal():
    fused = WeightedSum("learned").build(DIMS).eval()(parts([[True, True]] * 3))
    torch.testing.assert_close(fused.evidence["weights"], torch.full((3, 2), 0.5))


def test_gated_weights_differ_from_row_to_row():
    fused = WeightedSum("gated").build(DIMS).eval()(parts([[True, True]] * 3))
    assert fused.evidence["weights"].std(0).gt(1e-4).all()


def test_learned_weights_find_the_modality_that_knows():
    module = WeightedSum("learned", width=1, dropout=0.0).build(DIMS)
    torch.nn.init.ones_(module.projections[0].weight)
    torch.nn.init.ones_(module.projections[1].weight)
    for projection in module.projections:
        projection.requires_grad_(False)
    found = parts([[True, True]] * 200)
    target = found["words"].tokens.sum((1, 2))
    optimizer = torch.optim.Adam([module.weigh.logits], lr=0.1)
    for _ in range(100):
        optimizer.zero_grad()
        (module(found).vector[:, 0] - target).square().mean().backward()
        optimizer.step()
    assert module(found).evidence["weights"][0, 1] > 0.95


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"weights": (1.0, 0.0)}, r"fixed weights must be positive, got \(1.0, 0.0\): leave the modality out instead"),
        ({"weights": ()}, "fixed weights must be positive"),
        ({"width": 0}, "width must be at least 1, got 0"),
        ({"dropout": 1.0}, r"dropout must be in \[0, 1\), got 1.0"),
    ],
)
def test_options_that_cannot_work_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        WeightedSum(**options)


def test_an_unknown_kind_of_weights_gets_the_nearest():
    with pytest.raises(UnknownName, match="no weights of sum named 'gate'; did you mean 'gated'"):
        WeightedSum("gate")


def test_one_fixed_weight_per_modality():
    with pytest.raises(OptionError, match=r"3 fixed weights for 2 modalities \(photo, words\): give one each"):
        WeightedSum((1.0, 1.0, 1.0)).build(DIMS)
