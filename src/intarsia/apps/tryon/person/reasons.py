"""Why a photo is refused, or what about it makes its facts less sure; in English and Chinese, about the photo alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from intarsia.errors import RefusedPhoto


@dataclass(frozen=True)
class Reason:
    """A sentence in two languages, which says what is so and what to do."""

    en: str
    zh: str


REFUSALS: Mapping[str, Reason] = {
    "no person": Reason(
        "no person is seen in the photo; give a photo of yourself from the front, head and shoulders at least",
        "照片中没有看到人；请提供本人的正面照片，至少包含头部和肩膀。",
    ),
    "several people": Reason(
        "several people are in the photo; crop it to one person, or give another",
        "照片中有多个人；请裁剪到只剩一人，或换一张照片。",
    ),
    "too dark": Reason(
        "the photo is too dark to tell colours; take it by a window in daylight",
        "照片太暗，无法辨别颜色；请在白天靠窗拍摄。",
    ),
    "too small": Reason(
        "the person is too small in the photo; crop it closer, or take it from nearer",
        "照片中的人太小；请裁剪得更近，或靠近拍摄。",
    ),
    "back view": Reason(
        "no face is seen, and the shoulders stand as from behind; give a photo from the front",
        "没有看到脸，肩膀看起来像是从背后拍摄的；请提供正面照片。",
    ),
    "headless": Reason(
        "the head lies outside of the photo; give one that shows it too",
        "照片没有拍到头部；请提供包含头部的照片。",
    ),
    "no face": Reason(
        "no face is seen in the photo, only a body or a garment; give a photo with the face to the camera, uncovered",
        "照片中没有看到脸，只有身体或衣物；请提供面向镜头、未遮挡面部的照片。",
    ),
    "drawing": Reason(
        "this looks like a drawing or a rendered figure; its colours are not a person's, so give a photo",
        "这看起来是图画或渲染的人物，颜色不是真人的颜色；请提供照片。",
    ),
}
NOTES: Mapping[str, Reason] = {
    "black and white": Reason(
        "the photo has no colours, so none are told from it; you can state your own",
        "照片没有颜色，因此不推断任何颜色；您可以自行填写。",
    ),
    "uneven light": Reason(
        "one side of the face is much brighter than the other, so the skin's lightness is less sure",
        "面部两侧亮度相差较大，因此肤色明度的把握较低。",
    ),
    "coloured light": Reason(
        "the light or the surroundings are strongly coloured, so all colours are less sure",
        "光线或环境颜色较强，因此所有颜色的把握较低。",
    ),
    "burnt out": Reason(
        "parts of the face are overexposed, so the skin's colour is less sure",
        "面部有过曝区域，因此肤色的把握较低。",
    ),
    "dim": Reason("the photo is rather dark, so colours are less sure", "照片偏暗，因此颜色的把握较低。"),
    "small face": Reason(
        "the face is only few pixels large, so colours are less sure and the eyes' colour may not be told",
        "面部像素较少，因此颜色的把握较低，可能无法判断眼睛颜色。",
    ),
    "blurred": Reason("the face is blurred, so outlines are less sure", "面部模糊，因此轮廓的把握较低。"),
    "turned": Reason(
        "the head is turned to the side, so only one cheek was measured",
        "头部偏向一侧，因此只测量了一侧脸颊。",
    ),
    "no hair seen": Reason(
        "no hair is seen above the face, so its colour is not told; you can state it",
        "没有看到面部上方的头发，因此不判断发色；您可以自行填写。",
    ),
    "unusual hair": Reason(
        "what is above the face may be dyed hair or a hat; correct its colour if it is not your hair's",
        "面部上方可能是染过的头发或帽子；如果不是您的发色，请更正。",
    ),
}


def refused(name: str) -> RefusedPhoto:
    """The error of that refusal, to be raised."""
    reason = REFUSALS[name]
    return RefusedPhoto(name, reason.en, reason.zh)
