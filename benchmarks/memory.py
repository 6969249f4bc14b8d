"""Peak memory of a comparison's training and prediction at 5,000 and at 50,000 rows, beyond the feature arrays.

    python benchmarks/memory.py

Each size runs in a process of its own; the peak is the system's own figure for it (ru_maxrss).
Writes benchmarks/results/memory.json.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from pathlib import Path

WIDTH = 384
SIZES = (5_000, 50_000)


def peak() -> float:
    """MiB that the process has used at most until now."""
    scale = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale / 2**20


def measure(rows: int) -> None:
    """Train five folds with early stopping, predict all rows; print the figures as JSON."""
    import numpy as np
    import torch

    from intarsia.fusion.concat import Concat
    from intarsia.model.design import Design, Part
    from intarsia.tasks.classify import Classify
    from intarsia.training.trainer import Trainer
    from training import MODALITIES, Features, Kept, splits

    chance = np.random.default_rng(0)
    y = chance.integers(0, 5, rows)
    tokens = {name: torch.empty(rows, 1, WIDTH, dtype=torch.float16) for name in MODALITIES}
    for block in tokens.values():
        for start in range(0, rows, 1000):  # in pieces: making them must not be the peak
            block[start : start + 1000] = torch.randn(len(block[start : start + 1000]), 1, WIDTH)
    design = Design(tuple(Part(name, name, Kept()) for name in MODALITIES), Concat(hidden=128), Classify())
    trainer = Trainer(epochs=2, device="cpu")
    small = Features({name: block[:1000] for name, block in tokens.items()})
    trainer.fit(design, small, y[:1000], splits(1000, 5))  # loads what torch loads on first use
    before = peak()
    for trained in trainer.fit(design, Features(tokens), y, splits(rows, 5)):
        trained.scores(Features(tokens))
    features = sum(block.numel() * block.element_size() for block in tokens.values()) / 2**20
    print(json.dumps({"rows": rows, "features_mib": round(features), "beyond_mib": round(peak() - before, 1)}))


def main() -> None:
    if len(sys.argv) > 1:
        return measure(int(sys.argv[1]))
    found = []
    for rows in SIZES:
        answer = subprocess.run([sys.executable, __file__, str(rows)], check=True, capture_output=True, text=True)
        found.append(json.loads(answer.stdout.splitlines()[-1]))
        print(found[-1], flush=True)
    out = Path(__file__).parent / "results" / "memory.json"
    out.parent.mkdir(exist_ok=True)
    out.write_text(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main()
