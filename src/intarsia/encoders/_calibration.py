"""Texts of many kinds, to measure how large numbers become inside a text encoder before it is quantised."""

_KINDS = (
    "red",
    "a",
    "What is the colour of the triangle?",
    "I love this jacket! It fits perfectly, and the fabric is soft. I usually wear a small, but had to size up.",
    "The dress runs large and the zipper broke after one wash, so I sent it back. Very disappointed!!",
    "Gorgeous top; the sleeves are a bit long for my frame (5'2\", 115 lbs), yet the cut is flattering.",
    "The committee approved the new budget after a long debate on Tuesday evening.",
    "def main():\n    print('hello world')  # a comment",
    "SELECT name, COUNT(*) FROM users WHERE age > 30 GROUP BY name;",
    "Call me at 555-0134 or write to info@example.com before 5 pm!",
    "Quantum mechanics describes nature at the smallest scales of energy and matter.",
    "lol that was sooo funny :) can't wait 4 next time",
    "Ingredients: flour, 2 eggs, 100 g of sugar, a pinch of salt; bake for 30 minutes at 180 °C.",
    "The patient was admitted with acute chest pain and shortness of breath; troponin was 0.4 ng/ml.",
    "Stock prices fell by 3.5% as investors worried about rising interest rates.",
    "He said: \"I can't believe it's not butter\" -- and walked away...",
    "https://www.example.com/path/to/page?query=1&x=2#top",
    "Once upon a time, in a land far away, there lived a king who had three daughters, and each was wiser than the "
    "last; one day he called them to his hall and asked what they would do with the crown.",
    "Wireless noise-cancelling headphones, 30 h battery, USB-C, black, model WH-1000",
    "We show that the estimator converges at rate O(1/n) under mild assumptions on the noise.",
    "GOAL!!! What a match, 3-2 in the 94th minute, the crowd went wild",
    "Is there a blue circle in the image? Yes.",
    "A small brown dog sleeps on a striped rug beside an open window.",
    "Terrible service. The waiter was rude, the soup was cold, and nobody apologised. Never again.",
    "price 12,99 EUR incl. VAT; shipping: free; return: 30 days",
    "- wash at 40 degrees\n- do not bleach\n- iron at low heat",
    "TERMS AND CONDITIONS: THE SELLER SHALL NOT BE LIABLE FOR ANY INDIRECT DAMAGE.",
    "2026-03-14 09:26:53 ERROR [worker-7] connection refused (errno=111), retrying in 5 s",
    "1 2 3 4 5 6 7 8 9 10",
    "????? !!!!! ..... ----- *****",
    "very very very very very very very very very very very very very very very very good",
    "The old man read his paper while the rain fell over the quiet village and the cat sat watching from the sill.",
    "¿Dónde está la biblioteca? La ropa de invierno es muy cara este año.",
    "Ich suche eine warme Winterjacke für Kinder, möglichst in Größe 128.",
    "Cette robe est magnifique, mais la fermeture éclair s'est cassée dès le premier jour.",
    "我想买一件冬天穿的外套,最好是羊毛的,颜色要深一点。",
    "这件衣服质量不错,就是有点贵!",
    "これはとても暖かいセーターです。サイズもぴったりでした。",
    "Привет! Куртка пришла вовремя, но рукава слишком длинные.",
    "هذا الفستان جميل جدا ولكن المقاس صغير.",
    "यह कपड़ा बहुत मुलायम है और रंग भी सुंदर है।",
    "I ❤️ this 👗!! 10/10 🎉",
)
"""English in its many registers, and nine other languages."""

_ODD = ("ok", "no", "coat", "yes", "the", "!", "x", "1 2 3", "good " * 60, "word " * 250)
"""Single words and their repetition excite channels that sentences leave at rest."""

TEXTS = (*_KINDS, " ".join(_KINDS), *_ODD)
"""All of them, and one that fills every position."""
