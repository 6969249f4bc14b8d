"""How warm and how formal a garment is: rules, stated here."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

import numpy as np

from intarsia.apps.tryon.garment.garment import Garment
from intarsia.apps.tryon.garment.taxonomy import kind_of

SLEEVE_WARMTH: Mapping[str | None, float] = {"none": -0.15, "short": -0.05, "long": 0.10}
LENGTH_WARMTH: Mapping[str | None, float] = {"short": -0.10, "long": 0.10}
NECK_FORMALITY: Mapping[str | None, float] = {"collar": 0.15, "hood": -0.20}
PATTERN_FORMALITY: Mapping[str | None, float] = {"plain": 0.05, "print": -0.15, "check": -0.05}
"""What is seen → what it adds to the kind's usual warmth or formality. Our own scale, as in `taxonomy`."""

WORDS = """
warmth +0.25: wool, woolen, cashmere, down, puffer, padded, quilted, fleece, parka, fur, thermal, winter, ski, lined
warmth +0.25: 羊毛, 羊绒, 羽绒, 加绒, 加厚, 棉服, 冬
warmth +0.15: knit, knitted, sweater, jumper, turtleneck, corduroy, tweed, hoodie, boot
warmth +0.15: / 针织, 毛衣, 高领, 灯芯绒, 卫衣, 靴
warmth -0.15: linen, mesh, sleeveless, tank, cropped, sandal, chiffon, summer, beach, swim
warmth -0.15: / 亚麻, 网眼, 无袖, 背心, 凉鞋, 雪纺, 夏
formality +0.30: suit, blazer, tuxedo, gown, evening, formal, silk, satin, oxford, heels, tailored, cocktail, bridesmaid
formality +0.30: 西装, 西服, 礼服, 正装, 晚装, 真丝, 缎面, 高跟, 定制
formality +0.15: pleated, chiffon, velvet, loafer, button-down, chino, trench, midi / 百褶, 雪纺, 丝绒, 乐福, 西裤, 风衣
formality -0.15: jeans, denim, cargo, flannel, knit, cotton, sneaker, trainers, canvas / 牛仔, 工装, 法兰绒, 纯棉, 帆布
formality -0.25: hoodie, sweatshirt, jogger, sweatpants, leggings, gym, sport, running, pyjama, beach, swim, tank
formality -0.25: 卫衣, 运动, 健身, 跑步, 睡衣, 沙滩, 背心, 拖鞋, 居家
"""
"""Words of title and description → what they add. Of one line they count once."""

WEAR_NOTHING = 30.0
WEAR_ALL = -2.0
"""°C at which nothing warm, and everything warm, is worn."""


def warmth(garment: Garment) -> float:
    """Return the warmth of a garment, from 0 (for the hottest day) to 1 (for hard frost)."""
    seen = SLEEVE_WARMTH.get(garment.sleeve, 0) + LENGTH_WARMTH.get(garment.length, 0)
    return float(np.clip(kind_of(garment.category).warmth + seen + _said(garment, "warmth"), 0, 1))


def formality(garment: Garment) -> float:
    """Return the formality of a garment, from 0 (sport) to 1 (evening dress)."""
    seen = NECK_FORMALITY.get(garment.neck, 0) + PATTERN_FORMALITY.get(garment.pattern, 0)
    return float(np.clip(kind_of(garment.category).formality + seen + _said(garment, "formality"), 0, 1))


def needed_warmth(celsius: float) -> float:
    """Return the warmth that suits a temperature."""
    return float(np.clip((WEAR_NOTHING - celsius) / (WEAR_NOTHING - WEAR_ALL), 0, 1))


def _said(garment: Garment, what: str) -> float:
    text = f"{garment.title} {garment.description}".lower()
    return sum(amount for amount, words in _words(what) if words.search(text)) if text.strip() else 0.0


@functools.cache
def _words(what: str) -> tuple[tuple[float, re.Pattern[str]], ...]:
    found = []
    for line in filter(None, WORDS.splitlines()):
        head, _, words = line.partition(":")
        kind, _, amount = head.partition(" ")
        if kind == what:
            listed = [re.escape(word.strip()) for word in re.split("[,/]", words)]
            latin = [word for word in listed if word.isascii()]
            other = [word for word in listed if not word.isascii()]
            patterns = [rf"(?<![a-z])(?:{'|'.join(latin)})(?:s|es)?(?![a-z])"] if latin else []
            found.append((float(amount), re.compile("|".join([*patterns, *other]))))
    return tuple(found)
