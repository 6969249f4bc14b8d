"""Comparing: a table is read, its columns are corrected, a process compares, can be stopped, and leaves its results."""

from __future__ import annotations

import asyncio
import json
import zipfile
from functools import partial
from pathlib import Path

import gradio as gr
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from intarsia.apps import examples
from intarsia.columns.table import Table
from intarsia.errors import DataError, SchemaError, TableError, UnknownName
from intarsia.evaluation.board import Board
from intarsia.examples import fruit
from intarsia.i18n import Message
from intarsia.learner.learner import Learner
from intarsia.progress import Event
from intarsia.studio.compare.process import ComparisonProcess
from intarsia.studio.compare.render import framed, inputs, progress, standings
from intarsia.studio.compare.session import Session
from intarsia.studio.compare.tab import CompareTab
from intarsia.studio.compare.table_setup import LEFT_OUT, TableSetup, read
from intarsia.studio.compare.worker import ComparisonJob, work
from intarsia.studio.errors import PageError, alert
from intarsia.studio.example_table import ROWS, ExampleTable
from intarsia.studio.page_text import Labels, tell
from intarsia.studio.tab import Context
from intarsia.studio.transfer import unpack
from intarsia.studio.workspace import Workspace


def drawn() -> TableSetup:
    """The fruit that the tab offers."""
    return TableSetup.of(fruit(), "state")


QUICK = {"encoders": "plain", "folds": 2, "fusions": ("concat",), "language": "en"}


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> tuple[ComparisonProcess, list[Event]]:
    setup = TableSetup.of(fruit(60), "state").told("photo", LEFT_OUT)
    process = ComparisonProcess.begin(setup, tmp_path_factory.mktemp("contest"), **QUICK)
    return process, list(process.follow())


def test_columns_are_seen_and_corrected() -> None:
    setup = drawn()
    assert {line.name: line.kind for line in setup.lines()} == {"photo": "image", "note": "text", "days": "number"}
    told = setup.told("days", "category").told("photo", LEFT_OUT)
    assert {line.name: line.kind for line in told.lines()} == {"photo": LEFT_OUT, "note": "text", "days": "category"}
    assert told.overrides == {"days": "category", "photo": None}
    page = inputs(told)
    assert page.count("<select") == 3
    assert 'value="category" selected data-en="category" data-zh="类别"' in page
    assert "as you said" in page


def test_what_came_with_the_table_is_not_what_the_user_said(tmp_path: Path) -> None:
    paths = [str(tmp_path / "far" / "away" / f"{row}.png") for row in range(300)]
    (tmp_path / "far" / "away").mkdir(parents=True)
    for path, photo in zip(paths, fruit().cells("photo"), strict=True):
        Path(path).write_bytes(photo)
    frame = fruit().frame.assign(photo=paths)
    frame.loc[0, "days"] = None
    setup = TableSetup.of(Table.read(frame), "state", {"photo": "image", "days": "number"})
    lines = {line.name: line for line in setup.told("note", "text").lines()}
    assert [lines[name].why.en for name in ("photo", "days", "note")] == ["declared", "declared", "as you said"]
    assert lines["photo"].example == "0.png"
    page = inputs(setup.told("days", "number"))
    assert "由您指定" in page
    assert "; &lt;1 % missing" in page
    assert "；缺失 &lt;1%" in page


