"""Train what the fitting room knows of garments: category, pattern, sleeve, neck, and the embedding.

    python scripts/tryon_category.py FOLDER            choose on validation, write heads and cards
    python scripts/tryon_category.py FOLDER --test     look at the test split with the heads as they are

FOLDER holds alexeygrigorev's clothing-dataset-small (CC0, 3,781 photos, 10 classes, official splits) as data.csv with
the columns split, image and label. What EfficientNet makes of the photos is computed once, in about 20 minutes on one
core, and kept in FOLDER/views.npy; a stopped run goes on. Traits are learned from tryon_traits.csv beside this script,
labelled by hand by looking at the photos, and from garments that the fitting room renders.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
import PIL.Image
from safetensors.numpy import save_file

from intarsia.apps.tryon.garment.cutout import cut_out
from intarsia.apps.tryon.garment.embedding import Axes, distance
from intarsia.apps.tryon.garment.heads import FOLDER, classify, view_rows
from intarsia.apps.tryon.garment.views import ENCODER, GARMENT, VIEWS, features
from intarsia.apps.tryon.synthetic import GarmentSpec, render_garment
from intarsia.apps.tryon.synthetic.spec import KINDS
from intarsia.columns import Image
from intarsia.columns.schema import Schema
from intarsia.fusion.concat import Concat
from intarsia.learner.ensemble import Expert
from intarsia.learner.saving import dump_model, write
from intarsia.model.design import Design, Part
from intarsia.progress import Progress
from intarsia.tasks.classify import Classify
from intarsia.training.base import Split
from intarsia.training.linear import LinearSolver, TrainedLinear

HERE = Path(__file__).parent
STRENGTHS = (1.0, 3.0, 10.0, 30.0)
"""Of the fit, see `LinearSolver.C`: the one with the least log loss on validation is taken,"""
TEMPERATURES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0, 1.15, 1.3)
"""and then, in the same way, what the logits are divided by: the mean of several views is less sure than it may be."""
WIDTH = 64
D = 2464
"""Of the embedding (chosen among 64, 128 and 256 by neighbours of the same category on validation), of the features."""
RENDERED = 480
"""Garments that are rendered. Without them rendered shirts pass for jackets; photos are told apart equally well."""
TRAITS = ("pattern", "sleeve", "neck")
NECKS = {"round": "round", "scoop": "round", "v": "v", "collar": "collar", "lapel": "collar", "hood": "hood"}
"""Neck of the renderer → neck of a garment."""

Array = npt.NDArray[np.generic]


@dataclass(frozen=True)
class Lesson:
    """Garments (N, V, D) float16 with labels (N,): to learn from, and to choose by."""

    train: Array
    labels: Array
    held: Array
    truth: Array


def learned(found: Array, labels: Array, strength: float) -> TrainedLinear:
    """A linear model of which every view of every garment is a row."""
    design = Design((Part("photo", "photo", ENCODER),), Concat(), Classify())
    rows = view_rows(found)
    split = Split(np.arange(len(rows)))
    (model,) = LinearSolver(C=(strength,)).fit(design, rows, np.repeat(labels, found.shape[1]), [split])
    assert isinstance(model, TrainedLinear)
    return model


def chosen(lesson: Lesson) -> tuple[float, float, dict[str, float]]:
    """The best strength and temperature, and what they reach on validation."""
    models = {strength: learned(lesson.train, lesson.labels, strength) for strength in STRENGTHS}
    strength = min(STRENGTHS, key=lambda each: _reached(models[each], lesson)["log loss"])
    reached = {each: _reached(tempered(models[strength], each), lesson) for each in TEMPERATURES}
    temperature = min(reached, key=lambda each: reached[each]["log loss"])
    return strength, temperature, reached[temperature]


def tempered(model: TrainedLinear, temperature: float) -> TrainedLinear:
    """The model with its logits divided by a temperature: below 1 it is surer of the same answers."""
    coefficients = tuple(each / np.float32(temperature) for each in model.coefficients)
    return replace(model, coefficients=coefficients, bias=model.bias / np.float32(temperature))


def _reached(model: TrainedLinear, lesson: Lesson) -> dict[str, float]:
    shares = model.scores(view_rows(lesson.held)).reshape(len(lesson.held), VIEWS, -1).mean(1)
    right = model.design.task.decode(shares) == lesson.truth
    target = model.design.task.target(lesson.truth)
    of_classes = [right[lesson.truth == each].mean() for each in np.unique(lesson.truth)]
    loss = -np.log(np.maximum(shares[np.arange(len(target)), target], 1e-6)).mean()
    return {"accuracy": right.mean(), "balanced accuracy": np.mean(of_classes), "log loss": loss}


def write_head(name: str, lesson: Lesson, about: str) -> None:
    """Choose on validation, learn from both splits, write the head and its card."""
    strength, temperature, reached = chosen(lesson)
    both = np.concatenate([lesson.train, lesson.held]), np.concatenate([lesson.labels, lesson.truth])
    model = tempered(learned(*both, strength), temperature)
    plan = Expert(name, model.design, LinearSolver(C=(strength,)))
    schema = Schema({"photo": Image()}).to_dict()
    write(
        FOLDER / name,
        {"label": name, "seed": 0, "schema": schema, "names": ["photo"], "model": dump_model(model, plan)},
        model.state(),
    )
    figures = ", ".join(f"{what} {value:.3f}" for what, value in reached.items())
    found = (
        f"Validation ({len(lesson.truth)} garments; learned from {len(lesson.labels)}, C = {strength:g}, temperature "
        f"{temperature:g}): {figures}."
    )
    print(f"{name}: {found}")
    (FOLDER / name / "CARD.md").write_text(CARD.format(name=name, about=about, found=found), "utf-8")


def write_axes(train: Array, held: Array) -> None:
    """The embedding's axes, from training photos; the usual distance, from validation photos."""
    means = train[:, GARMENT].astype(np.float32).mean(1)
    mean = means.mean(0)
    spread = means.std(0) + 1e-3
    _, lengths, axes = np.linalg.svd((means - mean) / spread, full_matrices=False)
    variances = lengths**2 / len(means)
    known = Axes(mean, spread, axes[:WIDTH], variances[:WIDTH], float(variances[WIDTH:].sum() / (D - WIDTH)), 1.0)
    known = replace(known, usual=float(np.percentile(distance(held.astype(np.float32), known), 99)))
    folder = FOLDER / "embedding"
    folder.mkdir(parents=True, exist_ok=True)
    halves = {name: getattr(known, name).astype(np.float16) for name in ("mean", "spread", "axes")}
    numbers = {name: np.float32(getattr(known, name)).reshape(-1) for name in ("variances", "rest", "usual")}
    save_file({**halves, **numbers}, folder / "model.safetensors")


