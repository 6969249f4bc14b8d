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
from intarsia.i18n import Message

LISTS = """
season spring: spring, springtime, springlike / 春天, 春季, 春日, 早春, 初春, 春装, 春游
season summer: summer, summertime, summery, midsummer / 夏天, 夏季, 夏日, 盛夏, 初夏, 夏装, 暑假
season autumn: autumn, fall, autumnal / 秋天, 秋季, 秋日, 初秋, 深秋, 秋装
season winter: winter, wintertime, wintry, midwinter / 冬天, 冬季, 冬日, 寒冬, 冬装
season -: fall in, fall off, fall apart, falls apart, rise and fall

weather 32: very hot, boiling, heatwave, heat wave, scorching / 炎热, 酷热, 高温, 很热, 闷热
weather 28: hot, heat / 热天, 天热, 热
weather 24: warm weather, warm day, warm evening, warm night, warm morning, warm climate, warm season, warm country
weather 24: warm place, warm outside, it is warm, it's warm, be warm, gets warm, get warm, getting warm, warm summer
weather 24: warm spring, warm autumn, mild, sunny, sunshine / 晴天, 阳光, 天暖, 天气温暖, 天气暖和, 暖春, 温暖的春
weather 24: / 温暖的天, 温暖的季节, 温暖的日子, 春暖
weather 13: cool weather, cool day, cool evening, cool night, cool morning, chilly, breezy, windy
weather 13: / 凉爽, 微凉, 转凉, 天凉, 有风, 凉
weather 5: warm / 暖和, 温暖, 暖
weather 5: cold, something warm, warm clothes, warm coat, warm jacket, warm sweater, keep warm, stay warm, cosy, cozy
weather 5: / 寒冷, 天冷, 保暖, 暖和的衣服, 御寒, 冷
weather -5: freezing, frost, frosty, snow, snowy, icy, very cold / 下雪, 雪天, 冰天雪地, 严寒, 滑雪
weather -: warm enough
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
occasion -: birthday gift, birthday present / 生日礼物
occasion -: up to date, to date, out of date, work well, works well, does it work, go to work out, classy

formality 1: black tie, white tie, very formal, evening gown / 非常正式, 很正式, 隆重
formality 0.85: formal, elegant, ceremonial, business suit, a suit, suit, tuxedo / 正式, 优雅, 端庄, 盛装, 西装, 西服
formality 0.75: dressy, smart, sophisticated, chic, businesslike, polished / 精致, 商务风, 体面, 得体, 干练
formality 0.55: smart casual, business casual, semi-formal, semi formal / 商务休闲, 半正式
formality 0.3: casual, informal, non-formal, non formal, laid-back, laid back, relaxed
formality 0.3: / 非正式, 休闲, 随意, 随性, 轻松
formality 0.15: sporty, comfy, comfortable, loungewear, sloppy / 运动风, 舒服, 舒适, 宽松

kind t-shirt: t-shirt, t shirt, tee, tee shirt, tshirt, tank top, polo, polo shirt, vest top, camisole, singlet
kind t-shirt: / T恤, t恤, T恤衫, 短袖, 背心, polo衫, 吊带
kind shirt: shirt, blouse, dress shirt, button-down, button-up, flannel / 衬衫, 衬衣, 女衫, 雪纺衫
kind longsleeve: long sleeve, long-sleeve, longsleeve, sweater, jumper, pullover, sweatshirt, hoodie, hoody, knitwear
kind longsleeve: cardigan, turtleneck, rollneck, roll neck, polo neck, warm sweater, long sleeve top, long-sleeved top
kind longsleeve: / 长袖, 长袖上衣, 毛衣, 卫衣, 针织衫, 打底衫, 开衫, 帽衫, 连帽衫, 连帽卫衣, 高领毛衣, 套头衫
kind longsleeve: / 羊毛衫, 羊绒衫
kind outwear: jacket, coat, outerwear, outwear, blazer, parka, anorak, windbreaker, overcoat, raincoat, trench
kind outwear: suit, a suit, business suit, suit jacket, sports coat, warm coat, warm jacket, trench coat, rain coat
kind outwear: gilet
kind outwear: puffer, puffer jacket, down jacket, bomber, bomber jacket, waistcoat
kind outwear: / 外套, 夹克, 大衣, 风衣, 羽绒服, 西装外套, 西服, 西装, 西服外套, 棉服, 棉衣, 雨衣, 冲锋衣, 皮衣, 马甲
kind outwear: / 羽绒衣
kind dress: dress, dresses, gown, frock, sundress, maxi dress, mini dress, midi dress, shirt dress
kind dress: / 连衣裙, 礼服, 长裙, 旗袍, 晚礼服, 连身裙, 吊带裙, 衬衫裙
kind skirt: skirt, miniskirt, mini skirt, midi skirt, maxi skirt / 半身裙, 半裙, 短裙, 百褶裙, 伞裙, 包臀裙
kind dress|skirt: / 裙子, 裙装, 裙
kind pants: boyfriend jean, boyfriend jeans, mom jeans, mum jeans, dad jeans
kind pants: trousers, trouser, pants, jeans, jean, chinos, chino, leggings, legging, slacks, joggers, jogger
kind pants: sweatpants
kind pants: tracksuit bottoms, cargo pants, cargo trousers, cords, culottes, suit trousers, dress pants
kind pants: / 裤子, 长裤, 牛仔裤, 西裤, 西装裤, 休闲裤, 阔腿裤, 打底裤, 紧身裤, 运动裤, 工装裤, 卫裤, 裤
kind shorts: shorts, bermuda, hot pants, denim shorts, jean shorts / 短裤, 热裤, 牛仔短裤, 五分裤
kind shoes: shoe, sneaker, trainers, boot, bootie, sandal, loafer, heels, high heels, footwear, ballet flats, flats
kind shoes: slipper, flip-flop, flip flop, moccasin, stiletto, espadrille, brogue, oxfords, plimsoll, clogs
kind shoes: / 鞋子, 鞋, 靴子, 凉鞋, 高跟鞋, 运动鞋, 靴, 短靴, 长靴, 乐福鞋, 平底鞋, 拖鞋, 帆布鞋, 皮鞋, 球鞋, 跑鞋
kind shoes: / 单鞋
kind hat: hat, cap, beanie, beret, sunhat, baseball cap / 帽子, 帽, 棒球帽, 毛线帽, 草帽, 贝雷帽
kind t-shirt|shirt|longsleeve: top, tops, upper body / 上衣, 上装, 上身
kind pants|skirt|shorts: bottoms, lower body / 下装, 下半身, 下身
kind outwear: light jacket, light coat
kind dress: evening gown, qipao, cheongsam
kind longsleeve: hooded sweatshirt
kind pants: chino trousers, khakis, cargos / 牛仔长裤, 卡其裤
kind t-shirt: / 保罗衫, 白t, 黑t, 灰t
colour white: / 白t
colour black: / 黑t
colour grey: / 灰t
kind outwear: / 派克大衣, 飞行员夹克
kind -: suit me, suits me, suit my, suits my, to suit, that suits, would suit, suit the, suits the, suit a, suits a
kind -: suit you
kind -: dress code, dress up, dressing up, dress down, to dress, how to dress, top of, on top, at the top, cap sleeve
kind -: well dressed, dressed, top up, boot camp, t-shirt weather, dress well, bottom line
kind -: / 裙带, 上身效果, 半身, 全身

sort jeans: boyfriend jean, boyfriend jeans, mom jeans, mum jeans, dad jeans, jeans, jean / 牛仔裤, 牛仔长裤
sort chinos: chinos, chino, chino trousers, khakis / 休闲裤, 卡其裤
sort leggings: leggings, legging / 打底裤, 紧身裤
sort joggers: joggers, jogger, sweatpants, tracksuit bottoms / 运动裤, 卫裤
sort cargo trousers: cargo pants, cargo trousers, cargos / 工装裤
sort suit trousers: suit trousers, dress pants, slacks / 西裤, 西装裤
sort hoodie: hoodie, hoody, hooded sweatshirt / 帽衫, 连帽衫, 连帽卫衣
sort sweatshirt: sweatshirt, hoodie / 卫衣, 连帽卫衣
sort sweater: sweater, jumper, pullover, knitwear, warm sweater, turtleneck
sort sweater: / 毛衣, 针织衫, 套头衫, 羊毛衫, 羊绒衫, 高领毛衣
sort cardigan: cardigan / 开衫
sort polo: polo, polo shirt / polo衫, 保罗衫
sort tank top: tank top, vest top, camisole, singlet / 背心, 吊带
sort blouse: blouse / 女衫, 雪纺衫
sort blazer: blazer, suit jacket, sports coat / 西装外套, 西服外套, 西装
sort trench coat: trench coat, trench / 风衣
sort parka: parka, anorak / 派克大衣
sort coat: coat, overcoat, trench coat, trench, warm coat, parka / 大衣, 风衣
sort raincoat: raincoat, rain coat / 雨衣
sort puffer: puffer, puffer jacket, down jacket / 羽绒服, 羽绒衣, 棉服, 棉衣
sort bomber: bomber, bomber jacket / 飞行员夹克
sort waistcoat: waistcoat, gilet / 马甲
sort gown: gown, evening gown / 礼服, 晚礼服
sort qipao: qipao, cheongsam / 旗袍
sort sneakers: sneaker, trainers, plimsoll / 运动鞋, 帆布鞋, 球鞋, 跑鞋
sort boots: boot, bootie / 靴子, 靴, 短靴, 长靴
sort sandals: sandal / 凉鞋
sort heels: heels, high heels, stiletto / 高跟鞋
sort flats: flats, ballet flats / 平底鞋
sort loafers: loafer, moccasin / 乐福鞋
sort slippers: slipper, flip-flop, flip flop / 拖鞋
sort cap: cap, baseball cap / 棒球帽
sort beanie: beanie / 毛线帽

fabric denim: denim / 牛仔
fabric leather: leather, faux leather, leatherette / 皮革, 真皮, 皮质, 皮衣, 皮鞋, 皮
fabric suede: suede / 麂皮, 绒面
fabric wool: wool, woolen, woollen, merino, tweed / 羊毛, 毛呢, 呢子, 羊毛衫
fabric cashmere: cashmere / 羊绒, 羊绒衫
fabric linen: linen / 亚麻, 棉麻, 麻料
fabric silk: silk, silky / 真丝, 丝绸, 桑蚕丝
fabric satin: satin / 缎面, 绸缎
fabric cotton: cotton / 棉质, 纯棉, 全棉, 棉布, 棉麻, 棉
fabric knit: knit, knitted, crochet, crocheted / 针织, 针织衫
fabric velvet: velvet / 丝绒, 天鹅绒
fabric corduroy: corduroy, cord, cords / 灯芯绒
fabric fleece: fleece / 抓绒, 摇粒绒
fabric lace: lace, lacy / 蕾丝
fabric chiffon: chiffon / 雪纺, 雪纺衫
fabric fur: fur, faux fur / 皮草, 毛皮
fabric down: down jacket, down coat, down filled / 羽绒, 羽绒服, 羽绒衣
fabric polyester: polyester, nylon, synthetic / 涤纶, 聚酯, 尼龙, 化纤
fabric -: lace-up, lace up, cotton candy, leather free / 棉花糖, 调皮, 皮肤, 俏皮, 头皮

wearer children: child, children, children's, kid, kid's, kids', boy, boy's, girl, girl's, toddler, baby, infant
wearer children: childrenswear, kidswear
wearer children: / 女童, 男童, 儿童, 童装, 童款, 宝宝, 婴儿, 小孩, 孩子, 小朋友, 小女孩, 小男孩
wearer women: women, woman, womenswear, ladies, lady, female / 女款, 女装, 女士, 女式, 女生, 女性, 女人
wearer men: men, man, menswear, gentleman, gentlemen, male / 男款, 男装, 男士, 男式, 男生, 男性, 男人
wearer all: unisex, gender-neutral, gender neutral / 中性款, 男女通用, 男女同款, 男女皆可
occasion party: girls night, girls' night, hen night, stag night
wearer -: boyfriend fit, baby shower, men at work
wearer -: man of the match, no man, best man, manly, baby steps, baby doll
relative children: daughter, son, niece, nephew, grandson, granddaughter, grandchild / 女儿, 儿子, 闺女, 侄女, 外甥
relative women: wife, girlfriend, mother, mum, mom, sister, grandmother, aunt, her
relative women: / 妻子, 老婆, 太太, 女朋友, 女友, 妈妈, 母亲, 姐姐, 妹妹, 奶奶, 外婆, 阿姨, 她
relative men: husband, boyfriend, father, dad, brother, grandfather, uncle, him
relative men: / 丈夫, 老公, 先生, 男朋友, 男友, 爸爸, 父亲, 哥哥, 弟弟, 爷爷, 外公, 叔叔, 他
relative all: him and her, her and him, both of us / 他和她, 她和他, 我们俩
relative -: / 其他, 他们, 她们, 吉他

pattern plain: plain, solid, solid colour, solid color, unpatterned, single-coloured, single-colored, unprinted
pattern plain: / 纯色, 素色, 单色, 净色
pattern stripe: stripe, striped, stripy, stripey, striping, pinstripe, pinstriped, breton / 条纹, 横条, 竖条, 海魂
pattern check: check, checked, checkered, chequered, plaid, tartan, gingham, houndstooth, windowpane
pattern check: / 格子, 格纹, 方格, 千鸟格, 格
pattern print: print, printed, floral, flower, flowery, flowered, graphic, logo, patterned, pattern, polka dot, dotted
pattern print: polka-dot, animal print, leopard, leopard print, paisley, camouflage, camo, tie-dye, tie dye
pattern print: / 花的, 带花, 小花, 大花, 花朵, 印花, 花纹, 碎花, 图案, 花卉, 波点, 圆点, 豹纹, 迷彩, 扎染, 动物纹, 花色
pattern -: check out, check in, check that, flower girl / 风格, 价格, 规格, 性格, 合格, 资格, 格外, 及格

sleeve short: short sleeve, short-sleeve, short sleeved, short-sleeved / 短袖
sleeve long: long sleeve, long-sleeve, long sleeved, long-sleeved / 长袖
colour dark: / 深, 暗
colour light: / 浅, 淡
colour bright: / 亮
colour dark: dark colour, dark color, dark, darker / 深色, 暗色
colour light: light colour, light color, light-coloured, light-colored, pale / 浅色, 淡色
colour bright: more colour, more color, pop of colour, pop of color
colour bright: bright, bright colour, bright color, colourful, colorful, vivid, neon / 亮色, 鲜艳, 彩色, 明亮, 荧光
colour pastel: pastel, pastel colour, pastel color / 粉彩, 马卡龙色
colour neutral: neutral, neutral colour, neutral color, earth tone / 中性色, 大地色
colour grey: gray
colour charcoal: dark gray / 炭灰
colour fuchsia: hot pink
colour burgundy: red wine coloured, red wine colored, red wine colour, wine coloured, wine colored, wine
colour burgundy: wine red, wine-red, maroon, bordeaux, oxblood, claret / 酒红, 暗红, 深红, 深红色
colour navy: navy blue, dark blue, midnight blue / 藏青, 藏蓝, 深蓝, 海军蓝, 深蓝色
colour light blue: baby blue, pale blue, powder blue / 浅蓝, 淡蓝, 淡蓝色
colour sky blue: / 天蓝
colour pink: baby pink, light pink, pale pink, rose / 浅粉, 淡粉色, 粉
colour light grey: pale grey, pale gray / 浅灰
colour dark grey: / 深灰
colour dark green: dark green, deep green, bottle green / 深绿, 深绿色
colour light green: light green, pale green / 浅绿, 浅绿色, 淡绿, 淡绿色
colour dark red: dark red, deep red
colour dark brown: dark brown, deep brown / 深棕色, 深棕
colour light brown: light brown, pale brown / 浅棕色, 浅棕
colour dark purple: dark purple, deep purple / 深紫, 深紫色
colour light purple: lilac, mauve, light purple, pale purple / 浅紫, 浅紫色, 淡紫色
colour light yellow: light yellow, pale yellow / 浅黄, 浅黄色, 淡黄色
colour bright red: bright red / 大红, 大红色, 鲜红
colour bright blue: bright blue, electric blue, cobalt / 亮蓝色
colour bright green: bright green, neon green / 荧光绿
colour bright pink: bright pink, neon pink / 亮粉色
colour bright yellow: bright yellow, neon yellow / 荧光黄
colour purple: violet
colour camel: tan
colour ivory: off-white, off white, ecru / 乳白, 米白, 米白色, 象牙白, 奶白
colour beige: nude, sand, oatmeal / 裸色, 杏色, 米
colour mustard: gold, golden / 金色
colour light grey: silver, light gray / 银色
colour turquoise: aqua, cyan / 青色
colour orange: / 橙, 橘色, 橘黄, 橘红
colour khaki: / 卡其
colour camel: / 驼
colour denim blue: / 牛仔蓝
colour black: / 黑
colour white: / 白
colour red: / 红
colour blue: / 蓝
colour green: / 绿
colour yellow: / 黄
colour grey: / 灰
colour purple: / 紫
colour brown: / 棕, 褐色, 咖啡色, 咖色, 褐
colour pink: / 粉红, 粉红色
colour -: white wine, red wine, black friday, dark chocolate, green day
colour -: / 白天, 明白, 空白, 坦白, 红包, 红酒, 红火, 黄昏, 黄金周, 灰心, 绿茶, 玉米, 厘米, 橙汁, 粉丝, 一米, 网红
colour -: greenhouse, blackout, white tie, red carpet, rose garden, gold standard, orange juice, blue jeans day
colour -: evergreen, white collar, blue collar / 白领, 蓝领, 白菜, 黑五, 米兰, 米奇, 米老鼠, 平方米, 小米

colour -: / 显白, 深秋, 资深, 冷淡, 漂亮, 亮相, 月亮, 深圳
sleeve none: sleeveless, no sleeves, without sleeves / 无袖, 没有袖子, 没袖子
sleeve -: sleeve / 袖子

absent -: tie, necktie, bow tie, scarf, belt, bag, handbag, glove, sock, stocking, jewellery, jewelry, necklace, watch
absent -: sunglasses, glasses, underwear, bra, lingerie, swimsuit, bikini, pyjama, pajama, umbrella
absent -: / 领带, 领结, 围巾, 丝巾, 腰带, 皮带, 包包, 皮包, 手提包, 手套, 袜子, 丝袜, 首饰, 项链, 手表, 眼镜, 墨镜, 内衣
absent -: one colour, one color, two colours, two colors, three colours, three colors / 一种颜色, 两种颜色, 三种颜色
absent -: / 文胸, 泳衣, 比基尼, 睡衣, 雨伞

meaning -: vintage, retro, boho, bohemian, preppy, minimalist, minimal, classic, timeless, romantic, streetwear, edgy
meaning -: grunge, punk, gothic, western, nautical, oversized, oversize, slim, slim fit, skinny, loose, baggy, fitted
meaning -: tight, tailored, cropped, crop, mini, midi, maxi, knee-length, knee length, ankle, long, short, longline
meaning -: high-waisted, high waisted, wide-leg, wide leg, flared, straight, bootcut, ruffle, ruffled, pleated, frilly
meaning -: embroidered, embroidery, sequin, glitter, shiny, matte, pocket, zip, zipped, hood, hooded, button, v-neck
meaning -: v neck, crew neck, round neck, collar, backless, off-shoulder, strapless, wrap, a-line, belted, lined
meaning -: padded, turtleneck, rollneck, roll neck, polo neck, see-through, see through, transparent
meaning -: quilted, waterproof, rain, rainy, breathable, stretchy, stretch, soft, cozy, trendy, modern, lightweight
meaning -: light fabric, light material, heavy, thick, thin, airy, sheer, waist, evening, smart look, designer, cable
meaning -: / 复古, 文艺, 甜美, 简约, 韩版, 日系, 法式, 修身, 紧身, 高腰, 低腰, 刺绣, 亮片, 口袋, 拉链, 纽扣, 扣子
meaning -: / v领, 圆领, 高领, 翻领, 立领, 露背, 一字肩, a字, 中长款, 长款, 短款, 百褶, 直筒, 喇叭, 连帽, 防水, 透气
meaning -: / 轻薄, 轻便, 柔软, 厚, 薄, 修腰, 学院风, 街头风, 民族风, 经典, 时尚, 雨天, 下雨, 气质, 显眼, 闪亮, 弹力
meaning -: / 腰带, 高领毛衣, 波西米亚, 波希米亚, 透明, 透视, 显瘦, 遮肉
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
        what: season, weather, occasion, formality, kind, sort (of a kind), fabric, pattern, colour, sleeve, wearer,
            relative (of the user: a wearer where it is for them), meaning (nothing that a garment is known to be, but
            what titles may speak of), or absent: what is no garment here.
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
        for word in dict.fromkeys(filter(None, (word.strip().lower() for word in re.split("[,/]", words)))):
            if Sense(what, value) not in found.setdefault(word, []):
                found[word].append(Sense(what, value))
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


@functools.cache
def kinds_of_sort(sort: str) -> frozenset[str]:
    """Return the categories that garments of a sort may have: "pants" for "jeans"."""
    own = (said for said in senses().values() if Sense("sort", sort) in said)
    return frozenset(value for said in own for each in said if each.what == "kind" for value in each.value.split("|"))


@functools.cache
def title_of(what: str, value: str) -> Message:
    """Return what a value of the lists is called: by itself in English, and by the first Chinese word of its lines.

    Args:
        what: as in `Sense`.
        value: one of its values, such as "jeans" of "sort".
    """
    heads = (line.partition(":") for line in LISTS.splitlines())
    words = [word.strip() for head, _, words in heads if head == f"{what} {value}" for word in re.split("[,/]", words)]
    chinese = next((word for word in words if word and not word.isascii()), value)
    return Message(value, chinese)
