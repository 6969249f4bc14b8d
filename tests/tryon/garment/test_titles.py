"""Titles as shops write them, in English and Chinese: which kind each names, and whom it is for."""

from __future__ import annotations

from intarsia.apps.tryon.garment.kind_words import any_kind_word, kind_words
from intarsia.apps.tryon.garment.taxonomy import KINDS
from intarsia.apps.tryon.garment.titles import LONGEST, named_in_cell, named_in_title
from intarsia.apps.tryon.garment.wearers import wearer_in

TITLES = {
    "t-shirt": """
        Harbour Lane Men Navy Printed Tshirts; Pack of 3 Cotton T-Shirts; Women's V-Neck Tee
        Graphic Tees for Boys; Ribbed Tank Top; Basic Cami; Striped Polo Shirt - Slim Fit
        U.S. Polo Assn. Men Solid Tshirts; Half Sleeve Henley; Innerwear Vests; Halter Top with open back
        Tie-Dye T-Shirt; Oversized T-shirt in washed black; Men Green Polos; 纯棉短袖T恤男; POLO衫男士商务
        吊带背心女; 宽松圆领T恤 女 2024新款; 女童卡通T恤; 短袖T恤女纯棉上衣ins潮; 冰丝汗衫; Crew Neck Tee
        Kids Tshirts
    """,
    "shirt": """
        North & Co Men White Striped Shirt; Dress Shirt; Oxford shirt for men; Women Floral Blouse; Check Shirts
        Kurtas; Cotton Kurta for Women; Printed Kurtis; Embroidered Tunic; Tunics; Linen Shirt with band collar
        Denim Shirt; Pepe Jeans Men Blue Shirt; Mens Long Sleeve Oxford Shirt; Blouse Top
        Satin shirt - cap sleeves; Bow Tie Blouse; Jack & Jones Men Casual Shirt
        United Colors of Benetton Checked Shirt; Tie-neck blouse; Boot Cut Brand Shirt; 法式衬衫女
        商务男士长袖衬衣; 雪纺衫; 白衬衫; 格子衬衫外穿
    """,
    "longsleeve": """
        Women Sweatshirts; Hooded Sweatshirt; Hoodie; Knit Sweater; Cable-knit jumper; Cropped Cardigan
        Men's Pullover; Long Sleeve T-Shirt; Full Sleeve Tee; Long-Sleeved Striped Tee
        Merino turtleneck sweater; Track Top; Knitwear; Zip hoodie with kangaroo pocket; Sweaters
        Long-sleeve V neck; Turtle Neck; Kids' Hoodies; 连帽卫衣男; 宽松毛衣女; 针织开衫; 长袖T恤男; 打底衫女
        羊绒衫; 高领针织衫; 圆领卫衣女加绒; 长袖上衣女
    """,
    "outwear": """
        Jackets; Men Leather Jacket; Denim Jacket; Jacket with hood; Women's Jeans Jacket; Puffer Vest; Blazers
        Trench Coat; Nehru Jackets; Rain Jacket; Waistcoat; Wool Overcoat; Shirt Jacket
        Parka with faux fur hood; Raincoat; Windcheater; Suit Jacket; Quilted gilet; Bomber
        Double-breasted blazer in camel; Duffle coat; Men Windbreaker; Hoodie Jacket; 牛仔外套女; 羽绒服男冬季
        毛呢大衣女中长款; 西装外套; 冲锋衣; 皮衣; 羽绒背心; 卫衣外套; 风衣男
    """,
    "dress": """
        Shirt Dress; T-shirt Dress; Maxi Dress; Women Floral Print Dresses; Sweater Dress
        Summer Dress for Women Casual; Floral Dress Cap Sleeve; Denim Shirt-Dress; Dress with shirt collar
        Wrap dress - tie waist; Rompers; Jumpsuit; Evening gown; Hoodie dress; Blazer Dress; Frocks
        Black dress, short; Skater dress with belt; Beachdress; Sundress; Jumpsuit with wide legs
        Bodycon Midi Dress; Tunic dress; Polo dress; Short Sleeve Dress; Nightdress; Boot Barn Dress
        连衣裙女夏季; 法式碎花连衣裙; 衬衫连衣裙; 衬衫裙; 旗袍; 针织连衣裙长袖; 吊带裙; 女童公主裙; 卫衣裙
        晚礼服; 2024新款女装夏季连衣裙收腰显瘦气质长裙
    """,
    "skirt": """
        Pleated Skirt; Women Denim Skirts; Mini-skirt; A-line midi skirt; Pencil skirt with slit; Lehenga; Tutu
        Tartan kilt; 半身裙; 高腰百褶裙; 牛仔半身裙女; 短裙; 西装裙
    """,
    "pants": """
        Jeans; Track Pants; Leggings; Capris; Slim Fit Chinos; Levi's Men's 511 Slim Jeans; Trousers; Palazzos
        Suit Trousers; Joggers; Churidar; Cargo Pants; Sweatpants; Jeggings; Salwar; Lounge Pants
        Women's Bootcut Jeans; Culottes; Trackpants; Skinny Jeans for Dresses; Yoga pants with pockets
        Men Slacks; Dress Pants; Harem pants; Boot cut denim trousers; 打底裤女外穿; 牛仔裤男; 阔腿裤; 运动裤
        西装裤; 工装裤男宽松; 休闲裤; 加绒打底裤; 哈伦裤
    """,
    "shorts": """
        Shorts; Denim Shorts; Cargo shorts; Bermuda shorts; Short Sleeve Pyjama Shorts; Men Denim Short
        Swim trunks; Skort; Running shorts with liner; Hot Pants; Boys Shorts; 短裤; 牛仔短裤女; 沙滩裤男; 热裤
        五分裤
    """,
    "shoes": """
        Casual Shoes; Sports Sandals; Flip Flops; Heels; Running Shoes; Chelsea Boots; High Top Sneakers
        Loafers; Flats; Dress shoes; Men Formal Shoes; Slip-ons; Cap toe boots; 运动鞋男; 高跟鞋; 马丁靴; 帆布鞋
        凉鞋女夏
    """,
    "hat": "Caps; Baseball Cap; Beanie; Wide-brim sun hat; Bucket Hat; Fedora; 棒球帽; 渔夫帽; 毛线帽; 遮阳帽",
    "": """
        Kurta with Palazzos; Top with Skirt; Shirt & Trousers; Kurta Set; Night suits; Two-piece set; Tracksuit
        Dress and Jacket; Dress or Skirt; Summer collection; Vintage denim; Red floral print; Shirt, skirt
        针织衫半身裙两件套; 白衬衫黑裤子; 运动套装; 新款韩版; 西装内搭吊带背心; T-shirt with shorts
        Salwar Kameez
    """,
    "t-shirt|shirt|longsleeve": """
        Women Black Top; Crop Tops; Peplum top; Kraus Jeans Women Top; 上衣女; Off-shoulder top with ruffles
    """,
    "dress|skirt": "裙子; 碎花裙女",
    "t-shirt|outwear": "Vest; 背心",
    "shirt|longsleeve": "Long-Sleeved Striped Top; Women full sleeve top",
    "other": """
        Women Handbag; Saree; Saree with Blouse; Ankle socks; Dress Socks; Sports Bra; Leather Belt for Jeans
        Black Bow Tie; Scarf; Boxer Shorts; Shoe Bag; Wrist Watch; Silver Ring; Tote bag - canvas; 女士手提包
        丝袜; 文胸; 围巾; 腰带; Bikini Set
    """,
}
"""Kinds → titles that name them, of our own assembly; "" for what is left to the picture, "other" for no garment."""

