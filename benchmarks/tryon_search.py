"""Exact search in a wardrobe of 100,000 garments: time of a request's search, of the start, and memory.

    python benchmarks/tryon_search.py

Measured at the widths that the fitting room has (pictures 64, texts 384) and at 768 and 1,280, so that it is known up
to where exact search stays within 50 ms. Vectors are random: exact search takes as long for any. Reading a wardrobe
from disk is timed too: a cold start takes `read_s` and `start_s`. Writes results/tryon_search.json.
"""

from __future__ import annotations

import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

RESULT = Path(__file__).parent / "results" / "tryon_search.json"
CASES = ((10_000, 64, 384), (100_000, 64, 384), (100_000, 768, 384), (100_000, 1280, 384))
"""Garments, width of pictures, width of texts."""
RUNS = 100


def measure(count: int, image: int, text: int) -> dict[str, Any]:
    """One case, in a process of its own."""
    import numpy as np

    from intarsia.apps.tryon.garment.garment import Garment
    from intarsia.apps.tryon.garment.taxonomy import KINDS
    from intarsia.apps.tryon.outfit.request import Request
    from intarsia.apps.tryon.recommend.candidates import candidates, meaning
    from intarsia.apps.tryon.wardrobe.shelf import Shelf

    chance = np.random.default_rng(0)
    kinds = list(KINDS)
    seen = chance.standard_normal((count + 8, image), dtype=np.float32)
    read = chance.standard_normal((count + 8, text), dtype=np.float32)
    drawn = [
        Garment(str(row), kinds[row % len(kinds)], (((50.0, 0.0, 0.0), 1.0),), "plain", image=seen[row], text=read[row])
        for row in range(count + 8)
    ]
    before = _memory()
    start = time.perf_counter()
    shelf = Shelf(tuple(drawn[8:]))
    for name in ("images", "texts", "slots", "places"):
        getattr(shelf, name)
    begun = time.perf_counter() - start
    after = _memory()
    times = []
    busy = []
    for run in range(RUNS):
        likes = tuple(drawn[run % 4 : run % 4 + 4])
        wish = read[run % 8]
        start = time.perf_counter()
        used = time.process_time()
        candidates(Request(shelf, likes=likes, meaning=meaning(shelf, wish)))
        times.append(time.perf_counter() - start)
        busy.append(time.process_time() - used)
    p50, p95 = np.percentile(times, (50, 95)) * 1e3
    told = {"garments": count, "image": image, "text": text}
    return told | {
        "p50_ms": round(float(p50), 1),
        "p95_ms": round(float(p95), 1),
        "p95_processor_ms": round(float(np.percentile(busy, 95)) * 1e3, 1),
        "start_s": round(begun, 2),
        "peak_mib_more": round(after - before),
        **_reading(drawn[8:]),
    }


def _reading(garments: list[Any]) -> dict[str, float]:
    """Seconds that a wardrobe of these garments takes to be read from disk, by the clock and of the processor."""
    from intarsia.apps.tryon.garment.stated import Stated
    from intarsia.apps.tryon.wardrobe.archive import Archive

    with tempfile.TemporaryDirectory() as folder:
        archive = Archive(Path(folder) / "wardrobe.sqlite")
        with archive.database.whole():
            for garment in garments:
                archive.tell(garment, Stated())
        start = time.perf_counter()
        used = time.process_time()
        found = tuple(archive.garments())
        spent = time.perf_counter() - start, time.process_time() - used
        archive.database.close()
    if len(found) != len(garments):
        raise SystemExit(f"{len(found)} of {len(garments)} garments were read")
    return {"read_s": round(spent[0], 2), "read_processor_s": round(spent[1], 2)}


def _memory() -> float:
    """MiB that the process has used at most until now."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform != "darwin" else 2**20)


def main() -> None:
    if len(sys.argv) > 1:
        return print(json.dumps(measure(*map(int, sys.argv[1:]))))
    found = []
    for case in CASES:
        line = [sys.executable, __file__, *map(str, case)]
        environment = os.environ | {"OMP_NUM_THREADS": "1"}
        answer = subprocess.run(line, check=True, capture_output=True, text=True, env=environment)
        found.append(json.loads(answer.stdout.splitlines()[-1]) | {"load": round(os.getloadavg()[0], 1)})
        print(found[-1], flush=True)
    told = {"results": found, "threads": 1, "python": platform.python_version(), "machine": platform.machine()}
    RESULT.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
