"""Numbers in words, English and Chinese, written in digits: 三百块 → 300块, "two hundred euros" → "200 euros"."""

from __future__ import annotations

import re

_NUMERALS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_POWERS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_SIGN = "[零一二两三四五六七八九十百千万]"
_RUN = rf"(?<!{_SIGN}){_SIGN}{{1,12}}(?!{_SIGN})"
"""A numeral of bounded length: a wish of 10,000 numerals holds no number and must not take long."""
_BEFORE_UNIT = re.compile(
    rf"{_RUN}(?=\s*(?:多|来)?\s*(?:元|块|度(?!假)|美元|欧元|以内|以下|以上|之内|之间|左右|上下|起(?!来)|到|至|码"
    r"|公分|厘米))"
)
_BEHIND_WORD = re.compile(
    rf"(?:(?<=预算)|(?<=预算是)|(?<=预算为)|(?<=不超过)|(?<=低于)|(?<=高于)|(?<=超过)|(?<=少于)|(?<=至少)|(?<=最多)"
    rf"|(?<=大概)|(?<=大约)|(?<=\d到)|(?<=\d至))(?={_SIGN}*[十百千万]){_RUN}"
)
_MIXED = re.compile(r"(?<![\d.,])(\d{1,6}(?:\.\d{1,3})?)\s?([百千万])(?!\w*分)")

_EITHER = re.compile(
    r"(?<![零一二两三四五六七八九十百千万])([一二两三四五六七八九])([一二三四五六七八九])([十百千万])"
    r"(?![零一二两三四五六七八九十百千万]|\s?(?:年|天|岁|人|个|次|件|条|公里|斤|公斤|cm|厘米|码))"
)
"""One number or the next: 五六百, between 500 and 600."""
_ENGLISH = {
    name: value
    for value, name in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
        ]
    )
} | {
    name: 10 * value
    for value, name in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_WORD = "|".join(sorted(_ENGLISH, key=len, reverse=True))
_SHARED = re.compile(rf"\b({_WORD})\s(to|and|or)\s({_WORD})\s(hundred|thousand)\b")
"""What is said of both numbers: "between two and three hundred"."""
_SPELLED = re.compile(
    rf"\b(?:an?\s(?=hundred|thousand))?((?:{_WORD}|hundred|thousand)"
    rf"(?:(?:[\s-]|(?<=hundred)\sand\s|(?<=thousand)\sand\s)(?:{_WORD}|hundred|thousand)){{0,6}})\b"
    r"(?=\s(?:dollars?|euros?|pounds?|bucks|yuan|degrees?|usd|eur|gbp|cny|or\s(?:less|more)|to\b|and\b|at\s(?:most|least))"
    r"|\s*[.,;!?]|\s*$)"
)


def digits(text: str) -> str:
    """Write the numbers of a text in digits, where what stands beside them says that they count something.

    Args:
        text: English or Chinese, small letters.
    """
    text = _SHARED.sub(lambda found: _times(found[1], found[4]) + f" {found[2]} " + _times(found[3], found[4]), text)
    text = _EITHER.sub(
        lambda found: "到".join(f"{_NUMERALS[each] * _POWERS[found[3]]}" for each in found.groups()[:2]), text
    )
    text = _SPELLED.sub(lambda found: _spelled(found[1], found[0]), text)
    text = _MIXED.sub(lambda found: f"{float(found[1]) * _POWERS[found[2]]:g}", text)
    text = _BEFORE_UNIT.sub(lambda found: str(_value(found[0])), text)
    return _BEHIND_WORD.sub(lambda found: str(_value(found[0])), text)


def _times(figure: str, power: str) -> str:
    return str(_ENGLISH[figure] * {"hundred": 100, "thousand": 1000}[power])


def _spelled(words: str, found: str) -> str:
    """Write an English number in digits; one below ten stays, since "one" is seldom a number."""
    total = 0
    section = 0
    for word in re.split(r"[\s-]+", words):
        if word == "hundred":
            section = max(section, 1) * 100
        elif word == "thousand":
            total += max(section, 1) * 1000
            section = 0
        elif word != "and":
            section += _ENGLISH[word]
    value = total + section
    return str(value) if value >= 10 else found


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
            total = max(section + figure, 1) * 10000
            section = 0
            figure = 0
            last = 10000
        else:
            section = section + max(figure, 1) * _POWERS[sign]
            figure = 0
            last = _POWERS[sign]
    return total + section + figure * (last // 10 if last >= 100 and numeral[-1] in _NUMERALS else 1)
