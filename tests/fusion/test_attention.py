from __future__ import annotations

import pytest
import torch

from intarsia.encoders.base import Encoded
from intarsia.errors import OptionError
from intarsia.fusion.attention import Attention


def test_modality_weights_are_the_attention_of_their_tokens():
    found = {
        "photo": Encoded(torch.randn(3, 4, 5), torch.rand(3, 4) > 0.3),
        "words": Encoded(torch.randn(3, 2, 6), torch.ones(3, 2) > 0),
    }
    fused = Attention(16, 4, 2).build({"photo": 5, "words": 6}).eval()(found)
    torch.testing.assert_close(
        fused.evidence["weights"],
        torch.stack([fused.evidence["attention"][:, :4].sum(1), fused.evidence["attention"][:, 4:].sum(1)], 1),
    )


def test_the_order_of_a_modality_s_tokens_does_not_matter():
    module, tokens, mask = Attention(16).build({"words": 6}).eval(), torch.randn(2, 5, 6), torch.rand(2, 5) > 0.3
    order = torch.tensor([4, 2, 0, 1, 3])
    torch.testing.assert_close(
        module({"words": Encoded(tokens, mask)}).vector,
        module({"words": Encoded(tokens[:, order], mask[:, order])}).vector,
    )


def test_it_learns_to_look_at_the_token_that_matters():
    """One token of six carries a flag in its first feature; its second feature is the answer."""
    place = torch.randint(6, (400,))
    tokens = torch.randn(400, 6, 2) * torch.tensor([0.0, 1.0])
    tokens[torch.arange(400), place, 0] = 3.0
    target = (tokens[torch.arange(400), place, 1] > 0).float()
    found = {"words": Encoded(tokens, torch.ones(400, 6) > 0)}
    fusion = Attention(16, 2, dropout=0.0).build({"words": 2})
    model = torch.nn.ModuleList([fusion, torch.nn.Linear(16, 1)])
    optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
    for _ in range(150):
        optimizer.zero_grad()
        fused = fusion(found)
        logits = model[1](fused.vector).squeeze(1)
        torch.nn.functional.binary_cross_entropy_with_logits(logits, target).backward()
        optimizer.step()
    assert ((logits > 0) == (target > 0)).float().mean() > 0.95
    assert fused.evidence["attention"][torch.arange(400), place].mean() > 0.5


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"width": 10, "heads": 4}, "width a multiple of heads, got 10, 4 and 1"),
        ({"layers": 0}, "must be at least 1 and width a multiple of heads, got 128, 4 and 0"),
        ({"heads": 0}, "must be at least 1"),
        ({"dropout": 1.5}, r"dropout must be in \[0, 1\), got 1.5"),
    ],
)
def test_options_that_cannot_work_are_refused(options, message):
    with pytest.raises(OptionError, match=message):
        Attention(**options)