def views_of(folder: Path, frame: pd.DataFrame) -> Array:
    """(N, V, D) float16 of all photos, computed where they are not yet."""
    path = folder / "views.npy"
    shape = (len(frame), VIEWS, D)
    known = np.lib.format.open_memmap(path, "r+" if path.exists() else "w+", np.float16, shape)
    unknown = np.flatnonzero(~known[:, 0].any(1))
    with Progress("looking at photos", len(unknown)) as progress:
        for row in unknown:
            with PIL.Image.open(folder / frame["image"][row]) as picture:
                known[row] = features([cut_out(np.asarray(picture.convert("RGB")))])[0]
            progress.advance(1)
    return known


def rendered() -> tuple[Array, pd.DataFrame]:
    """(R, V, D) float16 of rendered garments, and their traits."""
    draw = np.random.default_rng(0)
    rows = []
    found = []
    with Progress("rendering garments", RENDERED) as progress:
        for number in range(RENDERED):
            spec = _drawn(draw, number)
            picture = render_garment(spec, height=320, background=str(draw.choice(["white", "paper", "grey"])))
            found.append(features([cut_out(picture.pixels)])[0].astype(np.float16))
            dressed = spec.style.slot != "bottom"
            told = {"sleeve": spec.sleeve if dressed else "", "neck": NECKS.get(spec.neck, "") if dressed else ""}
            rows.append({"category": spec.style.category, "pattern": spec.pattern, **told})
            progress.advance(1)
    return np.stack(found), pd.DataFrame(rows)


