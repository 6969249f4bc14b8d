"""Vision models of transformers, tiny and random: convolutional and patch by patch, frozen, trained, adapted."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file
from tiny_models import SIDE, VISION, clip, save, vision

from cases import over
from intarsia.columns.image import Image
from intarsia.encoders.base import encoders
from intarsia.encoders.vision import Vision
from intarsia.errors import AssetError, OptionError
from intarsia.store import FeatureStore

RANDOM = np.random.default_rng(0)
PICTURES = [RANDOM.integers(0, 256, size, dtype=np.uint8) for size in ((40, 60, 3), (SIDE, SIDE, 3), (300, 20, 3))]
CELLS = [*PICTURES, None]


@pytest.fixture(scope="module")
def models(tmp_path_factory):
    """Kind → folder."""
    root = tmp_path_factory.mktemp("vision")
    return {kind: str(vision(root / kind, kind)) for kind in VISION} | {"clip": str(clip(root / "clip"))}


def batch(cells=CELLS):
    return Image().collate(cells)


def tokens(encoder, cells=CELLS):
    return encoder.extractor()(batch(cells))


@pytest.mark.parametrize("kind", [*VISION, "clip"])
def test_every_architecture_gives_the_same_kind_of_tokens(models, kind):
    encoder = Vision(weights=models[kind], grid=1)
    found = tokens(encoder)
    assert found.tokens.shape == (4, 2, encoder.build().width)
    assert found.tokens.dtype == np.float32
    assert found.mask.tolist() == [[True, True]] * 3 + [[False, False]]
    # One part is the whole.
    np.testing.assert_allclose(found.tokens[:, 0], found.tokens[:, 1], atol=1e-5)
    assert np.abs(found.tokens[0] - found.tokens[2]).max() > 1e-4


@pytest.mark.parametrize("kind", ["resnet", "dinov2"])
def test_it_answers_as_transformers_does(models, kind):
    from transformers import AutoImageProcessor, AutoModel

    processor = AutoImageProcessor.from_pretrained(models[kind], backend="pil")
    pixels = processor(PICTURES, input_data_format="channels_last", return_tensors="pt")["pixel_values"]
    with torch.no_grad():
        found = AutoModel.from_pretrained(models[kind])(pixel_values=pixels).last_hidden_state
    expected = found.mean((2, 3)) if found.ndim == 4 else found[:, 1:].mean(1)
    np.testing.assert_allclose(tokens(Vision(weights=models[kind])).tokens[:3, 0], expected, rtol=2e-3, atol=2e-3)


def test_parts_lie_row_by_row(models):
    encoder = Vision(weights=models["siglip"], grid=4)
    with torch.no_grad():
        module = encoder.build()
        found = module(encoder.tensors(batch())).tokens
        patches = module.model(pixel_values=encoder.tensors(batch())["pixels"].float()).last_hidden_state
    torch.testing.assert_close(found[:, 1:], patches)


def test_the_class_token_may_speak_for_the_picture(models):
    encoder = Vision(weights=models["vit"], summary="class")
    module = encoder.build()
    with torch.no_grad():
        found = module.model(pixel_values=encoder.tensors(batch())["pixels"].float()).last_hidden_state
        torch.testing.assert_close(module(encoder.tensors(batch())).tokens[:, 0], found[:, 0])


@pytest.mark.parametrize("train", ["frozen", "full", "lora"])
def test_rows_do_not_influence_each_other_even_in_training(models, train):
    encoder = Vision(weights=models["resnet"], train=train, rank=2)
    module = encoder.build().train()
    with torch.no_grad():
        together = module(encoder.tensors(batch())).tokens
        for row, cell in enumerate(CELLS):
            alone = module(encoder.tensors(batch([cell]))).tokens
            torch.testing.assert_close(alone[0], together[row], rtol=1e-4, atol=1e-5)


def test_preparing_twice_is_preparing_once(models):
    encoder = Vision(weights=models["resnet"])
    prepared = [encoder.prepare(picture) for picture in PICTURES]
    assert {(each.shape, each.dtype) for each in prepared} == {((3, SIDE, SIDE), np.dtype(np.float16))}
    assert all(encoder.prepare(each) is each for each in prepared)
    np.testing.assert_array_equal(tokens(encoder, PICTURES).tokens, tokens(encoder, prepared).tokens)


def test_the_preprocessor_of_the_real_resnet_50_is_read(models, tmp_path):
    old = {"crop_pct": 0.875, "feature_extractor_type": "ConvNextFeatureExtractor", "resample": 3, "size": SIDE}
    shutil.copytree(models["resnet"], tmp_path, dirs_exist_ok=True)
    (tmp_path / "preprocessor_config.json").write_text(json.dumps(old))
    assert Vision(weights=str(tmp_path)).prepare(PICTURES[0]).shape == (3, SIDE, SIDE)


def test_the_store_keeps_frozen_features(models, tmp_path):
    store = FeatureStore(tmp_path / "store")
    encoder = Vision(weights=models["vit"], grid=2)
    found = store.features(Image(), encoder, PICTURES, "photo")
    assert found.tokens.shape == (3, 5, 16)
    again = store.features(Image(), Vision(weights=models["vit"], grid=2), PICTURES, "photo")
    np.testing.assert_array_equal(again.tokens, found.tokens)
    assert (store.encoded, store.reused) == (3, 3)


def test_the_fingerprint_is_of_the_contents_not_of_their_place(models, tmp_path):
    encoder = Vision(weights=models["vit"])
    shutil.copytree(models["vit"], tmp_path / "moved")
    moved = Vision(weights=str(tmp_path / "moved"))
    assert moved.fingerprint() == encoder.fingerprint()
    assert Vision(weights=models["vit"], grid=2).fingerprint() != encoder.fingerprint()
    save(tmp_path / "moved", "ViT", VISION["vit"][1] | {"layer_norm_eps": 0.1})
    assert moved.fingerprint() != encoder.fingerprint()


def test_frozen_only_when_nothing_is_trained(models):
    assert Vision().frozen
    assert not Vision(train="full").frozen
    assert not Vision(train="lora").frozen
    full = Vision(weights=models["resnet"], train="full").build()
    assert all(parameter.requires_grad for parameter in full.parameters())
    assert full.lr_scale < 1


def test_the_declaration_comes_back_from_json():
    encoder = Vision(weights="owner/name", train="lora", targets=("query", "value"))
    assert encoders.load(json.loads(json.dumps(encoders.dump(encoder)))) == encoder


def test_a_hub_name_without_network_says_how_to_give_a_folder():
    with pytest.raises(AssetError, match=r"cannot get 'nobody/nothing' from the hub .*give their folder as weights"):
        Vision(weights="nobody/nothing").build()


@pytest.mark.parametrize("weights", ["/nowhere/resnet", "./resnet", "resnet"])
def test_a_folder_that_is_not_there_is_named(weights):
    with pytest.raises(AssetError, match=f"no folder '{weights}': give a folder with config.json"):
        Vision(weights=weights).fingerprint()


def test_a_folder_without_a_model_is_named(tmp_path):
    with pytest.raises(AssetError, match="cannot be read as such a model"):
        Vision(weights=str(tmp_path)).build()


def without(folder, words, path):
    """A copy of the model in `folder` without the weights that have one of the words in their name."""
    shutil.copytree(folder, path, dirs_exist_ok=True)
    whole = load_file(path / "model.safetensors")
    kept = {name: tensor for name, tensor in whole.items() if not any(word in name for word in words)}
    save_file(kept, path / "model.safetensors", metadata={"format": "pt"})
    return str(path)


def test_a_model_that_lacks_weights_is_refused(models, tmp_path):
    weights = without(models["vit"], ["layer.1.", "layers.1."], tmp_path)
    with pytest.raises(AssetError, match=r"lacks 16 weights of its model, .*1.* first: fetch it anew"):
        Vision(weights=weights).build()


def test_a_pooler_is_not_missed(models, tmp_path):
    weights = without(models["vit"], ["pooler"], tmp_path)
    found = tokens(Vision(weights=weights)).tokens
    np.testing.assert_array_equal(found, tokens(Vision(weights=models["vit"])).tokens)


def test_a_preprocessor_without_a_square_size_is_refused(tmp_path):
    weights = str(
        vision(
            tmp_path,
            "resnet",
            image_processor_type="CLIPImageProcessor",
            size={"shortest_edge": 32},
            do_center_crop=False,
        )
    )
    with pytest.raises(AssetError, match="does not bring pictures to one square size"):
        Vision(weights=weights).build()


@over(
    ("options", "message"),
    [
        ({"train": "half"}, "vision: train is 'half'; choose one of frozen, full, lora"),
        ({"summary": "max"}, "vision: summary is 'max'; choose one of mean, class"),
        ({"grid": -1}, "vision: grid must be at least 0, got -1"),
        ({"rank": 0}, "vision: rank must be at least 1, got 0"),
    ],
)
def test_options_are_checked(options, message):
    with pytest.raises(OptionError, match=message):
        Vision(**options)


def test_options_that_the_model_cannot_follow(models):
    with pytest.raises(OptionError, match="has no class token; choose summary='mean'"):
        Vision(weights=models["resnet"], summary="class").build()
    with pytest.raises(OptionError, match="sees 1 part a side; lower grid"):
        Vision(weights=models["resnet"], grid=2).build()
