"""What every encoder promises, whatever it reads. Encoders that need pretrained weights count as slow."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch
from scipy import sparse

from intarsia.columns.base import columns
from intarsia.encoders.base import encoders
from intarsia.encoders.presets import presets

NAMED = [name for name in encoders.names() if not encoders.get(name).any_weights]  # the others need a model first
TRAINED = [name for name in NAMED if not encoders.get(name).assets]
READY = [*TRAINED, *(pytest.param(name, marks=pytest.mark.slow) for name in NAMED if encoders.get(name).assets)]
every_encoder = pytest.mark.parametrize("name", READY)


def batch(name):
    """The samples and a missing cell of the first kind of column that the encoder reads."""
    kind = encoders.get(name).accepts[0]
    column = columns.make(kind)
    return column.collate([column.load(cell) for cell in (*column.samples().good, None)])


def ready(name):
    return encoders.make(name).learn(batch(name))


@every_encoder
def test_it_reads_columns_that_there_are(name):
    assert set(encoders.get(name).accepts) <= set(columns.names())


@every_encoder
def test_what_was_learned_comes_back_from_json(name):
    encoder = ready(name)
    again = encoders.load(json.loads(json.dumps(encoders.dump(encoder), allow_nan=False)))
    assert again == encoder
    assert again.fingerprint() == encoder.fingerprint()
    for key, tensor in encoder.tensors(batch(name)).items():
        assert torch.equal(again.tensors(batch(name))[key], tensor), key


@every_encoder
def test_a_missing_cell_has_no_tokens_and_others_do(name):
    encoder, cells = ready(name), batch(name)
    encoded = encoder.build().eval()(encoder.tensors(cells))
    assert encoded.tokens.shape[:2] == encoded.mask.shape
    assert encoded.mask.dtype == torch.bool
    assert encoded.mask.any(1).tolist() == cells.present.tolist()
    assert encoded.pooled().isfinite().all()


@every_encoder
def test_width_is_as_declared(name):
    encoder = ready(name)
    module = encoder.build().eval()
    assert module(encoder.tensors(batch(name))).tokens.shape[-1] == module.width


@every_encoder
def test_rows_do_not_influence_each_other(name):
    encoder, cells = ready(name), batch(name)
    module = encoder.build().eval()
    with torch.no_grad():
        together = module(encoder.tensors(cells)).pooled()
        for row in range(len(cells)):
            alone = module(encoder.tensors(cells.take([row]))).pooled()
            torch.testing.assert_close(alone[0], together[row], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", TRAINED)
def test_one_row_trains(name):
    encoder, cells = ready(name), batch(name)
    module = encoder.build()
    learned = [parameter for parameter in module.parameters() if parameter.requires_grad]
    for rows in ([0], [len(cells) - 1]):
        pooled = module(encoder.tensors(cells.take(rows))).pooled()
        if learned:
            pooled.square().sum().backward()
    assert all(parameter.grad is None or parameter.grad.isfinite().all() for parameter in learned)


@every_encoder
def test_plain_features_are_finite_and_zero_where_the_cell_is_missing(name):
    encoder, cells = ready(name), batch(name)
    matrix = encoder.matrix(cells)
    dense = matrix.toarray() if sparse.issparse(matrix) else matrix
    assert dense.shape[0] == len(cells)
    assert np.isfinite(dense).all()
    assert not dense[~cells.present].any()
    alone = encoder.matrix(cells.take([2]))
    np.testing.assert_allclose(alone.toarray() if sparse.issparse(alone) else alone, dense[2:3], rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", TRAINED)
def test_a_column_without_a_single_value_can_be_learned(name):
    cells = batch(name)
    empty = cells.take([len(cells) - 1] * 3)
    encoder = encoders.make(name).learn(empty)
    encoded = encoder.build().eval()(encoder.tensors(empty))
    assert not encoded.mask.any()
    assert encoder.build().eval()(encoder.tensors(cells)).pooled().isfinite().all()


@pytest.mark.parametrize("preset", presets())
def test_every_preset_has_an_encoder_for_every_kind_of_column(preset):
    assert set(columns.names()) - set(presets()[preset]) == set()
