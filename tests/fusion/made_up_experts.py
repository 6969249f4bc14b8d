"""Votes of made-up experts, of known skill."""

from __future__ import annotations

import numpy as np
from scipy.special import softmax

from intarsia.fusion.base import Votes


def classifiers(target, outputs, skills, boldness, seed=0, absent=0.1):
    """Experts whose logit of the right class is raised by their skill; `boldness` multiplies all their logits."""
    rng = np.random.default_rng(seed)
    rows = np.arange(len(target))
    scores = []
    for skill, bold in zip(skills, boldness, strict=True):
        logits = rng.normal(size=(len(target), outputs))
        logits[rows, target] += skill
        scores.append(softmax(bold * logits, 1))
    return Votes(np.stack(scores, 1), rng.random((len(target), len(skills))) >= absent)


def gaugers(target, noises, biases, seed=0, absent=0.1):
    """Experts who see the target plus their bias and noise; infinite noise is no knowledge at all."""
    rng = np.random.default_rng(seed)
    spread = target.std()
    scores = [
        target.mean() + spread * rng.normal(size=len(target))
        if np.isinf(noise)
        else target + bias + noise * rng.normal(size=len(target))
        for noise, bias in zip(noises, biases, strict=True)
    ]
    return Votes(np.stack(scores, 1)[..., None], rng.random((len(target), len(noises))) >= absent)
