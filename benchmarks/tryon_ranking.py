"""How well looks are ranked for simulated users whose taste is known, and what 5 and 20 feedbacks add.

    python benchmarks/tryon_ranking.py [--users 100]

A user's utility of a look is computed from what was rendered (kinds, cloth, colours), with weights that differ from
user to user; the fitting room sees pictures, titles, categories, four liked garments, a wish and stated tones, never
the utility. Its formulas are this file's own; that colours of one hue cohere and that an office wants a shirt are,
however, opinions that it shares with the fitting room, and users differ in kinds and patterns, of which its layer of
style learns; so the figures show that learning works and not that people agree. That layer's traits and prior were
chosen on other users and another wardrobe. Looks that were rated are never among those that are measured. Writes
results/tryon_ranking.json.
"""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import itertools
import json
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from intarsia.apps.tryon.colour.lab import ciede2000
from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.understanding import understand
from intarsia.apps.tryon.outfit.outfit import Outfit, slot_of
from intarsia.apps.tryon.outfit.request import Request
from intarsia.apps.tryon.person import Tone, Tones
from intarsia.apps.tryon.recommend.candidates import meaning
from intarsia.apps.tryon.recommend.preference import Feedback, Preference
from intarsia.apps.tryon.recommend.ranking import OutfitScores, Ranked, again, diverse
from intarsia.apps.tryon.room import read_wish
from intarsia.apps.tryon.scorers.base import every_scorer
from intarsia.apps.tryon.synthetic import GarmentSpec, wardrobe
from intarsia.apps.tryon.wardrobe.shelf import Shelf
from intarsia.apps.tryon.wish.wishes import Wish
from intarsia.errors import RefusedPhoto

RESULT = Path(__file__).parent / "results" / "tryon_ranking.json"
GARMENTS = 120
STRANGERS = 60
"""In the wardrobe, and elsewhere: the likes come from there."""
LOOKS = 600
"""Of each user; half may be rated, half are measured."""
LIKES = 4
REPEATS = 3
"""Liked garments; courses of feedback for each user."""
COURSES: Mapping[int, tuple[int, int]] = {5: (1, 5), 20: (2, 10)}
"""Feedbacks → rounds, and looks shown in each."""
TOP = 10
GRADES = (0.60, 0.85, 0.95)
"""Quantiles of utility from which a look is worth 1, 3 and 7."""

FORMAL = {"t-shirt": 0.2, "shirt": 0.7, "longsleeve": 0.4, "hoodie": 0.1, "jacket": 0.7, "tank": 0.1, "dress": 0.7}
FORMAL |= {"skirt": 0.6, "trousers": 0.6, "shorts": 0.1}
WARM = {"t-shirt": 0.2, "shirt": 0.4, "longsleeve": 0.6, "hoodie": 0.8, "jacket": 0.9, "tank": 0.0, "dress": 0.3}
WARM |= {"skirt": 0.3, "trousers": 0.6, "shorts": 0.0}
WISHES = (
    ("something for the office", 0.7, 0.5),
    ("summer wedding", 0.8, 0.2),
    ("a lazy winter weekend at home", 0.1, 0.9),
    ("beach holiday", 0.1, 0.0),
    ("a job interview in autumn", 0.8, 0.6),
    ("夏天和朋友逛街", 0.3, 0.2),
    ("冬天上班穿，要正式一点", 0.8, 0.9),
    ("", 0.5, 0.5),
)
"""Text, how formal and how warm the user means it; the last says nothing, and its user does not care."""


@dataclass(frozen=True)
class Closet:
    """Garments as the fitting room sees them, and as they were rendered."""

    garments: tuple[Garment, ...]
    truth: Mapping[str, GarmentSpec]


def closet(count: int, seed: int) -> Closet:
    """What the fitting room makes of a rendered wardrobe; garments whose photos it refuses are left out."""
    rack = wardrobe(count, seed)
    found = {}
    for row, spec in enumerate(rack.specs):
        title = str(rack.table["title"][row])
        with contextlib.suppress(RefusedPhoto):
            garment = understand(rack.garment(row).pixels, category=spec.style.category, title=title)
            found[garment.digest] = (garment, spec)
    return Closet(tuple(garment for garment, _ in found.values()), {each: spec for each, (_, spec) in found.items()})


