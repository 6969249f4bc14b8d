"""What the row of a shop's table says of a garment."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from intarsia.apps.tryon.garment.garment import TRAITS
from intarsia.apps.tryon.garment.prices import price
from intarsia.apps.tryon.garment.stated import ANYBODY, Stated
from intarsia.apps.tryon.garment.taxonomy import KINDS
from intarsia.apps.tryon.garment.titles import named_in_cell
from intarsia.apps.tryon.garment.wearers import wearer_in, wearer_of
from intarsia.apps.tryon.wish.amounts import AmbiguousAmount
from intarsia.i18n import Message, messages

say = messages(__package__)


NAMES: Mapping[str, tuple[str, ...]] = {
    "kind": (
        *("category", "kind", "type", "article type", "articletype", "product type", "producttype", "garment type"),
        *("sub category", "subcategory", "product category", "department", "类别", "品类", "分类", "类目", "种类"),
    ),
    "wearer": (
        *("wearer", "wearers", "gender", "sex", "audience", "age group", "agegroup", "for", "target group"),
        *("性别", "适用性别", "适用人群", "人群", "适用对象", "年龄段", "适用年龄"),
    ),
    "pattern": ("pattern", "图案", "花纹"),
    "sleeve": ("sleeve", "sleeves", "袖长"),
    "neck": ("neck", "neckline", "领型"),
    "length": ("length", "长度"),
    "title": (
        *("title", "name", "product", "product title", "product name", "product display name", "productdisplayname"),
        *("标题", "名称", "品名", "商品标题", "商品名称"),
    ),
    "description": ("description", "text", "details", "描述", "详情"),
    "price": ("price", "cost", "价格", "售价"),
    "sizes": ("sizes", "size", "尺码", "尺寸"),
}
"""Fact → names that columns have for it, capitals or not, with "_" and "-" for spaces. Of several columns for one fact
the first of these names counts; of those for the kind and the wearer, the first whose cell can be understood.
"""
PLACES: Mapping[str, tuple[str, int]] = {
    name: (fact, place) for fact, names in NAMES.items() for place, name in enumerate(names)
}
"""Name of a column → the fact that it holds, and its place among the columns for that fact."""
FACTS = tuple(fact for fact in NAMES if fact not in ("kind", "wearer"))
"""The facts that one column holds."""
OF_ANY_AGE = frozenset({"m", "f", "male", "female", "男", "女"})
"""Cells that tell of a wearer's sex and not of the age: a title may add that it is a child."""


@dataclass(frozen=True)
class Unread:
    """A cell of a shop's table that cannot be understood. Its garment does without it.

    Attributes:
        column: the name of its column.
        cell: what it holds.
        why: "kind", "price" or "ambiguous_price".
    """

    column: str
    cell: str
    why: str

    def told(self, count: int) -> Message:
        """Return a sentence about the number of rows that hold it."""
        return say(f"unread.{self.why}", column=self.column, cell=self.cell, count=count)


class StatedRow(NamedTuple):
    """What a row of a shop's table states, and what of it could not be understood."""

    stated: Stated
    unread: tuple[Unread, ...]


def fact_of(column: object) -> str | None:
    """Return the fact that a column of that name holds; None for any other."""
    return PLACES.get(_spelled(column), (None, 0))[0]


def read_row(row: Mapping[str, object], sign: str = "") -> StatedRow:
    """Return the facts in a row of a shop's table. What is spelled in unknown ways stays among the others.

    Args:
        row: name of column → cell.
        sign: the sign before decimals in its prices, see `prices.decimal_sign`.
    """
    filled = {str(column): cell for column, cell in row.items() if not _missing(cell)}
    facts: dict[str, Any] = {}
    read = set[str]()
    unread = list[Unread]()
    for fact, column in _first_columns(filled).items():
        value, why = _understood(fact, filled[column], sign)
        if value is not None:
            facts[fact] = value
            read.add(column)
        elif why:
            unread.append(Unread(column, str(filled[column]).strip(), why))
    listed = {column: str(filled[column]).strip() for column in _columns(filled, "kind")}
    told = {column: str(filled[column]).strip() for column in _columns(filled, "wearer")}
    kind = _kind_column(listed)
    if kind is not None:
        facts |= _kind(listed[kind])
        read |= {kind} if _is_name(listed[kind]) else set()
    elif (unknown := next((each for each in listed if wearer_of(listed[each]) is None), None)) is not None:
        unread.append(Unread(unknown, listed[unknown], "kind"))
    facts["wearer"] = _wearer(told.values(), listed.values(), str(facts.get("title", "")))
    read |= {column for column in told if wearer_of(told[column])}
    others = {str(each): filled.get(str(each)) for each in row if str(each) not in read and _kept(str(each), filled)}
    return StatedRow(Stated(**facts, others=others), tuple(unread))


