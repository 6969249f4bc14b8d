"""What a colour is called, in English and Chinese."""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from intarsia.apps.tryon.colour.lab import Array, chroma, ciede2000, srgb_to_lab
from intarsia.i18n import Message, messages

say = messages(__package__)

Lab = tuple[float, float, float]

BLACK_CLOTH = (20.0, 6.0)
"""L* and chroma below which the cloth in a photo is black, as in `terms`."""

_TINTS = ("dark", "light", "bright", "pastel", "neutral")


@dataclass(frozen=True)
class ColourName:
    """A word for a colour, as the trade uses it.

    Args:
        english, chinese: the word.
        family: the basic colour term that it belongs to (Berlin & Kay 1969), in English.
        lab: the colour that it stands for.
    """

    english: str
    chinese: str
    family: str
    lab: Lab

    @property
    def title(self) -> Message:
        """The word for the colour in both languages."""
        return Message(self.english, self.chinese)


def colour_name(lab: npt.ArrayLike) -> ColourName:
    """Return the word nearest to a colour, by CIEDE2000; black cloth in a photo is lit, and no charcoal."""
    colour = np.asarray(lab, np.float64)
    if colour[0] < BLACK_CLOTH[0] and chroma(colour) < BLACK_CLOTH[1]:
        return colour_names()[0]
    return colour_names()[int(np.argmin(ciede2000(colour, _centres())))]


def named(word: str) -> ColourName | None:
    """Return the colour that a word stands for, in either language; None when it is no colour word."""
    wanted = " ".join(word.lower().replace("gray", "grey").replace("-", " ").split())
    return next((each for each in colour_names() if wanted in (each.english, each.chinese)), None)


def colour_title(name: str) -> Message:
    """Return what a colour of a wish is called: a name, a tint such as "dark", or both, such as "dark green"."""
    if found := named(name):
        return found.title
    if name in _TINTS:
        return say(f"tint.{name}")
    tint, _, colour = name.partition(" ")
    if tint in _TINTS and colour:
        return say("tint.of", tint=say(f"shade.{tint}"), colour=colour_title(colour))
    return Message.plain(name)


def colour_adjective(name: str) -> Message:
    """Return a colour of a wish before the name of a garment: "dark" of dark jeans."""
    title = colour_title(name)
    return Message(say(f"shade.{name}").en, title.zh) if name in _TINTS else title


@functools.cache
def colour_names() -> tuple[ColourName, ...]:
    """Return all words, family by family."""
    return tuple(_entry(line) for line in _TABLE.strip().splitlines())


@functools.cache
def _centres() -> Array:
    return np.array([each.lab for each in colour_names()])


def _entry(line: str) -> ColourName:
    family, code, chinese, english = line.split(maxsplit=3)
    lightness, a, b = srgb_to_lab(np.frombuffer(bytes.fromhex(code), np.uint8)).tolist()
    return ColourName(english, chinese, family, (lightness, a, b))


_TABLE = """
black  0d0d0f 黑色 black
grey   36383c 炭灰色 charcoal
grey   5c5e61 深灰色 dark grey
grey   8a8b8d 灰色 grey
grey   c6c8ca 浅灰色 light grey
white  f8f8f8 白色 white
white  f6f1e4 象牙白 ivory
white  efe3c8 奶油色 cream
brown  d9c6a5 米色 beige
brown  b5a27c 卡其色 khaki
brown  a99a8c 灰褐色 taupe
brown  c19a6b 驼色 camel
brown  8a5a34 棕色 brown
brown  4a2e22 巧克力色 chocolate
brown  a5532a 铁锈色 rust
orange c66b4a 赤陶色 terracotta
orange f28a1e 橙色 orange
orange f9c39c 桃色 peach
orange f4735e 珊瑚色 coral
red    cf1f2e 红色 red
red    e8412f 朱红色 scarlet
red    6f1a2b 酒红色 burgundy
pink   f2b6c4 粉色 pink
pink   e6cfc9 藕粉色 blush
pink   c58a92 豆沙色 dusty pink
pink   e0247f 玫红色 fuchsia
purple 6c2f57 梅子色 plum
purple 6f3a9c 紫色 purple
purple b6a1d8 薰衣草紫 lavender
purple 3b2f7c 靛蓝色 indigo
blue   1d2746 藏青色 navy
blue   2046b8 宝蓝色 royal blue
blue   2f6fc4 蓝色 blue
blue   4b6a8f 牛仔蓝 denim blue
blue   7f95a8 雾霾蓝 dusty blue
blue   7db8e6 天蓝色 sky blue
blue   bed6ea 浅蓝色 light blue
green  1c6b70 水鸭色 teal
green  34b5b0 绿松石色 turquoise
green  b4e0cd 薄荷绿 mint
green  a7b39a 鼠尾草绿 sage
green  6b6b3a 橄榄绿 olive
green  4b5138 军绿色 army green
green  1f4a34 墨绿色 forest green
green  2e8b47 绿色 green
green  0f8a68 祖母绿 emerald
green  a6cf3f 青柠色 lime
yellow d2a02a 芥末黄 mustard
yellow f6d93b 黄色 yellow
yellow f8ee9a 鹅黄色 lemon
"""
