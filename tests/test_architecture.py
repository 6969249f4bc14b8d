"""The rules of the house, as far as a program can see them."""

from __future__ import annotations

import abc
import ast
import dataclasses
import importlib
import inspect
import pkgutil
import re
import statistics
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import pytest

import intarsia
from cases import over
from intarsia.apps.app import apps
from intarsia.apps.recipe import recipes
from intarsia.assets.base import sources
from intarsia.columns.base import columns
from intarsia.encoders.base import encoders
from intarsia.fusion.base import fusions
from intarsia.index import indexes
from intarsia.objectives.base import objectives
from intarsia.registry import Registry
from intarsia.tasks.base import tasks
from intarsia.training.base import fitters

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "intarsia"
PYTHON = sorted(path for folder in ("src", "benchmarks", "examples", "tests") for path in (ROOT / folder).rglob("*.py"))
CODE = [path for path in PYTHON if path.relative_to(ROOT).parts[0] != "tests"]
REGISTRIES = (columns, encoders, fusions, tasks, objectives, fitters, apps, recipes, sources, indexes)

NAMES_OF_MESSAGES = {
    "apps/tryon/extra.py",
    "apps/tryon/page/words.py",
}
"""Files that only name the messages, or the packages, of the folder that they stand in."""
LINES_OF_FILE = 500
LINES_OF_FUNCTION = 60
LINES_OF_MOST_FUNCTIONS = 25
PARAMETERS = 6
METHODS = 15

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def functions(path: Path) -> Iterator[Function]:
    return (node for node in ast.walk(parsed(path)) if isinstance(node, Function))


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(SOURCE.parent).with_suffix("").parts).removesuffix(".__init__")


def place(path: Path, node: Any) -> str:
    return f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"


def code_lines(path: Path, function: Function) -> int:
    """Lines with code on them: neither blank, nor a comment, nor of the docstring."""
    lines = path.read_text("utf-8").splitlines()
    docstring = function.body[0] if ast.get_docstring(function) is not None else None
    skipped = set(range(docstring.lineno, docstring.end_lineno + 1)) if docstring else set()
    within = (number for number in range(function.lineno, function.end_lineno + 1) if number not in skipped)
    return sum(bool(lines[number - 1].strip()) and not lines[number - 1].lstrip().startswith("#") for number in within)


def test_functions_are_short() -> None:
    lengths = {place(path, function): code_lines(path, function) for path in CODE for function in functions(path)}
    found = sorted(lengths.values())
    print(f"{len(found)} functions, median {statistics.median(found)}, p95 {found[len(found) * 95 // 100]} lines")
    assert [at for at, length in lengths.items() if length > LINES_OF_FUNCTION] == []
    assert found[len(found) * 95 // 100] <= LINES_OF_MOST_FUNCTIONS


def test_functions_take_few_parameters() -> None:
    def count(function: Function) -> int:
        names = [each.arg for each in (*function.args.posonlyargs, *function.args.args)]
        # A public function may have as many keyword-only parameters as its user has choices.
        private = function.args.kwonlyargs if function.name.startswith("_") else []
        return len(names) + len(private) - (names[:1] in (["self"], ["cls"]))

    many = [place(path, each) for path in CODE for each in functions(path) if count(each) > PARAMETERS]
    assert many == []


def test_a_statement_assigns_one_value() -> None:
    """Swaps and unpacking of what a call returns are fine; several values side by side are several statements."""
    several = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in CODE
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Assign) and several_values(path, node)
    ]
    assert several == []


def several_values(path: Path, node: ast.Assign) -> bool:
    chained = len(node.targets) > 1
    return chained or (isinstance(node.targets[0], ast.Tuple) and isinstance(node.value, ast.Tuple))


def test_every_file_is_written_whole_or_not_at_all() -> None:
    """What is written goes to the part of `files.whole`, to a stream, or into memory."""
    writes = re.compile(r"(\w+)\.write_(?:text|bytes)\(|\.to_(?:csv|parquet)\(([\w.]+)|os\.(replace)\(")
    homes = {"part", "arrays", "description", "sys.stdout", "index"}
    found = [
        f"{path.relative_to(ROOT)}: {written[0]}"
        for path in SOURCE.rglob("*.py")
        for written in writes.finditer(path.read_text("utf-8"))
        if not homes & set(written.groups()) and path.name not in ("files.py", "onnx_session.py")
    ]
    assert found == []


