"""The words, English and Chinese, by which a wish says something definite.

A line of the lists: `what value: English words, ... / Chinese words, ...`. English words are matched whole, small
letters, also with a plural s; Chinese ones wherever they stand; the longest match wins, so a phrase may overrule a
word in it ("dress shirt" is a shirt), and a line with the value "-" only keeps its words from being read otherwise.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from intarsia.apps.tryon.colour.names import colour_names

LISTS = """
season spring: spring, springtime, springlike / 春天, 春季, 春日, 早春, 初春, 春装, 春游
season summer: summer, summertime, summery, midsummer / 夏天, 夏季, 夏日, 盛夏, 初夏, 夏装, 暑假
season autumn: autumn, fall, autumnal / 秋天, 秋季, 秋日, 初秋, 深秋, 秋装
season winter: winter, wintertime, wintry, midwinter / 冬天, 冬季, 冬日, 寒冬, 冬装
season -: fall in, fall off, fall apart, falls apart, rise and fall

weather 32: very hot, boiling, heatwave, heat wave, scorching / 炎热, 酷热, 高温, 很热, 闷热
weather 28: hot, heat / 热天, 天热, 热
weather 24: warm, warm weather, warm day, warm evening, mild / 温暖, 天暖, 暖和, 暖
weather 13: cool weather, cool day, cool evening, cool night, cool morning, chilly, breezy, windy
weather 13: / 凉爽, 微凉, 转凉, 天凉, 有风, 凉
weather 5: cold, something warm, warm clothes, warm coat, warm jacket, warm sweater, keep warm, stay warm, cosy, cozy
weather 5: / 寒冷, 天冷, 保暖, 暖和的衣服, 御寒, 冷
weather -5: freezing, frost, frosty, snow, snowy, icy, very cold / 下雪, 雪天, 冰天雪地, 严寒, 滑雪
weather -: hot pink, hot pants, cold shoulder, warm colour, warm color, cool colour, cool color, warm tone, cool tone
weather -: / 热情, 热闹, 冷色, 暖色, 热爱, 冷静, 热门, 热裤

occasion wedding: wedding, bridesmaid, wedding guest / 婚礼, 喜宴, 伴娘, 伴郎, 结婚
occasion ceremony: gala, opera, ceremony, graduation, black tie, red carpet, theatre, theater, christening
occasion ceremony: / 典礼, 晚会, 舞会, 歌剧, 颁奖, 毕业典礼, 音乐厅
occasion mourning: funeral, memorial service / 葬礼, 追悼会
occasion interview: interview, job interview / 面试, 求职
occasion office: office, work, business, meeting, conference, presentation, desk job, client
occasion office: / 办公室, 上班, 通勤, 职场, 开会, 会议, 商务, 工作, 见客户
occasion dinner: dinner, restaurant, banquet / 晚宴, 晚餐, 宴会, 餐厅, 吃饭, 饭局
occasion date: date, date night, anniversary, valentine / 约会, 相亲, 纪念日, 情人节
occasion party: party, club, clubbing, birthday, cocktail, new year / 派对, 聚会, 生日, 夜店, 酒会, 年会, 跨年
occasion festival: festival, concert, gig / 音乐节, 演唱会
occasion school: school, university, college, campus, class, lecture / 上学, 学校, 校园, 上课, 大学
occasion travel: travel, travelling, traveling, trip, holiday, vacation, city break, flight, sightseeing
occasion travel: / 旅行, 旅游, 度假, 出游, 出差, 飞机, 假期
occasion beach: beach, seaside, pool, swimming / 海边, 沙滩, 海滩, 泳池, 游泳
occasion outdoors: hike, hiking, camping, picnic, garden, gardening, walk in the, mountain, outdoor
occasion outdoors: / 徒步, 登山, 爬山, 露营, 野餐, 户外, 郊游
occasion sport: sport, gym, running, jogging, workout, yoga, training, football, tennis, cycling, athletic
occasion sport: / 运动, 健身, 跑步, 瑜伽, 锻炼, 打球, 骑行
occasion home: home, lounging, sofa, sleeping, working from home, work from home / 居家, 在家, 家里, 宅家, 睡觉
occasion everyday: everyday, every day, daily, weekend, shopping, errand, street / 日常, 逛街, 周末, 平时, 休闲, 街头
occasion -: up to date, to date, out of date, work well, works well, does it work, go to work out, classy

