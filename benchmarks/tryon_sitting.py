"""10,000 photos of garments in one sitting: time, memory, size on disk, and what kill -9 in the middle costs.

    python benchmarks/tryon_sitting.py FOLDER [--photos 10000] [--wardrobe NEW_FOLDER]

FOLDER holds photos of garments, such as clothing-dataset-small; where there are fewer than wanted, they are taken
again mirrored, enlarged, and enlarged and mirrored: other photos to the fitting room, as dear as the first. The command
line adds them; once, after a third, it is killed and started again. Writes results/tryon_sitting.json.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import PIL.Image
import PIL.ImageOps

RESULT = Path(__file__).parent / "results" / "tryon_sitting.json"
ENLARGED = 3
EVERY = 5.0
"""Seconds between two looks at the process."""
PAGES = os.sysconf("SC_PAGE_SIZE")


def photos(folder: Path, count: int, into: Path) -> None:
    """`count` photos that differ, made of those in a folder."""
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in {".jpg", ".jpeg", ".png"})
    into.mkdir()
    for number in range(count):
        round_, place = divmod(number, len(found))
        picture = PIL.ImageOps.exif_transpose(PIL.Image.open(found[place]).convert("RGB"))
        if round_ % 2:
            picture = PIL.ImageOps.mirror(picture)
        if round_ >= 2:
            picture = picture.resize(
                (picture.width * ENLARGED, picture.height * ENLARGED), PIL.Image.Resampling.BICUBIC
            )
        picture.save(into / f"{number:06}.jpg", quality=92 - round_ // 4)


def adding(wardrobe: Path, folder: Path) -> subprocess.Popen[bytes]:
    """The command, at work."""
    line = [Path(sys.executable).with_name("intarsia"), "tryon", "add", wardrobe, folder]
    return subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def sizes(process: subprocess.Popen[bytes]) -> Iterator[int]:
    """MiB in memory, every `EVERY` seconds until the process ends."""
    while process.poll() is None:
        yield int(Path(f"/proc/{process.pid}/statm").read_text().split()[1]) * PAGES >> 20
        time.sleep(EVERY)


def looked(wardrobe: Path) -> int:
    """Photos that a wardrobe has looked at and not refused."""
    from intarsia.apps.tryon.wardrobe.wardrobe import FILE, Wardrobe

    if not (wardrobe / FILE).exists():
        return 0
    opened = Wardrobe(wardrobe)
    count = len(opened)
    opened.close()
    return count


def sitting(wardrobe: Path, folder: Path, count: int) -> dict[str, Any]:
    """Add them all, killed once."""
    start = time.perf_counter()
    first = adding(wardrobe, folder)
    early = []
    for size in sizes(first):
        early.append(size)
        if looked(wardrobe) >= count // 3:
            break
    first.send_signal(signal.SIGKILL)
    first.wait()
    kept = looked(wardrobe)
    second = adding(wardrobe, folder)
    late = list(sizes(second))
    spent = time.perf_counter() - start
    used = os.times()
    if second.returncode:
        raise SystemExit(f"intarsia tryon add ended with {second.returncode}")
    return {
        "photos": count,
        "garments": looked(wardrobe),
        "kept_after_kill": kept,
        "seconds": round(spent),
        "processor_s_a_photo": round((used.children_user + used.children_system) / count, 3),
        "photos_a_second": round(count / spent, 2),
        "mib_first_tenth": max(late[: len(late) // 10 + 1]),
        "mib_last_tenth": max(late[-(len(late) // 10 + 1) :]),
        "mib_most": max(early + late),
        "wardrobe_mib": round(sum(path.stat().st_size for path in wardrobe.iterdir()) / 2**20),
    }


def main() -> None:
    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("folder", type=Path)
    given.add_argument("--photos", type=int, default=10_000)
    given.add_argument("--wardrobe", type=Path, help="where the wardrobe stays; by default it is deleted")
    asked = given.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        photos(asked.folder, asked.photos, Path(folder) / "photos")
        told = sitting(asked.wardrobe or Path(folder) / "wardrobe", Path(folder) / "photos", asked.photos)
    told |= {"cores": os.cpu_count(), "load": os.getloadavg()[0], "python": platform.python_version()}
    print(json.dumps(told, indent=1))
    if asked.photos >= 10_000:
        RESULT.write_text(json.dumps(told | {"machine": platform.machine()}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
