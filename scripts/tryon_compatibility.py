"""Train the head of the compatibility layer, measure it, and write it with its card into the package.

    python scripts/tryon_compatibility.py

The outfits are made by the rules of `Stylist` from garments of the project's renderer: no picture and no opinion of
anybody went into them. Everything is drawn from seeds; on one machine the head comes out the same. About 5 minutes.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

import intarsia as ia
from intarsia.apps.tryon.colour.lab import chroma, hue
from intarsia.apps.tryon.colour.names import colour_names
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.traits import formality, warmth
from intarsia.apps.tryon.outfit.outfit import SLOTS, slot_of
from intarsia.apps.tryon.scorers.compatibility import HEAD, TOGETHER, features
from intarsia.apps.tryon.synthetic import KINDS, GarmentSpec, render_garment
from intarsia.fusion.concat import Concat
from intarsia.training.trainer import Trainer

PATTERNS = ("plain", "stripe", "check", "print")
ODDS = (0.55, 0.15, 0.15, 0.15)
NEUTRAL = 20.0
"""Chroma up to which a colour goes with every other."""
SCHEMES: dict[str, tuple[float, ...]] = {"one hue": (0.0,), "neighbours": (0.0, 30.0, -30.0), "opposites": (0.0, 180.0)}
"""Scheme → turns of the hue wheel, in degrees, at which its vivid colours stand."""
FORMALITY = 0.12
WARMTH = 0.20
HUE = 20.0
"""Standard deviations with which a garment may miss the outfit's formality, warmth and hues."""
TEMPLATES = (("top", "bottom"), ("top", "bottom", "outer"), ("dress", "outer"), ("top", "bottom"))


def pool(count: int, seed: int) -> list[Garment]:
    """Rendered garments as the fitting room knows garments; colours and shares are the renderer's truth."""
    chance = np.random.default_rng(seed)
    kinds = sorted(KINDS)
    found = []
    for number in range(count):
        style = KINDS[kind := kinds[number % len(kinds)]]
        pattern = str(chance.choice(PATTERNS, p=ODDS))
        names = chance.choice(len(colour_names()), 1 if pattern == "plain" else 2, replace=False)
        colours = tuple(_varied(colour_names()[name].lab, chance) for name in names)
        sleeve, neck, length = (str(chance.choice(each)) for each in (style.sleeves, style.necks, style.lengths))
        rendered = render_garment(GarmentSpec(kind, sleeve, neck, length, colours, pattern, number), height=64)
        found.append(_known(f"{seed} {number}", rendered.spec, rendered.palette))
    return found


def _varied(lab: Sequence[float], chance: np.random.Generator) -> tuple[float, float, float]:
    moved = np.clip(np.asarray(lab) + chance.normal(0, (4, 3, 3)), (4, -90, -90), (97, 90, 90))
    return tuple(moved.tolist())


def _known(digest: str, spec: GarmentSpec, palette: Any) -> Garment:
    neck = {"collar": "collar", "hood": "hood", "v": "v", "lapel": "collar"}.get(spec.neck, "round")
    worn_up = spec.style.slot != "bottom"
    length = {"short": "short", "regular": "knee", "long": "long"}[spec.length]
    return Garment(
        digest,
        spec.style.category,
        palette,
        spec.pattern,
        spec.sleeve if worn_up else None,
        neck if worn_up else None,
        length if spec.style.slot in ("bottom", "dress") else None,
        title=spec.kind if spec.kind in ("hoodie", "tank") else "",
    )


@dataclass(frozen=True)
class Stylist:
    """Makes outfits by rule: one formality, one weather, one scheme of colours, at most one bold pattern."""

    garments: Sequence[Garment]

    def outfits(self, count: int, seed: int) -> Iterator[tuple[Garment, ...]]:
        """So many outfits."""
        chance = np.random.default_rng(seed)
        for _ in range(count):
            yield self._outfit(chance)

    def _outfit(self, chance: np.random.Generator) -> tuple[Garment, ...]:
        level = chance.uniform(0.1, 0.8)
        weather = chance.uniform(0.1, 0.8)
        angle = chance.uniform(0, 360)
        turns = SCHEMES[str(chance.choice(sorted(SCHEMES)))]
        worn: list[Garment] = []
        for slot in TEMPLATES[int(chance.integers(len(TEMPLATES)))]:
            there = [each for each in self.garments if slot_of(each) == slot]
            odds = np.array([_fits(each, level, weather, angle, turns, worn) for each in there])
            worn.append(there[int(chance.choice(len(there), p=odds / odds.sum()))])
        return tuple(worn)


