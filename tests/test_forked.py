"""A process that was forked answers and learns like its parent, whatever threads, files and locks that one had."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")

LONG = 240
"""Seconds after which a process is taken to wait for ever."""

PARENT = """
import os, sys, threading
from pathlib import Path
import numpy as np, pandas as pd, torch
import intarsia as ia
from intarsia.training.trainer import Trainer

torch.set_num_threads(2)

def forked(work):
    '''The exit status of a child that does the work and ends as Python ends, with all destructors.'''
    child = os.fork()
    if not child:
        work()
        sys.exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

chance = np.random.default_rng(0)
table = pd.DataFrame(chance.normal(size=(60, 4)), columns=list("abcd"))
labels = np.where(table.a > 0, "up", "down")
schema = dict.fromkeys("abcd", "number")
"""


def run(script: str, cache: Path) -> None:
    """Run a script that forks; a child that waits for ever fails the test."""
    several = {"OMP_NUM_THREADS": "2", "TOKENIZERS_PARALLELISM": "false"}
    places = {"INTARSIA_CACHE": str(cache), "LETTERS": str(Path(__file__).parent / "store")}
    command = [sys.executable, "-W", "ignore", "-c", PARENT + script]
    done = subprocess.run(
        command, env=os.environ | several | places, capture_output=True, text=True, check=False, timeout=LONG
    )
    assert done.returncode == 0, done.stderr


def test_a_child_answers_and_learns(tmp_path: Path) -> None:
    run(
        """


learner = ia.Learner(schema=schema, fitter=Trainer(epochs=3)).fit(table, labels)
before = learner.predict_proba(table)
torch.randn(700, 700) @ torch.randn(700, 700)  # the pool of threads has surely begun

def answer():
    assert np.allclose(learner.predict_proba(table), before, atol=1e-6)

def learn():
    again = ia.Learner(schema=schema, fitter=Trainer(epochs=3, threads=2)).fit(table, labels)
    assert np.allclose(again.predict_proba(table), before, atol=1e-5)

assert [forked(work) for work in (answer, learn, answer)] == [0, 0, 0]
answer()
assert torch.get_num_threads() == 2
""",
        tmp_path,
    )


def test_a_child_opens_sessions_of_onnx_anew_and_destroys_none_of_its_parents(tmp_path: Path) -> None:
    run(
        """
from intarsia.encoders.onnx_session import Graph, OnnxSession

graph = Graph()
product = graph.node("MatMul", ["x", graph.constant(np.ones((512, 512), np.float32))])
path = Path(os.environ["INTARSIA_CACHE"]) / "product.onnx"
graph.save(path, {"x": (np.float32, ["B", 512])}, {"y": product})
session = OnnxSession(path)
ones = np.ones((512, 512), np.float32)

def use():
    assert session.width == 512
    assert (session.run(None, {"x": ones})[0] == 512).all()

def drop():
    global session
    del session

use()
assert [forked(work) for work in (use, drop, lambda: None)] == [0, 0, 0]
use()
""",
        tmp_path,
    )


def test_a_child_does_not_wait_for_locks_that_threads_of_its_parent_held(tmp_path: Path) -> None:
    run(
        """
from intarsia.training.runtime import generator, training

held, enough = threading.Event(), threading.Event()

def hold():
    with training(), generator(0):
        held.set()
        enough.wait()

thread = threading.Thread(target=hold)
thread.start()
held.wait()
assert forked(lambda: ia.Learner(schema=schema, fitter=Trainer(epochs=3)).fit(table, labels)) == 0
enough.set()
thread.join()

def inside():
    with training(), generator(0):  # of the thread that forked: they stay its own
        pass

with training():
    assert forked(inside) == 0
inside()
""",
        tmp_path,
    )


def test_a_child_does_not_wait_for_the_readers_and_writers_of_its_parent(tmp_path: Path) -> None:
    """A CSV, warnings, what a column is guessed from, a closed store and a wardrobe: threads are amid all of it."""
    run(
        """
