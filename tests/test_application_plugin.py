"""An application from another package, found by its entry point, has verbs, endpoints and a tab with no edit in src/.

Each test runs in a process of its own, since what is registered once stays registered.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
PLUGIN = TESTS / "plugins" / "greeter"
RUN = "import sys; from intarsia.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.fixture
def book(tmp_path: Path) -> Path:
    (tmp_path / "names.txt").write_text("Ada\nGrace\n", "utf-8")
    return tmp_path


def run(code: str, *arguments: str | Path) -> str:
    """What code prints where the plug-in is installed: its folder is on the path."""
    places = [PLUGIN, TESTS / "serving", *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(map(str, places)), "NO_COLOR": "1"}
    command = [sys.executable, "-c", code, *map(str, arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_has_a_verb_on_the_command_line() -> None:
    assert run(RUN, "greeter", "hello", "Ada") == "hello, Ada\n"
    told = run(RUN, "--help")
    assert "greet somebody" in told
    assert "intarsia greeter hello Ada" in told


def test_no_command_loads_anything_heavy_whatever_is_installed() -> None:
    """Also beside packages of components, which import what they need."""
    code = """
import sys
from pathlib import Path
plugins = Path(sys.argv[1])
sys.path += map(str, plugins.glob("*/"))
from intarsia.cli.main import parser
parser().format_help()
assert "greeter" in sys.modules
print({"numpy", "torch", "pandas", "gradio", "fastapi"} & set(sys.modules))
"""
    assert run(code, PLUGIN.parent) == "set()\n"


def test_it_answers_over_http_below_its_name(book: Path) -> None:
    code = """
import sys
from orchard import talk
from intarsia.cli.verbs.serve import endpoints_of
from intarsia.serving import create_app

app = create_app(apps=endpoints_of({"greeter": sys.argv[1]}))
for path in ("/greeter/hello/Ada", "/greeter/hello/Alan", "/hello/Ada", "/ready"):
    found = talk(app, lambda client: client.get(path))
    print(path, found.status_code, found.json().get("said"))
print(*[path for path in app.openapi()["paths"] if "greeter" in path])
"""
    assert "BOOK" in run(RUN, "greeter", "serve", "--help")
    assert run(code, book).splitlines() == [
        "/greeter/hello/Ada 200 hello, Ada",
        "/greeter/hello/Alan 404 None",
        "/hello/Ada 404 None",
        "/ready 200 None",
        "/greeter/hello/{who}",
    ]


def test_it_has_a_tab_in_the_studio(book: Path) -> None:
    code = """
import asyncio, os, sys
from pathlib import Path
import gradio as gr
from intarsia.apps import examples, tabs
from intarsia.studio import Context
from intarsia.studio.page import build, options
from intarsia.studio.workspace import Workspace

workspace = Workspace(Path(sys.argv[1]) / "studio")
os.environ["GRADIO_TEMP_DIR"] = str(workspace.uploads)
found = [each for each in tabs({"greeter": Path(sys.argv[1])}) if each.name == "greeter"]

async def built():
    return build(Context(workspace, examples=examples()), "zh", found)

page = asyncio.run(built())
blocks = page.blocks.values()
print(*[block.label for block in blocks if isinstance(block, gr.Tab)])
print(*[block.label for block in blocks if isinstance(block, gr.Textbox)])
print([block.choices for block in blocks if getattr(block, "elem_id", "") == "demo"][0][-1][1])
print("#greeting" in options("zh", found)["css"])
page.close()
"""
    assert run(code, book).splitlines() == ["问候 比较模型 询问模型", "您是谁？", "weather", "True"]


@pytest.mark.slow  # it trains
def test_its_recipe_is_an_application_without_code_of_its_own(tmp_path: Path) -> None:
    out = tmp_path / "shown"
    told = run(RUN, "weather", "demo", "--out", out, "--rows", "60")
    assert "Weather: is it summer?" in told
    assert {"config.json", "board.json", "report.html"} <= {path.name for path in out.iterdir()}
    fitted = tmp_path / "fitted"
    assert run(RUN, "weather", "fit", "--out", fitted, "--rows", "40") == f"saved: {fitted}\n"
    table = tmp_path / "days.csv"
    table.write_text("note,warmth\nhot sun,28\n", "utf-8")
    assert "summer" in run(RUN, "predict", fitted, table)
    code = """
import sys
from orchard import post
from intarsia.cli.verbs.serve import endpoints_of
from intarsia.serving import create_app

app = create_app(apps=endpoints_of({"weather": sys.argv[1]}))
rows = [{"note": "hot sun", "warmth": 28}]
print(post(app, "/weather/predict", json={"rows": rows}).json()["answers"][0]["answer"])
"""
    assert run(code, fitted) == "summer\n"


@pytest.mark.slow  # it trains
def test_the_seed_of_a_recipe_holds_for_the_folds_that_nobody_named(tmp_path: Path) -> None:
    code = """
import sys
from intarsia.cli import main
from intarsia.evaluation.board import Board
from intarsia.learner.learner import Learner
from intarsia.training.splits import Folds

main(["weather", "compare", "--rows", "40", "--seed", "3", "--out", sys.argv[1]])
board = Board.load(sys.argv[1])
same = [
    all((drawn.test == fold.test).all() for drawn, fold in zip(plan, board.question.plan, strict=True))
    for plan in (Folds(5, 3, seed).plan(board.question.target) for seed in (0, 3))
]
print(same, Learner.from_pretrained(sys.argv[1]).seed)
"""
    assert run(code, tmp_path / "board").splitlines()[-1] == "[False, True] 3"
