"""Text models of transformers, tiny and random: padding changes nothing, whatever is pooled and trained."""

from __future__ import annotations

import json
import pickle
import shutil

import numpy as np
import pytest
import torch
from tiny_models import TRANSFORMER, WORDS, bert, clip, save, tokenizer

from cases import over
from intarsia.columns.text import Text
from intarsia.encoders.base import encoders
from intarsia.encoders.transformer import POOLINGS, Transformer
from intarsia.errors import AssetError, OptionError
from intarsia.store import FeatureStore

TEXTS = ["a warm red coat", "hat", "a thin blue shirt and a warm coat", None, "Unheard-of 外套 😀"]
SMALL = {"hidden_size": 16, "vocab_size": len(WORDS)}


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Kind → folder."""
    root = tmp_path_factory.mktemp("text")
    distil = {"dim": 16, "n_layers": 1, "n_heads": 2, "hidden_dim": 32, "vocab_size": len(WORDS)}
    gpt = {"n_embd": 16, "n_layer": 1, "n_head": 2, "n_positions": 32, "vocab_size": len(WORDS)}
    t5 = {"d_model": 16, "d_kv": 8, "d_ff": 32, "num_layers": 1, "num_heads": 2, "vocab_size": len(WORDS)}
    roberta = TRANSFORMER | {"vocab_size": len(WORDS), "max_position_embeddings": 34, "pad_token_id": 0}
    found = {"bert": bert(root / "bert"), "clip": clip(root / "clip")}
    for kind, name, options in (
        ("distilbert", "DistilBert", distil),
        ("gpt2", "GPT2", gpt | {"bos_token_id": 2, "eos_token_id": 3}),
        ("t5", "T5", t5 | {"decoder_start_token_id": 0}),
        ("roberta", "Roberta", roberta),
    ):
        found[kind] = save(root / kind, name, options)
        tokenizer(root / kind)
    return {kind: str(folder) for kind, folder in found.items()}


def batch(cells=TEXTS):
    column = Text()
    return column.collate([column.load(cell) for cell in cells])


def encoded(module, encoder, cells=TEXTS):
    with torch.no_grad():
        return module(encoder.tensors(batch(cells)))


@pytest.mark.parametrize("kind", ["bert", "distilbert", "roberta", "gpt2", "t5", "clip"])
def test_every_architecture_gives_one_token_untouched_by_padding(models, kind):
    encoder = Transformer(weights=models[kind], max_tokens=16)
    module = encoder.build().eval()
    together = encoded(module, encoder)
    assert together.tokens.shape == (5, 1, 16)
    assert module.width == 16
    assert together.mask[:, 0].tolist() == [True, True, True, False, True]
    for row, text in enumerate(TEXTS):
        torch.testing.assert_close(encoded(module, encoder, [text]).tokens[0], together.tokens[row])


@pytest.mark.parametrize("pooling", POOLINGS)
def test_pooling(models, pooling):
    encoder = Transformer(weights=models["bert"], max_tokens=12, pooling=pooling)
    module = encoder.build().eval()
    found = encoded(module, encoder)
    pieces = encoder.tensors(batch())["pieces"][:1, :6].long()  # [CLS] a warm red coat [SEP]
    with torch.no_grad():
        every = module.model(input_ids=pieces).last_hidden_state[0]
    if pooling == "none":
        assert found.tokens.shape == (5, 12, 16)
        assert found.mask.sum(1).tolist() == [6, 3, 10, 0, 8]
        torch.testing.assert_close(found.tokens[0, :6], every)
    else:
        expected = {"mean": every.mean(0), "first": every[0], "last": every[-1]}[pooling]
        torch.testing.assert_close(found.tokens[0, 0], expected)


def test_long_texts_are_cut(models):
    encoder = Transformer(weights=models["bert"], max_tokens=5)
    cells = encoder.tensors(batch(["a warm red coat and a hat " * 2000, "hat"]))
    assert cells["pieces"].shape == (2, 5)
    assert cells["pieces"][0].tolist() == [2, 4, 5, 7, 3]
    assert cells["length"].tolist() == [5, 3]


def test_a_batch_of_missing_cells(models):
    encoder = Transformer(weights=models["bert"])
    with pytest.raises(OptionError, match="reads at most 32 tokens; lower max_tokens"):
        encoder.build()
    features = Transformer(weights=models["bert"], max_tokens=8).extractor()(batch([None, None]))
    assert features.tokens.shape == (2, 1, 16)
    assert not features.mask.any()
    assert np.isfinite(features.tokens).all()


def test_the_store_keeps_frozen_features_and_batches_by_length(models, tmp_path):
    encoder = Transformer(weights=models["bert"], max_tokens=16)
    assert encoder.size("a warm coat") > encoder.size("hat")
    store = FeatureStore(tmp_path / "store")
    found = store.features(Text(), encoder, TEXTS, "review")
    expected = encoder.extractor()(batch())
    np.testing.assert_allclose(found.tokens[expected.mask], expected.tokens[expected.mask], atol=2e-3)
    assert found.mask.tolist() == expected.mask.tolist()
    store.features(Text(), Transformer(weights=models["bert"], max_tokens=16), TEXTS, "review")
    assert (store.encoded, store.reused) == (4, 4)


def test_the_fingerprint_covers_weights_and_tokenizer(models, tmp_path):
    encoder = Transformer(weights=models["bert"])
    assert Transformer(weights=str(bert(tmp_path))).fingerprint() == encoder.fingerprint()
    (tmp_path / "tokenizer.json").write_text((tmp_path / "tokenizer.json").read_text().replace('"hat"', '"cap"'))
    assert Transformer(weights=str(tmp_path)).fingerprint() != encoder.fingerprint()


def test_the_declaration_comes_back_from_json():
    encoder = Transformer(weights="owner/name@v1", train="lora", targets=("query",), pooling="last")
    assert encoders.load(json.loads(json.dumps(encoders.dump(encoder)))) == encoder
    assert not encoder.frozen
    assert Transformer().frozen


def test_a_folder_without_a_vocabulary_is_refused(tmp_path):
    save(tmp_path, "Bert", TRANSFORMER | {"vocab_size": 20})
    with pytest.raises(AssetError, match="holds no vocabulary"):
        Transformer(weights=str(tmp_path)).tensors(batch())


@over(
    ("options", "message"),
    [
        ({"train": "some"}, "transformer: train is 'some'; choose one of frozen, full, lora"),
        ({"pooling": "max"}, "transformer: pooling is 'max'; choose one of mean, first, last, none"),
        ({"max_tokens": 0}, "max_tokens of the transformer encoder is 0; choose 1 to 32768"),
        ({"rank": 0}, "transformer: rank must be at least 1, got 0"),
    ],
)
def test_options_are_checked(options, message):
    with pytest.raises(OptionError, match=message):
        Transformer(**options)


def test_a_linear_model_loads_weights_once_and_copies_leave_them_behind(models, tmp_path):
    folder = shutil.copytree(models["bert"], tmp_path / "bert")
    encoder = Transformer(str(folder), train="full", max_tokens=16)
    first = encoder.matrix(batch())
    (folder / "model.safetensors").unlink()
    np.testing.assert_allclose(encoder.matrix(batch(TEXTS[2:]))[0], first[2], atol=1e-5)
    assert len(pickle.dumps(encoder)) < 1000
    assert pickle.loads(pickle.dumps(encoder)) == encoder
