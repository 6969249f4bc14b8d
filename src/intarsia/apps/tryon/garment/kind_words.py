"""What shops call garments, in English and Chinese: the one vocabulary of kinds.

A line of the list: `kinds: English words, ... / Chinese words, ...`. Several kinds with a bar between them are all that
the word may mean ("top"); something else decides among them, such as the picture. Before the kinds may stand a mark:

* `~` a weak word, which counts where no other word names a kind ("short sleeve");
* `set` words for several garments at once; `other` for what is worn too and is no garment of any kind that the fitting
  room knows; `goods` for what is sold beside garments and never worn ("shoe rack"); `-` for words that hold a kind's
  name and say nothing of the kind ("cap sleeve").

English words are small letters with spaces for hyphens; they also match with a plural s or es, and written as one word
("track pants", "trackpants"). Chinese words match wherever they stand. The longest match wins.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from intarsia.apps.tryon.garment.taxonomy import KINDS

LISTS = """
t-shirt: t shirt, tee, tee shirt, tank top, tank, vest top, camisole, cami, singlet, polo, polo shirt, undershirt
t-shirt: innerwear vest, muscle tee, crop tee, bra top, bustier, corset, bandeau, tube top, halter top, spaghetti top
t-shirt: / T恤, 恤衫, T桖, 体恤, 汗衫, POLO衫, 文化衫, 吊带衫, 吊带背心, 抹胸, 老头衫, 短T, 打底背心
~t-shirt: short sleeve, short sleeved, half sleeve, half sleeved, jersey / 短袖, 半袖, 吊带
t-shirt|outwear: vest / 背心
t-shirt|longsleeve: henley, bodysuit, base layer, crew neck top, thermal top / 打底衣
t-shirt|shirt|longsleeve: top, crop top, peplum top, topwear, upper wear, upperwear, upper body
t-shirt|shirt|longsleeve: / 上衣, 上装, 小衫, 娃娃衫

shirt: shirt, blouse, dress shirt, button down shirt, button up shirt, flannel shirt, kurta, kurti, tunic, kameez, choli
shirt: guayabera, work shirt, camp shirt
shirt: / 衬衫, 衬衣, 女衫, 雪纺衫, 罩衫, 罩衣, 唐装
~shirt: button down, button up, flannel

longsleeve: longsleeve, sweater, jumper, pullover, sweatshirt, sweat shirt
longsleeve: hoodie, hoody, hooded sweatshirt, hooded top, cardigan, cardi, knitwear, crewneck sweatshirt, sweat top
longsleeve: fleece top, twinset, track top
longsleeve: / 毛衣, 卫衣, 针织衫, 打底衫, 开衫, 帽衫, 线衫, 羊毛衫, 羊绒衫, 套头衫, 毛衫, 毛线衣, 秋衣, 长T, 针织开衫
~longsleeve: long sleeve, long sleeved, full sleeve, full sleeved, turtleneck, turtle neck, roll neck, crewneck
~longsleeve: knit, sweat / 长袖, 打底
longsleeve|outwear: shrug, fleece, bolero, fleece pullover / 抓绒衣, 摇粒绒

outwear: jacket, coat, outerwear, outwear, blazer, parka, anorak, windbreaker, windcheater, overcoat, raincoat
outwear: rain coat
outwear: topcoat, top coat, waistcoat, gilet, body warmer, puffer vest, down vest, padded vest, suit vest, peacoat
outwear: pea coat, trench, trench coat, mackintosh, cagoule, poncho, cape, shacket, overshirt, shirt jacket, softshell
outwear: nehru jacket, bandhgala, sherwani, suit jacket, dinner jacket, sport coat, sports coat, sportcoat, tuxedo
outwear: suit, coatigan, rain mac, leather biker, suede biker
outwear: / 外套, 夹克, 大衣, 风衣, 羽绒服, 羽绒, 棉服, 棉衣, 棉袄, 皮衣, 皮草, 西装, 西服, 西装外套, 雨衣, 冲锋衣
outwear: / 马甲, 马夹, 披风, 斗篷, 派克服, 防晒衣, 防晒服, 棒球服, 飞行服, 外衣, 羽绒背心, 羽绒马甲, 皮肤衣, 夹袄
~outwear: bomber, puffer, varsity
outwear|dress: kimono

dress: dress, gown, frock, sundress, sun dress, maxi dress, midi dress, mini dress, shirt dress, shirtwaister
dress: pinafore, cheongsam, qipao, kaftan, caftan, abaya, anarkali, nightdress, nightgown, nightie, ao dai, jumpsuit
dress: jump suit, romper, playsuit, play suit, catsuit, boiler suit, unitard, sheath dress, wrap dress, muumuu
dress: / 吊带长裙, 吊带短裙
dress: / 连衣裙, 连身裙, 礼服, 旗袍, 婚纱, 背带裙, 吊带裙, 衬衫裙, T恤裙, 卫衣裙, 毛衣裙, 睡裙, 公主裙, 连体裤, 连身裤
dress: / 连衣裤, 连体衣, 晚装, 背心裙, 伴娘服, 大衣裙
dress|pants: dungaree, overalls, coverall / 背带裤, 工装连体
dress|skirt: / 裙子, 裙装, 长裙, 裙

