"""BERT as a graph of 8-bit integers for ONNX Runtime, written straight from the weights.

Two graphs are written: one in float32 that shows what goes into each matrix product while it reads `_calibration`,
then the quantised one with the ranges that were seen. Ranges are fixed, so a text's features depend on it alone, not
on the texts that share its batch (as they would with ranges measured per batch, ONNX Runtime's "dynamic" way).

A few channels of BERT's activations are far larger than the others. As in Xiao et al., "SmoothQuant" (2023), each
channel is divided by a constant, which the weights take over; the products where that is not enough stay in float32.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from intarsia.encoders.onnx_session import CONTRIB, Graph, OnnxSession

Floats = npt.NDArray[np.float32]
Range = tuple[Floats, Floats]
"""Least and greatest value of each channel, both (D,)."""

SHIFTED = 0.6
"""How much of a channel's size moves from the activations to the weights (0 to 1); best of .5, .6, .75, .9."""

STEPS = 63
"""Weights are integers from -63 to 63: with 8 bits, processors without VNNI would overflow 16-bit sums."""


@dataclass(frozen=True)
class BertGraph:
    """The weights of a BERT encoder by their names in transformers, and what the weights do not say.

    Attributes:
        weights: float32 arrays. The word table is not among them: rows are looked up outside of the graph.
        layers: how many.
        heads: of attention, in each layer.
        epsilon: of the layer norms.
        exact: products that stay in float32, by layer and kind ("0.out"): "qkv", "attended", "up" or "out".
    """

    weights: Mapping[str, Floats]
    layers: int
    heads: int
    epsilon: float
    exact: Container[str]


def export(bert: BertGraph, path: Path, texts: Iterable[Floats]) -> None:
    """Write the encoder: `embeddings` (B, L, D) float32 and `lengths` (B,) int32 → `states` (B, L, D) float32.

    Args:
        bert: what to write.
        path: of the file; a second one is written beside it.
        texts: embeddings (L, D) of texts to calibrate with.
    """
    wide = _Writer(bert, None)
    wide.save(path.with_suffix(".float32"))
    _Writer(bert, _ranges(path.with_suffix(".float32"), wide.watched, texts)).save(path)


def _ranges(path: Path, watched: Mapping[str, str], texts: Iterable[Floats]) -> dict[str, Range]:
    """Return the inputs of each matrix product while the graph reads the texts."""
    running = OnnxSession(path)
    found: dict[str, Range] = {}
    for text in texts:
        feed = {"embeddings": text[None], "lengths": np.array([len(text)], np.int32)}
        for name, seen in zip(watched, running.run(list(watched), feed), strict=True):
            flat = seen.reshape(-1, seen.shape[-1])  # (L, D)
            least, greatest = found.get(name, (flat[0], flat[0]))
            found[name] = np.minimum(least, flat.min(0)), np.maximum(greatest, flat.max(0))
    return found


