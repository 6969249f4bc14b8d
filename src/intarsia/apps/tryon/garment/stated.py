"""What an owner or a shop says of a garment, from the row of a table or from keywords."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from intarsia.apps.tryon.garment.garment import TRAITS
from intarsia.apps.tryon.garment.taxonomy import KINDS
from intarsia.apps.tryon.wish.amounts import AmbiguousAmount, amount
from intarsia.errors import BadValue, UnknownName
from intarsia.i18n import messages

say = messages(__package__)


NAMES: Mapping[str, tuple[str, ...]] = {
    "category": ("category", "kind", "type", "类别", "品类"),
    "pattern": ("pattern", "图案", "花纹"),
    "sleeve": ("sleeve", "sleeves", "袖长"),
    "neck": ("neck", "neckline", "领型"),
    "length": ("length", "长度"),
    "title": ("title", "name", "product", "标题", "名称", "品名"),
    "description": ("description", "text", "details", "描述", "详情"),
    "price": ("price", "cost", "价格", "售价"),
    "sizes": ("sizes", "size", "尺码", "尺寸"),
}
"""Fact → names that columns have for it, capitals or not."""

WORDS: Mapping[str, str] = {
    **{kind.english.lower(): name for name, kind in KINDS.items()},
    **{kind.chinese: name for name, kind in KINDS.items()},
    "trousers": "pants",
    "jeans": "pants",
    "jacket": "outwear",
    "coat": "outwear",
    "tshirt": "t-shirt",
    "top": "t-shirt",
    "sweater": "longsleeve",
    "hoodie": "longsleeve",
    "blouse": "shirt",
    "cap": "hat",
}
"""What shops call the categories, small letters."""


ANYBODY = frozenset({"ONE SIZE", "ONE-SIZE", "ONESIZE", "OS", "FREE SIZE", "FREESIZE", "FREE", "均码"})
"""Sizes that fit everybody."""


@dataclass(frozen=True)
class Stated:
    """Facts of a garment that need not be seen. None and empty ones are not known.

    Attributes:
        category: one of `taxonomy.KINDS`; pattern, sleeve, neck and length as in `Garment`.
        others: whatever else the row holds.
    """

    category: str | None = None
    pattern: str | None = None
    sleeve: str | None = None
    neck: str | None = None
    length: str | None = None
    title: str = ""
    description: str = ""
    price: float | None = None
    sizes: tuple[str, ...] = ()
    others: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.category is not None and self.category not in KINDS:
            raise UnknownName(say("kind.category"), self.category, KINDS)
        for trait, values in TRAITS.items():
            value = getattr(self, trait)
            if value is not None and value not in values:
                raise UnknownName(say(f"kind.{trait}"), value, values)

    @property
    def text(self) -> str:
        """Title and description; "" without them."""
        return "\n".join(filter(None, (self.title, self.description)))

    @staticmethod
    def of(row: Mapping[str, object], number: int = 0) -> Stated:
        """Return the facts in a row of a shop's table. Traits that are spelled in unknown ways stay among the others.

        Raises:
            BadValue: a category or price that cannot be understood.
        """
        places = {name: fact for fact, names in NAMES.items() for name in names}
        found: dict[str, object] = {}
        others: dict[str, object] = {}
        for column, cell in sorted(row.items(), key=lambda pair: _rank(pair[0])):
            fact = places.get(str(column).strip().lower())
            fact = None if fact in found else fact  # beside "category", a column "kind" may hold anything
            value = None if _missing(cell) else _understood(fact, cell, str(column), number)
            if fact is None or (value is None and not _missing(cell)):
                others[str(column)] = None if _missing(cell) else cell
            elif value is not None:
                found[fact] = value
        return Stated(**found, others=others)  # type: ignore[arg-type]


def _rank(column: object) -> int:
    """Return where a column's name stands among those known; behind them for any other."""
    names = [name for names in NAMES.values() for name in names]
    name = str(column).strip().lower()
    return names.index(name) if name in names else len(names)


def _understood(fact: str | None, cell: object, column: str, row: int) -> object:
    text = str(cell).strip()
    if fact == "category":
        name = WORDS.get(text.lower(), text.lower())
        if name not in KINDS:
            raise BadValue(column, row, say("stated.no_category", text=text, known=list(KINDS)))
        return name
    if fact is not None and fact in TRAITS:
        return text.lower() if text.lower() in TRAITS[fact] else None
    if fact == "price":
        return price(cell, column, row)
    return _sizes(cell) if fact == "sizes" else text


def price(cell: object, column: str, row: int) -> float:
    """Read the price in the cell of a table.

    Args:
        cell: a number, or text as shops write it.
        column: the name of the column, for messages.
        row: the number of the row, for messages.

    Raises:
        BadValue: the cell holds no price, or one that may mean two amounts.
    """
    text = re.sub(r"[\s'’]", "", str(cell))
    try:
        found = amount(text)
    except AmbiguousAmount as unclear:
        if isinstance(cell, str):
            whole = unclear.grouped
            decimal = unclear.decimal
            told = say("stated.ambiguous_price", cell=cell, whole=whole, decimal=decimal)
            raise BadValue(column, row, told) from None
        found = float(unclear.decimal)
    except ValueError:
        raise BadValue(column, row, say("stated.no_price", cell=cell)) from None
    if text.startswith("-") or not math.isfinite(found):
        raise BadValue(column, row, say("stated.no_price", cell=cell))
    return found


def _sizes(cell: object) -> tuple[str, ...]:
    if isinstance(cell, str) and (whole := " ".join(cell.upper().split())) in ANYBODY:
        return (whole,)
    parts = [str(each) for each in cell] if isinstance(cell, (list, tuple)) else re.split(r"[,;|/，、；\s]+", str(cell))
    return tuple(dict.fromkeys(part.strip().upper() for part in parts if part.strip()))


def _missing(cell: object) -> bool:
    if isinstance(cell, str):
        return not cell.strip()
    return cell is None or (isinstance(cell, float) and math.isnan(cell)) or (isinstance(cell, Iterable) and not cell)