def test_files_are_short() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text("utf-8").splitlines()) for path in CODE}
    assert {path: length for path, length in lengths.items() if length > LINES_OF_FILE} == {}


def test_locks_are_free_in_a_forked_child() -> None:
    """They are `Turn`s: a child would wait for ever for a lock that another thread of its parent held."""
    renewed = {
        "forked.py": "the home of `Turn`",
        "apps/tryon/studio/guest.py": "`in_child`",
        "media/isolated.py": "each process has decoders of its own",
    }
    locks = re.compile(r"\b(?:Lock|RLock|Condition|Semaphore|BoundedSemaphore|Barrier|allocate_lock)\b")
    held = {
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if imported(path) & {"threading", "_thread", "multiprocessing", "asyncio"}
        if any(locks.fullmatch(name.rpartition(".")[2]) for name in (*asked_names(path), *attributes(path)))
    }
    assert held == set(renewed)


def attributes(path: Path) -> Iterator[str]:
    return (node.attr for node in ast.walk(parsed(path)) if isinstance(node, ast.Attribute))


def test_classes_have_few_methods() -> None:
    classes = ((path, node) for path in CODE for node in ast.walk(parsed(path)) if isinstance(node, ast.ClassDef))
    many = [place(path, each) for path, each in classes if sum(isinstance(x, Function) for x in each.body) > METHODS]
    assert many == []


def test_only_columns_encoders_and_apps_know_which_kinds_of_columns_there_are() -> None:
    """Elsewhere no module imports a kind, and none compares with the name of one: what differs is a method."""
    kinds = [columns.get(name) for name in columns.names()]
    homes = {kind.__module__ for kind in kinds} | {f"{kind.__module__}.{kind.__name__}" for kind in kinds}
    classes = {f"intarsia.columns.{kind.__name__}" for kind in kinds}
    own = [SOURCE / "columns", SOURCE / "encoders", SOURCE / "apps", SOURCE / "__init__.py"]
    found = []
    for path in SOURCE.rglob("*.*"):
        if any(path.is_relative_to(each) for each in own):
            continue
        if path.suffix == ".py":
            found += [f"{path.relative_to(ROOT)}: {name}" for name in asked_names(path) if name in homes | classes]
            found += [f"{path.relative_to(ROOT)}:{line}" for line in lines_that_ask(path, set(columns.names()))]
        if path.suffix in (".html", ".js"):
            asks = re.search(rf"""[=!]=+ *["']({"|".join(columns.names())})["']""", path.read_text("utf-8"))
            found += [f"{path.relative_to(ROOT)}: {asks[0]}"] if asks else []
    assert found == []


def asked_names(path: Path) -> Iterator[str]:
    """Modules that a file imports, and what it takes out of them."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def lines_that_ask(path: Path, names: set[str]) -> Iterator[int]:
    """Lines that compare with one of these words, or map or list several of them."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Compare):
            told = {each.value for each in node.comparators if isinstance(each, ast.Constant)} & names
        elif isinstance(node, (ast.Dict, ast.Tuple, ast.List, ast.Set)):
            inside = node.keys if isinstance(node, ast.Dict) else node.elts
            told = {each.value for each in inside if isinstance(each, ast.Constant)} & names
            told = told if len(told) > 1 else set()
        else:
            continue
        if told:
            yield node.lineno


def test_files_are_named_for_what_they_hold() -> None:
    vague = {"utils", "util", "helpers", "helper", "manager", "misc", "common", "core"}
    assert [path for path in CODE if vague & set(path.stem.strip("_").split("_"))] == []


@cache
def our_modules() -> frozenset[str]:
    return frozenset(module_name(each) for each in SOURCE.rglob("*.py"))


