"""What stands below every preview that is saved: that it is one. The photo's own pixels are left as they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import PIL.Image
import PIL.ImageDraw
import PIL.ImageFont

from intarsia.i18n import Message

Pixels = npt.NDArray[np.uint8]
Stroke = Sequence[tuple[int, int]]

INK = 70
PAPER = 250
SMALLEST = 14
"""Height of the letters, pixels, unless the picture is too narrow for them."""
FINE = 4
"""Strokes are drawn so many times larger, and reduced."""
STROKES: Mapping[str, Sequence[Stroke]] = {
    "近": (
        *(((80, 10), (50, 20)), ((50, 20), (49, 42), (38, 68)), ((50, 40), (92, 40)), ((72, 40), (72, 78))),
        *(((14, 14), (25, 25)), ((7, 42), (24, 42), (22, 74)), ((6, 88), (22, 74), (38, 84), (62, 89), (97, 89))),
    ),
    "似": (
        *(((27, 6), (18, 30), (6, 50)), ((20, 30), (20, 95)), ((43, 16), (43, 76), (62, 62)), ((54, 24), (62, 40))),
        *(((84, 10), (82, 42), (72, 68), (48, 94)), ((77, 64), (96, 94))),
    ),
    "预": (
        *(((8, 12), (42, 12), (27, 30)), ((14, 24), (30, 36)), ((4, 44), (46, 44), (39, 57))),
        *(((26, 44), (26, 92), (15, 86)), ((52, 11), (97, 11)), ((75, 11), (69, 26)), ((58, 27), (58, 74))),
        *(((58, 27), (91, 27), (91, 74)), ((75, 40), (74, 60), (67, 78), (50, 94)), ((78, 76), (96, 94))),
    ),
    "览": (
        *(((20, 8), (20, 36)), ((37, 4), (37, 39)), ((62, 4), (50, 27)), ((58, 14), (93, 14)), ((70, 22), (80, 35))),
        *(((26, 45), (26, 75)), ((26, 45), (76, 45), (76, 75)), ((51, 54), (48, 74), (36, 87), (10, 96))),
        *(((60, 66), (60, 88), (66, 94), (90, 94), (93, 82)),),
    ),
}
"""The signs of the mark in Chinese, on a square of 100: fonts that have them are not everywhere."""


def captioned(picture: Pixels, mark: Message) -> Pixels:
    """Return (H + h, W, 3) uint8: the picture as it is, and below it a strip with the mark in both languages."""
    height, width = picture.shape[:2]
    label = _label(mark, max(SMALLEST, max(height, width) // 34))
    if label.width > width - 4:
        label = label.resize((max(1, width - 4), max(1, label.height * (width - 4) // label.width)))
    strip = PIL.Image.new("L", (width, label.height * 2), PAPER)
    strip.paste(label, ((width - label.width) // 2, label.height // 2))
    return np.concatenate([picture, np.repeat(np.asarray(strip)[..., None], 3, axis=2)])


def _label(mark: Message, size: int) -> PIL.Image.Image:
    """Return both languages side by side, dark on light."""
    font = PIL.ImageFont.load_default(size)
    left, top, right, low = font.getbbox(mark.en)
    signs = [_sign(STROKES[each], size) for each in mark.zh]
    gap = size
    step = size + size // 8
    label = PIL.Image.new("L", (round(right - left) + gap + step * len(signs), round(max(low - top, size))), PAPER)
    PIL.ImageDraw.Draw(label).text((-left, (label.height - (low - top)) // 2 - top), mark.en, INK, font)
    for at, sign in enumerate(signs):
        label.paste(sign, (round(right - left) + gap + at * step, (label.height - size) // 2))
    return label


def _sign(strokes: Sequence[Stroke], size: int) -> PIL.Image.Image:
    large = size * FINE
    drawn = PIL.Image.new("L", (large, large), PAPER)
    pen = PIL.ImageDraw.Draw(drawn)
    for stroke in strokes:
        places = [(x * large / 100, y * large / 100) for x, y in stroke]
        pen.line(places, INK, max(1, round(0.075 * large)), joint="curve")
    return drawn.resize((size, size), PIL.Image.Resampling.LANCZOS)