def test_a_table_that_cannot_be_read_does_not_say_where_it_is_kept(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("a,a\n1,2\n")
    with pytest.raises(TableError, match=r"^t.csv: two columns are named 'a'; rename one") as caught:
        read(tmp_path / "t.csv", tmp_path)
    assert "t.csv：有两列同名（&#39;a&#39;）：请重命名其中一列" in alert(caught.value)


def test_a_table_without_a_usable_column_is_told_and_another_label_may_be_chosen(workspace: Workspace) -> None:
    keys = TableSetup.of(Table.read(pd.DataFrame({"id": range(50), "b": ["x", "y"] * 25})))
    with pytest.raises(PageError, match="no column can be used to answer “b”: keys, and what is the same") as caught:
        keys.lines()
    assert "没有可用于预测“b”的列" in caught.value.message.zh

    async def built() -> CompareTab:
        with gr.Blocks(analytics_enabled=False):
            return CompareTab(Context(workspace), Labels("en"), gr.State("en"))

    tab = asyncio.run(built())
    shown = tab._setup(Session(workspace.root, keys))
    assert "no column can be used" in shown[tab.notice]
    assert shown[tab.label]["choices"] == ["id", "b"]
    assert [line.name for line in keys.answering("id").lines()] == ["b"]


def test_another_label_is_answered() -> None:
    setup = drawn().answering("days", "note")
    assert [line.name for line in setup.lines()] == ["photo", "state"]
    with pytest.raises(PageError, match="“days” is to be answered, so it cannot keep rows together too"):
        setup.answering("days", "days")


def test_a_correction_that_cannot_be_is_refused() -> None:
    with pytest.raises(UnknownName, match="no kind of column named 'colour'"):
        drawn().told("days", "colour")
    with pytest.raises(TableError, match="the table has no column 'day'; did you mean 'days'"):
        drawn().told("day", "text")


def test_every_demo_is_named_in_both_languages() -> None:
    assert tell("compare.demo_fruit").zh
    assert all(f"{ROWS:,}" in each.words.zh for each in examples())


def test_an_uploaded_table_is_kept_and_read(tmp_path: Path) -> None:
    pd.DataFrame({"a": range(5), "b": list("xyxyx")}).to_csv(tmp_path / "t.csv", index=False)
    setup = read(tmp_path / "t.csv", tmp_path)
    assert setup.label == "b"
    assert setup.file is not None
    (tmp_path / "t.csv").unlink()
    assert setup.file.exists()


def test_a_zip_brings_its_pictures(tmp_path: Path) -> None:
    table = fruit(30)
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as packed:
        for row, photo in enumerate(table.cells("photo")):
            packed.writestr(f"set/photos/{row}.png", photo)
        rows = [f"photos/{row}.png,{note}" for row, note in enumerate(table.cells("note"))]
        packed.writestr("set/fruit.csv", "photo,note\n" + "\n".join(row.replace(", ", " ") for row in rows))
    setup = read(tmp_path / "t.zip", tmp_path)
    assert {line.name: line.kind for line in setup.lines()} == {"photo": "image"}


def outside(folder: Path, there: bool, start: str) -> Path:
    """A table that names pictures beside its folder, by whole paths or from the table's own."""
    if there:
        (folder / "far").mkdir()
        for row, photo in enumerate(fruit(30).cells("photo")):
            (folder / "far" / f"{row}.png").write_bytes(photo)
    where = start or f"{folder}/"
    rows = [f"{where}far/{row}.png,{'xy'[row % 2]}" for row in range(30)]
    (folder / "t.csv").write_text("photo,b\n" + "\n".join(rows))
    return folder / "t.csv"


@pytest.mark.parametrize("start", ["", "../"])
@pytest.mark.parametrize("there", [True, False])
def test_a_table_opens_no_picture_outside_of_its_folder(tmp_path: Path, there: bool, start: str) -> None:
    with pytest.raises(PageError, match="“photo” names files outside of the table's folder") as caught:
        read(outside(tmp_path, there, start), tmp_path)
    assert str(tmp_path) not in str(caught.value)
    assert "请将图片与数据表一起打包为 ZIP" in caught.value.message.zh


def test_a_path_among_texts_opens_nothing(tmp_path: Path) -> None:
    (tmp_path / "there.png").write_bytes(fruit(1).cells("photo")[0])
    words = [f"{tmp_path}/there.png", "/s", *(f"a note of some length, number {row}" for row in range(28))]
    pd.DataFrame({"note": words, "b": list("xy") * 15}).to_csv(tmp_path / "t.csv", index=False)
    setup = read(tmp_path / "t.csv", tmp_path)
    assert [line.kind for line in setup.lines()] == ["text"]
    with pytest.raises(SchemaError, match="lies outside of the folder of the table") as caught:
        setup.told("note", "image").schema.check(setup.table)
    assert "不在数据表的文件夹内" in alert(caught.value)
    ComparisonJob(str(setup.file), "b", {"note": "image"}, folds=2).save(tmp_path)
    with pytest.raises(SchemaError, match="lies outside of the folder of the table"):
        work(tmp_path)


@pytest.mark.parametrize(
    ("members", "why"),
    [
        ({"../out.csv": "a"}, "would lie outside of it: pack it anew"),
        ({"/etc/out.csv": "a"}, "would lie outside of it: pack it anew"),
        ({"photo.png": "a"}, "holds no table: put a .csv, .tsv, .parquet file into it"),
    ],
)
def test_a_bad_zip_is_refused(tmp_path: Path, members: dict[str, str], why: str) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    with pytest.raises(PageError, match=why):
        read(tmp_path / "t.zip", tmp_path)
    assert not (tmp_path.parent / "out.csv").exists()


def test_what_is_no_zip_or_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "t.zip").write_bytes(b"PK and nothing")
    with pytest.raises(PageError, match=r"t.zip is no ZIP that can be read"):
        read(tmp_path / "t.zip", tmp_path)
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as packed:
        packed.writestr("t.csv", "a,b\n1,2\n")
    monkeypatch.setattr("intarsia.studio.transfer.LARGEST", 4)
    with pytest.raises(PageError, match=r"t.zip holds more than 20,000 files, or more than 512 MiB"):
        unpack(tmp_path / "t.zip", tmp_path / "home")