skirt: skirt, miniskirt, maxi skirt, midi skirt, tutu, lehenga, ghagra, kilt, sarong, a line skirt, pencil skirt
skirt: / 半身裙, 半裙, 短裙, 百褶裙, 半身长裙, 伞裙, 超短裙, 西装裙, 半身短裙, 马面裙, 铅笔裙, 蓬蓬裙

pants: trouser, pant, pants, jean, jeans, jeggings, jegging, treggings, chino, chinos, legging, slacks, jogger, khakis
pants: jogging pants, track pants, track bottoms, sweatpants, sweat pants, cargo pants, cargos, capri, culottes, culotte
pants: palazzo, salwar, churidar, patiala, harem pants, dhoti pants, yoga pants, lounge pants, pyjama, pajama, tights
pants: dress pants, suit pants, suit trousers, bell bottom, flares, corduroys, cords, denims, pyjama bottoms, joggers
pants: pajama bottoms, tracksuit bottoms, tracksuit pants, jodhpuri pants, breeches, ski pants, pantaloons, shalwar
pants: / 裤子, 长裤, 牛仔裤, 西裤, 休闲裤, 阔腿裤, 打底裤, 运动裤, 卫裤, 工装裤, 直筒裤, 喇叭裤, 九分裤, 七分裤, 束脚裤
pants: / 哈伦裤, 小脚裤, 铅笔裤, 皮裤, 紧身裤, 瑜伽裤, 鲨鱼裤, 烟管裤, 灯笼裤, 棉裤, 西装裤, 工装长裤, 睡裤, 裤
pants|shorts: / 中裤, 骑行裤
shorts: shorts, bermuda, hot pants, boardshort, board short, jean shorts, denim shorts, swim trunk, swim shorts
shorts: cargo shorts, gym shorts, bike shorts, biker shorts, cycling shorts, jorts, skort, short pants
shorts: / 短裤, 热裤, 五分裤, 沙滩裤, 裙裤, 三分裤, 牛仔短裤, 泳裤
~shorts: short, cut offs, cutoffs
~pants: mom fit, high waisted denim, high rise denim
pants|skirt|shorts: bottoms, bottomwear, lower body, lower wear, bottom wear / 下装, 下衣

shoes: shoe, sneaker, trainers, boot, bootie, ankle boot, sandal, loafer, heels, heel, high heels, footwear
shoes: flip flop, slipper, slides, mules, mule, clog, espadrille, oxfords, derbies, brogue, moccasin, ballerinas
shoes: ballet flat, flats, pumps, wedges, stilettos, running shoe, cleats, wellies, wellingtons, plimsoll, slip ons
shoes: sliders, court shoe, chappal, jutti, mojari, kolhapuri, sports shoe, sports sandal, high tops, high top sneaker
shoes: low top sneaker, football boot, boat shoe, dress shoe, ugg boot
shoes: / 鞋子, 鞋, 靴子, 靴, 凉鞋, 拖鞋, 高跟鞋, 运动鞋, 板鞋, 帆布鞋, 乐福鞋, 单鞋, 皮鞋, 跑鞋, 老爹鞋, 凉拖, 高跟
hat: hat, cap, beanie, beret, fedora, bucket hat, baseball cap, snapback, trilby, panama hat, sun hat, visor, headwear
hat: beanie hat, trucker cap, straw hat, balaclava, headgear, bobble hat, boater
hat: / 帽子, 帽, 棒球帽, 渔夫帽, 贝雷帽, 鸭舌帽, 毛线帽, 遮阳帽, 草帽, 礼帽

set: set, co ord, co ord set, coord, combo, twin set, suit set, tracksuit, track suit, pant suit, pants suit, pantsuit
set: skirt suit, trouser suit, salwar suit, salwar kameez, shalwar kameez, night suit, pyjama set, pajama set, outfit
set: churidar suit, sweatsuit, sweat suit, two piece set, clothing set, kurta set, ensemble
set: / 套装, 两件套, 三件套, 四件套, 二件套, 套裙, 套裤, 运动服套装, 家居服, 睡衣, 校服, 汉服

