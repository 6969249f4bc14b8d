"""The service under load: a real process with a model and a fitting room, asked over the loopback.

    python benchmarks/serving.py [--requests 200] [--rounds 2] [--folder DIR] [--dry]

Milliseconds of one request at a time and of eight at once, what sharing passes adds, and how memory goes on. Two to
four minutes; the first time in a folder one more, for wardrobe and model. Clients and service share the machine's
processors with whatever else runs on it: the load average is told beside. Writes "load" in results/serving.json unless
it is --dry; serving_generated.py writes the rest.
"""

from __future__ import annotations

import argparse
import base64
import contextlib
import json
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import pandas as pd
import PIL.Image

import intarsia as ia
from intarsia.apps.tryon.service import Fitting, endpoints
from intarsia.apps.tryon.synthetic import GarmentSpec, PersonSpec, render_garment, render_person, wardrobe
from intarsia.apps.tryon.wardrobe.listing import PHOTOS
from intarsia.apps.tryon.wardrobe.wardrobe import Wardrobe
from intarsia.serving import Limits, create_app, serve

RESULT = Path(__file__).parent / "results" / "serving.json"
GARMENTS = 40
SEED = 7
CLIENTS = 8
WARM = 10
"""Requests before those that count."""
Send = Callable[[httpx2.Client, int], httpx2.Response]


def prepared(folder: Path) -> None:
    """A wardrobe, a model that tells what its garments are, and photos; those that are not there yet."""
    shop = folder / "shop"
    if not (folder / "wardrobe").exists():
        for _ in wardrobe(GARMENTS, SEED).save(shop):
            pass
        Wardrobe(folder / "wardrobe").add(shop, shop / "wardrobe.csv")
    if not (folder / "model").exists():
        frame = table(shop)
        schema = {"picture": "image", "title": "text", "price": "number"}
        ia.Learner("category", schema=schema, store=ia.FeatureStore(":memory:")).fit(frame).save_pretrained(
            folder / "model"
        )
        told = [row | {"picture": url(row["picture"])} for row in frame.drop(columns="category").to_dict("records")]
        (folder / "rows.json").write_text(json.dumps(told), "utf-8")
    for name, picture in (
        ("me", render_person(PersonSpec(5), 960)),
        ("like", render_garment(GarmentSpec("shirt"), 384)),
    ):
        PIL.Image.fromarray(picture.pixels).save(folder / f"{name}.jpg", quality=92)


def table(shop: Path) -> pd.DataFrame:
    """The shop's garments: photo, title, price, category."""
    told = pd.read_csv(shop / "wardrobe.csv")
    column = next(name for name in PHOTOS if name in told)
    pictures = [(shop / name).read_bytes() for name in told[column]]
    return told.assign(picture=pictures)[["picture", "title", "price", "category"]]


def url(content: bytes, kind: str = "image/png") -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


@contextlib.contextmanager
def serving(folder: Path, **limits: int) -> Iterator[str]:
    """The address of a service in a process of its own."""
    log = folder / f"serving-{time.monotonic_ns()}.log"
    command = [sys.executable, __file__, "--folder", str(folder), "--served", json.dumps(limits)]
    with log.open("w") as stream, subprocess.Popen(command, stderr=stream) as process:
        try:
            while not (found := re.search(r'"event": "serving", "url": "([^"]+)"', log.read_text())):
                if process.poll() is not None:
                    raise SystemExit(log.read_text())
                time.sleep(0.1)
            yield found[1]
        finally:
            process.terminate()


def run(folder: Path, limits: dict[str, int]) -> None:
    """What `serving` starts."""
    apps = {"tryon": endpoints(Fitting(folder / "wardrobe"))}
    serve(create_app(ia.Learner.from_pretrained(folder / "model"), Limits(**limits), apps=apps), port=0)


def predicting(folder: Path) -> Send:
    """One row in each request; every title is new to the service, every picture comes again."""
    rows = json.loads((folder / "rows.json").read_text("utf-8"))

    def send(client: httpx2.Client, number: int) -> httpx2.Response:
        row = rows[number % len(rows)]
        return client.post("/predict", json={"rows": [row | {"title": f"{row['title']}, number {number}"}]})

    return send


def recommending(folder: Path) -> Send:
    """A person who was measured before, a liked garment of the wardrobe, and a wish that is new to the service."""
    colours = {"skin": "#c68863", "hair": "#2b1b12"}

    def send(client: httpx2.Client, number: int) -> httpx2.Response:
        body = {"colours": colours, "wish": f"summer wedding, guest {number}", "top": 6}
        return client.post("/tryon/recommend", json=body)

    return send


