"""Amounts as people write them in English and Chinese: sums of money, budgets and temperatures.

Every sum of money in the fitting room is read here, whether it stands in the table of a shop, in a wish, on the command
line or in a form.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable

from intarsia.apps.tryon.wish.numerals import digits

Span = tuple[float, float]
"""The least and the most that may be spent."""

_CURRENCY = r"(?:元|块|rmb|cny|usd|eur|gbp|[¥￥$€£])"
_SUM = rf"{_CURRENCY}?\s*(\d[\d.,'’\s]*){_CURRENCY}?"
_AMOUNT = re.compile(_SUM, re.IGNORECASE)
"""One sum, with or without a currency."""
_SPAN = re.compile(rf"{_SUM}\s*[-–]\s*{_SUM}", re.IGNORECASE)
"""Two sums, from and to."""

_NUMBER = r"(?<!\d)(?<!\d[.,])(\d{1,9}(?:[.,]\d{1,9}){0,3})(?!\d)"
"""A figure of bounded length that is not begun in its middle: a wish of 10,000 figures must not take long."""
_TO = r"\s?(?:-|–|to|~|到|至)\s?"
_DEGREES = (
    r"\s?(°\s?[cf]?\b|°|degrees?(?:\s(?:celsius|fahrenheit|[cf]\b))?|celsius|fahrenheit|[cf]\b"
    r"|摄氏度|华氏度|度(?!假))"
)
_FIGURE = r"(\d{1,3}(?:\.\d{1,2})?)"
_TEMPERATURE = re.compile(
    rf"(-|−|minus\s|零下)?\s?(?<!\d){_FIGURE}(?:{_TO}{_FIGURE})?{_DEGREES}"
    rf"|(?:(?<=\bat\s)|(?<=\bto\s)|(?<=\bis\s)|(?<=\bit's\s)|(?<=\bof\s))(-|−|minus\s){_FIGURE}(?!\d|\s?%)"
    rf"|(零下){_FIGURE}(?!\d)"
)

_SIGN = r"(?:\$|€|£|¥|usd|eur|gbp|rmb|cny|hk\$)"
_MONEY = rf"(?:{_SIGN}\s?)?"
_UNIT = (
    r"\s?(?:dollars?|euros?|pounds?|bucks|quid|yuan|rmb|usd|eur|gbp|cny"
    r"|美元|欧元|英镑|人民币|块钱|块|元|\$|€|£|¥)(?![a-z])"
)
_SUMMED = (
    rf"{_MONEY}{_NUMBER}(\s?k(?![a-z]))?(?:{_UNIT})?(?!\s?[%\d])(?!\s?(?:cm|公分|厘米|码|岁|years|people|pockets?))"
)
"""A sum: its figure, and the k of thousands."""
_RANGE = r"\s?(?:-|–|to|and|~|到|至)\s?"
_IS = r"\s?:?\s?(?:of|is|在|是|约|为)?\s?"
_BUDGET = rf"(?:budget|预算|价格|价位){_IS}"
_BETWEEN = re.compile(
    rf"(?:between\s|{_BUDGET}(?:from\s|between\s)?){_MONEY}{_NUMBER}(\s?k\b)?(?:{_UNIT})?{_RANGE}{_SUMMED}"
    rf"|(?:from\s)?{_SIGN}\s?{_NUMBER}(\s?k\b)?{_RANGE}{_SUMMED}"
    rf"|(?:from\s)?{_MONEY}{_NUMBER}(\s?k\b)?(?:{_UNIT})?{_RANGE}{_MONEY}{_NUMBER}(\s?k\b)?{_UNIT}"
    rf"|{_MONEY}{_NUMBER}(\s?k)?(?:{_UNIT})?\s?以上[，,]?\s?{_MONEY}{_NUMBER}(\s?k)?(?:{_UNIT})?\s?(?:以下|以内|之内)"
    rf"|(?<![\d.])(\d{{2,6}})()\s?[到至]\s?(\d{{2,6}})()(?!\d|\s?(?:°|度|码|岁|cm|点|月|日|号|公分|厘米))(?:之间)?"
)
_NOT_ABOVE = (
    r"(?:no|not|nothing|never|without|don't|do not)\s(?:[\w']+\s){0,4}?(?:over|above|more than|exceed(?:ing)?)"
    r"|(?:不要?|别|勿|不能|不可以?|不想)(?:超过|高于|大于|多于|超出|超)"
)
_ROUGHLY = r"(?:(?:about|around|roughly|approximately|approx\.?|circa|大概|大约|约)\s?)?"
_AT_MOST = re.compile(
    rf"(?:{_NOT_ABOVE}|under|below|less than|cheaper than|max(?:imum)?(?: of)?|up to|at most|within"
    rf"|(?:my )?budget|<|≤|预算|低于|少于|小于|最多|最高|不到){_IS}{_ROUGHLY}{_SUMMED}(?:\s?(?:以内|以下|之内|max\b))?"
    rf"|{_SUMMED}\s?(?:以内|以下|之内|or less|or under|or below|at most|max(?:imum)?\b|tops\b|budget)"
)
_NOT_BELOW = re.compile(
    r"(?:(?:no|not|nothing|never)\s(?:[\w']+\s)?(?:less than|under|below|cheaper than)"
    rf"|(?:不要?|别|不能)(?:低于|少于|小于)){_IS}{_SUMMED}"
)
_AT_LEAST = re.compile(
    r"(?:over|above|more than|at least|min(?:imum)?(?: of)?|upwards of|starting (?:at|from)|>|≥"
    rf"|超过|高于|大于|多于|至少|最少|起码){_IS}{_ROUGHLY}{_SUMMED}(?:\s?(?:以上|起(?!来)))?"
    rf"|{_SUMMED}\s?(?:以上|起(?!来)|or more|or above|or over|and up\b|and above|upwards|at least|\+)"
)
_ABOUT = re.compile(
    r"(?<!under )(?<!below )(?<!over )(?<!above )(?<!than )(?<!most )(?<!least )(?<!过)(?<!于)"
    rf"(?:{_BUDGET})?(?:(?:about|around|roughly|approximately|approx\.?|circa|near|~|大概|大约|约)\s?{_SUMMED}"
    rf"(?:左右|上下)?|{_SUMMED}\s?(?:左右|上下|or so|ish\b))"
)
_PRICED = re.compile(rf"{_SIGN}\s?{_NUMBER}(\s?k\b)?|{_NUMBER}(\s?k\b)?{_UNIT}")
"""A sum alone, which is one only with its currency."""
NEAR = 0.2
"""How far from a sum, relative to it, "about" reaches."""
LEAST = 10.0
"""A bare figure below it is no sum of money: "more than 2 pockets"."""


class AmbiguousAmount(ValueError):
    """A figure such as "1.299", which is a thousand in one country and little more than one in another.

    Attributes:
        grouped: the figure read with the mark between thousands, such as "1299".
        decimal: the figure read with the mark before decimals, such as "1.299".
    """

    def __init__(self, decimal: str) -> None:
        self.decimal = decimal
        self.grouped = decimal.replace(".", "")
        super().__init__(f"{decimal} may be {self.grouped} or {self.decimal}")


def amount(text: str) -> float:
    """Read the first figure of a text as shops write it: 1,299.00 or 1.299,00 or 12,5 or 1 299.

    The last mark stands before decimals, unless three figures follow each comma or each of several full stops.

    Raises:
        AmbiguousAmount: one full stop with three figures behind it may mean either.
        ValueError: there is no figure.
    """
    figures = re.search(r"\d+(?:[.,]\d+)*", re.sub(r"[\s'’]", "", text))
    if figures is None:
        raise ValueError(f"{text!r} holds no figure")
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", figures[0]):
        raise AmbiguousAmount(figures[0])
    return _number(figures[0])


def spending(text: str) -> Span:
    """Read what may be spent, as a form or an option is filled in: "150", "50-150", "¥1,299", or as in a wish.

    The greatest is infinite where only the least is named: "over 300".

    Raises:
        ValueError: the text is no sum, or a figure in it is ambiguous or not finite.
    """
    told = unicodedata.normalize("NFKC", text).strip().lower()
    if span := _SPAN.fullmatch(told):
        least, most = sorted((amount(span[1]), amount(span[2])))
        return _finite(least, most, text)
    if single := _AMOUNT.fullmatch(told):
        return _finite(0.0, amount(single[1]), text)
    for asked in (told, f"budget {told}"):
        found, rest = _read(digits(asked), amount)
        if found is not None and not re.search(r"\w", rest):
            return found
    raise ValueError(f"{text!r} is no amount")


def _finite(least: float, most: float, text: str) -> Span:
    if not math.isfinite(most):
        raise ValueError(f"{text!r} is more than there can be")
    return least, most


def temperature(text: str) -> tuple[float | None, str]:
    """Read the temperature that a text names, in °C, and return it with the text without it.

    A range stands for its middle and several temperatures for their mean. Fahrenheit is read where it is named, and for
    bare degrees above 50.
    """
    found = [_celsius(match) for match in _TEMPERATURE.finditer(text)]
    return (sum(found) / len(found) if found else None), _TEMPERATURE.sub(" ", text)


def budget(text: str) -> tuple[Span | None, str]:
    """Read the least and the most money that a text names, and return them with the text without them.

    The currency does not matter: a wardrobe has one. A sum alone is the most; the most is infinite in "over 300", and
    "about 200" reaches from 160 to 240.

    Args:
        text: English or Chinese, small letters, numbers in digits (see `digits`).
    """
    return _read(text, _lenient)


def _read(text: str, figure: Callable[[str], float]) -> tuple[Span | None, str]:
    """Read a span, as `budget` and `spending` do, each with its own way to read a figure."""
    if match := _BETWEEN.search(text):
        first, second = _sums(match, figure)
        least, most = sorted((first, second))
        return (least, most), _without(text, match)
    for pattern, span in (
        (_NOT_BELOW, lambda sum_: (sum_, math.inf)),
        (_ABOUT, lambda sum_: (round((1 - NEAR) * sum_, 2), round((1 + NEAR) * sum_, 2))),
        (_AT_MOST, lambda sum_: (0.0, sum_)),
        (_AT_LEAST, lambda sum_: (sum_, math.inf)),
        (_PRICED, lambda sum_: (0.0, sum_)),
    ):
        for match in pattern.finditer(text):
            (found,) = _sums(match, figure)
            if found >= LEAST or re.search(rf"{_SIGN}|{_UNIT}|budget|预算", match[0]):
                rest = _without(text, match)
                if pattern is _AT_MOST and not re.search("budget|预算", match[0]) and _AT_MOST.search(rest):
                    return None, text  # "a shirt under 50, trousers under 80": neither is said of the whole look
                return span(found), rest
    return None, text


def _sums(match: re.Match[str], figure: Callable[[str], float]) -> list[float]:
    """Return the sums in a match, whose groups are figures, each with the k behind it, or with none.

    In "1 to 2k" the k is said of both.
    """
    groups = match.groups()
    pairs = [(number, thousands) for number, thousands in zip(groups[::2], groups[1::2], strict=True) if number]
    shared = pairs[-1][1]
    values = [figure(number) * (1000 if thousands or shared else 1) for number, thousands in pairs]
    if len(values) == 2 and shared and not pairs[0][1] and values[0] > values[1]:  # "500 to 2k"
        values[0] /= 1000
    return values


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _lenient(number: str) -> float:
    """Return the figure in a wish. Nobody is asked what "1.299" means there: it is read as a decimal."""
    try:
        return amount(number)
    except AmbiguousAmount as unclear:
        return float(unclear.decimal)
    except ValueError:  # more marks than a number has
        return float(re.sub("[.,]", "", number))


def _number(figures: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3}){2,}", figures):
        return float(re.sub("[.,]", "", figures))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:\.\d{3})+,\d+", figures):
        last = max(map(figures.rfind, ".,"))
        whole = re.sub("[.,]", "", figures[:last])
        return float(f"{whole}.{figures[last + 1 :]}")
    return float(figures.replace(",", "."))


def _celsius(match: re.Match[str]) -> float:
    sign, first, last, unit = match.groups()[:4] if match[2] else (True, match[6] or match[8], None, "c")
    value = (float(first) + float(last or first)) / 2 * (-1 if sign else 1)
    fahrenheit = "f" in unit or "华氏" in unit or (value > 50 and "c" not in unit)
    return (value - 32) * 5 / 9 if fahrenheit else value
