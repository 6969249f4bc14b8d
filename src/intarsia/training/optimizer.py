"""AdamW for K models."""

from __future__ import annotations

from collections.abc import Iterator

import torch
from torch import nn

from intarsia.encoders.base import EncoderModule
from intarsia.training.vectorized import Models


def adamw(models: Models, lr: float, weight_decay: float) -> torch.optim.AdamW:
    """Fused AdamW (Loshchilov & Hutter 2019). Matrices decay, biases and scales do not; encoders say how gently
    they are to be moved (`EncoderModule.lr_scale`). Each group's `full_lr` is its step size at its highest."""
    groups: dict[tuple[float, float], list[nn.Parameter]] = {}
    for parameter, scale, matrix in _described(models):
        groups.setdefault((lr * scale, weight_decay if matrix else 0.0), []).append(parameter)
    described = [
        {"params": found, "lr": rate, "full_lr": rate, "weight_decay": decay} for (rate, decay), found in groups.items()
    ]
    return torch.optim.AdamW(described, lr=lr, fused=True)


def _described(models: Models) -> Iterator[tuple[nn.Parameter, float, bool]]:
    """Each trained parameter, the share of the step size that it gets, and whether one model's is a matrix."""
    modules = models.one().named_modules()
    scales = [(f"{at}.", module.lr_scale) for at, module in modules if isinstance(module, EncoderModule)]
    for name, parameter in models.named():
        if parameter.requires_grad:
            scale = next((scale for prefix, scale in scales if name.startswith(prefix)), 1.0)
            yield parameter, scale, parameter.ndim > models.depth + 1