sys.path.insert(0, os.environ["LETTERS"])
from letters import Letters
from intarsia.apps.tryon.studio.guest import Guest
from intarsia.apps.tryon.wardrobe.archive import Archive
from intarsia.columns import Text, csv_dialect
from intarsia.columns.evidence import Evidence
from intarsia.columns.table import Table
from intarsia.media.decoding import silently

home = Path(os.environ["INTARSIA_CACHE"])
(home / "cells.csv").write_text("a,b\\n1,2\\n3,4\\n")
store = ia.FeatureStore(home / "features.sqlite")
archive = Archive(home / "wardrobe.sqlite")
guest = Guest()
enough = threading.Event()

class Slow(list):
    def __iter__(self):
        inside.set()
        enough.wait()
        return super().__iter__()

def stand_in(entered):
    with entered:
        inside.set()
        enough.wait()

def write():
    with archive.database.whole():
        archive.keep("one", ia.errors.RefusedPhoto("blurred", "it is blurred"))
        stand_in(guest._changed)

held = [
    lambda: stand_in(csv_dialect.fields(2**20)), lambda: stand_in(silently()), lambda: stand_in(store._open()), write,
    lambda: Evidence(Slow(["1", "2"]), None).present,
]
threads = []
for work in held:
    inside = threading.Event()
    threads.append(threading.Thread(target=work, daemon=True))
    threads[-1].start()
    inside.wait()

def read():
    assert Table.read(home / "cells.csv").names == ("a", "b")

def be_silent():
    with silently():
        pass

def close():
    store.close()
    assert store.features(Text(), Letters(), ["one"], "words").tokens.shape[0] == 1

def look():
    assert archive.looked("one") is None  # the parent has not written it yet

def guess():
    assert Evidence(["1", "2"], None).present == ["1", "2"]

def change():
    assert guest.forget() is None

def go_on():
    for work in (read, be_silent, close, look, guess, change):
        print("a child would", work.__name__.replace("_", " "), file=sys.stderr, flush=True)
        work()

assert forked(go_on) == 0
enough.set()
for thread in threads:
    thread.join()
state = archive.state
assert archive.looked("one") is not None
assert forked(lambda: sys.exit(archive.state == state)) == 0  # a connection of its own counts anew
""",
        tmp_path,
    )


def test_a_child_leaves_the_store_of_its_parent_whole(tmp_path: Path) -> None:
    run(
        """
import sqlite3
sys.path.insert(0, os.environ["LETTERS"])
from letters import Letters
from intarsia.columns import Text

store = ia.FeatureStore(Path(os.environ["INTARSIA_CACHE"]) / "features.sqlite")

def encode(*words):
    return store.features(Text(), Letters(), words, "words").tokens

first = encode("one", "two")
assert forked(lambda: encode("two", "three")) == 0
assert forked(lambda: None) == 0
assert (encode("one", "two") == first).all()
encode("three", "four")
assert store.reused == 3 and store.encoded == 3  # two of the parent's and one of the child's; two, then one more
store.close()
assert sqlite3.connect(store.path).execute("PRAGMA integrity_check").fetchone() == ("ok",)
""",
        tmp_path,
    )


@pytest.mark.slow
def test_a_child_reads_pictures_and_texts(tmp_path: Path) -> None:
    run(
        """
import io
import PIL.Image

def picture():
    stream = io.BytesIO()
    PIL.Image.fromarray(chance.integers(0, 256, (32, 32, 3), dtype=np.uint8)).save(stream, "PNG")
    return stream.getvalue()

features = Path(os.environ.pop("INTARSIA_CACHE")) / "features.sqlite"  # the weights are in the user's cache
table["photo"] = [picture() for _ in table.a]
table["words"] = [f"a note of {number} words about coats" for number in range(len(table))]
several = schema | {"photo": "image", "words": "text"}
learner = ia.Learner(schema=several, fitter=Trainer(epochs=3), store=ia.FeatureStore(features)).fit(table, labels)
before = learner.predict_proba(table)
new = table.assign(photo=[picture() for _ in table.a], words=table.words + ", blue")

def answer():
    assert np.allclose(learner.predict_proba(table), before, atol=1e-6)
    learner.predict_proba(new)

assert [forked(answer) for _ in range(3)] == [0, 0, 0]
answer()
""",
        tmp_path,
    )
