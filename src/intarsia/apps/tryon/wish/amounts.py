"""Amounts as people write them in English and Chinese: sums of money, budgets and temperatures.

Every sum of money in the fitting room is read here, whether it stands in the table of a shop, in a wish, on the command
line or in a form.
"""

from __future__ import annotations

import math
import re

Span = tuple[float, float]
"""The least and the most that may be spent."""

_CURRENCY = r"(?:元|块|rmb|cny|usd|eur|gbp|[¥￥$€£])"
_SUM = rf"{_CURRENCY}?\s*(\d[\d.,'’\s]*){_CURRENCY}?"
_AMOUNT = re.compile(_SUM, re.IGNORECASE)
"""One sum, with or without a currency."""
_SPAN = re.compile(rf"{_SUM}\s*[-–]\s*{_SUM}", re.IGNORECASE)
"""Two sums, from and to."""

_NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_CHINESE = re.compile(
    r"(?<![零一二两三四五六七八九十百千万])[零一二两三四五六七八九十百千万]{1,12}(?=\s*(?:多|来)?\s*(?:元|块|度(?!假)|美元|欧元|以内|以下|之内|左右|到))"
)

_NUMBER = r"(?<!\d)(?<!\d[.,])(\d{1,9}(?:[.,]\d{1,9}){0,3})(?!\d)"
"""A figure of bounded length that is not begun in its middle: a wish of 10,000 figures must not take long."""
_TO = r"\s?(?:-|–|to|~|到|至)\s?"
_DEGREES = (
    r"\s?(°\s?[cf]?\b|°|degrees?(?:\s(?:celsius|fahrenheit|[cf]\b))?|celsius|fahrenheit|[cf]\b"
    r"|摄氏度|华氏度|度(?!假))"
)
_FIGURE = r"(\d{1,3}(?:\.\d{1,2})?)"
_TEMPERATURE = re.compile(rf"(-|−|minus\s|零下)?\s?(?<!\d){_FIGURE}(?:{_TO}{_FIGURE})?{_DEGREES}")

_SIGN = r"(?:\$|€|£|¥|usd|eur|gbp|rmb|cny|hk\$)"
_MONEY = rf"{_SIGN}?\s?"
_UNIT = (
    r"\s?(k\b)?\s?(?:dollars?|euros?|pounds?|bucks|yuan|rmb|usd|eur|gbp|cny"
    r"|元|块钱|块|美元|欧元|人民币|\$|€|£|¥)"
)
_RANGE = r"\s?(?:-|–|to|and|~|到|至)\s?"
_BELOW = (
    r"(?:under|below|less than|cheaper than|max(?:imum)?(?: of)?|up to|at most|no more than|not more than|within"
    r"|budget(?: of| is)?|<|≤|预算|不超过|低于|少于|最多|不到|不要超过|别超过)"
)
_BETWEEN = re.compile(
    rf"(?:between\s?)?{_MONEY}{_NUMBER}{_RANGE}{_MONEY}{_NUMBER}{_UNIT}"
    rf"|(?:between\s?{_MONEY}|{_SIGN}\s?){_NUMBER}{_RANGE}{_MONEY}{_NUMBER}"
)
_INSIDE = r"\s?(?:以内|以下|之内|左右|or less|at most|max\b)"
_AT_MOST = re.compile(
    rf"{_BELOW}\s?:?\s?(?:在|是|约|为)?\s?{_MONEY}{_NUMBER}(?:{_UNIT})?(?!\s?%)(?:{_INSIDE})?"
    rf"|{_MONEY}{_NUMBER}(?:{_UNIT})?{_INSIDE}"
)


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
    """Read what may be spent: the most, such as "150" or "¥1,299", or the least and the most, such as "50-150".

    Raises:
        ValueError: the text is neither, or a figure in it is ambiguous or not finite.
    """
    text = text.strip()
    found = (0.0, 0.0)
    if span := _SPAN.fullmatch(text):
        found = (amount(span[1]), amount(span[2]))
    elif single := _AMOUNT.fullmatch(text):
        found = (0.0, amount(single[1]))
    else:
        raise ValueError(f"{text!r} is no amount")
    if not math.isfinite(max(found)):
        raise ValueError(f"{text!r} is more than there can be")
    return found


def digits(text: str) -> str:
    """Write Chinese numerals that stand before a unit in digits: 三百块 → 300块, 一千五以内 → 1500以内."""
    return _CHINESE.sub(lambda found: str(_value(found[0])), text)


def temperature(text: str) -> tuple[float | None, str]:
    """Read the temperature that a text names, in °C, and return it with the text without it.

    A range stands for its middle and several temperatures for their mean. Fahrenheit is read where it is named, and for
    bare degrees above 50.
    """
    found = [_celsius(match) for match in _TEMPERATURE.finditer(text)]
    return (sum(found) / len(found) if found else None), _TEMPERATURE.sub(" ", text)


def budget(text: str) -> tuple[Span | None, str]:
    """Read the least and the most money that a text names, and return them with the text without them.

    The currency does not matter: a wardrobe has one.
    """
    if match := _BETWEEN.search(text):
        low, high = sorted(_amount(number, match[3]) for number in match.groups() if number and number[0].isdigit())
        return (low, high), _without(text, match)
    if match := _AT_MOST.search(text):
        return (0.0, _amount(match[1] or match[3], match[2] or match[4])), _without(text, match)
    return None, text


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _amount(number: str, thousands: str | None) -> float:
    """Return the figure in a wish. Nobody is asked what "1.299" means there: it is read as a decimal."""
    try:
        found = amount(number)
    except AmbiguousAmount as unclear:
        found = float(unclear.decimal)
    except ValueError:  # more marks than a number has
        found = float(re.sub("[.,]", "", number))
    return found * (1000 if thousands else 1)


def _number(figures: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+|\d{1,3}(?:\.\d{3}){2,}", figures):
        return float(re.sub("[.,]", "", figures))
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:\.\d{3})+,\d+", figures):
        last = max(map(figures.rfind, ".,"))
        whole = re.sub("[.,]", "", figures[:last])
        return float(f"{whole}.{figures[last + 1 :]}")
    return float(figures.replace(",", "."))


def _celsius(match: re.Match[str]) -> float:
    sign, first, last, unit = match.groups()
    value = (float(first) + float(last or first)) / 2 * (-1 if sign else 1)
    fahrenheit = "f" in unit or "华氏" in unit or (value > 50 and "c" not in unit)
    return (value - 32) * 5 / 9 if fahrenheit else value


def _value(numeral: str) -> int:
    """Read a Chinese numeral. In 三百五, which is 350, the last figure counts in the power below the one before it."""
    total = 0
    section = 0
    figure = 0
    last = 1
    for sign in numeral:
        if sign in _NUMERALS:
            figure = _NUMERALS[sign]
            last = 1 if sign == "零" else last
        elif sign == "万":
            total = (section + figure) * 10000
            section = 0
            figure = 0
            last = 10000
        else:
            section = section + max(figure, 1) * _POWERS[sign]
            figure = 0
            last = _POWERS[sign]
    return total + section + figure * (last // 10 if last >= 100 and numeral[-1] in _NUMERALS else 1)