@dataclass(frozen=True)
class User:
    """A simulated user: favourite colours, kinds and patterns, and how much each side of a look counts for them."""

    colours: tuple[tuple[float, ...], ...]
    kinds: Mapping[str, float]
    patterns: Mapping[str, float]
    wish: tuple[str, float, float]
    skin: str
    contrast: float
    weights: Mapping[str, float]

    @staticmethod
    def drawn(chance: np.random.Generator, specs: Sequence[GarmentSpec]) -> User:
        chosen = chance.choice(len(specs), 2, replace=False)
        return User(
            colours=tuple(specs[int(row)].colours[0] for row in chosen),
            kinds={kind: float(chance.normal()) for kind in FORMAL},
            patterns={pattern: float(chance.normal()) for pattern in ("plain", "stripe", "check", "print")},
            wish=WISHES[int(chance.integers(len(WISHES)))],
            skin=str(chance.choice(["#f2d6c1", "#d9a97c", "#a8714b", "#6b4226", "#3f2a1c"])),
            contrast=float(chance.choice([-1.0, 1.0])),
            weights={
                "taste": float(chance.uniform(0.3, 2)),
                "coherence": float(chance.uniform(-0.5, 2)),
                "occasion": float(chance.uniform(0, 2)),
                "contrast": float(chance.uniform(0, 0.7)),
            },
        )

    def likes(self, spec: GarmentSpec) -> float:
        """How much a single garment is to the user's taste."""
        near = float(ciede2000(np.array(self.colours), np.array(spec.colours[0])).min())
        return 2 * float(np.exp(-near / 15)) + 0.5 * self.kinds[spec.kind] + 0.5 * self.patterns[spec.pattern]

    def utility(self, looks: Sequence[Outfit], truth: Mapping[str, GarmentSpec]) -> np.ndarray:
        """(n,) of the looks: a weighted sum of standardised sides."""
        worn = [[truth[item.digest] for item in look.items] for look in looks]
        _, formal, warm = self.wish
        skin = float(Tone.of(self.skin).lab[0])
        sides = {
            "taste": [np.mean([self.likes(spec) for spec in specs]) for specs in worn],
            "coherence": [-_clash(specs) for specs in worn],
            "occasion": [
                -np.mean([abs(FORMAL[spec.kind] - formal) + abs(WARM[spec.kind] - warm) for spec in specs])
                for specs in worn
            ],
            "contrast": [self.contrast * np.mean([abs(spec.colours[0][0] - skin) for spec in specs]) for specs in worn],
        }
        weights = self.weights | ({} if self.wish[0] else {"occasion": 0.0})
        return np.sum([weights[name] * _standard(np.array(side)) for name, side in sides.items()], axis=0)


def _clash(specs: Sequence[GarmentSpec]) -> float:
    """Degrees between the hues of vivid grounds, and a lump for two patterns."""
    total = 0.0
    for one, other in itertools.combinations(specs, 2):
        (_, a, b) = one.colours[0]
        (_, c, d) = other.colours[0]
        if min(np.hypot(a, b), np.hypot(c, d)) > 18:
            total += abs((np.degrees(np.arctan2(b, a) - np.arctan2(d, c)) + 180) % 360 - 180)
        total += 60.0 * (one.pattern != "plain" and other.pattern != "plain")
    return total / len(specs)


def _standard(values: np.ndarray) -> np.ndarray:
    return (values - values.mean()) / max(float(values.std()), 1e-9)


def looks_of(garments: Sequence[Garment], count: int, chance: np.random.Generator) -> list[Outfit]:
    """Different outfits at random: tops with bottoms, dresses, some with a jacket."""
    of = {slot: [each for each in garments if slot_of(each) == slot] for slot in ("top", "bottom", "dress", "outer")}
    found: dict[str, Outfit] = {}
    while len(found) < count:
        slots = ["dress"] if chance.random() < 0.2 else ["top", "bottom"]
        slots += ["outer"] if chance.random() < 0.4 else []
        look = Outfit(tuple(of[slot][int(chance.integers(len(of[slot])))] for slot in slots))
        found[look.key] = look
    return list(found.values())


def ndcg(ordered: np.ndarray, top: int = TOP) -> float:
    """Normalised discounted cumulative gain of utilities (n,) in the order shown (Järvelin and Kekäläinen 2002)."""
    gains = 2.0 ** np.searchsorted(np.quantile(ordered, GRADES), ordered, side="right") - 1
    discount = 1 / np.log2(np.arange(2, top + 2))
    return float(gains[:top] @ discount / (np.sort(gains)[::-1][:top] @ discount))


def popularity(users: Sequence[User], truth: Mapping[str, GarmentSpec]) -> dict[str, float]:
    """Digest → users among whose ten favourite garments it is."""
    digests = list(truth)
    counts = dict.fromkeys(digests, 0.0)
    for user in users:
        values = np.array([user.likes(truth[digest]) for digest in digests])
        for row in np.argsort(-values)[:10]:
            counts[digests[int(row)]] += 1
    return counts


def request_of(user: User, shelf: Shelf, strangers: Closet, chance: np.random.Generator) -> Request:
    """What the user tells the fitting room."""
    values = np.array([user.likes(strangers.truth[each.digest]) for each in strangers.garments])
    noisy = values + chance.normal(0, 0.2 * values.std(), len(values))
    wish = Wish.read(user.wish[0])
    return Request(
        shelf=shelf,
        tones=Tones(skin=Tone.of(user.skin)),
        likes=tuple(strangers.garments[int(row)] for row in np.argsort(-noisy)[:LIKES]),
        wish=None if wish.empty else wish,
        meaning=None if wish.empty else meaning(shelf, read_wish(wish.text)),
    )


