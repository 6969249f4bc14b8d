"""The frozen defaults against the same weights in the usual libraries, and what float16 and 8 bits cost.

    python benchmarks/encoding.py [--texts 256] [--pictures 64] [--runs 5] [--threads 2]

Texts: MiniLM against `sentence-transformers` as it comes (needs the extra "bench"). Pictures: EfficientNet-Lite0
against the network in torch as it was published, with its batch normalisation, and against ours in torch, where that
is folded away. Torch slows down with large batches, as the tensors outgrow what its allocator keeps at hand.
Times alternate; ratios are medians, of wall-clock time and of processor time (which a busy machine bends less). Harm: a
logistic regression on the vectors of reviews that another part of the reviews tests. Writes results/encoding.json.
"""

from __future__ import annotations

import argparse
import json
import platform
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from torch import Tensor, nn

from intarsia.assets import locate
from intarsia.columns import Image, Text
from intarsia.columns.base import Batch
from intarsia.columns.table import Table
from intarsia.encoders import _lite0
from intarsia.encoders.efficientnet import EfficientNetLite0
from intarsia.encoders.minilm import MiniLM

RESULT = Path(__file__).parent / "results" / "encoding.json"
PROBED = 3000
"""Reviews whose vectors are compared and probed; half of them train the probe."""

Floats = npt.NDArray[np.float32]


def reviews(count: int) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Texts and whether their writers recommend, a fixed sample."""
    frame = Table.read(locate("womens-clothing-reviews") / "reviews.parquet").frame
    found = frame.dropna(subset="Review Text").sample(count, random_state=0)
    return found["Review Text"].tolist(), found["Recommended IND"].to_numpy()


def alternate(work: Mapping[str, Callable[[], object]], rows: int, runs: int) -> dict[str, Any]:
    """Rows a second of each, and how many times as fast the first is as the others; all take turns."""
    seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
    for run in range(runs + 1):
        for name, function in work.items():
            start = time.perf_counter(), time.process_time()
            function()
            if run:  # the first warms up
                seconds[name].append((time.perf_counter() - start[0], time.process_time() - start[1]))
    first, *others = work

    def ratios(other: str, clock: int) -> list[float]:
        return [b[clock] / a[clock] for a, b in zip(seconds[first], seconds[other], strict=True)]

    return {
        "rows_per_second": {
            name: round(rows / statistics.median(t for t, _ in found), 1) for name, found in seconds.items()
        },
        "ratio": {other: round(statistics.median(ratios(other, 0)), 2) for other in others},
        "ratio_of_processor_time": {other: round(statistics.median(ratios(other, 1)), 2) for other in others},
        "ratios": {other: [round(ratio, 2) for ratio in ratios(other, 0)] for other in others},
    }


def cosines(x: Floats, y: Floats) -> dict[str, float]:
    """Mean and worst over the rows."""
    found = (x * y).sum(-1) / np.linalg.norm(x, axis=-1) / np.linalg.norm(y, axis=-1)
    return {"mean": round(float(found.mean()), 7), "worst": round(float(found.min()), 7)}


def probe(vectors: Floats, target: npt.NDArray[np.int64]) -> float:
    """AUC on the second half of a logistic regression that was trained on the first."""
    half = len(vectors) // 2
    mean = vectors[:half].mean(0)
    scale = vectors[:half].std(0) + 1e-9
    model = LogisticRegression(C=0.01, max_iter=500).fit((vectors[:half] - mean) / scale, target[:half])
    return float(roc_auc_score(target[half:], model.decision_function((vectors[half:] - mean) / scale)))


def texts(count: int, runs: int) -> dict[str, Any]:
    """MiniLM's figures."""
    from sentence_transformers import SentenceTransformer

    usual = SentenceTransformer(str(locate("minilm")), device="cpu")
    extract = MiniLM().extractor()

    def ours(found: Sequence[str]) -> Floats:
        order = sorted(range(len(found)), key=lambda row: -len(found[row]))  # as the store does
        vectors = np.empty((len(found), 384), np.float32)
        for start in range(0, len(order), MiniLM.batch_size):
            rows = order[start : start + MiniLM.batch_size]
            vectors[rows] = extract(Text().collate([found[row] for row in rows])).tokens[:, 0]
        return vectors

    known, target = reviews(PROBED)
    quick = ours(known)
    plain = usual.encode(known)
    some = known[:count]
    return {
        "rows": count,
        **alternate({"ours": lambda: ours(some), "usual": lambda: usual.encode(some)}, count, runs),
        "cosine_to_float32": cosines(quick, plain),
        "cosine_of_float16": cosines(plain, plain.astype(np.float16).astype(np.float32)),
        "probe_auc": {
            "float32": round(probe(plain, target), 5),
            "8 bits": round(probe(quick, target), 5),
            "8 bits, kept in float16": round(probe(quick.astype(np.float16).astype(np.float32), target), 5),
        },
    }