@pytest.mark.parametrize("way", [zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2])
def test_a_damaged_zip_is_refused(tmp_path: Path, way: int) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w", way) as packed:
        packed.writestr("t.csv", "a,b\n" + "\n".join(f"{row},{row**2 % 7}" for row in range(2000)))
    whole = bytearray((tmp_path / "t.zip").read_bytes())
    for start in (45, 60, 200):
        broken = whole.copy()
        broken[start : start + 20] = bytes(255 - byte for byte in broken[start : start + 20])
        (tmp_path / "t.zip").write_bytes(broken)
        with pytest.raises(PageError, match=r"t.zip is no ZIP that can be read"):
            unpack(tmp_path / "t.zip", tmp_path / "home")


def test_a_zip_with_any_byte_damaged_is_refused_or_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "t.zip", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("ü.csv", "a,b\n1,2\n")
    whole = (tmp_path / "t.zip").read_bytes()
    refused = 0
    for place in range(len(whole)):
        for byte in (0, 1, 255):
            (tmp_path / "t.zip").write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
            try:
                unpack(tmp_path / "t.zip", tmp_path / "home")
            except PageError:
                refused += 1
    assert refused > len(whole)


@pytest.mark.parametrize("ending", [".csv", ".tsv", ".zip"])
def test_a_table_of_text_that_would_fill_the_memory_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str
) -> None:
    text = "a,b,c\n" + "1\n" * 50  # short rows, which are filled up
    (tmp_path / "t.csv").write_text(text)
    (tmp_path / "t.tsv").write_text(text.replace(",", "\t"))
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as packed:
        packed.writestr("t.csv", text)
    kept = tmp_path / "kept"
    kept.mkdir()
    given = tmp_path / f"t{ending}"
    assert len(read(given, kept).table) == 50
    monkeypatch.setattr(Table, "read", None)
    for bound, most in (("CELLS", 150), ("LARGEST", 100)):
        with monkeypatch.context() as patch:
            patch.setattr(f"intarsia.studio.compare.table_setup.{bound}", most)
            with pytest.raises(PageError, match=r"t.[ct]sv holds more than .* cells, or more than 256 MB"):
                read(given, kept)
    assert len(list(kept.iterdir())) == 1


def test_a_damaged_column_does_not_end_the_studio(tmp_path: Path) -> None:
    table = pa.table({"a": ["x", "y", None]})
    pq.write_table(table, tmp_path / "t.parquet", store_schema=False)
    # No cell may be missing any more, which the statistics do not fit: pyarrow calls `abort` when asked for them.
    content = (tmp_path / "t.parquet").read_bytes().replace(b"%\x02\x18\x01a", b"%\x00\x18\x01a")
    (tmp_path / "t.parquet").write_bytes(content)
    with pytest.raises(TableError, match=r"^t.parquet cannot be read"):
        read(tmp_path / "t.parquet", tmp_path)


