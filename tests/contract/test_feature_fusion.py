"""What every feature-level fusion promises, whatever it computes."""

from __future__ import annotations

import copy
import json

import pytest
import torch
from torch.func import functional_call, grad, stack_module_state, vmap

from intarsia.encoders.base import Encoded
from intarsia.errors import DataError, OptionError
from intarsia.fusion.base import FeatureFusion, fusions

DIMS = {"photo": 6, "the.text": 4, "table": 3}
TOKENS = {"photo": 1, "the.text": 5, "table": 2}

VARIANTS = [
    {"type": "concat", "hidden": 16, "layers": 2},
    {"type": "sum", "weights": "gated"},
    {"type": "sum", "weights": [3.0, 1.0, 1.0]},
    {"type": "attention", "width": 8, "heads": 2, "layers": 2},
]
DECLARED = [fusions.make(name) for name in fusions.names() if issubclass(fusions.get(name), FeatureFusion)]
DECLARED += [fusions.load(dumped) for dumped in VARIANTS]
every_fusion = pytest.mark.parametrize("fusion", DECLARED, ids=repr)


def parts(rows=7, seed=0, missing=0.4):
    """Random tokens; some rows lack some modalities, and the first row of several lacks all."""
    made = torch.Generator().manual_seed(seed)
    found = {}
    for name, dim in DIMS.items():
        mask = torch.rand(rows, TOKENS[name], generator=made) > missing
        mask[0] &= rows == 1
        found[name] = Encoded(torch.randn(rows, TOKENS[name], dim, generator=made), mask)
    return found


def take(found, rows):
    return {name: Encoded(part.tokens[rows], part.mask[rows]) for name, part in found.items()}


@every_fusion
def test_shapes_are_as_declared(fusion):
    module = fusion.build(DIMS).eval()
    fused = module(parts())
    assert fused.vector.shape == (7, module.width)
    shapes = {"weights": (7, len(DIMS)), "attention": (7, sum(TOKENS.values()))}
    assert {name: fused.evidence[name].shape for name in shapes if name in fused.evidence}.items() <= shapes.items()
    assert all(len(tensor) == 7 for tensor in (*fused.evidence.values(), *fused.losses.values()))
    tokens, mask = fused.sequence()
    assert tokens.shape == (7, mask.shape[1], module.width)


@every_fusion
@pytest.mark.parametrize("content", [1e6, float("nan"), float("inf")])
def test_what_a_missing_token_holds_never_matters(fusion, content):
    module, found = fusion.build(DIMS).eval(), parts()
    spoilt = {
        name: Encoded(torch.where(part.mask.unsqueeze(-1), part.tokens, content), part.mask)
        for name, part in found.items()
    }
    assert torch.equal(module(found).vector, module(spoilt).vector)


@every_fusion
def test_rows_do_not_influence_each_other(fusion):
    module, found = fusion.build(DIMS).eval(), parts()
    together = module(found).vector
    order = torch.tensor([3, 0, 6, 5, 1, 4, 2])
    torch.testing.assert_close(module(take(found, order)).vector, together[order])
    alone = torch.cat([module(take(found, slice(row, row + 1))).vector for row in range(7)])
    torch.testing.assert_close(alone, together)


@every_fusion
def test_the_order_in_which_parts_are_given_does_not_matter(fusion):
    module, found = fusion.build(DIMS).eval(), parts()
    backwards = dict(reversed(found.items()))
    assert torch.equal(module(found).vector, module(backwards).vector)


@every_fusion
@pytest.mark.parametrize("rows", [1, 7])
def test_gradients_are_finite_even_where_everything_is_missing(fusion, rows):
    module = fusion.build(DIMS)
    for missing in (0.0, 0.4, 2.0):
        found = parts(rows, missing=missing)
        for part in found.values():
            part.tokens.requires_grad_()
        module(found).vector.square().sum().backward()
        learned = [parameter.grad for parameter in module.parameters() if parameter.grad is not None]
        assert all(gradient.isfinite().all() for gradient in learned)
        assert all(part.tokens.grad.isfinite().all() for part in found.values())


@every_fusion
def test_a_present_modality_matters(fusion):
    module, found = fusion.build(DIMS).eval(), parts(missing=0.0)
    before = module(found).vector
    for name, part in found.items():
        other = module({**found, name: Encoded(part.tokens.flip(-1), part.mask)}).vector
        assert (other[1:] - before[1:]).abs().amax(1).gt(1e-6).all(), name


