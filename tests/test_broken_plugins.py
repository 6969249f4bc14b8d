"""A package that fails, or takes a name that is taken, is left out with one line, and stops nothing else."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

RUN = "import sys; from intarsia.cli import main; sys.exit(main(sys.argv[1:]))"

APP = """
from dataclasses import dataclass
from intarsia.apps.app import App, AppFolder, Verb, apps
from intarsia.i18n import Message

def arguments(verb): verb.add_argument("who")
def hello(given): print("hello,", given.who)

@apps.register("{name}")
@dataclass(frozen=True)
class {cls}(App):
    {body}
    @property
    def title(self): return Message("Title", "标题")
"""
HELP = """
    @property
    def help(self): return {help!r}
    def verbs(self): return {{"hello": Verb("greet", arguments, hello)}}
"""
TABBED = """
    folder = AppFolder("{folder}", "where it lies")
    tab = property(lambda self: lambda folder: None)
    endpoints = property(lambda self: lambda folder: print("serving", folder))
"""


def install(site: Path, name: str, source: str, group: str = "intarsia.apps") -> None:
    """A package with one module, found by its entry point."""
    (site / f"{name}.py").write_text(source, "utf-8")
    told = site / f"{name}-1.0.dist-info"
    told.mkdir()
    (told / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n", "utf-8")
    (told / "entry_points.txt").write_text(f"[{group}]\n{name} = {name}\n", "utf-8")


def app(name: str, body: str) -> str:
    return APP.format(name=name, cls=name.title().replace("-", ""), body=body.strip())


def run(site: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    places = [str(site), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(places), "NO_COLOR": "1", "COLUMNS": "80"}
    command = [sys.executable, "-c", RUN, *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_what_fails_is_left_out_with_one_line_each(tmp_path: Path) -> None:
    install(tmp_path, "absent", "import not_there_at_all\n")
    install(tmp_path, "helpless", app("helpless", ""))  # it cannot be made: its help is abstract
    install(tmp_path, "taken", app("tryon", HELP.format(help="another fitting room")))
    install(tmp_path, "verb", app("compare", HELP.format(help="another comparison")))
    install(tmp_path, "sound", app("sound", HELP.format(help="100% sound: 50 %s")))
    done = run(tmp_path, "sound", "hello", "Ada")
    assert done.stdout == "hello, Ada\n"
    told = done.stderr.splitlines()
    assert all(line.startswith("intarsia: ") and "is left out" in line for line in told), done.stderr
    assert sorted(line.split()[1] for line in told) == ["absent", "compare", "helpless", "taken"]
    assert "No module named 'not_there_at_all'" in done.stderr
    assert "100% sound: 50 %s" in run(tmp_path, "--help").stdout


def test_a_component_that_fails_does_not_stop_those_that_do_not(tmp_path: Path) -> None:
    install(tmp_path, "absent", "import not_there_at_all\n", "intarsia.plugins")
    same = "from intarsia.fusion.base import fusions\nclass Concat: pass\nfusions.register('concat')(Concat)\n"
    install(tmp_path, "same", same, "intarsia.plugins")
    table = tmp_path / "table.csv"
    table.write_text("size,answer\n" + "1,yes\n2,no\n" * 6, "utf-8")
    done = run(tmp_path, "fit", str(table), "--label", "answer", "--out", str(tmp_path / "model"), "--fitter", "linear")
    assert done.returncode == 0, done.stderr
    left_out = [line for line in done.stderr.splitlines() if "is left out" in line]
    assert len(left_out) == 2, done.stderr
    assert "No module named 'not_there_at_all'" in done.stderr
    assert "named 'concat'" in done.stderr


def test_folders_of_applications_may_be_called_what_they_like(tmp_path: Path) -> None:
    for name, folder in (("closet", "wardrobe"), ("garage", "model"), ("album", "my-pics")):
        install(tmp_path, name, app(name, HELP.format(help=name) + TABBED.format(folder=folder)))
    told = run(tmp_path, "studio", "--help").stdout
    for option in ("--wardrobe DIR", "--closet-wardrobe DIR", "--garage-model DIR", "--my-pics DIR"):
        assert option in told
    assert "MODEL" in run(tmp_path, "garage", "serve", "--help").stdout
    done = run(tmp_path, "garage", "serve", "cars")
    assert "holds no model" not in done.stderr
    assert "serving cars" in done.stdout


BROKEN = """
    folder = AppFolder("things", "where they lie")
    @property
    def tab(self): raise ValueError("no tab today")
    @property
    def endpoints(self): return lambda folder: {}["no such thing"]
"""


def test_what_fails_when_it_is_asked_for_is_told_in_one_line(tmp_path: Path) -> None:
    install(tmp_path, "broken", app("broken", HELP.format(help="broken") + BROKEN))
    for arguments, why in (
        (("serve", "--app", "broken=things"), "cannot serve things (KeyError: 'no such thing')"),
        (("serve", "--app", "broken=one", "--app", "broken=two"), "--app broken is given twice"),
    ):
        done = run(tmp_path, *arguments)
        assert done.returncode == 2
        assert len(done.stderr.splitlines()) == 1, done.stderr
        assert why in done.stderr
    code = "import warnings; warnings.simplefilter('always'); from intarsia.apps import tabs; print(len(tabs()))"
    places = os.pathsep.join([str(tmp_path), *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=os.environ | {"PYTHONPATH": places}, capture_output=True, text=True, check=False)
    assert done.stdout == "1\n"  # that of the fitting room
    assert "broken of another package is left out, since it fails (ValueError: no tab today)" in done.stderr
