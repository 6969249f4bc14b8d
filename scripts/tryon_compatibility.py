"""Train the head of the compatibility layer, measure it, and write it with its card into the package.

    python scripts/tryon_compatibility.py

Pairs of garments are drawn at random, and a stylist made of rules says of each whether it would be worn together: no
picture and no opinion of anybody went into it. (Pairs of outfits that such a stylist composes, beside random ones,
would not do: what is told apart is then what is rare by chance, and two lime garments are rarer than white and navy.)
Everything is drawn from seeds; on one machine the head comes out the same. About 5 minutes.
"""

from __future__ import annotations

import itertools
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import intarsia as ia
from intarsia.apps.tryon.colour.names import colour_names
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import SLOTS
from intarsia.apps.tryon.garment.traits import formality, warmth
from intarsia.apps.tryon.outfit.outfit import slot_of
from intarsia.apps.tryon.scorers.compatibility import HEAD, TOGETHER, Pair, features
from intarsia.apps.tryon.synthetic import GarmentSpec, render_garment
from intarsia.apps.tryon.synthetic.spec import KINDS
from intarsia.fusion.concat import Concat
from intarsia.training.trainer import Trainer

PAIRS = Path(__file__).parents[1] / "tests" / "tryon"
PATTERNS = ("plain", "stripe", "check", "print")
ODDS = (0.55, 0.15, 0.15, 0.15)
FORMALITY = (0.3, 0.2)
WARMTH = (0.45, 0.2)
"""Gap of two garments that the stylist overlooks, and by how much more its consent falls to exp(-1/2).

T-shirts are worn with trousers, and shirts with jeans; no hoodie is with a suit, and no shorts are with a parka.
"""
LAYERS = ("top", "dress")
"""Slots worn below a jacket, which is there to be warmer: their warmth is not compared with its."""
TWO_PATTERNS = 0.15
"""Consent to two garments neither of which is plain; one is plain, as a rule."""
DRAWN = (("shoes", 0.1), ("hat", 0.05))
"""Categories that are not rendered, and how many of them there are for each garment that is."""
APART = [("dress", "top"), ("dress", "bottom")]
"""Slots that are not worn together."""


def pool(count: int, seed: int) -> list[Garment]:
    """Garments as the fitting room knows them, most of them rendered; colours and shares are the renderer's truth."""
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
    for category, share in DRAWN:
        for number in range(round(count * share)):
            colour = _varied(colour_names()[int(chance.integers(len(colour_names())))].lab, chance)
            found.append(Garment(f"{seed} {category} {number}", category, ((colour, 1.0),), "plain"))
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


def consent(pairs: Sequence[Pair]) -> np.ndarray:
    """(n,) in [0, 1]: how likely the stylist has two garments worn together.

    About one formality and one weather, at most one pattern, and colours that keep the rules of `colour.harmony`.
    """
    formal = [_miss(formality(one) - formality(other), FORMALITY) for one, other in pairs]
    warm = [0.0 if _layered(pair) else _miss(warmth(pair[0]) - warmth(pair[1]), WARMTH) for pair in pairs]
    bold = np.array([all(garment.pattern != "plain" for garment in pair) for pair in pairs])
    colours = np.array(features(pairs)["harmony"])
    return np.exp(-0.5 * np.square([formal, warm]).sum(0)) * colours * np.where(bold, TWO_PATTERNS, 1.0)


def _miss(gap: float, rule: tuple[float, float]) -> float:
    overlooked, deviation = rule
    return max(abs(gap) - overlooked, 0.0) / deviation


def _layered(pair: Pair) -> bool:
    return slot_of(pair[0]) in LAYERS and slot_of(pair[1]) == "outer"


def drawn_pairs(garments: Sequence[Garment], chance: np.random.Generator) -> Iterator[Pair]:
    """Pairs of garments that can be worn at once, without end; the first is the one whose slot comes first."""
    while True:
        one, other = sorted(
            (garments[int(row)] for row in chance.choice(len(garments), 2, replace=False)),
            key=lambda each: SLOTS.index(slot_of(each)),
        )
        slots = (slot_of(one), slot_of(other))
        if slots[0] != slots[1] and slots not in APART and slots[::-1] not in APART:
            yield one, other


def table(garments: Sequence[Garment], count: int, seed: int) -> tuple[dict[str, list[Any]], np.ndarray]:
    """As many pairs that the stylist has worn together (True) as others, and what it thought of each, (2 count,)."""
    chance = np.random.default_rng(seed)
    pairs = list(itertools.islice(drawn_pairs(garments, chance), 8 * count))
    likely = consent(pairs)
    said = chance.random(len(pairs)) < likely
    rows = np.sort(np.concatenate([np.flatnonzero(said == answer)[:count] for answer in (True, False)]))
    told = features([pairs[row] for row in rows]) | {TOGETHER: said[rows].tolist()}
    return told, likely[rows]


def measured(learner: ia.Learner, rows: dict[str, list[Any]], likely: np.ndarray, seed: int = 0) -> dict[str, float]:
    """Area under the ROC curve on pairs of unseen garments, with its bootstrap interval, and that of the rules."""
    from sklearn.metrics import roc_auc_score

    y = np.array(rows[TOGETHER])
    scores = learner.predict_proba({name: rows[name] for name in rows if name != TOGETHER})
    scores = scores[:, list(learner.classes_).index(True)]
    chance = np.random.default_rng(seed)
    drawn = [chance.integers(0, len(y), len(y)) for _ in range(500)]
    low, high = np.percentile([roc_auc_score(y[each], scores[each]) for each in drawn], (2.5, 97.5))
    brier = float(((scores - y) ** 2).mean())
    found = {"auc": float(roc_auc_score(y, scores)), "low": float(low), "high": float(high), "brier": brier}
    return found | {"most": float(roc_auc_score(y, likely))}