formality 1: black tie, white tie, very formal, evening gown / 非常正式, 很正式, 隆重
formality 0.85: formal, elegant, ceremonial, business suit, a suit / 正式, 优雅, 端庄, 盛装, 西装, 西服
formality 0.75: dressy, smart, sophisticated, chic, businesslike, polished / 精致, 商务风, 体面, 得体, 干练
formality 0.55: smart casual, business casual, semi-formal, semi formal / 商务休闲, 半正式
formality 0.3: casual, informal, non-formal, non formal, laid-back, laid back, relaxed / 非正式, 休闲, 随意, 随性, 轻松
formality 0.15: sporty, comfy, comfortable, loungewear, sloppy / 运动风, 舒服, 舒适, 宽松

kind t-shirt: t-shirt, t shirt, tee, tshirt, tank top, polo, polo shirt, vest top / T恤, t恤, 短袖, 背心, polo衫
kind shirt: shirt, blouse, dress shirt, button-down, flannel / 衬衫, 衬衣, 女衫
kind longsleeve: long sleeve, long-sleeve, longsleeve, sweater, jumper, pullover, sweatshirt, hoodie
kind longsleeve: cardigan, turtleneck, warm sweater
kind longsleeve: / 长袖, 毛衣, 卫衣, 针织衫, 打底衫, 开衫, 帽衫
kind outwear: jacket, coat, outerwear, blazer, parka, anorak, windbreaker, overcoat, raincoat, a suit, business suit
kind outwear: warm coat, warm jacket
kind outwear: / 外套, 夹克, 大衣, 风衣, 羽绒服, 西装外套, 西服, 西装, 棉服, 雨衣
kind dress: dress, dresses, gown, frock, sundress, maxi dress, mini dress / 连衣裙, 礼服, 长裙, 旗袍
kind skirt: skirt, miniskirt, mini skirt / 半身裙, 半裙, 短裙, 百褶裙
kind dress|skirt: / 裙子, 裙装
kind pants: trousers, pants, jeans, chinos, leggings, slacks, joggers / 裤子, 长裤, 牛仔裤, 西裤, 休闲裤, 阔腿裤
kind shorts: shorts, bermuda / 短裤, 热裤
kind shoes: shoe, sneaker, trainers, boot, sandal, loafer, heels, footwear / 鞋子, 鞋, 靴子, 凉鞋, 高跟鞋, 运动鞋
kind hat: hat, cap, beanie / 帽子, 帽
kind t-shirt|shirt|longsleeve: top, tops, upper body / 上衣, 上装
kind pants|skirt|shorts: bottoms, lower body / 下装, 下半身
kind -: dress code, dress up, dressing up, dress down, to dress, how to dress, top of, on top, at the top
kind -: well dressed, dressed, top up, boot camp, t-shirt weather

pattern plain: plain, solid, unpatterned, single-coloured, single-colored / 纯色, 素色, 单色
pattern stripe: stripe, striped, stripy, pinstripe / 条纹
pattern check: check, checked, checkered, chequered, plaid, tartan, gingham / 格子, 格纹, 格
pattern print: print, printed, floral, flower, graphic, logo, patterned, polka dot / 印花, 花纹, 碎花, 图案, 花卉, 波点
pattern -: check out, check in, check that / 风格, 价格, 规格, 性格, 合格, 资格

