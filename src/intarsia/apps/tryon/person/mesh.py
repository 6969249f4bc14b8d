"""Which landmarks of the face mesh outline what; each part is a closed polygon of indices."""

from __future__ import annotations

from collections.abc import Mapping

OVAL = (
    *(10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377),
    *(152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109),
)
LIPS = (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185)
EYES = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
)
"""Right and left: the person's own."""
BROWS = ((46, 53, 52, 65, 55, 107, 66, 105, 63, 70), (276, 283, 282, 295, 285, 336, 296, 334, 293, 300))
PATCHES: Mapping[str, tuple[int, ...]] = {
    "right cheek": (117, 118, 101, 36, 205, 187, 123),
    "left cheek": (346, 347, 330, 266, 425, 411, 352),
    "forehead": (104, 69, 108, 151, 337, 299, 333, 297, 338, 10, 109, 67),
}
"""Where skin is seldom covered, and neither red nor in shadow: no nose, no chin, nothing below the eyes."""
