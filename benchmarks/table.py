"""The table of figures in docs/benchmarks.md, made of results/*.json alone: python benchmarks/table.py

A figure that was not measured has no row.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"
HEADS = {"en": ("what", "measured", "by"), "zh": ("内容", "实测", "来自")}
ALONE = ("only text_en", "only image")
NOTHING = {"en": "No benchmark has been run yet.", "zh": "尚未运行基准测试。"}


@dataclass(frozen=True)
class Figure:
    """One row: what it is in both languages, in which file of results it stands, and how it reads."""

    en: str
    zh: str
    source: str
    read: Callable[[Any], str | None]


def _speedup(models: int) -> Callable[[Any], str | None]:
    """The range of the ratios for so many models trained side by side, per number of threads; None when they were not
    measured."""

    def read(found: Any) -> str | None:
        ratios: dict[int, list[float]] = {}
        for each in found["results"]:
            if each["models"] == models:
                ratios.setdefault(each["threads"], []).append(each["ratio"])
        ranges = [f"{min(found):.1f}–{max(found):.1f} × ({threads} CPU)" for threads, found in ratios.items()]
        return ", ".join(ranges) or None

    return read


def _answering(part: str) -> Callable[[Any], str]:
    """Milliseconds of one row, in the middle and of the slowest tenth."""
    return lambda found: "{median:.1f} ms (p90 {p90:.1f} ms)".format_map(found["milliseconds"][part])


def _reviews(found: Any) -> str | None:
    """What was chosen, and its score."""
    if "reviews" not in found:
        return None
    told = found["reviews"]
    best = told["entries"][told["chosen"]]
    return f"{told['chosen']}: {best['mean']:.4f} ({best['low']:.4f}–{best['high']:.4f}), {told['seconds']:.0f} s"


def _stamps(found: Any) -> str | None:
    """The chosen fusion beside both modalities alone, over three draws of the folds."""
    if "repeated" not in found:
        return None
    entries = found["repeated"]["entries"]
    chosen = found["repeated"]["chosen"]
    alone = ", ".join(f"{entries[name]['mean']:.3f} (p = {entries[name]['p']:.2g})" for name in ALONE)
    return f"{chosen}: {entries[chosen]['mean']:.3f}; {alone}"


def _useless(found: Any) -> str | None:
    """The most that is lost; below 0, something was gained."""
    if "useless" not in found:
        return None
    return f"{max(each['lost'] for each in found['useless'].values() if isinstance(each, dict)):+.4f}"


def _beyond(found: Any) -> str:
    """Memory per size."""
    return ", ".join(f"{each['beyond_mib']:.0f} MiB ({each['rows']:,})" for each in found)


def _categories(found: Any) -> str:
    """Accuracy of a garment's kind, with its interval."""
    return "{mean:.3f} ({low:.3f}–{high:.3f})".format_map(found["photos"]["category accuracy"])


def _ranking(found: Any) -> str:
    """NDCG@10 with and without feedback, beside simpler rankings."""
    names = ("fitting room, 20 feedbacks", "fitting room", "taste alone", "random")
    return ", ".join(f"{found['ndcg@10'][name]['mean']:.2f}" for name in names)


def _search(found: Any) -> str | None:
    """The search of 100,000 garments as they are stored."""
    large = [each for each in found["results"] if (each["garments"], each["image"]) == (100_000, 64)]
    return f"{large[0]['p95_ms']:.0f} ms; {large[0]['read_s'] + large[0]['start_s']:.1f} s" if large else None


PHOTOS = ("photos", "fresh photos")
"""Groups of real garments whose previews were tried."""


def _parser(found: dict[str, Any]) -> str:
    ways = [found["photos"]["iou"][way] for way in ("parser", "geometry", "preview")]
    return "; ".join(", ".join(f"{way[name]:.2f}" for name in ("upper", "lower", "skin")) for way in ways)


def _refusals(found: Any) -> str:
    """How many of the refusals are right: of all pairs, and of the real photos among them."""

    def precision(*parts: str) -> str:
        right, wrong = (sum(found["refusals"][part][name] for part in parts) for name in ("right", "wrong"))
        return f"{right} / {right + wrong}"

    return f"{precision('rendered', *PHOTOS)}; {precision(*PHOTOS)}"