sleeve short: short sleeve, short-sleeve, short sleeved, short-sleeved / 短袖
sleeve long: long sleeve, long-sleeve, long sleeved, long-sleeved / 长袖
colour dark: dark colour, dark color, dark, darker / 深色, 暗色
colour light: light colour, light color, pale / 浅色, 淡色
colour bright: bright, bright colour, bright color, colourful, colorful, vivid / 亮色, 鲜艳, 彩色, 明亮
colour pastel: pastel / 粉彩, 马卡龙色
colour neutral: neutral, earth tone / 中性色, 大地色
colour grey: gray
colour charcoal: dark gray / 炭灰
colour fuchsia: hot pink
colour burgundy: wine red, wine-red, maroon, bordeaux / 酒红, 暗红, 深红
colour navy: navy blue, dark blue, midnight blue / 藏青, 藏蓝, 深蓝
colour purple: violet
colour camel: tan
colour ivory: off-white, off white / 乳白, 米白
colour beige: nude / 裸色, 杏色
colour mustard: gold, golden / 金色
colour light grey: silver, light gray / 银色
colour turquoise: aqua, cyan / 青色
colour black: / 黑
colour white: / 白
colour red: / 红
colour blue: / 蓝
colour green: / 绿
colour yellow: / 黄
colour grey: / 灰
colour purple: / 紫
colour brown: / 棕, 褐色, 咖啡色
colour pink: / 粉红, 粉红色
colour -: white wine, red wine, black friday, dark chocolate, green day
colour -: / 白天, 明白, 空白, 坦白, 红包, 红酒, 红火, 黄昏, 黄金周, 灰心, 绿茶

sleeve none: sleeveless, no sleeves, without sleeves / 无袖, 没有袖子, 没袖子
"""

OCCASIONS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "wedding": (0.55, 0.90),
        "ceremony": (0.70, 1.00),
        "mourning": (0.65, 0.95),
        "interview": (0.60, 0.90),
        "office": (0.45, 0.75),
        "dinner": (0.50, 0.80),
        "date": (0.40, 0.75),
        "party": (0.40, 0.80),
        "festival": (0.10, 0.45),
        "school": (0.15, 0.50),
        "travel": (0.10, 0.45),
        "beach": (0.00, 0.35),
        "outdoors": (0.05, 0.35),
        "sport": (0.00, 0.20),
        "home": (0.00, 0.30),
        "everyday": (0.15, 0.55),
    }
)
"""Occasion → how formal one dresses for it, from and to, on the scale of `Kind.formality`."""

SEASONS: Mapping[str, float] = MappingProxyType({"spring": 15.0, "summer": 26.0, "autumn": 13.0, "winter": 3.0})
"""Season → temperature in °C that is meant when none is named, for a temperate climate."""


@dataclass(frozen=True)
class Sense:
    """What a word says of a wish.

    Attributes:
        what: season, weather, occasion, formality, kind, pattern, colour, sleeve.
        value: which one; "-" says nothing.
    """

    what: str
    value: str


@functools.cache
def senses() -> Mapping[str, tuple[Sense, ...]]:
    """Map words in small letters to all that it says, names of colours included."""
    found: dict[str, list[Sense]] = {}
    for line in filter(None, LISTS.splitlines()):
        head, _, words = line.partition(":")
        what, _, value = head.partition(" ")
        for word in filter(None, (word.strip().lower() for word in re.split("[,/]", words))):
            found.setdefault(word, []).append(Sense(what, value))
    for each in colour_names():
        for word in (each.english, each.chinese):
            found.setdefault(word, []).append(Sense("colour", each.english))
    return MappingProxyType({word: tuple(said) for word, said in found.items()})


@functools.cache
def any_word() -> re.Pattern[str]:
    """Matches any of the words, the longest first; those in Latin letters whole, also with a plural s or es."""
    ordered = sorted(senses(), key=lambda word: (-len(word), word))
    latin = "|".join(re.escape(word) for word in ordered if word[0].isascii())
    other = "|".join(re.escape(word) for word in ordered if not word[0].isascii())
    return re.compile(rf"(?<![a-z0-9])({latin})(?:s|es)?(?![a-z0-9])|({other})")
