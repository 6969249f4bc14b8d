"""What it costs to decode pictures in processes of their own, beside decoding them in threads of this one.

JPEGs of smooth noise, in memory, asked for by one thread and by two; medians of several rounds, one after the other in
turn, so that whatever else the machine does meets both. Writes results/decoding.json.
"""

from __future__ import annotations

import io
import json
import os
import platform
import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import numpy as np
import PIL.Image

from intarsia.media import decoding
from intarsia.media.decoding import Decoder
from intarsia.media.image import Opener

SIZES = ((224, 224), (640, 480), (1600, 1200), (4000, 3000))
ROUNDS = 5
BOUNDS = {"max_side": 512, "max_pixels": 64_000_000}
RESULT = Path(__file__).parent / "results" / "decoding.json"


def picture(width: int, height: int, seed: int) -> bytes:
    """A JPEG of the size that a photograph has."""
    coarse = np.random.default_rng(seed).integers(0, 255, (height // 8, width // 8, 3), dtype=np.uint8)
    content = io.BytesIO()
    PIL.Image.fromarray(coarse).resize((width, height), PIL.Image.Resampling.BICUBIC).save(content, "JPEG", quality=85)
    return content.getvalue()


def milliseconds(decode: Callable[[bytes], object], contents: list[bytes], threads: int) -> float:
    """Of one picture, when all are decoded by so many threads."""
    with ThreadPoolExecutor(threads) as pool:
        start = time.perf_counter()
        list(pool.map(decode, contents))
    return 1000 * (time.perf_counter() - start) / len(contents)


def main() -> None:
    """Measure, print and write."""
    decoding.silently = nullcontext  # JPEGs do not warn, and the lock around it would keep threads waiting
    ways: dict[str, Callable[[bytes], object]] = {
        "processes": Opener(**BOUNDS).decoded,
        "threads": lambda content: Decoder(**BOUNDS).decoded(io.BytesIO(content)),
    }
    rows = []
    for width, height in SIZES:
        contents = [picture(width, height, seed) for seed in range(8)] * max(1, 4_000_000 // (width * height))
        for threads in (1, 2):
            found: dict[str, list[float]] = {name: [] for name in ways}
            for _ in range(ROUNDS + 1):  # the first starts the processes, and does not count
                for name, decode in ways.items():
                    found[name].append(milliseconds(decode, contents, threads))
            row = {"size": f"{width} x {height}", "asking": threads}
            rows.append(row | {name: round(statistics.median(each[1:]), 2) for name, each in found.items()})
            print(json.dumps(rows[-1]), flush=True)
    told = {"milliseconds": rows, "rounds": ROUNDS, "cores": os.cpu_count(), "python": platform.python_version()}
    RESULT.write_text(json.dumps(told, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