def _columns(filled: Iterable[str], fact: str) -> list[str]:
    """Return the columns that hold a fact, the first one to be asked first."""
    return sorted((each for each in filled if fact_of(each) == fact), key=lambda each: PLACES[_spelled(each)][1])


def _first_columns(filled: Iterable[str]) -> dict[str, str]:
    """Map each fact, but for kind and wearer, to its column. Beside "title", a column "name" may hold anything."""
    return {fact: columns[0] for fact in FACTS if (columns := _columns(filled, fact))}


def _spelled(column: object) -> str:
    return " ".join(re.sub("[_-]", " ", str(column)).lower().split())


def _kept(column: str, filled: Mapping[str, object]) -> bool:
    """Whether a cell that was not read stays among the others: an empty one of a known fact says nothing."""
    return column in filled or fact_of(column) is None


def _understood(fact: str, cell: object, sign: str) -> tuple[object, str]:
    """Return the value of a cell, or None and why it cannot be read: "" where it may hold anything."""
    text = str(cell).strip()
    if fact in TRAITS:
        return (text.lower() if text.lower() in TRAITS[fact] else None), ""
    if fact == "sizes":
        return _sizes(cell), ""
    if fact != "price":
        return text, ""
    try:
        return price(cell, sign), ""
    except AmbiguousAmount:
        return None, "ambiguous_price"
    except ValueError:
        return None, "price"


def _kind_column(listed: Mapping[str, str]) -> str | None:
    """Return the first column whose cell names a kind, else the first that names something else that is sold."""
    named = {column: named_in_cell(cell) for column, cell in listed.items()}
    kinds = [column for column in named if named[column].kinds]
    strangers = [column for column in named if named[column].stranger]
    return next(iter((*kinds, *strangers)), None)


def _kind(cell: str) -> dict[str, str]:
    kinds = named_in_cell(cell).kinds
    return {"category": kinds[0]} if len(kinds) == 1 else {"kind_word": cell}


def _is_name(cell: str) -> bool:
    """Whether a cell is nothing but the name of a kind: what says more, such as "jeans", is worth keeping."""
    return cell.lower() in {*KINDS, *(each for kind in KINDS.values() for each in (kind.english.lower(), kind.chinese))}


def _wearer(told: Iterable[str], listed: Iterable[str], title: str) -> str | None:
    """Return whom a garment is for, by its own columns, else by those of its kind ("Men's Shirts").

    A column of the age may stand beside one of the sex; and of a sex alone, a title may add that it is a child's.
    """
    cells = [*told] or [*listed]
    found = [each for each in map(wearer_of, cells) if each is not None]
    if "children" in found:
        return "children"
    if found and wearer_in(title) == "children" and all(cell.lower() in OF_ANY_AGE for cell in cells):
        return "children"
    return found[0] if found else None


def _sizes(cell: object) -> tuple[str, ...]:
    if isinstance(cell, str) and (whole := " ".join(cell.upper().split())) in ANYBODY:
        return (whole,)
    parts = [str(each) for each in cell] if isinstance(cell, (list, tuple)) else re.split(r"[,;|/，、；\s]+", str(cell))
    return tuple(dict.fromkeys(part.strip().upper() for part in parts if part.strip()))


def _missing(cell: object) -> bool:
    if isinstance(cell, str):
        return not cell.strip()
    return cell is None or (isinstance(cell, float) and math.isnan(cell)) or (isinstance(cell, Iterable) and not cell)