def own_imports(path: Path, nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Modules of ours that the statements import."""
    known = our_modules()
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom) and node.module in known:
            inside = {f"{node.module}.{alias.name}" for alias in node.names} & known
            yield from inside or {node.module}


def test_imports_form_no_cycle() -> None:
    """Neither those that run, at once or late, nor those that are for types alone."""
    paths = sorted(SOURCE.rglob("*.py"))
    graph = {module_name(path): set(own_imports(path, ast.walk(parsed(path)))) for path in paths}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(f"import cycle: {' → '.join(error.args[1])}")


def declares_an_application(path: Path) -> bool:
    """A module that `intarsia --help` imports, and that imports what it needs when a verb runs."""
    place = path.relative_to(SOURCE / "apps")
    return len(place.parts) == 1 or place.parts[1:] in (("__init__.py",), ("app.py",))


def test_only_the_command_line_and_declarations_of_applications_import_our_modules_late() -> None:
    late = [
        place(path, function)
        for path in SOURCE.rglob("*.py")
        if SOURCE / "cli" not in path.parents
        if SOURCE / "apps" not in path.parents or not declares_an_application(path)
        for function in functions(path)
        if any(own_imports(path, ast.walk(function)))
    ]
    assert late == []


def test_no_application_is_forgotten_where_they_are_kept_apart() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (apart,) = (each["modules"] for each in contracts if each["type"] == "independence")
    folders = {f"intarsia.apps.{path.parent.name}" for path in (SOURCE / "apps").glob("*/__init__.py")}
    assert set(apart) == folders


def test_layers_import_downwards_only() -> None:
    script = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([script, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def imported(path: Path) -> set[str]:
    """Top-level names of all packages that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module.split(".")[0])
    return names


def test_nothing_imports_torchvision_and_its_like() -> None:
    assert [path for path in PYTHON if imported(path) & {"torchvision", "torchaudio", "timm"}] == []


def test_what_is_imported_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [each for name in ("lora", "bench", "serve", "studio") for each in project["optional-dependencies"][name]]
    declared = {re.split(r"[<>=]", each)[0].replace("-", "_") for each in (*project["dependencies"], *extras)}
    beside = {path.stem for path in (ROOT / "benchmarks").glob("*.py")}
    known = declared | beside | {"PIL", "sklearn", "intarsia"} | sys.stdlib_module_names
    assert {str(path): found for path in CODE if (found := imported(path) - known)} == {}


def test_nothing_is_pickled() -> None:
    assert [path for path in CODE if imported(path) & {"pickle", "cloudpickle", "dill", "joblib", "shelve"}] == []
    for path in CODE:
        for call in (node for node in ast.walk(parsed(path)) if isinstance(node, ast.Call)):
            options = {each.arg: ast.unparse(each.value) for each in call.keywords}
            assert options.get("allow_pickle", "False") == "False", path
            if ast.unparse(call.func) == "torch.load":
                assert options.get("weights_only") == "True", f"{path}:{call.lineno}"


@cache
def own_classes() -> tuple[type, ...]:
    """Every class that the package defines."""
    found: dict[type, None] = {}
    for module in pkgutil.walk_packages(intarsia.__path__, "intarsia."):
        members = inspect.getmembers(importlib.import_module(module.name), inspect.isclass)
        found |= {each: None for _, each in members if each.__module__ == module.name}
    return tuple(found)


def test_classes_are_abstract_or_final() -> None:
    def may_have_children(cls: type) -> bool:
        return inspect.isabstract(cls) or abc.ABC in cls.__bases__ or getattr(cls, "_is_protocol", False)

    heirs = [
        (each, base) for each in own_classes() for base in each.__bases__ if base.__module__.startswith("intarsia")
    ]
    bad = [(each, base) for each, base in heirs if not may_have_children(base) and not issubclass(base, Exception)]
    assert bad == []


@over("registry", REGISTRIES)
def test_components_are_frozen_declarations(registry: Registry[Any]) -> None:
    assert registry.names()
    for name in registry.names():
        leaf = registry.get(name)
        assert dataclasses.is_dataclass(leaf), leaf
        assert leaf.__dataclass_params__.frozen, leaf
        assert leaf.__subclasses__() == [], f"{leaf} is final; wrap it instead of deriving from it"


def tracked() -> list[Path]:
    """The files of the repository, or of a copy of it without git."""
    asked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False)
    names = asked.stdout.split("\0") if asked.returncode == 0 else []
    paths = [ROOT / name for name in names if name] or [*PYTHON, *ROOT.glob("*.*"), *ROOT.glob("docs/**/*.md")]
    return [path for path in paths if path.is_file()]