def simulated(user: User, request: Request, truth: Mapping[str, GarmentSpec], seed: int, fame: Any) -> dict[str, float]:
    """NDCG of every way to rank, for one user; after feedback the mean over `REPEATS` courses of it."""
    chance = np.random.default_rng(seed)
    layers = every_scorer()
    looks = looks_of(request.shelf.garments, LOOKS, chance)
    utility = dict(zip([look.key for look in looks], user.utility(looks, truth), strict=True))
    prior = Preference.of(layers)
    found = OutfitScores(request, layers, prior).of(looks)
    rated = found[: LOOKS // 2]
    measured = found[LOOKS // 2 :]
    famous = {each.outfit.key: np.mean([fame[item.digest] for item in each.outfit.items]) for each in measured}

    def quality(ordered: Sequence[Ranked]) -> float:
        return ndcg(np.array([utility[each.outfit.key] for each in ordered]))

    def taught(begun: Preference, count: int) -> float:
        chances = [np.random.default_rng((seed, course)) for course in range(REPEATS)]
        told = [_taught(begun, (rated, COURSES[count]), request, utility, each) for each in chances]
        return float(np.mean([quality(again(measured, each)) for each in told]))

    only_taste = dataclasses.replace(prior, prior={"taste": prior.prior["taste"]})
    weights_alone = dataclasses.replace(prior, prior={layer.name: layer.prior for layer in layers})
    return {
        **{f"fitting room, {count} feedbacks": taught(prior, count) for count in COURSES},
        "without style, 20 feedbacks": taught(weights_alone, 20),
        "fitting room": quality(again(measured, prior)),
        "taste alone": quality(again(measured, only_taste)),
        "popularity": quality(sorted(measured, key=lambda each: -famous[each.outfit.key])),
        "random": quality([measured[int(row)] for row in chance.permutation(len(measured))]),
    }


def _taught(
    preference: Preference,
    shown_of: tuple[Sequence[Ranked], tuple[int, int]],
    request: Request,
    utility: Mapping[str, float],
    chance: np.random.Generator,
) -> Preference:
    """After the user said of each look that was shown whether they like it: the better, the likelier."""
    looks, (rounds, count) = shown_of
    left = list(looks)
    values = np.array([utility[each.outfit.key] for each in looks])
    for _ in range(rounds):
        left = again(left, preference)
        shown = diverse(left[:200], request, count)
        better = np.array([utility[each.outfit.key] for each in shown]) - np.median(values)
        liked = chance.random(len(shown)) < 1 / (1 + np.exp(-3 * better / values.std()))
        told = zip(shown, liked.tolist(), strict=True)
        preference = preference.learn([Feedback.of(each.findings, said) for each, said in told])
        left = [each for each in left if each not in shown]
    return preference


def interval(values: np.ndarray, statistic: Callable[..., Any] = np.mean, seed: int = 0) -> dict[str, float]:
    """Mean over users with its 95 % bootstrap interval."""
    chance = np.random.default_rng(seed)
    drawn = statistic(values[chance.integers(0, len(values), (2000, len(values)))], axis=1)
    low, high = np.percentile(drawn, (2.5, 97.5))
    return {"mean": round(float(values.mean()), 4), "low": round(float(low), 4), "high": round(float(high), 4)}


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    reader.add_argument("--users", type=int, default=100)
    count = reader.parse_args().users
    start = time.perf_counter()
    here = closet(GARMENTS, seed=1)
    there = closet(STRANGERS, seed=2)
    chance = np.random.default_rng(0)
    shelf = Shelf(here.garments)
    users = [User.drawn(chance, list(here.truth.values())) for _ in range(count)]
    fame = popularity([User.drawn(chance, list(here.truth.values())) for _ in range(200)], here.truth)
    found: dict[str, list[float]] = {}
    for number, user in enumerate(users):
        request = request_of(user, shelf, there, np.random.default_rng(1000 + number))
        for name, value in simulated(user, request, here.truth, number, fame).items():
            found.setdefault(name, []).append(value)
    values = {name: np.array(each) for name, each in found.items()}
    ours = values["fitting room"]
    taught = {name: each for name, each in values.items() if "feedbacks" in name}
    told = {
        "users": count,
        "garments": len(here.garments),
        "ndcg@10": {name: interval(each) for name, each in values.items()},
        "fitting room less": {name: interval(ours - each) for name, each in values.items() if name != "fitting room"},
        "what feedbacks add": {name: interval(each - ours) for name, each in taught.items()},
        "users whom they helped, and harmed": {
            name: [float((each > ours).mean()), float((each < ours).mean())] for name, each in taught.items()
        },
        "seconds": round(time.perf_counter() - start),
        "python": platform.python_version(),
        "machine": platform.machine(),
    }
    RESULT.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(json.dumps(told, indent=1, ensure_ascii=False))


if __name__ == "__main__":
    main()