CARD = """# Head of the compatibility layer

Probability that two garments would be worn together, from categories, patterns, warmth and formality of the two and
the harmony of their colours (`colour/harmony.py`). Written by `scripts/tryon_compatibility.py`.

* **Trained on** {train:,} pairs of garments of this project's renderer, with drawn shoes and hats. A stylist made of
  rules said of pairs drawn at random whether they would be worn together: about one formality and one weather (a
  jacket may be warmer than what is below it), at most one pattern, and colours that keep the rules below. Half are
  pairs that it accepted.
* **Measured on** {test:,} pairs of other garments: area under the ROC curve {auc:.3f} (95 % interval {low:.3f} to
  {high:.3f}), Brier score {brier:.3f}. The stylist answers by chance where its rules are in doubt, so its own
  probabilities reach {most:.3f} and no more.
* **The rules of colour** (`colour/harmony.py`): neutrals go with everything (1-4), one garment is strong in colour
  (2, 5-7), hues are near, or opposite in unequal areas (3, 8-11), and there is a lighter and a darker (12-16). At most
  one pattern (17-20).
* **Outfits of which guides agree** (`tests/tryon/style_pairs.toml`): of {pairs[0]} pairs of outfits the one that is
  advised scores higher in {pairs[1]}, by harmony and compatibility with the weights that they have at first; before
  these rules it was 23. Of {held_back[0]} more, which were held back until all was done, {held_back[1]}; before,
  22.
* **Limits.** It has learned the rules above and no more: no person's taste, no culture's habit, no fashion; colour
  blocking and prints on prints are worn with success, and a user who likes them teaches the weights so. The guides
  are European and American, of this century. Warmth and formality are themselves rules (`traits.py`).
* **In the score** its weight is small at first and is learned from the user's likes and dislikes.

Sources of the rules and of the pairs:

1. Man's Modet, 'How to wear and match colors: a guide for men': neutrals as a base; 50 %, 40 %, and 10 % accent.
2. The Elle Diaries, 'Outfit color rule: simple guide to 3-color and 60-30-10 styling': at most three colours; black,
   white, grey, navy, beige, olive and denim are neutral; two neutrals and one colour.
3. Young Man's Style Guide, 'Bright colored pants': the rest white, navy or dark.
4. You Look Fab, 'The non-neutral neutrals of your style': also denim, dark brown, taupe, caramel, olive.
5. La Opinión, 'Hot in fashion: colored pants': the only strong colour of the outfit; royal blue on royal blue is the
   worst mistake.
6. e-guides, 'The do's and don'ts of wearing bright colors': overwhelming head to toe; with black, white or beige.
7. Sudarso Bros, 'Bright pants styling tips': matching pieces make 'a giant fruit or crayon'.
8. 'Daily lifestyle simple color matching': complementary colours in large blocks, a red jacket with green trousers,
   are rarely advised; neighbours on the wheel are easy.
9. NW Redhead, 'What two colors do not go well together': opposites clash in equal measure; one is to dominate.
10. Caitlin Watson, 'Is it true that red and green should not be worn together?': muted, burgundy with olive.
11. Miolook, 'The three-color rule': fuchsia, mustard and mint in equal parts.
12. Gray, Schmitt, Strohminger & Kassam, 'The science of style: in fashion, colors should match only moderately',
    PLoS ONE 9 (7), 2014.
13. Schloss & Palmer, 'Aesthetic response to color combinations: preference, harmony, and similarity', 2011.
14. Smart and Savvy Style, 'Dos and don'ts: monochromatic color schemes': shades that obviously differ.
15. 'Mastering tonal dressing' (How To Fashion): an exact match is flat.
16. Tuppence Ha'penny, 'Neutrals & wardrobe basics': neutrals with each other differ in lightness.
17. Articles of Style, 'A simple guide to pattern-mixing': when in doubt, a solid balances everything.
18. Edit Suits, 'The do's and don'ts of mixing and matching patterns': no stripes from head to toe.
19. Black Garment Bag, '4 tips to master mixing patterns': never more than two.
20. Luella, 'Styling a patterned shirt': plain trousers or a skirt of a colour in the pattern.
"""


def kept(section: str) -> tuple[int, int]:
    """How many pairs of outfits there are, and of how many the better one scores higher, with the head as it is."""
    sys.path.insert(0, str(PAIRS))
    from style_pairs import margins

    found = margins(section).values()
    return len(found), sum(margin > 0 for margin in found)


def main() -> None:
    """Train, measure, write."""
    train, _ = table(pool(1200, seed=1), 12_000, seed=10)
    test, likely = table(pool(400, seed=2), 3_000, seed=20)
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
        found = measured(learner, test, likely)
    print(json.dumps(found))
    learner.save_pretrained(HEAD)
    rows = {"train": len(train[TOGETHER]), "test": len(test[TOGETHER])}
    outfits = {section: kept(section) for section in ("pairs", "held_back")}
    (HEAD / "CARD.md").write_text(CARD.format(**rows, **found, **outfits), "utf-8")


if __name__ == "__main__":
    main()