FIGURES = (
    Figure(
        "5 folds trained side by side, against one after the other (small heads)",
        "5 折同时训练，与逐折训练相比（小型预测头）",
        "training",
        _speedup(5),
    ),
    Figure(
        "5 folds × 4 seeds, likewise",
        "5 折 × 4 个随机种子，同上",
        "training",
        _speedup(20),
    ),
    Figure(
        "`import intarsia`",
        "`import intarsia`",
        "startup",
        lambda found: f"{found['seconds']['import intarsia']:.2f} s",
    ),
    Figure(
        "`intarsia --help`",
        "`intarsia --help`",
        "startup",
        lambda found: f"{found['seconds']['intarsia --help']:.2f} s",
    ),
    Figure(
        "one answer of a loaded model (picture, text, table), features stored",
        "加载后的模型回答一行（图片、文本、表格），特征已存",
        "answering",
        _answering("stored"),
    ),
    Figure(
        "encoding its picture and words when they are new, in addition",
        "图片与文字是新的时，另需编码",
        "answering",
        _answering("encoding"),
    ),
    Figure(
        "texts encoded, against sentence-transformers with the same weights",
        "文本编码速度，与 sentence-transformers（权重相同）相比",
        "encoding",
        lambda found: f"{found['texts']['ratio']['usual']:.1f} ×",
    ),
    Figure(
        "pictures encoded, against the published network in torch (batches of 16)",
        "图片编码速度，与 torch 中的原网络（每批 16 张）相比",
        "encoding",
        lambda found: f"{found['pictures']['ratio']['torch, batches of 16']:.1f} ×",
    ),
    Figure(
        "garments: accuracy on the test rows, mean of 5 seeds (training and validation rows)",
        "服装：测试行上的准确率，5 个随机种子的平均（用训练与验证行训练）",
        "accuracy",
        lambda found: f"{found['garments']['train and validation']['mean']:.3f}" if "garments" in found else None,
    ),
    Figure(
        "23,486 reviews compared: ROC-AUC of the chosen strategy, 95 % interval; seconds, encoding included",
        "比较 23,486 条评论：选用方案的 ROC-AUC，95% 区间；用时（含编码）",
        "accuracy",
        _reviews,
    ),
    Figure(
        "899 drawings with a sentence, 11 classes: accuracy of the chosen fusion; sentence alone, picture alone",
        "899 幅配一句话的图画，11 类：选用融合的准确率；仅句子、仅图片",
        "accuracy",
        _stamps,
    ),
    Figure(
        "the same with one modality shuffled: accuracy lost, at most, against the other alone",
        "同上，打乱其中一种模态：与仅用另一种相比，准确率至多下降",
        "accuracy",
        _useless,
    ),
    Figure(
        "memory of training and answering beyond the features, by rows",
        "训练与回答在特征之外所用内存（按行数）",
        "memory",
        _beyond,
    ),
    Figure(
        "kinds of 372 garments in phone photos, accuracy, 95 % interval",
        "372 张手机拍摄的衣物照片：类别准确率，95% 区间",
        "tryon_garments",
        _categories,
    ),
    Figure(
        "looks ranked for simulated users, NDCG@10: after 20 feedbacks, before, by taste alone, at random",
        "为模拟用户排列搭配，NDCG@10：20 次反馈之后、之前、只看喜好、随机",
        "tryon_ranking",
        _ranking,
    ),
    Figure(
        "a person measured in a photo of 1024 × 1024",
        "测量一张 1024 × 1024 照片中的人物",
        "tryon_measure",
        lambda found: f"{found['seconds']['1024 x 1024']['median']:.2f} s",
    ),
    Figure(
        "15 photos labelled by hand, IoU of top, bottom, skin: parser alone, pose and colours alone, both",
        "15 张手工标注的照片，上装、下装、皮肤的 IoU：仅解析器；仅姿态与颜色；两者结合",
        "tryon_parser",
        _parser,
    ),
    Figure(
        "100,000 garments searched for a wish and likes, 95th percentile; read from the disk and made ready before",
        "按心愿和喜好搜索 100,000 件衣物（第 95 百分位）；此前从磁盘读入并准备",
        "tryon_search",
        _search,
    ),
    Figure(
        "10,000 photos of garments added in one sitting, killed once and started again, beside other work (load)",
        "一次添加 10,000 张衣物照片，中途强行终止一次后继续，同时有其他任务（负载）",
        "tryon_sitting",
        lambda found: "{:.0f} min ({:.1f}), {:.2f} s of processor a photo, {:.1f} GiB".format(
            found["seconds"] / 60, found["load"], found["processor_s_a_photo"], found["mib_most"] / 1024
        ),
    ),
    Figure(
        "a garment drawn on a photo of 768 × 1024, median: person and garment known; nothing known yet",
        "在 768 × 1024 照片上画一件衣物（中位数）：人物与衣物已知；全部未知",
        "tryon_wear",
        lambda found: "{:.2f} s; {:.1f} s".format(
            found["seconds"]["warm"]["median clock"], found["seconds"]["cold"]["clock"]
        ),
    ),
    Figure(
        "previews refused that rightly are: of rendered and real garments, of real ones alone",
        "被拒绝的预览中理应拒绝的：渲染与真实衣物合计；仅真实衣物",
        "tryon_wear",
        _refusals,
    ),
)


def figures(language: str) -> str:
    """The table in "en" or "zh", as Markdown."""
    rows = []
    for figure in FIGURES:
        path = RESULTS / f"{figure.source}.json"
        measured = figure.read(json.loads(path.read_text("utf-8"))) if path.exists() else None
        if measured:
            rows.append(f"| {getattr(figure, language)} | {measured} | `benchmarks/{figure.source}.py` |")
    head = [f"| {' | '.join(HEADS[language])} |", "| --- | --- | --- |"]
    return "\n".join([*head, *rows]) if rows else NOTHING[language]


if __name__ == "__main__":
    print(figures(sys.argv[1] if len(sys.argv) > 1 else "en"))