def test_no_file_names_a_machine_or_an_index() -> None:
    machine = re.compile(r"(?<![\w.}])/(?:tmp|work|opt|root|home)/\w", re.ASCII)
    index = re.compile(r"(?:pypi\.|python[h]osted|npmjs\.|debian\.org|download\.pytorch|huggingface\.co)", re.ASCII)
    found = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        found += [f"{path.relative_to(ROOT)}: {hit[0]}" for hit in (machine.search(text), index.search(text)) if hit]
    assert found == []


def test_everything_beside_the_code_is_delivered_with_it() -> None:
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"][
        "intarsia"
    ]
    delivered = {path for pattern in patterns for path in SOURCE.glob(pattern)}
    beside = {path for path in SOURCE.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert beside - delivered == set()


def test_nobody_outside_of_the_tasks_asks_which_task_it_is() -> None:
    """What differs between tasks is a method of theirs. Saying which task is wanted is no question."""
    names = {"classify", "multilabel", "regress", "represent"}
    classes = {"Classify", "Multilabel", "Regress", "Represent"}
    outside = [path for path in SOURCE.rglob("*.py") if "tasks" not in path.relative_to(SOURCE).parts]
    asked = []
    for path in outside:
        for node in ast.walk(parsed(path)):
            constants = {each.value for each in ast.walk(node) if isinstance(each, ast.Constant)}
            if isinstance(node, ast.Compare) and constants & names:
                asked.append(f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}")
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "isinstance":
                kinds = {each.id for each in ast.walk(node.args[1]) if isinstance(each, ast.Name)}
                if kinds & classes:
                    asked.append(f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}")
    assert asked == []


def test_class_names_are_unique_in_the_package() -> None:
    where: dict[str, list[str]] = {}
    for path in SOURCE.rglob("*.py"):
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef):
                where.setdefault(node.name, []).append(str(path.relative_to(SOURCE)))
    assert {name: paths for name, paths in where.items() if len(paths) > 1} == {}


def test_no_conditional_expression_stands_in_another() -> None:
    nested = [
        f"{path.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)}"
        for path in CODE
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.IfExp)
        and any(isinstance(each, ast.IfExp) for part in (node.test, node.body, node.orelse) for each in ast.walk(part))
    ]
    assert nested == []


def test_files_are_worth_opening() -> None:
    """Fewer than 40 lines only in a seam, a leaf of a registry, a verb, or the face of a package."""
    small = [
        str(path.relative_to(SOURCE))
        for path in SOURCE.rglob("*.py")
        if len(path.read_text("utf-8").splitlines()) < 40
        and path.name not in ("__init__.py", "__main__.py", "base.py")
        and not re.search(r"^@\w+\.register\(|^VERB = |\(Protocol\):", path.read_text("utf-8"), re.MULTILINE)
    ]
    assert set(small) - NAMES_OF_MESSAGES == set()


def test_docstrings_are_sentences() -> None:
    """The first line has three words or more beside its shapes, and no clause leaves its fact to another one."""
    told = []
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, (ast.Module, ast.ClassDef, Function)) and (text := ast.get_docstring(node)):
                first = text.splitlines()[0]
                short = words(first) < 3 or leaves_its_fact(text)
                if re.match(r"(Of|Likewise)\b", text) or short:
                    told.append(f"{path.relative_to(SOURCE)}: {first}")
    assert told == []


def words(line: str) -> int:
    """Words of a line, without shapes such as (B, T, D) and letters that stand for numbers."""
    return len(re.findall(r"[^\W\d]\w+", re.sub(r"\([^()]*\)", "", line)))


def leaves_its_fact(text: str) -> bool:
    """A clause of the text is "likewise", with a word or two before it or without."""
    clauses = re.split(r"[.:;,]", " ".join(text.split()))
    return any(each.lower().endswith("likewise") and words(each) < 4 for each in clauses)


def test_no_package_reaches_into_the_private_modules_of_another() -> None:
    reached = []
    for path in SOURCE.rglob("*.py"):
        own = module_name(path).rsplit(".", 1)[0]
        for name in own_imports(path, ast.walk(parsed(path))):
            package, _, module = name.rpartition(".")
            if module.startswith("_") and package != own:
                reached.append(f"{path.relative_to(SOURCE)}: {name}")
    assert reached == []