class _Writer:
    """Adds BERT's layers to a graph. Without ranges everything is float32, and `watched` names the products' inputs."""

    def __init__(self, bert: BertGraph, ranges: Mapping[str, Range] | None) -> None:
        self.bert = bert
        self.ranges = ranges
        self.graph = Graph()
        self.watched: dict[str, str] = {}

    def save(self, path: Path) -> None:
        x = self._node("LayerNormalization", ["embeddings", *self._norm("embeddings.LayerNorm")], domain="")
        for layer in range(self.bert.layers):
            x = self._layer(x, layer)
        width = len(self.bert.weights["embeddings.LayerNorm.weight"])
        inputs: dict[str, Any] = {"embeddings": (np.float32, ["B", "L", width]), "lengths": (np.int32, ["B"])}
        self.graph.save(path, inputs, {"states": x} | (self.watched if self.ranges is None else {}))

    def _layer(self, x: str, layer: int) -> str:
        prefix = f"encoder.layer.{layer}."
        y = self._attention(x, f"{layer}.qkv", prefix + "attention.self.")
        y = self._product(y, f"{layer}.attended", prefix + "attention.output.dense")
        x = self._add_and_norm(y, x, prefix + "attention.output.")
        y = self._product(x, f"{layer}.up", prefix + "intermediate.dense")
        y = self._node("BiasGelu", [y, self._weight(prefix + "intermediate.dense.bias")])
        y = self._product(y, f"{layer}.out", prefix + "output.dense")
        return self._add_and_norm(y, x, prefix + "output.")

    def _attention(self, x: str, name: str, prefix: str) -> str:
        parts = [prefix + part for part in ("query", "key", "value")]
        weight = np.concatenate([self.bert.weights[f"{part}.weight"].T for part in parts], 1)  # (D, 3 D)
        bias = self.graph.constant(np.concatenate([self.bert.weights[f"{part}.bias"] for part in parts]))
        self.watched[name] = x
        if self._is_exact(name):
            inputs = [x, self.graph.constant(weight), bias, "lengths"]
            return self._node("Attention", inputs, num_heads=self.bert.heads)
        x, zero, one, integers, scale = self._quantised(x, name, weight)
        inputs = [x, integers, bias, one, scale, "lengths", zero]
        return self._node("QAttention", inputs, num_heads=self.bert.heads)

    def _product(self, x: str, name: str, prefix: str) -> str:
        weight = self.bert.weights[prefix + ".weight"].T  # (in, out)
        self.watched[name] = x
        if self._is_exact(name):
            return self._node("MatMul", [x, self.graph.constant(weight)], domain="")
        x, zero, one, integers, scale = self._quantised(x, name, weight)
        return self._node("MatMulIntegerToFloat", [x, integers, one, scale, zero])

    def _quantised(self, x: str, name: str, weight: Floats) -> tuple[str, str, str, str, str]:
        """Return x as uint8, its zero and scale (1), and the weight as int8 with a scale per output."""
        assert self.ranges is not None
        divisor, zero = _smooth(self.ranges[name], weight)
        weight = weight * divisor[:, None]
        scale = np.maximum(np.abs(weight).max(0), 1e-12) / STEPS  # (out,)
        constant = self.graph.constant
        zero_point = constant(np.uint8(zero))
        one = constant(np.float32(1))
        x = self._node("Mul", [x, constant(1 / divisor)], domain="")
        x = self._node("QuantizeLinear", [x, one, zero_point], domain="")
        return x, zero_point, one, constant(np.rint(weight / scale).astype(np.int8)), constant(scale)

    def _add_and_norm(self, x: str, skipped: str, prefix: str) -> str:
        inputs = [x, skipped, *self._norm(prefix + "LayerNorm"), self._weight(prefix + "dense.bias")]
        return self._node("SkipLayerNormalization", inputs)

    def _norm(self, prefix: str) -> list[str]:
        return [self._weight(f"{prefix}.weight"), self._weight(f"{prefix}.bias")]

    def _weight(self, name: str) -> str:
        return self.graph.constant(self.bert.weights[name])

    def _is_exact(self, name: str) -> bool:
        return self.ranges is None or name in self.bert.exact

    def _node(self, op: str, inputs: list[str], domain: str = CONTRIB, **options: Any) -> str:
        if op.endswith("LayerNormalization"):
            options["epsilon"] = self.bert.epsilon
        return self.graph.node(op, inputs, domain=domain, **options)


def _smooth(seen: Range, weight: Floats) -> tuple[Floats, int]:
    """Return divisors (in,) that let rounding give integers from 0 - zero to 255 - zero, and zero."""
    least, greatest = seen
    size = np.maximum(np.maximum(-least, greatest), 1e-5)
    smooth = size**SHIFTED / np.maximum(np.abs(weight).max(1), 1e-5) ** (1 - SHIFTED)
    low = min((least / smooth).min(), 0.0)
    high = (greatest / smooth).max()
    step = (high - low) / 255
    return (smooth * step).astype(np.float32), round(-low / step)
