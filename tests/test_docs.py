"""The documentation is true: its examples run, its generated parts are up to date, its links lead somewhere."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from cases import over
from intarsia.assets import cache_root
from intarsia.encoders.base import encoders
from intarsia.fusion.base import fusions

ROOT = Path(__file__).parents[1]
GENERATE = runpy.run_path(str(ROOT / "docs" / "generate.py"))
DOCUMENTS: list[Path] = GENERATE["documents"]()
ENGLISH = ROOT / "README.md"
FITTING = ROOT / "docs" / "tryon.md"
EXTENDING = ROOT / "docs" / "extending.md"
IN_CHINESE = ROOT / "docs" / "zh"
PAIRS: list[tuple[Path, Path]] = GENERATE["pairs"]()
CHINESE = {chinese for _, chinese in PAIRS}

README_LINES = 150

BLOCK: re.Pattern[str] = GENERATE["BLOCK"]
PART: re.Pattern[str] = GENERATE["PART"]
without_comments = GENERATE["without_comments"]


def blocks(path: Path, language: str) -> list[str]:
    return [code for name, code in BLOCK.findall(path.read_text("utf-8")) if name == language]


def script(path: Path) -> str:
    """The Python blocks of a document, each on the lines where it stands, so that a traceback leads there."""
    text = path.read_text("utf-8")
    lines = [""] * len(text.splitlines())
    for found in BLOCK.finditer(text):
        if found[1] == "python":
            start = text[: found.start(2)].count("\n")
            code = found[2].splitlines()
            lines[start : start + len(code)] = code
    return "\n".join(lines)


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A user's, with a cache of its own and our commands on the path."""
    folders = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    return os.environ | {"PATH": folders, "INTARSIA_CACHE": str(tmp_path / "cache"), "INTARSIA_SOURCES": "folder:none"}


def run(command: list[str], folder: Path, environment: dict[str, str]) -> str:
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
    return done.stdout


EXAMPLES = [
    pytest.param(path, id=relative(path), marks=[pytest.mark.slow] if path in (ENGLISH, FITTING) else [])
    for path in DOCUMENTS
    if blocks(path, "python") and path not in CHINESE  # whose blocks are those of the English pages
]


@pytest.mark.parametrize("path", EXAMPLES)
def test_the_examples_run(path: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    example = tmp_path / "example.py"
    example.write_text(script(path), "utf-8")
    if path == FITTING:  # it needs real weights: those that the other tests have fetched, or fetch
        environment.pop("INTARSIA_SOURCES")
        for shared in ("assets", "onnx"):
            (cache_root() / shared).mkdir(parents=True, exist_ok=True)
            (tmp_path / "cache").mkdir(exist_ok=True)
            (tmp_path / "cache" / shared).symlink_to(cache_root() / shared)
    run([sys.executable, str(example)], tmp_path, environment)
    if path == ENGLISH:
        (commands,) = (code for code in blocks(path, "sh") if code.startswith("intarsia example"))
        run(["bash", "-c", f"set -e\n{commands}"], tmp_path, environment)
        assert len((tmp_path / "answers.csv").read_text("utf-8").splitlines()) == 101
        assert {"report.html", "why.html", "model", "ripe"} <= {each.name for each in tmp_path.iterdir()}


def test_the_readme_is_read_in_five_minutes() -> None:
    for path in PAIRS[0]:
        assert len(path.read_text("utf-8").splitlines()) <= README_LINES, path


def test_the_fusion_in_the_guide_fulfils_the_contract(tmp_path: Path, environment: dict[str, str]) -> None:
    (code,) = (code for code in blocks(EXTENDING, "python") if code.startswith("# maximum.py"))
    (tmp_path / "maximum.py").write_text(code, "utf-8")
    paths = os.pathsep.join([str(tmp_path), str(ROOT / "tests"), str(ROOT / "src")])
    # Loaded as a plug-in of pytest, it is registered before the contract tests look into the registry.
    options = ["-p", "maximum", "-p", "no:cacheprovider", "-p", "no:xdist", "-k", "maximum", "tests/contract"]
    told = run([sys.executable, "-m", "pytest", *options], ROOT, environment | {"PYTHONPATH": paths})
    assert int(re.findall(r"(\d+) passed", told)[0]) >= 8, told


@over("path", DOCUMENTS)
def test_generated_parts_are_up_to_date(path: Path) -> None:
    text = path.read_text("utf-8")
    assert GENERATE["fresh"](text) == text, "run: make docs"


@over("path", DOCUMENTS)
def test_links_and_pictures_lead_somewhere(path: Path) -> None:
    prose = BLOCK.sub("", path.read_text("utf-8"))
    links = [*re.findall(r"\]\(([^)]+)\)", prose), *re.findall(r'<img src="([^"]+)"', prose)]
    broken = []
    for link in links:
        place, _, heading = link.partition("#")
        target = path.parent / place if place else path
        if not place.startswith("https://") and (not target.exists() or (heading and heading not in anchors(target))):
            broken.append(link)
    assert broken == []


def anchors(path: Path) -> set[str]:
    """The names under which the headings of a document are linked: words in lower case, joined by "-"."""
    headings = re.findall(r"^#+ (.+)$", BLOCK.sub("", path.read_text("utf-8")), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: relative(pair[0]))
def test_both_languages_have_the_same_headings_code_pictures_and_tables(pair: tuple[Path, Path]) -> None:
    english, chinese = (skeleton(path) for path in pair)
    assert english.keys() == chinese.keys()
    assert {part: (english[part], chinese[part]) for part in english if english[part] != chinese[part]} == {}


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: relative(pair[0]))
def test_both_languages_lead_to_each_other(pair: tuple[Path, Path]) -> None:
    for here, there in (pair, pair[::-1]):
        links = re.findall(r"\]\(([^)#]+)\)", here.read_text("utf-8"))
        assert there in [(here.parent / link).resolve() for link in links], here


