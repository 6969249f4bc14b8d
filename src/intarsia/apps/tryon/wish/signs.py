"""Signs and emoji in a wish: those whose meaning is plain are read as words."""

from __future__ import annotations

import re

_SIGNS = """
no: 🚫 ❌ ⛔ 🙅 ✖ ❎
black: 🖤 ⚫ ⬛
white: 🤍 ⚪ ⬜
grey: 🩶
red: 🔴 🟥
orange: 🧡 🟠 🟧
yellow: 💛 🟡 🟨
green: 💚 🟢 🟩
blue: 💙 🔵 🟦
light blue: 🩵
purple: 💜 🟣 🟪
brown: 🤎 🟤 🟫
pink: 🩷
dress: 👗
t-shirt: 👕
shirt: 👔
blouse: 👚
jeans: 👖
coat: 🧥
shorts: 🩳
sneakers: 👟
heels: 👠
sandals: 👡
boots: 👢
shoes: 👞 🥿
hat: 🎩 👒
cap: 🧢
sunny: ☀ 🌞
snow: ❄ ☃ ⛄ 🌨
rain: 🌧 ☔ 🌂
beach: 🏖 🏝
wedding: 💒 👰 🤵
party: 🎉 🥳 🪩
sport: 🏃 🏋 🎾
hiking: 🥾 🏔 ⛰
school: 🏫 🎒
office: 🏢 💼
christmas: 🎄
"""
"""Word → the signs that stand for it. A red heart is left out: it says that something is loved, or red."""

WORD_OF = {
    sign: word.strip()
    for line in filter(None, _SIGNS.splitlines())
    for word, _, signs in [line.partition(":")]
    for sign in signs.split()
}
_SIGN = re.compile(f"({'|'.join(map(re.escape, WORD_OF))})[\ufe0f\U0001f3fb-\U0001f3ff]*")
_REFUSED = re.compile(rf"((?:🚫|❌|⛔|🙅|✖|❎)[\ufe0f\u200d♀♂\U0001f3fb-\U0001f3ff]*\s*(?:{_SIGN.pattern})+)")
"""A sign of refusal refuses the signs that stand close together behind it."""
_BEHIND = re.compile(rf"(?P<sign>{_SIGN.pattern})\s*(?P<refusal>(?:🚫|❌|⛔|🙅|✖|❎)\ufe0f?)\s*(?=[,，.;。；]|$)")
_ASIDE = re.compile("\u200d[♀♂]|[\ufe0f\u200d\U0001f3fb-\U0001f3ff]")
"""Presentation, joiners and tones of skin: they say nothing of what is wanted."""
_PICTURE = re.compile("[\u2600-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff]")


def in_words(text: str) -> str:
    """Return a text whose plain signs are words: "🚫🖤 👗" → "no black dress".

    A sign of refusal behind what it refuses, at the end of the text, is put before it: "🖤🚫".
    """
    text = _BEHIND.sub(lambda found: found["refusal"] + found["sign"], text)
    text = _REFUSED.sub(lambda found: f"{found[0]} . ", text)
    written = _SIGN.sub(lambda found: f" {WORD_OF[found[1]]} ", text)
    return _ASIDE.sub("", written)


def pictures(text: str) -> list[str]:
    """Return the signs of a text that stand for no word here."""
    return list(dict.fromkeys(_PICTURE.findall(text)))