def _fits(
    garment: Garment, level: float, weather: float, angle: float, turns: Sequence[float], worn: Sequence[Garment]
) -> float:
    """How likely the stylist takes a garment, up to a factor."""
    colour = np.array(garment.palette[0][0])
    away = min(abs((float(hue(colour)) - angle - turn + 180) % 360 - 180) for turn in turns)
    off = 0.0 if float(chroma(colour)) < NEUTRAL else away / HUE
    bold = garment.pattern != "plain" and any(each.pattern != "plain" for each in worn)
    misses = ((formality(garment) - level) / FORMALITY, (warmth(garment) - weather) / WARMTH, off, 2.0 if bold else 0.0)
    return float(np.exp(-0.5 * sum(miss**2 for miss in misses))) + 1e-9


def table(garments: Sequence[Garment], count: int, seed: int) -> dict[str, list[Any]]:
    """Pairs of outfits (True), and each with one of the two replaced by any garment of its slot (False)."""
    chance = np.random.default_rng(seed + 1)
    pairs = []
    for outfit in Stylist(garments).outfits(count, seed):
        first, second = sorted(chance.choice(len(outfit), 2, replace=False).tolist())
        pair = sorted((outfit[first], outfit[second]), key=lambda each: SLOTS.index(slot_of(each)))
        pairs.append(tuple(pair))
        changed = int(chance.integers(2))
        there = [each for each in garments if slot_of(each) == slot_of(pair[changed])]
        pair[changed] = there[int(chance.integers(len(there)))]
        pairs.append(tuple(pair))
    return features(pairs) | {TOGETHER: [True, False] * count}


def measured(learner: ia.Learner, rows: dict[str, list[Any]], seed: int = 0) -> dict[str, float]:
    """Area under the ROC curve on pairs of unseen garments, with its bootstrap interval."""
    from sklearn.metrics import roc_auc_score

    y = np.array(rows[TOGETHER])
    scores = learner.predict_proba({name: rows[name] for name in rows if name != TOGETHER})
    scores = scores[:, list(learner.classes_).index(True)]
    chance = np.random.default_rng(seed)
    drawn = [chance.integers(0, len(y), len(y)) for _ in range(500)]
    low, high = np.percentile([roc_auc_score(y[each], scores[each]) for each in drawn], (2.5, 97.5))
    brier = float(((scores - y) ** 2).mean())
    return {"auc": float(roc_auc_score(y, scores)), "low": float(low), "high": float(high), "brier": brier}


CARD = """# Head of the compatibility layer

Probability that two garments were made to be worn together, from categories, patterns, main colours, warmth and
formality of the two. Written by `scripts/tryon_compatibility.py`.

* **Trained on** {train:,} pairs of garments of this project's renderer. Half are pairs of outfits that a program made
  by rule: one formality, one weather, one scheme of colours (one hue, neighbours, opposites; neutrals go with all), at
  most one bold pattern. The other half are the same pairs with one garment replaced at random.
* **Measured on** {test:,} pairs of other garments: area under the ROC curve {auc:.3f} (95 % interval {low:.3f} to
  {high:.3f}), Brier score {brier:.3f}. Random replacements often go together too, so 1 cannot be reached.
* **Limits.** It has learned the rules above and no more: no person's taste, no culture's habit, no fashion. It has
  never seen shoes or hats, and answers for them from their colours, warmth and formality alone. Warmth and formality
  are themselves rules (`traits.py`). It sees the largest colour of each garment, not where it is.
* **In the score** its weight is small at first and is learned from the user's likes and dislikes.
"""


def main() -> None:
    """Train, measure, write."""
    train = table(pool(1200, seed=1), 12_000, seed=10)
    test = table(pool(400, seed=2), 3_000, seed=20)
    numbers = {name: ia.Number() for name, values in train.items() if isinstance(values[0], float)}
    schema = ia.Schema({"categories": ia.Category(), "patterns": ia.Category(), **numbers})
    with tempfile.TemporaryDirectory() as folder:
        learner = ia.Learner(
            label=TOGETHER,
            task="classify",
            schema=schema,
            fusion=Concat(hidden=32),
            fitter=Trainer(epochs=40, lr=3e-3),
            store=ia.FeatureStore(Path(folder)),
        )
        learner.fit(train)
        found = measured(learner, test)
    print(json.dumps(found))
    learner.save_pretrained(HEAD)
    (HEAD / "CARD.md").write_text(CARD.format(train=len(train[TOGETHER]), test=len(test[TOGETHER]), **found), "utf-8")


if __name__ == "__main__":
    main()