other: saree, sari, sock, stocking, bra, bralette, brassiere, panty, panties, briefs, boxer, boxer brief, boxer shorts
other: underwear, underpant, thong, lingerie, lingerie set, bra set, innerwear, hosiery, pantyhose, handbag, bag, tote
other: tote bag, backpack, rucksack, clutch, clutch bag, wallet, purse, belt, tie, bow tie, necktie, scarf, scarves
other: stole
other: shawl, dupatta, glove, mitten, watch, watches, sunglasses, earring, necklace, bracelet, bangle, ring, pendant
other: jewellery, jewelry, umbrella, headband, hair band, hairband, hair clip, cufflink, keychain, phone case, luggage
other: suitcase, shoelace, swimsuit, swim suit, swimming costume, bikini, bikini set, tankini, swimwear, bathrobe
other: bath robe, robe, towel, blanket, bedsheet, pillow, curtain, perfume, deodorant, lipstick, nail polish, petticoat
other: shapewear, lungi, dhoti, onesie, sleepsuit, bib, diaper, mask, face mask
other: pocket square, suspenders, braces, arm warmer, leg warmer, dress material
other: sports bra, anklet, lehenga choli, leotard
other: shoe lace, insole, pouch, duffel bag, duffle bag
other: / 内裤, 内衣, 文胸, 胸罩, 袜子, 袜, 丝袜, 连裤袜, 围巾, 手套, 腰带, 皮带, 领带, 领结, 手提包, 背包, 单肩包
other: / 斜挎包
other: / 钱包, 双肩包, 挎包, 手袋, 包包, 项链, 耳环, 耳钉, 戒指, 手链, 手镯, 手表, 眼镜, 墨镜, 泳衣, 泳装, 比基尼
other: / 纱丽, 丝巾, 披肩, 雨伞, 手机壳, 鞋带, 鞋垫, 发夹, 发带, 浴袍, 毛巾, 香水, 口红, 口罩, 吊带袜, 保暖内衣
other: / 帆布包, 托特包, 手拿包, 链条包, 腰包, 行李箱, 胸针, 袖扣

goods: cleaner, shoe polish, shoe cream, shoe brush, cleaning brush, protector spray, waterproofing spray, detergent
goods: fabric softener, leather conditioner, boot conditioner, deodorant ball, cedar ball, lint remover, lint roller
goods: fabric shaver, debobbler, sweater comb, steamer, ironing board, steam iron, trouser press, folding board
goods: laundry bag, wash bag, washing bag, shoe rack, clothes rack, garment rack, hat rack, coat rack, drying rack
goods: tie rack, clothes rail, coat stand, hat stand, hat box, shoe box, shoe storage, storage box, jewellery box
goods: jewelry box, storage bag, garment bag, suit carrier, suit bag, dust cover, dust bag, organiser, organizer
goods: phone stand, phone holder, hanger, coat hanger, clothes hanger, coat hook, wall hook, mannequin, dress form
goods: tailors dummy, sewing pattern, knitting pattern, crochet pattern, pattern pdf, repair kit, cleaning kit
goods: sewing kit, replacement kit, replacement button, replacement lace, button replacement, shirt stay
goods: collar extender, waist extender, bra extender, boot jack, shoe tree, boot tree, boot shaper, shoe horn
goods: shoehorn, shoe stretcher, shoe deodoriser, shoe deodorizer, fabric dye, clothes dye, shoe dye
goods: heat transfer paper, heat transfer vinyl, iron on patch, iron on transfer, velcro patch, plush toy, soft toy
goods: stuffed animal, stuffed toy, figurine, poster, mug, gift card, cushion cover, picture frame, photo frame
goods: shoe cabinet
goods: / 鞋撑, 鞋架, 鞋柜, 鞋盒, 鞋油, 鞋刷, 鞋拔, 擦鞋, 鞋带扣, 衣架, 裤架, 晾衣, 挂衣, 衣帽架, 帽架, 洗护架, 衬架
goods: / 收纳架, 收纳盒, 收纳袋, 收纳箱, 收纳神器, 压缩袋, 防尘袋, 防尘罩, 衣柜, 去球器, 除球器, 剃毛器, 粘毛器, 除毛器
goods: / 挂烫机, 熨斗, 熨衣板, 烫衣板, 清洁剂, 清洗剂, 清洁膏, 去污, 喷雾, 护理油, 护理液, 洗衣液, 洗衣粉, 洗衣袋, 护洗
goods: / 柔顺剂, 染色剂, 染料, 免缝, 衬衫夹, 裤夹, 夹子, 裙撑, 羽绒被, 冬被, 相框, 手机支架, 手机架, 人台, 模特架, 纸样
goods: / 裁剪图, 图解, 补丁贴, 毛绒玩具, 毛绒玩偶, 手办, 礼品卡

