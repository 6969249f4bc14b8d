"""When there is no preview: what is missing, and what to do; in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping

from intarsia.apps.tryon.person.reasons import Reason
from intarsia.errors import RefusedPhoto

REFUSALS: Mapping[str, Reason] = {
    "shoulders hidden": Reason(
        "the shoulders are not both in the photo; give one from the front that shows them",
        "照片没有同时拍到双肩；请提供拍到双肩的正面照片。",
    ),
    "turned": Reason(
        "the body is turned away too far for a flat garment; give a photo from the front",
        "身体侧转过多；请提供正面照片。",
    ),
    "arms crossed": Reason(
        "an arm lies across the body, in front of the garment; let both hang beside it",
        "手臂横在身体前面，挡住衣物；请双臂自然下垂后拍照。",
    ),
    "hips hidden": Reason(
        "the photo ends above the hips; give one that shows the legs too",
        "照片没有拍到髋部以下；请提供包含腿部的照片。",
    ),
    "seated": Reason(
        "the legs point at the camera, as of someone who sits; give a photo of you standing",
        "双腿朝向镜头（例如坐姿）；请提供站立的照片。",
    ),
    "cut off": Reason(
        "the garment goes on beyond the edge of its photo; give a photo that shows all of it, with some space around",
        "衣物超出了照片边缘；请提供完整拍到衣物、四周留有空间的照片。",
    ),
    "bent": Reason(
        "this garment cannot be laid on this pose without bending its cloth; give a photo with arms and legs straight, "
        "or one of the garment lying flat",
        "以该姿势无法平整地贴合这件衣物；请提供四肢伸直的照片，或衣物平铺的照片。",
    ),
    "crumpled": Reason(
        "the garment's outline is not that of one that lies flat; lay it out, its sleeves apart, on a plain surface",
        "衣物轮廓不像平铺状态；请将衣物和袖子展开，平放在纯色背景上拍摄。",
    ),
    "no cloth": Reason(
        "the garment has no photo, so there is nothing to draw; add one",
        "该衣物没有照片，无法绘制；请添加照片。",
    ),
    "bulky": Reason(
        "what you wear stands off too far for another garment over it; give a photo in closer-fitting clothes",
        "身上的衣服过于蓬松，无法在外面绘制其他衣物；请穿更贴身的衣服拍照。",
    ),
    "too bare": Reason(
        "most of what you wear would show beside this garment; give a photo in shorter or closer-fitting clothes",
        "原有衣物大部分会露在外面；请穿更短或更贴身的衣服拍照。",
    ),
}
"""Name → why, and what to do."""


def refused(name: str) -> RefusedPhoto:
    """The error for one of `REFUSALS`."""
    reason = REFUSALS[name]
    return RefusedPhoto(name, reason.en, reason.zh)
