"""A demo wardrobe: garments as a shop would offer them, as a table, and as pictures when they are asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import PIL.Image

from intarsia.apps.tryon.colour.lab import ciede2000
from intarsia.apps.tryon.colour.names import ColourName, colour_name, colour_names, named
from intarsia.apps.tryon.garment.naming import PATTERNED, patterned
from intarsia.apps.tryon.synthetic.garment import BACKGROUNDS, RenderedGarment, render_garment
from intarsia.apps.tryon.synthetic.spec import KINDS, GarmentSpec, title_of
from intarsia.errors import OptionError, UnknownName
from intarsia.files import whole
from intarsia.i18n import EMPTY, messages

say = messages(__package__)


_QUIET = (
    "black",
    "charcoal",
    "navy",
    "grey",
    "white",
    "cream",
    "beige",
    "camel",
    "khaki",
    "taupe",
    "brown",
    "light grey",
    "dusty blue",
)
_VIVID = (
    "red",
    "burgundy",
    "coral",
    "pink",
    "blush",
    "dusty pink",
    "rust",
    "terracotta",
    "mustard",
    "lemon",
    "olive",
    "sage",
    "mint",
    "forest green",
    "emerald",
    "teal",
    "blue",
    "royal blue",
    "sky blue",
    "light blue",
    "lavender",
    "plum",
)
_DENIM = ("denim blue", "navy", "black", "light blue", "charcoal")
_SHIRTS = ("white", "light blue", "navy", "pink", "sage", "black", "cream", "denim blue", "mint", "lavender")
_OFFERED = {  # kind: colours, how likely it is plain, usual price
    "t-shirt": (_QUIET + _VIVID, 0.5, 18),
    "shirt": (_SHIRTS, 0.5, 39),
    "longsleeve": (_QUIET + _VIVID, 0.6, 29),
    "hoodie": (_QUIET + _VIVID, 0.9, 45),
    "jacket": ((*_QUIET, "forest green", "burgundy", "olive", "rust"), 0.85, 95),
    "tank": (_QUIET + _VIVID, 0.7, 14),
    "dress": (_QUIET[:6] + _VIVID, 0.5, 59),
    "skirt": (_QUIET + _VIVID, 0.55, 35),
    "trousers": ((*_QUIET, *_DENIM * 3, "olive", "burgundy", "forest green"), 0.88, 49),
    "shorts": ((*_QUIET, *_DENIM, "olive", "coral", "mint"), 0.75, 25),
}
_LENGTHS = {"short": ("short", "短款"), "long": ("long", "长款")}
_LENGTHS_OF_TOPS = {"short": ("cropped", "短款"), "long": ("longline", "长款")}
_NECKS = {
    "v": ("V-neck", "V领"),
    "scoop": ("scoop-neck", "大圆领"),
    "lapel": ("tailored", "西装"),
    "high": ("high-neck", "高领"),
}
_SIZES = ("XS", "S", "M", "L", "XL")


@dataclass(frozen=True)
class Rack:
    """Garments that a shop offers.

    Args:
        table: a row per garment: "picture" (file name), "title", "title_zh", "category", "kind", "colour", "pattern",
            "sleeve", "neck", "length", "price", "sizes" (in stock, divided by spaces).
        specs: what to render, row by row.
        height: of the pictures, pixels.
    """

    table: pd.DataFrame
    specs: tuple[GarmentSpec, ...]
    height: int = 512

    def garment(self, row: int) -> RenderedGarment:
        """Return the picture of one row with the truth about it."""
        return render_garment(self.specs[row], self.height, list(BACKGROUNDS)[self.specs[row].seed % len(BACKGROUNDS)])

    def save(self, folder: Path) -> Iterator[Path]:
        """Write `wardrobe.csv` and then picture after picture; yields each when it is there, for progress."""
        with whole(folder / "wardrobe.csv") as part:
            self.table.to_csv(part, index=False)
        for row, name in enumerate(self.table["picture"]):
            if not (folder / name).exists():
                with whole(folder / name) as part:
                    PIL.Image.fromarray(self.garment(row).pixels).save(part, "JPEG", quality=92)
            yield folder / name


def wardrobe(n: int, seed: int = 0, kinds: Sequence[str] = tuple(KINDS)) -> Rack:
    """Return a wardrobe of n garments in which all kinds come equally often; the first of a larger one are those of a
    smaller.

    Raises:
        OptionError: n is below 1, or there is no kind.
    """
    if n < 1 or not kinds:
        raise OptionError(say("wardrobe.size", count=n, kinds=len(kinds)))
    specs = tuple(_spec(np.random.default_rng((seed, row)), kinds[row % len(kinds)]) for row in range(n))
    rows = [_row(spec, np.random.default_rng((seed, row, 1)), row) for row, spec in enumerate(specs)]
    return Rack(pd.DataFrame(rows), specs)


def _spec(random: np.random.Generator, kind: str) -> GarmentSpec:
    colours, plain, _ = _OFFERED[kind]
    pattern = "plain" if random.random() < plain else str(random.choice(["stripe", "check", "print"]))
    if pattern == "check" and kind in ("tank", "hoodie", "t-shirt"):
        pattern = "stripe"
    style = KINDS[kind]
    sleeve, neck, length = (str(random.choice(there)) for there in (style.sleeves, style.necks, style.lengths))
    return GarmentSpec(
        kind, sleeve, neck, length, _colours(random, colours, pattern), pattern, int(random.integers(1_000_000))
    )


def _colours(
    random: np.random.Generator, offered: Sequence[str], pattern: str
) -> tuple[tuple[float, float, float], ...]:
    """Return the ground, and for a pattern one or two more that can be told from it; white or navy now and then."""
    ground = _known(str(random.choice(offered)))
    if pattern == "plain":
        return (ground.lab,)
    others = [_known(word) for word in (*offered, "white", "white", "cream", "navy")]
    seen = [each for each in others if ciede2000(ground.lab, each.lab) > 22 and abs(ground.lab[0] - each.lab[0]) > 18]
    picked = random.choice(len(seen), size=1 + int(random.random() < 0.35))
    return (ground.lab, *(seen[int(each)].lab for each in picked))


def _known(word: str) -> ColourName:
    found = named(word)
    if found is None:
        raise UnknownName(say("kind.colour"), word, [each.english for each in colour_names()])
    return found


def _row(spec: GarmentSpec, random: np.random.Generator, number: int) -> dict[str, object]:
    spec = spec.resolved()
    price = _OFFERED[spec.kind][2] * float(np.exp(random.normal(0, 0.35)))
    stock = [size for size in _SIZES if random.random() < 0.75] or ["M"]
    english, chinese = _titles(spec)
    return {
        "picture": f"{number:05d}.jpg",
        "title": english,
        "title_zh": chinese,
        "category": spec.style.category,
        "kind": spec.kind,
        "colour": colour_name(spec.colours[0]).english,
        "pattern": spec.pattern,
        "sleeve": spec.sleeve,
        "neck": spec.neck,
        "length": spec.length,
        "price": round(price) - 0.05,
        "sizes": " ".join(stock),
    }


def _titles(spec: GarmentSpec) -> tuple[str, str]:
    """Return what a shop would call it, in English and Chinese."""
    none = ("", "")
    colour, second = (colour_name(lab) for lab in (spec.colours[0], spec.colours[-1]))
    lengths = _LENGTHS_OF_TOPS if spec.style.slot in ("top", "outer") else _LENGTHS
    noun = title_of(spec.kind)
    pattern = patterned(spec.pattern) if spec.pattern in PATTERNED else EMPTY
    words = [
        (colour.english, colour.chinese)
        if colour is second
        else (f"{colour.english} and {second.english}", colour.chinese + second.chinese),
        (pattern.en, pattern.zh),
        none if spec.kind in ("trousers", "shorts") else lengths.get(spec.length, none),
        ("zipped", "拉链") if spec.kind == "jacket" and spec.neck == "high" else _NECKS.get(spec.neck, none),
        ("sleeveless", "无袖") if spec.kind == "dress" and spec.sleeve == "none" else none,
        (noun.en, noun.zh),
    ]
    english = " ".join(word for word, _ in words if word)
    return english[0].upper() + english[1:], "".join(word for _, word in words)