def with_photos(folder: Path) -> Send:
    """The same with a photo of the person and of a liked garment in the request."""
    me = (folder / "me.jpg").read_bytes()
    like = (folder / "like.jpg").read_bytes()

    def send(client: httpx2.Client, number: int) -> httpx2.Response:
        files = [("photo", ("me.jpg", me)), ("likes", ("like.jpg", like))]
        return client.post("/tryon/recommend", data={"wish": f"office, day {number}", "top": "6"}, files=files)

    return send


def seconds(address: str, send: Send, requests: int, clients: int, start: int) -> tuple[list[float], float]:
    """Of every request, and of all; raises when one is not answered."""
    connections = [httpx2.Client(base_url=address, timeout=120) for _ in range(clients)]
    free = list(connections)

    def ask(number: int) -> float:
        client = free.pop()
        begin = time.perf_counter()
        response = send(client, start + number)
        taken = time.perf_counter() - begin
        free.append(client)
        if response.status_code != 200:
            raise SystemExit(f"{response.status_code}: {response.text[:500]}")
        return taken

    begin = time.perf_counter()
    with ThreadPoolExecutor(clients) as threads:
        found = list(threads.map(ask, range(requests)))
    whole = time.perf_counter() - begin
    for each in connections:
        each.close()
    return found, whole


def figures(found: list[float], whole: float) -> dict[str, float]:
    """Milliseconds, and requests in a second."""
    median, p95 = (round(1000 * float(np.quantile(found, share)), 1) for share in (0.5, 0.95))
    return {"requests": len(found), "median_ms": median, "p95_ms": p95, "per_second": round(len(found) / whole, 1)}


def resident(address: str) -> float:
    """MiB of the service."""
    told = httpx2.get(f"{address}/metrics").text
    return float(re.findall(r"^process_resident_memory_bytes (\S+)", told, re.MULTILINE)[0]) / 2**20


def measured(address: str, send: Send, requests: int, rounds: int) -> dict[str, Any]:
    """One at a time, then eight at once, round after round."""
    seconds(address, send, WARM, 1, 10**6)
    alone = figures(*seconds(address, send, max(requests // 8, 10), 1, 2 * 10**6))
    together = []
    memory = [round(resident(address), 1)]
    for place in range(rounds):
        together.append(figures(*seconds(address, send, requests, CLIENTS, place * requests)))
        memory.append(round(resident(address), 1))
    ratio = max(each["p95_ms"] for each in together) / alone["median_ms"]
    return {"alone": alone, "eight_at_once": together, "p95_by_single": round(ratio, 2), "resident_mib": memory}


def load(folder: Path, requests: int, rounds: int) -> dict[str, Any]:
    """Every kind of request, and predictions once more without sharing passes."""
    found: dict[str, Any] = {"load_average": {"before": os.getloadavg()[0]}}
    with serving(folder) as address:
        found["predict"] = measured(address, predicting(folder), requests, rounds)
        found["tryon_recommend"] = measured(address, recommending(folder), requests, rounds)
        found["tryon_recommend_with_photos"] = measured(address, with_photos(folder), max(requests // 4, 10), 1)
    with serving(folder, batch=1) as address:
        found["predict_without_sharing"] = measured(address, predicting(folder), requests, 1)
    found["load_average"]["after"] = os.getloadavg()[0]
    return found


def written(what: str, found: dict[str, Any], dry: bool = False) -> None:
    """Beside what other benchmarks found; printed alone when it is dry."""
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    found["machine"] = {"processor": platform.machine(), "cpus": os.cpu_count(), "commit": commit.stdout.strip()}
    whole = json.loads(RESULT.read_text("utf-8")) if RESULT.exists() else {}
    if not dry:
        RESULT.write_text(json.dumps(whole | {what: found}, indent=1) + "\n", "utf-8")
    print(json.dumps(found, indent=1))


@contextlib.contextmanager
def room(given: Path | None) -> Iterator[Path]:
    """A folder with all that is served."""
    with contextlib.ExitStack() as stack:
        folder = given or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        prepared(folder)
        yield folder


def main() -> None:
    """Measure, print and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--folder", type=Path, help="keeps model and wardrobe for another time")
    parser.add_argument("--dry", action="store_true", help="writes nothing")
    parser.add_argument("--served", type=json.loads, metavar="LIMITS", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.served is not None:
        run(chosen.folder, chosen.served)
        return
    with room(chosen.folder) as folder:
        written("load", load(folder, chosen.requests, chosen.rounds), chosen.dry)


if __name__ == "__main__":
    main()
