"""Tiny models with random weights, in folders as the hub has them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

SIDE = 32
TRANSFORMER = {"hidden_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 32}
PATCHES = TRANSFORMER | {"image_size": SIDE, "patch_size": 8}
STAGES = {"hidden_sizes": [8, 8, 16, 16], "depths": [1, 1, 1, 1]}
SWIN = {"image_size": SIDE, "patch_size": 4, "window_size": 4, "embed_dim": 8, "depths": [1, 1], "num_heads": [1, 2]}
RESNET_50 = {"depths": [3, 4, 6, 3], "layer_type": "bottleneck", "embedding_size": 8, "hidden_sizes": [16, 16, 32, 32]}
VISION: dict[str, tuple[str, dict[str, Any]]] = {
    "resnet": ("ResNet", RESNET_50),
    "convnext": ("ConvNext", STAGES),
    "vit": ("ViT", PATCHES),
    "dinov2": ("Dinov2", PATCHES),
    "siglip": ("SiglipVision", PATCHES),
    "swin": ("Swin", SWIN),
}
WORDS = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "warm", "thin", "red", "blue", "coat", "shirt", "hat", "and"]


def save(folder: Path, name: str, options: dict[str, Any]) -> Path:
    """A model of transformers, `<name>Model` of `<name>Config(**options)`."""
    import transformers

    torch.manual_seed(0)
    model = getattr(transformers, f"{name}Model")(getattr(transformers, f"{name}Config")(**options))
    model.save_pretrained(folder)
    return folder


def vision(folder: Path, kind: str, **preprocessor: Any) -> Path:
    """A vision model; its preprocessor squeezes pictures to SIDE x SIDE unless told otherwise."""
    save(folder, *VISION[kind])
    mean = {"image_mean": [0.5] * 3, "image_std": [0.5] * 3}
    size = {"image_processor_type": "ViTImageProcessor", "size": {"height": SIDE, "width": SIDE}}
    (folder / "preprocessor_config.json").write_text(json.dumps(size | mean | preprocessor))
    return folder


def clip(folder: Path) -> Path:
    """A model of pictures and text."""
    text = TRANSFORMER | {"vocab_size": len(WORDS), "bos_token_id": 2, "eos_token_id": 3, "pad_token_id": 0}
    save(folder, "CLIP", {"text_config": text, "vision_config": PATCHES, "projection_dim": 8})
    mean = {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": SIDE}}
    (folder / "preprocessor_config.json").write_text(json.dumps(mean | {"crop_size": {"height": SIDE, "width": SIDE}}))
    tokenizer(folder)
    return folder


def bert(folder: Path, **options: Any) -> Path:
    """BERT, whose tokenizer knows WORDS."""
    save(folder, "Bert", TRANSFORMER | {"vocab_size": len(WORDS), "max_position_embeddings": 32} | options)
    tokenizer(folder)
    return folder


def tokenizer(folder: Path) -> None:
    """Words of WORDS between [CLS] and [SEP]."""
    from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
    from transformers import PreTrainedTokenizerFast

    made = Tokenizer(models.WordLevel({word: place for place, word in enumerate(WORDS)}, unk_token="[UNK]"))
    made.normalizer, made.pre_tokenizer = normalizers.BertNormalizer(), pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    PreTrainedTokenizerFast(tokenizer_object=made, unk_token="[UNK]", pad_token="[PAD]").save_pretrained(folder)
