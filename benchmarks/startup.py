"""How long it takes until something happens: `import intarsia`, `intarsia --help`. Writes results/startup.json.

Medians of fresh processes, beside an empty Python's, on whatever machine this is; a quiet one gives the truest figures.
"""

from __future__ import annotations

import json
import platform
import statistics
import subprocess
import sys
import time
from pathlib import Path

RUNS = 15
RESULT = Path(__file__).parent / "results" / "startup.json"
COMMANDS = {
    "python": [sys.executable, "-c", "pass"],
    "import intarsia": [sys.executable, "-c", "import intarsia"],
    "intarsia --help": [str(Path(sys.executable).with_name("intarsia")), "--help"],
}


def seconds(command: list[str]) -> float:
    """Median over the runs; a first run fills the disk cache and does not count."""
    found = []
    for _ in range(RUNS + 1):
        start = time.perf_counter()
        subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
        found.append(time.perf_counter() - start)
    return statistics.median(found[1:])


def main() -> None:
    """Measure, print and write."""
    measured = {name: round(seconds(command), 4) for name, command in COMMANDS.items()}
    result = {"seconds": measured, "runs": RUNS, "python": platform.python_version(), "machine": platform.machine()}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(result, indent=1) + "\n", "utf-8")
    print(json.dumps(measured, indent=1))


if __name__ == "__main__":
    main()