@every_fusion
def test_shares_sum_to_one_over_what_is_there(fusion):
    found = parts()
    fused = fusion.build(DIMS).eval()(found)
    present = torch.stack([part.present() for part in found.values()], 1)
    mask = torch.cat([part.mask for part in found.values()], 1)
    for given, there in ((fused.evidence.get("weights"), present), (fused.evidence.get("attention"), mask)):
        if given is not None:
            assert (given >= 0).all()
            assert (given[~there] == 0).all()
            torch.testing.assert_close(given.sum(1), there.any(1).float())


class Headed(torch.nn.Module):
    """A fusion and a head: concatenation alone has no weights to train."""

    def __init__(self, fusion):
        super().__init__()
        self.fusion = fusion.build(DIMS)
        self.head = torch.nn.Linear(self.fusion.width, 2)

    def forward(self, found):
        return self.head(self.fusion(found).vector)


@every_fusion
def test_many_copies_train_at_once_like_one_by_one(fusion):
    copies = [Headed(fusion).eval() for _ in range(3)]
    found = [parts(seed=seed) for seed in range(3)]
    template = copy.deepcopy(copies[0]).to("meta")

    def cost(learned, buffers, cells):
        given = {name: Encoded(*cell) for name, cell in cells.items()}
        return functional_call(template, (learned, buffers), (given,)).square().sum()

    cells = {
        name: tuple(torch.stack([getattr(one[name], kind) for one in found]) for kind in ("tokens", "mask"))
        for name in DIMS
    }
    learned, buffers = stack_module_state(copies)
    together = vmap(cost, randomness="different")(learned, buffers, cells)
    torch.testing.assert_close(together, torch.stack([m(p).square().sum() for m, p in zip(copies, found, strict=True)]))
    slopes = vmap(grad(cost), randomness="different")(learned, buffers, cells)
    for place, (module, one) in enumerate(zip(copies, found, strict=True)):
        module(one).square().sum().backward()
        for name, parameter in module.named_parameters():
            if parameter.grad is not None:
                torch.testing.assert_close(slopes[name][place], parameter.grad, rtol=1e-4, atol=1e-5)


@every_fusion
def test_dropout_works_in_many_copies_at_once(fusion):
    copies = [Headed(fusion).train() for _ in range(2)]
    template, one = copy.deepcopy(copies[0]).to("meta"), parts()
    learned, buffers = stack_module_state(copies)
    vectors = vmap(lambda p, b: functional_call(template, (p, b), (one,)), randomness="different")(learned, buffers)
    assert vectors.isfinite().all()


@every_fusion
def test_declaration_and_weights_come_back(fusion):
    module, found = fusion.build(DIMS).eval(), parts()
    again = fusions.load(json.loads(json.dumps(fusions.dump(fusion))))
    assert again == fusion
    other = again.build(DIMS).eval()
    other.load_state_dict(module.state_dict())
    assert torch.equal(other(found).vector, module(found).vector)


@every_fusion
def test_wrong_parts_are_refused(fusion):
    module, found = fusion.build(DIMS), parts()
    with pytest.raises(
        DataError, match=r"modality 'photo': the fusion was built for tokens \(B, T, 6\), got \(7, 1, 5\)"
    ):
        module({**found, "photo": Encoded(found["photo"].tokens[..., :5], found["photo"].mask)})
    with pytest.raises(DataError, match=r"modality 'photo': the fusion was built for tokens \(B, T, 6\), got \(7, 6\)"):
        module({**found, "photo": Encoded(found["photo"].tokens[:, 0], found["photo"].mask)})
    with pytest.raises(DataError, match=r"built for modalities photo, table, the\.text, got photo: build"):
        module({"photo": found["photo"]})


@every_fusion
def test_a_fusion_of_nothing_is_refused(fusion):
    if getattr(fusion, "weights", None) == (3.0, 1.0, 1.0):
        pytest.skip("fixed weights are refused first for their number")
    with pytest.raises(OptionError, match="a fusion needs at least one modality, got none"):
        fusion.build({})
    with pytest.raises(OptionError, match="modality 'photo' has width 0"):
        fusion.build({"photo": 0})