CELLS = {
    "t-shirt": "Tshirts; T-Shirts; Women > Clothing > T-shirts; T恤; Polos",
    "t-shirt|shirt|longsleeve": "Tops; Topwear; Tops & Tees; 上衣; Women / Tops",
    "outwear": "Coats & Jackets; Outerwear; Jackets/Coats; 外套; Men's Jackets",
    "dress|skirt": "Dresses & Skirts; Dresses/Skirts; 裙装",
    "pants": "Jeans; Track Pants; 裤子; Trousers; Leggings",
    "": "Apparel; Clothing; spaceship; Women; 服装; Kurta Sets",
    "other": "saree; Socks; Bra; handbag; Innerwear; 内衣; Watches",
}

GOODS = """
    Phone stand; Shoe cleaner foam spray; Clothes rack with wheels; Pack of 20 velvet hangers non-slip; Hat box round
    Lint remover for sweaters; Jeans button replacement kit; Shirt stays garters for men; Dress form mannequin
    Doll clothes set; Dog hoodie small breed; Hoodie for dogs; Cat sweater for your cat; Trouser hanger space saving
    Sewing pattern for summer dress; Fabric dye for jeans; Cedar balls for coats; Organic soap bar for shirts
    Crochet cardigan pattern PDF; Photo frame for wedding dress; Barbie doll dress and shoes
    鞋撑定型; 衣架防滑; 裤架多功能; 毛衣去球器; 宠物狗狗衣服秋冬卫衣; 娃娃衣服连衣裙30厘米; 西装防尘袋; 羽绒服专用清洗剂
    鞋子清洁剂小白鞋清洗; 衬衫夹防滑; 羽绒被冬被; 婚纱照相框; 帽子收纳架; 毛衣防起球喷雾
"""
"""Titles of what is sold beside garments, and is never worn by a person."""

