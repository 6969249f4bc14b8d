"""Wishes of many kinds in English and Chinese, each with what it says."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cases import over
from intarsia.apps.tryon.wish.amounts import spending
from intarsia.apps.tryon.wish.garments import AskedGarment
from intarsia.apps.tryon.wish.wishes import LONGEST, Wish

READINGS = """
yellow top with blue jeans => asked: yellow t-shirt|shirt|longsleeve, blue jeans
red dress => asked: red dress
a red dress or a blue skirt => asked: red dress or blue skirt
a white shirt and black trousers, no red shoes => asked: white shirt, black pants; never: red shoes
white shirt with black trousers and brown shoes => asked: white shirt, black pants, brown shoes
a shirt in white, trousers: black => asked: white shirt, black pants
dress in red or navy => asked: red/navy dress
black and white striped cotton shirt => asked: black+white stripe cotton shirt
the trousers should be grey and the shirt light blue => asked: grey pants, light blue shirt
a navy blazer over a white t-shirt with beige chinos => asked: navy blazer, white t-shirt, beige chinos
white sneakers and blue jeans, nothing formal => asked: white sneakers, blue jeans; formal: 0-0.5
dark green trousers => asked: dark green pants
dark jeans with a bright top => asked: dark jeans, bright t-shirt|shirt|longsleeve
a polo shirt, white => asked: white polo
grey trousers, white shirt, blue tie => asked: grey pants, white shirt; unknown: tie
a checked shirt with plain trousers => asked: check shirt, plain pants
black shirt with white stripes => asked: black+white stripe shirt
a long-sleeved linen shirt in pale blue => asked: light blue long-sleeved linen shirt
a knitted cardigan in beige => asked: beige knit cardigan
leather jacket => asked: leather outwear
brown suede boots => asked: brown suede boots
silk blouse, cream => asked: cream silk blouse
a red summer dress => asked: red dress; when: summer; degrees: 26
two shirts, one blue => asked: shirt; any: blue
jeans or a skirt => asked: jeans or skirt
a t-shirt and a shirt => asked: t-shirt or shirt
baby blue sweater => asked: light blue sweater
red wine coloured skirt => asked: burgundy skirt
blue velvet blazer => asked: blue velvet blazer
a pair of burgundy loafers => asked: burgundy loafers
green hoodie and grey joggers => asked: green hoodie, grey joggers
not too formal => formal: 0-0.65
nothing too bright => never: bright
nothing black or grey => never: black, grey
no black, white is fine => never: black
skip the stripes => never: stripe
less black, more blue => any: blue; never: black
黑色以外的外套 => asked: outwear; never: black
黑色以外都行 => never: black
除了黑色以外都行 => never: black
150到200元之间的牛仔裤 => asked: jeans; spend: 150-200
I don't mind stripes, red please => any: red
I would not mind a skirt for the office => when: office; formal: 0.45-0.75
不是不喜欢红色，想要蓝色的 => any: blue
万元以下的大衣 => asked: coat; spend: 0-10000
五六百的外套 => asked: outwear; spend: 500-600
两三百块的裙子 => asked: dress|skirt; spend: 200-300
500以上1000以下 => spend: 500-1000
3k以内 => spend: 0-3000
between two and three hundred => spend: 200-300
two hundred and fifty euros => spend: 0-250
a shirt under 50 and trousers under 80 => asked: shirt, pants; unknown: 50, 80
coat for at -5 => asked: coat; degrees: -5
零下10出门 => degrees: -10
black trousers are ok, black tops are not => never: black t-shirt|shirt|longsleeve
white shoes ok, white trousers not => never: white pants
rather a skirt than trousers => asked: skirt; never: pants
something for him and her => for: all
no more than two colours => unknown: two colours
warm but not heavy => degrees: 5
暖和的毛衣 => asked: sweater; degrees: 5
when it's warm outside => degrees: 24
I hate turtlenecks => nothing
I look terrible in yellow, blue please => any: blue; never: yellow
yellow doesn't suit me => never: yellow
黄色不适合我，要绿色 => any: green; never: yellow
黑白灰之外的颜色 => never: black, white, grey
上身黑色下身白色 => asked: black t-shirt|shirt|longsleeve, white pants|skirt|shorts
白T配牛仔裤 => asked: white t-shirt, jeans
给爸爸和儿子的亲子装 => for: men, children; unknown: 亲子
80 to 100 quid => spend: 80-100
something cheap => unknown: cheap
不要太贵 => unknown: 贵
a black turtleneck => asked: black sweater
波西米亚风连衣裙 => asked: dress
白领穿的衬衫 => asked: shirt
more colour please => any: bright
男朋友的生日礼物，衬衫 => asked: shirt
不介意条纹，不要黑色 => never: black
I hate polka dots and love pastel colours => any: pastel; never: print
without stripes but with checks => any: check; never: stripe
I don't like red => never: red
anything but black => never: black
anything except purple please => never: purple
no jeans => never: jeans
no denim => never: denim
no leather jackets => never: leather outwear
no black, grey or white shoes => never: black/grey/white shoes
no black shoes, no brown shoes => never: black shoes, brown shoes
no stripes, no checks => never: stripe, check
no prints or logos => never: print
a coat that is not black => asked: coat; never: black
I'd rather not wear heels => never: heels
I can't stand pink => never: pink
not a fan of floral prints => never: print
allergic to wool => never: wool
leather-free shoes => asked: shoes; never: leather
please no leggings => never: leggings
no sandals! boots instead => asked: boots; never: sandals
a skirt instead of trousers => asked: skirt; never: pants
striped but not blue => any: stripe; never: blue
i like black but not leather => any: black; never: leather
avoid red or orange tones => never: red, orange
not only blue => any: blue
wedding guest dress, pastel, no white => asked: pastel dress; never: white; when: wedding; formal: 0.55-0.9
something in green, not trousers => any: green; never: pants
skirt or dress, but no black => asked: skirt or dress; never: black
a dress without sleeves => asked: none-sleeved dress
no winter coats => nothing
no flowy dresses => unknown: flowy
a shirt without a collar => asked: shirt
over 300 => spend: 300-inf
at least 200 => spend: 200-inf
more than 100 euros => spend: 100-inf
about 200 => spend: 160-240
around 50 euros => spend: 40-60
under 1k => spend: 0-1000
between 100 and 150 => spend: 100-150
no more than 75 => spend: 0-75
a dress for $80 => asked: dress; spend: 0-80
under fifty euros => spend: 0-50
size M => size: M
size S summer dress between 40 and 60 euros => asked: dress; when: summer; degrees: 26; spend: 40-60; size: S
red dress, M => asked: red dress; size: M
men's size L, at least 200 => spend: 200-inf; size: L; for: men
size 38 or 40 => size: 38, 40
kids party outfit, 128 cm => when: party; formal: 0.4-0.8; size: 128; for: children
for my daughter, size 122 cm => size: 122; for: children
for my daughter's wedding => when: wedding; formal: 0.55-0.9
dress for my wife => asked: dress; for: women
dinner with my husband => when: dinner; formal: 0.5-0.8
menswear, a navy suit => asked: navy outwear; formal: 0.73-0.97; for: men
a unisex hoodie => asked: hoodie; for: all
qwerty => unknown: qwerty
strpied shirt => asked: shirt; unknown: strpied
robe rouge pour un mariage => unknown: robe, rouge, pour, un, mariage
red dress for asdfgh => asked: red dress; unknown: asdfgh
like my grandmother's kitchen => unknown: kitchen
ein rotes Kleid => unknown: ein, rotes, kleid
🚫🖤 👗 ☀️ => asked: dress; never: black; degrees: 24
🖤🚫 => never: black
🚫👠 🖤👗 => asked: black dress; never: heels
💙 jeans => asked: blue jeans
👗🔴 ❄️ => asked: red dress; degrees: -5
❤️ => unknown: ❤
vintage floral dress for a garden party => asked: print dress; when: outdoors, party; formal: 0.4-0.8
job interview in winter, no bright colours please => never: bright; when: winter, interview; degrees: 3; formal: 0.6-0.9
hiking at 5 degrees, rainy => when: outdoors; degrees: 5; formal: 0.05-0.35
black tie => when: ceremony; formal: 0.88-1
白衬衫黑裤子 => asked: white shirt, black pants
白色T恤配牛仔裤 => asked: white t-shirt, jeans
红裙子 => asked: red dress|skirt
黑裤子或灰裤子 => asked: black pants or grey pants
蓝色或绿色的裙子 => asked: blue/green dress|skirt
上衣白色，裤子黑色 => asked: white t-shirt|shirt|longsleeve, black pants
裤子要黑色的，鞋子白色 => asked: black pants, white shoes
深绿色裤子 => asked: dark green pants
浅蓝色衬衫 => asked: light blue shirt
想要米色风衣和黑色靴子 => asked: beige trench coat, black boots
想要一件黑白条纹的衬衫，不要牛仔裤 => asked: black+white stripe shirt; never: jeans
黑色的上衣，不要黑色的裤子 => asked: black t-shirt|shirt|longsleeve; never: black pants
纯色衬衫，浅蓝色 => asked: light blue plain shirt
真丝衬衫 => asked: silk shirt
深蓝色西装，预算一千以内 => asked: navy blazer; formal: 0.73-0.97; spend: 0-1000
别太正式 => formal: 0-0.65
不要黑色和灰色的 => never: black, grey
不要黑色的裤子 => never: black pants
不要白色或者黑色的鞋 => never: white/black shoes
不要牛仔 => never: denim
不要牛仔裤 => never: jeans
不要皮衣 => never: leather outwear
不要条纹也不要格子 => never: stripe, check
不要花的 => never: print
不要太亮的颜色 => never: bright
除了黑色都行 => never: black
除了高跟鞋都可以 => never: heels
红色的不要 => never: red
我讨厌黑色 => never: black
没有图案的T恤 => asked: t-shirt; never: print
我想要一条不是黑色的裙子 => asked: dress|skirt; never: black
别给我推荐红色的鞋子 => never: red shoes
裤子不要牛仔的 => asked: pants; never: denim
不想穿裙子 => never: dress, skirt
不喜欢紧身的裤子 => nothing
三百到五百的大衣 => asked: coat; spend: 300-500
预算300到500 => spend: 300-500
300以上 => spend: 300-inf
至少两百 => spend: 200-inf
五百左右 => spend: 400-600
不超过三百 => spend: 0-300
170cm，要M码 => size: 170, M
38码的鞋子，黑色 => asked: black shoes; size: 38
男款外套 XL码 => asked: outwear; size: XL; for: men
女童连衣裙 => asked: dress; for: children
给女儿买一条红色的裙子 => asked: red dress|skirt; for: children
女儿的婚礼 => when: wedding; formal: 0.55-0.9
给老公买件毛衣 => asked: sweater; for: men
和女朋友约会穿什么 => when: date; formal: 0.4-0.75
男士商务休闲，不要领带 => formal: 0.43-0.67; for: men; unknown: 领带
像奶奶的厨房一样温暖 => degrees: 5; unknown: 厨房
莫兰迪色 => unknown: 莫兰迪
夏天穿的蓝色连衣裙 => asked: blue dress; when: summer; degrees: 26
冬天上班穿的黑色大衣 => asked: black coat; when: winter, office; degrees: 3; formal: 0.45-0.75
显白的颜色 => nothing
"""
"""A wish => what it says. A garment is written with its colours, pattern, sleeves and cloth before its kind."""


def called(garment: AskedGarment) -> str:
    """Write a garment in few letters: "/" stands for or, "+" for and."""
    words = [
        "+".join("/".join(group) for group in garment.colours),
        "/".join(garment.patterns),
        *(f"{each}-sleeved" for each in garment.sleeves),
        "/".join(garment.fabrics),
        "/".join(garment.sorts) or "|".join(garment.kinds),
    ]
    return " ".join(filter(None, words))


def reading(wish: Wish) -> str:
    """Write what a wish says in one line."""
    parts = {
        "asked": ", ".join(" or ".join(map(called, group)) for group in wish.garments),
        "any": ", ".join(value for values in wish.free.values() for value in values),
        "never": ", ".join([*map(called, wish.forbidden), *(each for all_ in wish.unwanted.values() for each in all_)]),
        "when": ", ".join((*wish.seasons, *wish.occasions)),
        "degrees": "" if wish.temperature is None else f"{wish.temperature:g}",
        "formal": "" if wish.formality is None else f"{wish.formality[0]:g}-{wish.formality[1]:g}",
        "spend": "" if wish.budget is None else f"{wish.budget[0]:g}-{wish.budget[1]:g}",
        "size": ", ".join(wish.sizes),
        "for": ", ".join(wish.wearers),
        "unknown": ", ".join(wish.unknown),
    }
    return "; ".join(f"{name}: {value}" for name, value in parts.items() if value) or "nothing"


@over(("text", "said"), [line.split(" => ") for line in READINGS.strip().splitlines()])
def test_a_wish_is_read_word_by_word(text: str, said: str) -> None:
    assert reading(Wish.read(text)) == said


@over("text", [line.split(" => ")[0] for line in READINGS.strip().splitlines()])
def test_what_was_understood_is_told_in_both_languages(text: str) -> None:
    wish = Wish.read(text)
    assert bool(wish.understood) or bool(wish.notes) or reading(wish) == "nothing"
    for each in (*wish.understood, *wish.notes):
        assert each.en
        assert any("CJK" in unicodedata.name(letter, "") for letter in each.zh)
    assert all(word in wish.notes[-1].en or word in wish.notes[0].en for word in wish.unknown)


@over(
    ("text", "near"),
    [("strpied", "striped"), ("jaket", "jacket"), ("trowsers", "trousers"), ("denm jacket", "denim")],
)
def test_a_slip_of_the_pen_is_asked_back(text: str, near: str) -> None:
    (note,) = Wish.read(text).notes
    assert f"({near}?)" in note.en


@over("text", ["qwerty asdf", "robe rouge pour un mariage", "ein rotes Kleid", "the 42 and the 17", "под дождём", "❤️"])
def test_what_says_nothing_here_is_compared_with_no_garment(text: str) -> None:
    wish = Wish.read(text)
    assert wish.meant == ""
    assert wish.unknown


def test_what_is_not_wanted_is_not_looked_for() -> None:
    """A sentence that holds the word stripes lies near the texts of striped garments, whatever it says of them."""
    assert Wish.read("a blue shirt without stripes, no black shoes").meant == "blue shirt"


@over(
    ("text", "span"),
    [
        ("150", (0, 150)),
        ("50-150", (50, 150)),
        ("¥1,299", (0, 1299)),
        ("over 300", (300, float("inf"))),
        ("300以上", (300, float("inf"))),
        ("三百到五百", (300, 500)),
        ("about 200", (160, 240)),
        ("under 1k", (0, 1000)),
        ("1k", (0, 1000)),
        ("预算300到500", (300, 500)),
        ("100 to 200", (100, 200)),
        ("up to €75.50", (0, 75.5)),
        ("not under 100", (100, float("inf"))),
    ],
)
def test_a_form_and_an_option_read_money_as_a_wish_does(text: str, span: tuple[float, float]) -> None:
    assert spending(text) == span
    assert text[0].isdigit() or Wish.read(text).budget == span or text == "¥1,299"


@over("text", ["", "abc", "150 please", "1.299", "under 1.299", "9" * 400, "red under 50"])
def test_what_is_no_sum_is_refused_by_a_form(text: str) -> None:
    with pytest.raises(ValueError, match=r"amount|may be|more than"):
        spending(text)


WORDS = "no not black white or and , . a red dress 不要 黑色 的 裤子 和 under 300 M 🚫 🖤 qwerty"


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(sorted(WORDS.split(" ")))))
def test_any_order_of_words_is_read(words: list[str]) -> None:
    wish = Wish.read(" ".join(words))
    assert len(wish.notes) <= 3
    assert "qwerty" in wish.unknown or "qwerty" not in words


@over("part", ["red dress ", "no ", "不要黑色", "qwerty ", "black, ", "for my ", "🚫🖤", "1 or ", "is fine "])
def test_ten_thousand_letters_are_read(part: str) -> None:
    wish = Wish.read(part * (LONGEST // len(part)))
    assert len(wish.unknown) <= 30
