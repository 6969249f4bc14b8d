"""How pretrained weights are trained: not at all, all of them, or low-rank adapters beside them."""

from __future__ import annotations

from collections.abc import Sequence

from torch import nn

from intarsia.errors import MissingExtra, OptionError
from intarsia.i18n import messages

say = messages(__package__)


TRAINING = ("frozen", "full", "lora")

LR_SCALE = {"frozen": 1.0, "full": 0.05, "lora": 0.3}
"""Share of the learning rate: what is known already is moved gently."""


def check_training(encoder: str, train: str, rank: int) -> None:
    """Raise `OptionError` unless `train` is one of `TRAINING` and the adapters' rank is at least 1."""
    if train not in TRAINING:
        raise OptionError(say("lora.training", encoder=encoder, value=train, known=list(TRAINING)))
    if rank < 1:
        raise OptionError(say("lora.rank", encoder=encoder, rank=rank))


def adapt(model: nn.Module, rank: int, alpha: float, targets: Sequence[str]) -> None:
    """Freeze the model and add trainable adapters, initially zero, to its layers.

    W x becomes W x + alpha / rank · B A x, with A and B of the given rank. Source: Hu et al., "LoRA: Low-rank
    adaptation of large language models" (2021).

    Args:
        model: changed in place.
        rank: of the adapters.
        alpha: how much they weigh.
        targets: ends of the names of the layers to adapt ("query", "value"); none for every linear and convolutional
            layer, but grouped convolutions and those narrower than the rank.

    Raises:
        MissingExtra: peft is not installed.
        OptionError: no layer has such a name, or none can be adapted.
    """
    try:
        import peft
    except ImportError as error:
        raise MissingExtra("train='lora'", "peft", "lora") from error
    names = _layers(model, rank, targets)
    config = peft.LoraConfig(r=rank, lora_alpha=alpha, target_modules=names, lora_dropout=0.0, bias="none")
    peft.inject_adapter_in_model(config, model)


def unchanged(module: nn.Module) -> frozenset[str]:
    """Return the names of an adapted module's tensors outside of its adapters: training leaves them unchanged."""
    return frozenset(name for name in module.state_dict() if "lora_" not in name)


def _layers(model: nn.Module, rank: int, targets: Sequence[str]) -> list[str]:
    found = {name: layer for name, layer in model.named_modules() if _fits(layer, rank)}
    if not targets:
        if not found:
            raise OptionError(say("lora.too_narrow", rank=rank))
        return list(found)
    for target in targets:
        if not any(_ends(name, target) for name in found):
            raise OptionError(say("lora.no_layer", target=target, known=_endings(found)))
    return [name for name in found if any(_ends(name, target) for target in targets)]


def _fits(layer: nn.Module, rank: int) -> bool:
    # The type itself: an attention's own projection derives from Linear, but its forward is never called.
    if type(layer) is nn.Linear:
        return min(layer.in_features, layer.out_features) >= rank
    return type(layer) is nn.Conv2d and layer.groups == 1 and min(layer.in_channels, layer.out_channels) >= rank


def _ends(name: str, target: str) -> bool:
    return f".{name}".endswith(f".{target}")


def _endings(names: Sequence[str] | dict[str, nn.Module]) -> list[str]:
    return sorted({name.rpartition(".")[2] for name in names})