NEAR_GOODS = {
    "t-shirt": "Coffee Mug Print Tee; Dog Mum T-Shirt for Dog Lovers; Pet Portrait T-Shirt; 海报印花T恤男",
    "shirt": "Organiser Pocket Work Shirt; Shirt with hanger loop; Spray-dyed shirt; Perfect for summer linen shirt",
    "longsleeve": "Poster Print Sweatshirt; Crochet Pattern Cardigan; 玩偶熊印花卫衣女; Teddy Fleece Hoodie for Men",
    "outwear": "Teddy Bear Coat Oversized; Coat with Dust Bag; 泰迪绒外套女冬; 男士风衣送防尘袋; Jacket for men",
    "dress": "Baby Doll Mini Dress; Doll Collar Gingham Dress; Wardrobe Essential Black Dress; 公主裙女童玩偶领",
    "pants": "Cargo Trousers with Storage Pockets; High-Waisted Denim; Made for women jeans",
    "shoes": "Chelsea Boots; Doll Shoes Mary Jane; Hiking Boots with Shoe Cream",
}
"""Titles of garments that hold such words."""

WEARERS = {
    "women": "Women's Dress; Ladies top; 女士衬衫; 连衣裙女夏季; 男友风衬衫女; Maternity Jeans; Womens Tee",
    "men": "Men White Shirt; Men's Jeans; Gents kurta; 男士外套; 男装T恤; Oxford shirt for men; MENSWEAR blazer",
    "children": """
        Girls' Frock; Boys Shorts; Kids Tshirts; 女童连衣裙; 儿童T恤; Baby Girls Romper; Toddler hoodie; 男童裤
        宝宝帽子
    """,
    "all": "Unisex hoodie; Men and Women T-shirt; 情侣卫衣; 男女同款外套; Women & Men Cap; Men's & Boys' cap",
    "": "Oxford shirt; Baby Blue dress; Boyfriend jeans; Babydoll top; 纯棉T恤; Wonder Woman tee; Kid suede boots",
}


def _listed(titles: str) -> list[str]:
    return [title.strip() for line in titles.splitlines() for title in line.split(";") if title.strip()]


def test_titles_name_their_kind() -> None:
    asked = [(title, expected) for expected, titles in TITLES.items() for title in _listed(titles)]
    assert len(asked) >= 150
    failures = []
    for title, expected in asked:
        found = named_in_title(title)
        said = "other" if found.stranger else "|".join(found.kinds)
        if {*said.split("|")} != {*expected.split("|")}:
            failures.append(f"{title!r} is {expected or 'left to the picture'}, and was taken for {said or 'nothing'}")
    assert failures == []


def test_goods_are_no_garments_and_garments_no_goods() -> None:
    assert [title for title in _listed(GOODS) if not named_in_title(title).stranger] == []
    asked = [(title, kind) for kind, titles in NEAR_GOODS.items() for title in _listed(titles)]
    assert [(title, kind) for title, kind in asked if named_in_title(title).kinds != (kind,)] == []


def test_cells_of_a_column_name_all_that_may_be_meant() -> None:
    failures = []
    for expected, cells in CELLS.items():
        for cell in _listed(cells):
            found = named_in_cell(cell)
            said = "other" if found.stranger else "|".join(found.kinds)
            if {*said.split("|")} != {*expected.split("|")}:
                failures.append(f"{cell!r} is {expected}, and was taken for {said}")
    assert failures == []


def test_titles_tell_whom_a_garment_is_for() -> None:
    failures = [
        f"{title!r} is for {expected or 'nobody knows whom'}, and was taken for {wearer_in(title)}"
        for expected, titles in WEARERS.items()
        for title in _listed(titles)
        if (wearer_in(title) or "") != expected
    ]
    assert failures == []


def test_every_word_of_the_vocabulary_is_found_and_names_kinds_that_there_are() -> None:
    for word, said in kind_words().items():
        assert set(said.kinds) <= set(KINDS)
        match = any_kind_word().fullmatch(word)
        assert match is not None, word
        assert match[1] == word or match[3] == word, word
        assert bool(said.kinds) == (said.mark in ("", "~")), word


def test_a_title_without_end_is_read_to_its_limit() -> None:
    assert named_in_title("shirt " + "x" * LONGEST + " dress").kinds == ("shirt",)