def _drawn(draw: np.random.Generator, number: int) -> GarmentSpec:
    """Any garment, in colours that can be told apart."""
    kind = list(KINDS)[number % len(KINDS)]
    style = KINDS[kind]
    pattern = str(draw.choice(["plain", "stripe", "check", "print"]))
    colours: list[tuple[float, float, float]] = []
    while len(colours) < (1 if pattern == "plain" else int(draw.integers(2, 4))):
        colour = (float(draw.uniform(8, 96)), float(draw.normal(0, 22)), float(draw.normal(0, 25)))
        if all(np.linalg.norm(np.subtract(colour, other)) > 25 for other in colours):
            colours.append(colour)
    sleeve, neck, length = (str(draw.choice(each)) for each in (style.sleeves, style.necks, style.lengths))
    return GarmentSpec(kind, sleeve, neck, length, tuple(colours), pattern, number)


def train(folder: Path) -> None:
    """Write all heads and the embedding."""
    frame = pd.read_csv(folder / "data.csv")
    found = views_of(folder, frame)
    split = frame["split"].to_numpy()
    first = found[split == "train"]
    second = found[split == "validation"]
    labels = frame["label"].to_numpy().astype(str)
    write_axes(first, second)
    drawn, facts = rendered()
    lesson = Lesson(
        np.concatenate([first, drawn]),
        np.concatenate([labels[split == "train"], facts["category"].to_numpy(str)]),
        second,
        labels[split == "validation"],
    )
    write_head("category", lesson, ABOUT["category"])
    told = pd.read_csv(HERE / "tryon_traits.csv", keep_default_na=False).merge(frame.reset_index(), on="image")
    for trait in TRAITS:
        known = told[told[trait] != ""]
        train_rows, held_rows = (known[known["split"] == each] for each in ("train", "validation"))
        some = (facts[trait] != "").to_numpy()
        lesson = Lesson(
            np.concatenate([found[train_rows["index"]], drawn[some]]),
            np.concatenate([train_rows[trait].to_numpy(str), facts[trait][some].to_numpy(str)]),
            found[held_rows["index"]],
            held_rows[trait].to_numpy(str),
        )
        write_head(trait, lesson, ABOUT[trait])


def test(folder: Path) -> None:
    """Print the accuracy of the category on the test split."""
    frame = pd.read_csv(folder / "data.csv")
    rows = np.flatnonzero(frame["split"] == "test")
    given = classify("category", views_of(folder, frame)[rows].astype(np.float32))
    truth = frame["label"].to_numpy()[rows]
    right = np.array([answer.value == label for answer, label in zip(given, truth, strict=True)])
    print(
        f"category, {len(rows)} test photos: accuracy {right.mean():.4f} ± {1.96 * right.std() / len(right) ** 0.5:.4f}"
    )
    print(pd.crosstab(truth, np.array([answer.value for answer in given])))


PHOTOS = "clothing-dataset-small (CC0)"
BY_HAND = f"photos of {PHOTOS} labelled by hand, and rendered garments"
ABOUT: Mapping[str, str] = {
    "category": f"Which of ten kinds of garment a photo shows: {PHOTOS}, and rendered garments.",
    "pattern": f"Plain, stripe, check or print: {BY_HAND}.",
    "sleeve": f"No, short or long sleeves: {BY_HAND}.",
    "neck": f"Round, V, collar or hood: {BY_HAND}.",
}
CARD = """# Head: {name}

{about} A linear model (multinomial logistic regression) on frozen features of EfficientNet-Lite0, 2,464 for
each of six views: the middle of the photo, the garment with what is around it, the garment alone, each also mirrored.
Answers are averaged over the views. Made by `scripts/tryon_category.py`; the shipped numbers are learned from the
training and the validation split together.

{found}

## Limits

Phone photos of single garments of adults and children, laid flat or on a hanger, most of them from one country. Not
tried on garments worn by a person, on bags, jewellery, underwear or traditional dress; several garments in one photo
are taken for one. Labels by hand are one person's opinion of small photos.
"""


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--test", action="store_true", help="only measure, on the test split")
    options = parser.parse_args()
    (test if options.test else train)(options.folder)