-: hanger loop, hanging loop / 送衣架, 送防尘袋, 送收纳袋
-: cap sleeve, cap sleeved, shirt collar, shirt collared, polo collar, polo neck, polo assn, polo club
-: polo ralph lauren
-: boot cut, bootcut, boot leg, toe cap, tie dye, tie dyed, tie and dye, tie up, tie front, tie waist, tie neck
-: tie back, tie knot, tie shoulder, tie detail, side tie, dress code, top stitch, top stitched, high top, low top
-: shirt hem, skirt hem, bag fit, paper bag, paperbag, belt loop, no belt, shirt sleeve
-: on top, top rated, top quality, top brand, top selling, top seller, top handle, jacket collar, suit collar
-: short length, shorts length, pants length, suit fabric, suiting, ring detail
-: dress up, dressed up, jersey fabric, coat hook, shoe box, shoe size
-: kimono sleeve, tank style, knit fabric, boot length, sock fit, glove fit, heel tab, heel height, cape sleeve
-: jersey knit, ring spun, ringspun, watch pocket, bib style, bib front, bib yoke, robe style, top to bottom
-: / 连帽, 带帽, 戴帽, 有帽, 无帽, 帽领, 可脱卸帽, 帽檐, 裙摆, 裤脚, 裤腿, 裤腰, 裤兜, 裤长, 裙长, 衬衫领, 衬衣领
-: / 西装领
-: / 西服领, 衬衫式, 西装式, 大衣领, POLO领, 夹克领, 背心式, 吊带式, 卫衣布, 毛衣链, 鞋码, 鞋跟, 靴筒, 鞋底
-: / 短袖口, 长袖口, 衬衫料, 西装料, 内衣外穿, 裙裾, 皮草领, 帽绳
"""

SUFFIXES = (
    ("dress", "dress"),
    ("skirt", "skirt"),
    ("jacket", "outwear"),
    ("coat", "outwear"),
    ("trouser", "pants"),
    ("pants", "pants"),
    ("jeans", "pants"),
    ("leggings", "pants"),
    ("shorts", "shorts"),
    ("sweater", "longsleeve"),
    ("hoodie", "longsleeve"),
    ("tshirt", "t-shirt"),
    ("shirt", "shirt"),
    ("blouse", "shirt"),
    ("shoe", "shoes"),
    ("boot", "shoes"),
)
"""Ends of English words that were written together ("beachdress") → their kind."""
NOT_FUSED = ("address", "headdress", "redress", "petticoat", "undercoat", "reboot", "horseshoe", "overdress")
"""Words that end so by chance."""


@dataclass(frozen=True)
class KindWord:
    """What a shop's word says of the kind.

    Attributes:
        kinds: the categories that it may mean, in the order of `taxonomy.KINDS`; empty for the other words of the list.
        mark: "" for a word that names a kind, "~" for a weak one, "set", "other", "goods" or "-", see above.
    """

    kinds: tuple[str, ...]
    mark: str = ""


@functools.cache
def kind_words() -> Mapping[str, KindWord]:
    """Map the words, in small letters and with spaces for hyphens, to what they say. Names of kinds are among them."""
    found: dict[str, KindWord] = {}
    for line in filter(None, LISTS.splitlines()):
        head, _, words = line.partition(":")
        said = _said(head)
        for word in filter(None, (spelled(each) for each in re.split("[,/]", words))):
            found[word] = said
            found.setdefault(word.replace(" ", ""), said)
    return MappingProxyType(_named() | found)


def spelled(text: str) -> str:
    """Write a text as the words of the list are: small letters, and no hyphens within words."""
    return re.sub(r"(?<=[a-z0-9])-(?=[a-z0-9])", " ", text.strip().lower())


@functools.cache
def any_kind_word() -> re.Pattern[str]:
    """Matches any of the words, the longest first: English ones whole as group 1, fused ones as group 2, and Chinese
    ones as group 3.
    """
    ordered = sorted(kind_words(), key=lambda word: (-len(word), word))
    latin = _either(word for word in ordered if word.isascii())
    other = _either(word for word in ordered if not word.isascii())
    ends = _either(end for end, _ in SUFFIXES)
    chance = _either(NOT_FUSED)
    edge = r"(?<![a-z0-9])"
    fused = rf"{edge}(?!(?:{chance})(?:e?s)?\b)[a-z]+?({ends})(?:e?s)?(?![a-z0-9])"
    return re.compile(rf"{edge}({latin})(?:e?s)?(?![a-z0-9])|{fused}|({other})")


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in words)


def _said(head: str) -> KindWord:
    if head in ("set", "other", "goods", "-"):
        return KindWord((), head)
    mark = "~" if head.startswith("~") else ""
    kinds = head.removeprefix("~").split("|")
    return KindWord(tuple(name for name in KINDS if name in kinds), mark)


def _named() -> dict[str, KindWord]:
    names = {spelled(word): KindWord((name,)) for name, kind in KINDS.items() for word in (kind.english, kind.chinese)}
    return names | {spelled(name): KindWord((name,)) for name in KINDS}
