"""How the page looks: the colours and letters of Intarsia's other pages, from this machine alone."""

from __future__ import annotations

from collections.abc import Mapping

import gradio as gr
from gradio.themes.utils.colors import Color

SANS = (
    *("system-ui", "-apple-system", "Segoe UI", "Roboto", "Helvetica Neue", "PingFang SC", "Hiragino Sans GB"),
    *("Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", "sans-serif"),
)
MONO = ("ui-monospace", "SF Mono", "Menlo", "Consolas", "Noto Sans Mono CJK SC", "monospace")
BLUE = Color(
    *("#eef4f8", "#dcebf5", "#bcd9ec", "#8fc0df", "#63b3ec", "#1f80bd", "#0067a8", "#00578e", "#074a75", "#0b3d5f"),
    "#082a42",
    name="inlay",
)
STONE = Color(
    *("#fcfbf8", "#f4f2ec", "#e2dfd7", "#cbc7bd", "#a5abb6", "#6f7580", "#575d69", "#3d424c", "#282c33", "#1c1f25"),
    "#15171b",
    name="stone",
)


STYLE: Mapping[str, str] = {
    "body_background_fill": "*neutral_50",
    "body_background_fill_dark": "*neutral_950",
    "body_text_color": "#1c1f26",
    "body_text_color_dark": "#e9e7e2",
    "body_text_color_subdued": "*neutral_600",
    "body_text_color_subdued_dark": "*neutral_400",
    "block_background_fill": "transparent",
    "block_background_fill_dark": "transparent",
    "block_border_width": "0px",
    "block_border_width_dark": "0px",
    "block_label_text_color": "*neutral_700",
    "block_label_text_color_dark": "*neutral_300",
    "block_info_text_color": "*neutral_600",
    "block_info_text_color_dark": "*neutral_400",
    "block_title_text_color": "*neutral_900",
    "block_title_text_color_dark": "*neutral_200",
    "block_title_text_weight": "600",
    "block_padding": "0px",
    "input_background_fill": "white",
    "input_background_fill_dark": "*neutral_900",
    "input_border_color": "*neutral_400",
    "input_border_color_dark": "*neutral_500",
    "input_border_width": "1px",
    "input_border_width_dark": "1px",
    "input_placeholder_color": "*neutral_600",
    "input_placeholder_color_dark": "*neutral_400",
    "button_primary_background_fill": "*primary_600",
    "button_primary_background_fill_hover": "*primary_700",
    "button_primary_background_fill_dark": "*primary_600",
    "button_primary_text_color": "white",
    "button_primary_text_color_dark": "white",
    "button_secondary_background_fill": "transparent",
    "button_secondary_background_fill_dark": "transparent",
    "button_secondary_border_color": "*neutral_400",
    "button_secondary_border_color_dark": "*neutral_500",
    "button_border_width": "1px",
    "button_transition": "none",  # between two colours that can be read are some that cannot
    "button_large_radius": "999px",
    "button_medium_radius": "999px",
    "button_small_radius": "999px",
}


def theme() -> gr.themes.Base:
    """Fonts of the reader's system only: Gradio's own would be fetched from elsewhere, or be no Chinese ones."""
    made = gr.themes.Base(primary_hue=BLUE, secondary_hue=BLUE, neutral_hue=STONE, font=SANS, font_mono=MONO)
    made.set(**STYLE)
    return made
