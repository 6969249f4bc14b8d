"""Numbers with a unit in a wish: temperatures and sums of money, in English and Chinese."""

from __future__ import annotations

import re

_NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_CHINESE = re.compile(
    r"(?<![零一二两三四五六七八九十百千万])[零一二两三四五六七八九十百千万]{1,12}(?=\s*(?:多|来)?\s*(?:元|块|度(?!假)|美元|欧元|以内|以下|之内|左右|到))"
)

_NUMBER = r"(?<!\d)(?<!\d[.,])(\d{1,9}(?:[.,]\d{1,9}){0,3})(?!\d)"
"""Bounded and not to be begun in the middle, as Chinese numerals: a wish of 10,000 figures must not take long."""
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


def digits(text: str) -> str:
    """The text with Chinese numerals before a unit in digits: 三百块 → 300块, 一千五以内 → 1500以内."""
    return _CHINESE.sub(lambda found: str(_value(found[0])), text)


def temperature(text: str) -> tuple[float | None, str]:
    """°C that a text names (the middle of a range, the mean of several), and the text without them.

    Fahrenheit is read where it is named, and for bare degrees above 50.
    """
    found = [_celsius(match) for match in _TEMPERATURE.finditer(text)]
    return (sum(found) / len(found) if found else None), _TEMPERATURE.sub(" ", text)


def budget(text: str) -> tuple[tuple[float, float] | None, str]:
    """Least and most money that a text names, and the text without it. The currency is not looked at."""
    if match := _BETWEEN.search(text):
        low, high = sorted(_amount(number, match[3]) for number in match.groups() if number and number[0].isdigit())
        return (low, high), _without(text, match)
    if match := _AT_MOST.search(text):
        return (0.0, _amount(match[1] or match[3], match[2] or match[4])), _without(text, match)
    return None, text


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _amount(number: str, thousands: str | None) -> float:
    plain = re.sub(r",(?=\d{3}\b)", "", number).replace(",", ".")
    whole = plain.replace(".", "") if plain.count(".") > 1 else plain
    return float(whole) * (1000 if thousands else 1)


def _celsius(match: re.Match[str]) -> float:
    sign, first, last, unit = match.groups()
    value = (float(first) + float(last or first)) / 2 * (-1 if sign else 1)
    fahrenheit = "f" in unit or "华氏" in unit or (value > 50 and "c" not in unit)
    return (value - 32) * 5 / 9 if fahrenheit else value


def _value(numeral: str) -> int:
    """三百五 is 350: a last figure counts in the power below the one before it."""
    total = section = figure = 0
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