def test_a_table_that_would_fill_the_memory_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pd.DataFrame({"a": ["the same long text"] * 100_000, "b": [1.5] * 100_000}).to_parquet(tmp_path / "t.parquet")
    assert len(read(tmp_path / "t.parquet", tmp_path).table) == 100_000
    monkeypatch.setattr("intarsia.studio.compare.table_setup.CELLS", 150_000)
    with pytest.raises(PageError, match=r"t.parquet holds more than 150,000 cells, or more than 256 MB") as caught:
        read(tmp_path / "t.parquet", tmp_path)
    assert "t.parquet 超过 150,000 个单元格，或解压后超过 256 MB" in caught.value.message.zh
    monkeypatch.setattr("intarsia.studio.compare.table_setup.CELLS", 10**9)
    monkeypatch.setattr("intarsia.studio.compare.table_setup.LARGEST", 10**6)
    with pytest.raises(PageError, match=r"t.parquet holds more than"):
        read(tmp_path / "t.parquet", tmp_path)


def test_a_job_is_read_as_it_was_written(tmp_path: Path) -> None:
    job = ComparisonJob("t.csv", "状态", {"a": None}, "", "default", 3, ("vote",), "zh")
    job.save(tmp_path)
    assert json.loads((tmp_path / "job.json").read_text("utf-8"))["label"] == "状态"
    assert ComparisonJob.load(tmp_path) == ComparisonJob("t.csv", "状态", {"a": None}, "", "default", 3, ["vote"], "zh")


@pytest.mark.slow
def test_a_comparison_says_how_far_it_is_and_leaves_its_results(
    finished: tuple[ComparisonProcess, list[Event]],
) -> None:
    process, said = finished
    done = [each for each in said if each.name == "strategy"]
    assert [each.done for each in done] == list(range(1, done[0].of + 1))
    assert {each.values["metric"] for each in done} == {"roc_auc"}
    assert {"strategy", "chosen"} <= {each.name for each in said}
    board = Board.load(process.folder / "board")
    assert board.best_name in {each.values["name"] for each in done}
    assert Learner.from_pretrained(process.folder / "model").label == "state"
    page = standings(board)
    assert page.count('<tr class="best">') == 1
    assert page.count("<tr") == len(done) + 1
    assert "95 % interval" in page
    assert "95% 区间" in page
    frame = framed(process.folder / "report.html", tell("compare.report"))
    assert 'sandbox="allow-scripts"' in frame
    assert "&lt;!doctype html&gt;" in frame


def test_progress_is_shown_in_both_languages() -> None:
    finished = Event("strategy", Message.plain("only photo"), 3, 14, values={"name": "only photo", "mean": 0.7249})
    page = progress([finished], "encoding 'note': 3/5")
    assert '<progress max="14" value="3"' in page
    assert "3 of 14 strategies are finished." in page
    assert "已完成 3/14 个方案。" in page
    assert "encoding &#39;note&#39;" in page
    assert "Reading the table" in progress([], "")


def test_a_comparison_can_be_stopped(tmp_path: Path) -> None:
    process = ComparisonProcess.begin(TableSetup.of(fruit(60), "state"), tmp_path, **QUICK)
    said = process.follow()
    process.stop()
    assert [each for each in said if each.name == "strategy"] == []
    assert process.stopped
    assert process._process.returncode != 0
    process.stop()  # a second time does no harm


@pytest.mark.slow
def test_a_table_that_cannot_be_compared_is_told(tmp_path: Path) -> None:
    pd.DataFrame({"a": [1.5, 2.5, 3.5, 4.5], "b": ["x", "x", "x", "x"]}).to_csv(tmp_path / "t.csv", index=False)
    process = ComparisonProcess.begin(read(tmp_path / "t.csv", tmp_path), tmp_path, **QUICK)
    with pytest.raises(DataError, match="one class"):
        list(process.follow())


def test_a_process_that_dies_is_told(tmp_path: Path) -> None:
    process = ComparisonProcess.begin(TableSetup.of(fruit(60), "state"), tmp_path, **QUICK)
    process._process.kill()
    with pytest.raises(PageError, match="the comparison ended early"):
        list(process.follow())


def test_an_example_is_offered_whatever_its_learner_says_of_its_columns(tmp_path: Path) -> None:
    """A schema may be declared, be names of kinds, or be left to a guess."""
    for schema, known in ((None, {}), ({"note": "text"}, {"note": "text"})):
        made = ExampleTable("fruit", Message.plain("Fruit"), "state", None, partial(Learner, schema=schema), fruit)
        assert TableSetup.of_example(made).kinds == known