def test_a_chinese_page_leads_to_chinese_pages_where_there_are_such() -> None:
    translated = dict(PAIRS)
    for english, chinese in PAIRS:
        links = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", BLOCK.sub("", chinese.read_text("utf-8")))
        targets = {(chinese.parent / link).resolve() for link in links if not link.startswith("https://")}
        assert [relative(each) for each in (targets - {english}) & translated.keys()] == [], chinese


def test_lines_of_chinese_pages_end_where_a_space_does_no_harm() -> None:
    # A browser shows the end of a line as a space, which Chinese text has none of between two characters.
    for _, chinese in PAIRS:
        prose = BLOCK.sub("", chinese.read_text("utf-8"))
        assert re.findall(r"[\u4e00-\u9fff]\n[\u4e00-\u9fff]", prose) == [], chinese


def skeleton(path: Path) -> dict[str, list[str]]:
    """What does not depend on the language of a page: levels of headings, code without comments, names of generated
    parts, pictures but for their language, and how many cells the lines of tables have."""
    text = path.read_text("utf-8")
    prose = BLOCK.sub("", text)
    pictures = re.findall(r'(?:!\[[^]]*\]\(|<img src=")([^)"]+)', prose)
    return {
        "headings": re.findall(r"^(#+) ", prose, re.MULTILINE),
        "code": [without_comments(*found) for found in BLOCK.findall(PART.sub("", text))],
        "generated": [name.removesuffix("-zh") for name in re.findall(r"<!-- begin (\S+) -->", prose)],
        "pictures": [Path(picture).stem.removesuffix("-zh") for picture in pictures],
        "tables": [str(len(re.findall(r"(?<!\\)\|", line))) for line in prose.splitlines() if line.startswith("|")],
    }


def test_every_dependency_has_a_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [
        each
        for name in ("excel", "url", "lora", "serve", "studio", "tryon", "bench")
        for each in project["optional-dependencies"][name]
    ]
    needed = list(dict.fromkeys(re.split(r"[<>=]", each)[0] for each in (*project["dependencies"], *extras)))
    for path in (ROOT / "docs" / "dependencies.md", IN_CHINESE / "dependencies.md"):
        told = re.findall(r"^\| ([a-z][\w-]+) \| .+ \|$", path.read_text("utf-8"), re.MULTILINE)
        assert [name for name in told if name != "package"] == needed


def test_the_guides_name_every_component() -> None:
    for guide, registry in (("encoders.md", encoders), ("fusion.md", fusions)):
        told = re.findall(r"^\| `([\w-]+)` ", (ROOT / "docs" / guide).read_text("utf-8"), re.MULTILINE)
        assert [name for name in registry.names() if name not in told] == []


def test_decisions_are_numbered_and_listed() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("0*.md"))
    listed = re.findall(r"\]\((0[^)]+\.md)\)", (ROOT / "docs" / "decisions" / "README.md").read_text("utf-8"))
    assert [page.name for page in pages] == listed
    for number, page in enumerate(pages, 1):
        text = page.read_text("utf-8")
        assert page.name.startswith(f"{number:04}-")
        assert [f"## {part}" in text for part in ("Question", "Choice", "Cost")] == [True] * 3, page


def test_the_lock_names_versions_and_nothing_else() -> None:
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pins = [line for line in lines if not line.startswith("#")]
    assert [line for line in pins if not re.fullmatch(r"[\w.-]+==[\w.]+", line)] == []
    names = {line.split("==")[0].lower() for line in pins}
    assert "torch==2.13.0" in pins
    assert not names & {"torchvision", "torchaudio", "timm"}
    assert not [name for name in names if "nvidia" in name]
