"""Writes the parts of the documentation that the code knows best: python docs/generate.py

Such a part stands between <!-- begin NAME --> and <!-- end NAME -->. tests/test_docs.py fails when one is out of date.
Code that was changed in an English page is written into the Chinese one too.
"""

from __future__ import annotations

import argparse
import ast
import dataclasses
import importlib
import importlib.util
import inspect
import json
import os
import re
import runpy
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PART = re.compile(r"(<!-- begin (\S+) -->\n).*?(<!-- end \2 -->)", re.DOTALL)
CODE = "code:"
"""Before the path of a Python file in the name of a part that holds the file."""

Part = Callable[[], str]


BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PART_OR_BLOCK = re.compile(rf"{PART.pattern}|^```(?P<language>\w+)\n(?P<code>.*?)^```$", re.MULTILINE | re.DOTALL)


def pairs() -> list[tuple[Path, Path]]:
    """Every page that exists in both languages: the English one, the Chinese one."""
    translated = sorted((ROOT / "docs" / "zh").glob("*.md"))
    return [(ROOT / "README.md", ROOT / "README.zh.md"), *((ROOT / "docs" / path.name, path) for path in translated)]


def documents() -> list[Path]:
    """Every document that may hold a generated part."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def fresh(text: str) -> str:
    """The text with every generated part written anew."""
    return PART.sub(lambda found: f"{found[1]}{part(found[2]).strip()}\n{found[3]}", text)


def in_step(english: str, chinese: str) -> str:
    """The Chinese page with the code of the English one, but for comments and generated parts, which have a language.

    It stays as it is where their blocks do not pair.
    """
    codes = list(BLOCK.finditer(PART.sub("", english)))
    if len(codes) != len(BLOCK.findall(PART.sub("", chinese))):
        return chinese
    told = iter(codes)

    def block(found: re.Match[str]) -> str:
        if found["language"] is None:
            return found[0]
        original = next(told)
        same = without_comments(found["language"], found["code"]) == without_comments(*original.groups())
        return found[0] if same else original[0]

    return PART_OR_BLOCK.sub(block, chinese)


def without_comments(language: str, code: str) -> str:
    """The code in a form that is equal for two blocks which differ in comments alone."""
    if language == "python":
        return ast.dump(ast.parse(code))
    return re.sub(r"[ \t]+# .*", "", code)


def part(name: str) -> str:
    """A generated part: one of `PARTS`, or the file that stands behind "code:"."""
    if name.startswith(CODE):
        return code(name.removeprefix(CODE))
    return PARTS[name]()


def code(path: str) -> str:
    """A file of the repository. It is "py", not "python", since its own test runs it and not that of the document."""
    return f"```py\n{(ROOT / path).read_text('utf-8').strip()}\n```"


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |" for line in lines)


def components(registry: str) -> str:
    """One row per registered component: its name, its class with the options, what it is."""
    from intarsia.encoders.base import encoders
    from intarsia.fusion.base import fusions
    from intarsia.training.base import fitters

    found: Any = {"encoders": encoders, "fitters": fitters, "fusions": fusions}[registry]
    classes = [(name, found.get(name)) for name in found.names()]
    return table(
        ("name", "declaration", "what it is"), [(f"`{name}`", f"`{_call(cls)}`", _told(cls)) for name, cls in classes]
    )


def presets() -> str:
    """The encoders that each preset takes, by kind of column."""
    from intarsia.columns.guess import kinds
    from intarsia.encoders.presets import presets

    known = presets()
    rows = [(kind, *(_taken(serving, kind) for serving in known.values())) for kind in kinds()]
    return table(("kind", *known), rows)


def assets(language: str) -> str:
    """The catalogue."""
    from intarsia.assets import catalogue

    head = {
        "en": ("name", "kind", "size", "licence", "what it is", "from"),
        "zh": ("名称", "类型", "大小", "许可证", "内容", "来源"),
    }[language]
    rows = [
        (
            f"`{asset.name}`",
            asset.kind,
            f"{asset.size / 1e6:.1f} MB",
            asset.licence,
            asset.about.in_(language),
            _origins(asset),
        )
        for asset in catalogue().values()
    ]
    return table(head, rows)


def metrics(language: str) -> str:
    """The metrics, and the tasks that have them."""
    from intarsia.tasks.base import tasks

    head = {"en": ("metric", "tasks", "better is"), "zh": ("指标", "任务", "何者为好")}[language]
    higher, lower = {"en": ("higher", "lower"), "zh": ("越高越好", "越低越好")}[language]
    found: dict[str, Any] = {}
    names: dict[str, list[str]] = {}
    for task in tasks.names():
        for metric in tasks.get(task).metrics:
            found[metric.name] = metric
            names.setdefault(metric.name, []).append(task)
    rows = [
        (f"`{name}`", ", ".join(names[name]), higher if metric.greater_is_better else lower)
        for name, metric in found.items()
    ]
    return table(head, rows)


SEAMS = (
    ("a kind of column", "一种列", "columns/<name>.py", ("intarsia.columns.base:Column",)),
    ("an encoder", "编码器", "encoders/<name>.py", ("intarsia.encoders.base:Encoder",)),
    ("a fusion of features", "特征级融合", "fusion/<name>.py", ("intarsia.fusion.base:FeatureFusion",)),
    ("a fusion of decisions", "决策级融合", "fusion/<name>.py", ("intarsia.fusion.base:DecisionFusion",)),
    ("a task", "任务", "tasks/<name>.py", ("intarsia.tasks.base:Task",)),
    ("an objective", "学习目标", "objectives/<name>.py", ("intarsia.objectives.base:Objective",)),
    ("an application", "应用", "apps/<name>/", ("intarsia.apps.app:App", "intarsia.apps.recipe:Recipe")),
)
"""What can be added, in both languages; where it goes; the abstract classes to choose from, as "module:class"."""


def seams(language: str) -> str:
    """What can be added, where it goes, which class it is derived from, and what that class leaves open."""
    head = {
        "en": ("to add", "you write", "a leaf of", "which must say"),
        "zh": ("要添加", "要写", "作为其叶子类", "必须给出"),
    }[language]
    rows = []
    for english, chinese, path, homes in SEAMS:
        for cls in filter(None, map(_class, homes)):
            said = ", ".join(f"`{name}`" for name in _abstract(cls))
            rows.append(({"en": english, "zh": chinese}[language], f"`{path}`", f"`{cls.__name__}`", said))
    return table(head, rows)


PLUGINS = ROOT / "tests" / "plugins"
ADDED = (
    ("apps", "An application", "应用"),
    ("objectives", "An objective", "学习目标"),
    ("tasks", "A task", "任务"),
    ("fusions", "Another fusion", "另一种融合"),
    ("columns", "A kind of column", "一种列"),
    ("encoders", "Another encoder", "另一个编码器"),
)
"""Registry → what a package that adds to it shows, in both languages; the first that fits names its section."""
SHOWN = {
    "en": "This is the package `{folder}`. It needs an entry point besides; no line in `src/` knows of it.",
    "zh": "这就是软件包 `{folder}`。除此之外只需要一个入口点，`src/` 中没有一行代码提到它。",
}


def plugins(language: str) -> str:
    """A section for every package in tests/plugins: what it adds, its code, its entry point."""
    return "\n\n".join(_plugin(folder, language) for folder in sorted(PLUGINS.glob("*/")) if _modules(folder))


def _plugin(folder: Path, language: str) -> str:
    modules = _modules(folder)
    source = "\n".join(path.read_text("utf-8") for path in modules)
    kind = next((each for each in ADDED if f"@{each[0]}.register(" in source), None)
    if kind is None:
        raise LookupError(f"{folder} registers nothing that docs/generate.py knows: extend ADDED")
    heading = {"en": f"{kind[1]}: {folder.name}", "zh": f"{kind[2]}：{folder.name}"}[language]
    blocks = [_named(path, folder, code(path.relative_to(ROOT).as_posix())) for path in modules]
    for path in folder.glob("*/entry_points.txt"):
        blocks.append(_named(path, folder, f"```ini\n{path.read_text('utf-8').strip()}\n```"))
    told = SHOWN[language].format(folder=folder.relative_to(ROOT).as_posix())
    return "\n\n".join([f"## {heading}", told, *blocks])


def _named(path: Path, folder: Path, block: str) -> str:
    return f"`{path.relative_to(folder).as_posix()}`\n\n{block}"


def _modules(folder: Path) -> list[Path]:
    """The Python files of a package, but for those that say nothing."""
    return [path for path in sorted(folder.rglob("*.py")) if path.read_text("utf-8").strip()]


def _class(home: str) -> Any | None:
    """The class at "module:class"; None where there is no such module."""
    module, _, name = home.partition(":")
    if importlib.util.find_spec(module) is None:
        return None
    return getattr(importlib.import_module(module), name)


def _abstract(cls: Any) -> list[str]:
    """The abstract members of a class, in the order in which they are declared."""
    declared = dict.fromkeys(name for each in reversed(cls.__mro__) for name in vars(each))
    return [name for name in declared if name in cls.__abstractmethods__]


def help_texts(language: str) -> str:
    """What `--help` prints, for the command and every verb."""
    from intarsia.cli import parser
    from intarsia.i18n import speaking

    os.environ |= {"COLUMNS": "80", "NO_COLOR": "1"}
    with speaking(language):
        told = [f"```text\n$ {each.prog} --help\n{each.format_help()}```\n" for each in _parsers(parser())]
    return "\n".join(told)


def figures(language: str) -> str:
    """What the benchmarks measured, where their results lie in the repository."""
    found: str = runpy.run_path(str(ROOT / "benchmarks" / "table.py"))["figures"](language)
    return found


def fuzzing(language: str) -> str:
    """What became of mutated files and made-up cells, one row for each format, and each kind of column."""
    told = json.loads((ROOT / "benchmarks" / "results" / "fuzzing.json").read_text("utf-8"))
    heads = {
        "en": ("what", "read", "refused", "other errors", "slowest, s"),
        "zh": ("内容", "已读取", "被拒绝", "其他错误", "最慢（秒）"),
    }
    rows = [
        (name, f"{each['read']:,}", f"{each['refused']:,}", str(sum(each["raw"].values())), f"{each['slowest']:g}")
        for name, each in told["outcomes"].items()
    ]
    return table(heads[language], rows)


def fusing(language: str) -> str:
    """How often "fusing helps" was said of simulated tables."""
    told = json.loads((ROOT / "benchmarks" / "results" / "fusing.json").read_text("utf-8"))
    heads = {
        "en": ("truth", "rows", "gain, mean", "“helps”", "“probably”", "“helps” before"),
        "zh": ("真实情况", "行数", "平均增益", "“有帮助”", "“可能有帮助”", "此前的“有帮助”"),
    }
    words = {
        "en": {"repeats": ", {} repeats", "grouped": ", groups of 4", "roc_auc": ", roc_auc"},
        "zh": {"repeats": "，重复 {} 次", "grouped": "，每组 4 行", "roc_auc": "，roc_auc"},
    }[language]
    rows = []
    for each in told["settings"]:
        more = words["repeats"].format(each["repeats"]) if each["repeats"] > 1 else ""
        more += words["grouped"] if each["grouped"] else ""
        more += words.get(each["metric"], "")
        shares = (f"{100 * each[name]:.1f} %" for name in ("helps", "probably", "before"))
        rows.append((each["truth"] + more, f"{each['rows']:,}", f"{each['gain']:+.3f}", *shares))
    return table(heads[language], rows)


def intervals(language: str) -> str:
    """How often intervals over rows hold the truth, and how often those of before did."""
    told = json.loads((ROOT / "benchmarks" / "results" / "intervals.json").read_text("utf-8"))
    heads = {"en": ("rows", "positives"), "zh": ("行数", "阳性比例")}[language]
    values = {"en": ("values", "values, groups of 4"), "zh": ("数值", "数值，每组 4 行")}[language]
    found: dict[tuple[str, str], dict[str, str]] = {}
    for each in told["settings"]:
        share = values[each["groups"]] if each["positives"] is None else f"{100 * each['positives']:.0f} %"
        pair = [each["holds"] if each["known"] > 0.5 else None, each["holds_before"]]
        cells = ("–" if share is None else f"{100 * share:.0f}" for share in pair)
        found.setdefault((f"{each['rows']:,}", share), {})[each["metric"]] = "{} ({})".format(*cells)
    metrics = list(dict.fromkeys(each["metric"] for each in told["settings"]))
    rows = [(*key, *(row.get(name, "") for name in metrics)) for key, row in found.items()]
    return table((*heads, *(f"`{name}`" for name in metrics)), rows)


PARTS: Mapping[str, Part] = {
    "assets": lambda: assets("en"),
    "assets-zh": lambda: assets("zh"),
    "encoders": lambda: components("encoders"),
    "figures": lambda: figures("en"),
    "figures-zh": lambda: figures("zh"),
    "fitters": lambda: components("fitters"),
    "fusing": lambda: fusing("en"),
    "fusing-zh": lambda: fusing("zh"),
    "intervals": lambda: intervals("en"),
    "intervals-zh": lambda: intervals("zh"),
    "fusions": lambda: components("fusions"),
    "fuzzing": lambda: fuzzing("en"),
    "fuzzing-zh": lambda: fuzzing("zh"),
    "help": lambda: help_texts("en"),
    "help-zh": lambda: help_texts("zh"),
    "presets": presets,
    "metrics": lambda: metrics("en"),
    "metrics-zh": lambda: metrics("zh"),
    "plugins": lambda: plugins("en"),
    "plugins-zh": lambda: plugins("zh"),
    "seams": lambda: seams("en"),
    "seams-zh": lambda: seams("zh"),
}


def _taken(serving: Mapping[str, str], kind: str) -> str:
    """The encoder of a kind, and those of its varieties."""
    varieties = [
        f"`{name}` where it is {each[len(kind) + 1 :]}" for each, name in serving.items() if each.startswith(f"{kind}:")
    ]
    return "; ".join([f"`{serving[kind]}`", *varieties])


def _call(cls: Any) -> str:
    """The declaration as it is written, with its defaults; what is learned or found at run time is left out."""
    learned = set(re.findall(r"^\s+(\w+): learned", cls.__doc__ or "", re.MULTILINE))
    fields = [
        field for field in dataclasses.fields(cls) if field.name not in learned and not field.metadata.get("transient")
    ]
    return f"{cls.__name__}({', '.join(f'{field.name}={field.default!r}' for field in fields)})"


def _told(cls: Any) -> str:
    """The first sentence of the docstring."""
    paragraph = " ".join((inspect.getdoc(cls) or "").split("\n\n")[0].split())
    return re.split(r"(?<=\.)\s", paragraph)[0]


def _origins(asset: Any) -> str:
    return ", ".join(f"{origin} `{what}`" for origin, what in asset.sources.items())


def _parsers(top: Any) -> Iterator[argparse.ArgumentParser]:
    yield top.filled()
    for action in top._actions:
        if isinstance(action, argparse._SubParsersAction):
            for verb in action.choices.values():
                yield from _parsers(verb)


if __name__ == "__main__":
    for path in documents():
        before = path.read_text("utf-8")
        if (after := fresh(before)) != before:
            path.write_text(after, "utf-8")
            print(f"written anew: {path.relative_to(ROOT)}", file=sys.stderr)
    for english, chinese in pairs():
        before = chinese.read_text("utf-8")
        if (after := in_step(english.read_text("utf-8"), before)) != before:
            chinese.write_text(after, "utf-8")
            print(f"code as in English: {chinese.relative_to(ROOT)}", file=sys.stderr)