@dataclass(frozen=True)
class Published:
    """EfficientNet-Lite0 as it was published: a batch normalisation after each convolution."""

    state: dict[str, Tensor]
    names: dict[str, tuple[str, str]]

    def conv(self, x: Tensor, name: str, layer: _lite0.Layer) -> Tensor:
        conv, norm = self.names[name]
        weight = self.state[f"{conv}.weight"]
        x = nn.functional.pad(x, layer.padding * 2)
        x = nn.functional.conv2d(x, weight, None, layer.stride, groups=len(weight) if layer.depthwise else 1)
        mean, variance, gain, shift = (
            self.state[f"{norm}.{part}"] for part in ("running_mean", "running_var", "weight", "bias")
        )
        return nn.functional.batch_norm(x, mean, variance, gain, shift, eps=_lite0.EPSILON)

    def relu6(self, x: Tensor) -> Tensor:
        return nn.functional.relu6(x)

    def add(self, x: Tensor, y: Tensor) -> Tensor:
        return x + y


def pictures(count: int, runs: int) -> dict[str, Any]:
    """EfficientNet-Lite0's figures."""
    files = sorted((locate("easy-vqa")).glob("test/**/*.png"))[:count]
    encoder = EfficientNetLite0()
    image = Image()
    prepared = [encoder.prepare(image.load(file)) for file in files]
    quick, folded = (EfficientNetLite0(engine=engine).extractor() for engine in ("onnx", "torch"))
    published = Published(*_lite0.published(locate("efficientnet-lite0") / "efficientnet-lite0.pth"))

    def plain(batch: Batch) -> Floats:
        with torch.inference_mode():
            pixels = (encoder.tensors(batch)["pixels"].permute(0, 3, 1, 2).float() - 127.0) / 128.0
            return torch.cat([found.mean((2, 3)) for found in _lite0.maps(published, pixels)], -1).numpy()

    def all_of(function: Callable[[Batch], Floats], size: int) -> Callable[[], Floats]:
        batches = [image.collate(prepared[start : start + size]) for start in range(0, count, size)]
        return lambda: np.concatenate([function(batch) for batch in batches])

    work = {
        "ours": all_of(lambda batch: quick(batch).tokens[:, 0], encoder.batch_size),
        "torch, batches of 32": all_of(plain, 32),
        "torch, batches of 16": all_of(plain, 16),
        "torch, batches of 16, normalisation folded": all_of(lambda batch: folded(batch).tokens[:, 0], 16),
    }
    return {
        "rows": count,
        **alternate(work, count, runs),
        "cosine_to_float32": cosines(work["ours"](), work["torch, batches of 32"]()),
    }


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option, value in {"texts": 256, "pictures": 64, "runs": 5, "threads": 2}.items():
        parser.add_argument(f"--{option}", type=int, default=value)
    chosen = parser.parse_args()
    torch.set_num_threads(chosen.threads)
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    machine = {"processor": platform.machine(), "threads": chosen.threads, "commit": commit.stdout.strip()}
    found = {
        "machine": machine,
        "torch": torch.__version__,
        "pictures": pictures(chosen.pictures, chosen.runs),
        "texts": texts(chosen.texts, chosen.runs),
    }
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
