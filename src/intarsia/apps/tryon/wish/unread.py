"""The words of a wish that nothing here understands: they are told, not guessed at."""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterable, Iterator

from intarsia.apps.tryon.wish.lexicon import senses
from intarsia.apps.tryon.wish.signs import pictures

MOST = 30
"""Words that are told; a wish of 10,000 letters may hold thousands."""
ALIKE = 0.8
"""How like a known word an unknown one must be to be taken for its misspelling (see `difflib`)."""

_ENGLISH = """
a about absolutely actually again all already also although always am an and any anybody anyone anything anyway are
aren't around as ask at away back be beautiful because been before being best better between big bit both but buy by
can can't cannot can't choose clothes clothing colour coloured color colored colours colors combination combine come
comes coming could cute day days did didn't do does doesn't doing don't done down each easily easy either else enough
especially etc even ever every everyone everything except exactly fan fashion fashionable family favorite favourite
feel feels feeling few find fine first fit fits for friend friends from fun garment garments get gets
getting give given go goes going good great
guess guest had happy has hasn't hate have haven't having hello help her here hers hi him his hope how however i i'd
i'll i'm i've idea ideally if in inside instead into is isn't it it's item items its itself just keep kind know last
least less let let's like likes little ll look looking looks lot lots love lovely loves made make makes many match
matches matching material may maybe me mean might mine mix month more most much must my myself near need needed needs
neither never next nice night no non none nor normal not nothing now of off ok okay old on once one ones only onto or
other others otherwise our ours out outfit outfits outside over own pair pairs part particular perfect perhaps person
photo picture piece pieces place please plus possible possibly prefer preferably preferred preference pretty probably
put quite rather re real really recommend right s same say see seems set shade shades shall she should shouldn't show
simple simply since so some somebody someone something sometimes somewhat soon sort special still stuff style styled
styles stylish such suggest suit suitable suits super sure t take tell than thank thanks that that's the their theirs
them then there these they thing things think this those though through time to today together tomorrow tonight tone
tones too totally touch try two type under until up upon us use used usual usually variety ve very via want wanted
wants was wasn't way we wear wearable wearing wears week well went were what whatever when where whether which while
who whole whom whose why will wish with within without won't wonderful wore worn would wouldn't year yes yet you your
yours yourself ideally avoid avoiding avoids dislike dislikes stand hates free allergic won wont dont doesnt cant
everywhere nowhere elsewhere regarding regards upcoming budget price prices priced cost costs
spend spending total money size sizes sized fitting item's ensemble long-lasting least most maximum minimum max min
definitely fabric fabrics during after afternoon morning early late later new nights weekday weekdays hour hours around
whatever
"""
_CHINESE = """
我们 我 你们 你 您 想要 希望 需要 喜欢 适合 合适 可以 能够 能 会 要 想 给 请 帮忙 帮 找 推荐 一下 一些 一点 一件
一条 一双 一套 一身 一个 一顶 几件 两件 件 条 双 套 身 顶 个 些 点 的 地 得 了 着 过 吗 呢 吧 啊 呀 哦 嘛 和 与
或者 或 及 跟 还有 还 也 都 行 就 才 很 非常 特别 比较 十分 稍微 稍 有点 有些 更 最好 最 太 穿着 穿搭 穿 搭配 搭
配 衣服 服装 衣物 款式 款 风格 样式 样子 看起来 看上去 好看 漂亮 美 不错 好 是 在 去 来 到 上 下 里 中 用 为 以
对 从 把 被 让 那种 那 这种 这 什么 怎么 哪 多 少 大 小 一 二 两 今天 明天 后天 今晚 下周 周末 这周 晚上 早上
下午 中午 天气 天 时候 时 参加 出席 出门 见 朋友 同事 因为 所以 如果 但是 但 不过 而是 而且 而 然后 只要 只 别的
其他 其它 颜色 色系 色调 色 系 价格 价位 预算 钱 左右 之间 以内 间 内 尺码 码 号 身高 左 右 有 没 无 不 别
除了 以外 之外 外 除 无论 任何 全部 全身 全 整套 整体 整 种 类 类型 感觉 感 百搭 自己 本人 小个子 高个子 个子
之类 等 等等 比如 例如
最近 现在 马上 打算 准备 决定 又 再 且 既 之 其 嗯 谢谢 麻烦 你好 拜托 哪些 选 挑 看 买 送 带 加 做 当 成 材质
面料 料子 质地 布料 做成 制成 制 材料 东西 日子 方面 图案 花样 样 纹 长 短 式 装 服 年 月 日 春 夏 秋 冬 讨厌
拒绝 避免 不爱 算了 免了 免 可 能不能 不能 那么 这么 随便 即可 亦可 最大 最小 穿的 风 型 版 版型 必须 应该 尽量
千万 绝对 绝不 完全 根本 一定 够 足够 属于 类似 像 好像 一样 同样 差不多
"""
_HAN = "\u3400-\u9fff\U00020000-\U0002ffff"
_WORD = re.compile(rf"[^\W_{_HAN}][^\W_{_HAN}]*(?:['-][^\W_{_HAN}]+)*|[{_HAN}]+")


def unread(text: str, known: Iterable[tuple[int, int]]) -> tuple[str, ...]:
    """Return the words of a text that are neither known nor merely words of grammar, each once, in their order.

    Args:
        text: English or Chinese, small letters.
        known: where known words stand, from and to.
    """
    left = list(text)
    for start, end in known:
        left[start:end] = " " * (end - start)
    rest = "".join(left)
    found = (each for word in _WORD.findall(rest) for each in _strange(word))
    return tuple(dict.fromkeys([*found, *pictures(rest)]))[:MOST]


def nearest(word: str) -> str | None:
    """Return the known word of which an unknown one may be a misspelling: "striped" for "strpied"."""
    if len(word) < 4 or not word.isascii():
        return None
    near = difflib.get_close_matches(word, _latin(), n=5, cutoff=ALIKE)
    swapped = (each for each in near if sorted(each) == sorted(word))  # the commonest slip of all
    return next(swapped, near[0] if near else None)


def _strange(word: str) -> Iterator[str]:
    if re.match(f"[{_HAN}]", word):
        yield from _han().sub(" ", word).split()
        return
    stem = re.sub(r"'s?$", "", word)
    if word in _english() or stem in _english() or (len(stem) == 1 and stem.isascii()):
        return
    parts = stem.split("-")
    if not all(part in _english() for part in parts):
        yield stem


@functools.cache
def _english() -> frozenset[str]:
    return frozenset(_ENGLISH.split())


@functools.cache
def _latin() -> tuple[str, ...]:
    heard = (word for word, said in senses().items() if not all(each.what == "absent" for each in said))
    return tuple(word for word in heard if word.isascii() and len(word) > 2)


@functools.cache
def _han() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_CHINESE.split(), key=len, reverse=True)))
