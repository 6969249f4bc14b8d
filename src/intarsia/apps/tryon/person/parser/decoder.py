"""The decoder of the parser: from the frozen encoder's maps, the picture and the pose to a class for each pixel."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from pathlib import Path

import safetensors.torch
import torch
from torch import Tensor, nn

from intarsia.apps.tryon.person.parser.cues import CHANNELS
from intarsia.encoders.efficientnet import FeatureMaps

CLASSES = ("background", "hair", "face", "neck", "arms", "legs", "upper", "lower", "dress", "shoes", "carried")
"""What a pixel may be. "upper" holds jackets, "lower" tights, "hair" hats, "arms" hands, "neck" the skin of the trunk;
"carried" is what a person has but does not wear."""
WIDTHS = (16, 32, 64, 80, 96)
"""Channels at strides 2, 4, 8, 16 and 32."""
KEPT = (16, 32, 64, 96)
"""Channels that the encoder's maps are reduced to, finest first."""
FORMAT = 1
FOLDER = Path(__file__).with_name("heads") / "decoder"
"""config.json, model.safetensors, CARD.md."""


class ParserDecoder(nn.Module):
    """A U-Net's upward half: 0.5 M parameters. Every size sees the cues; the finest also the picture."""

    def __init__(self) -> None:
        super().__init__()
        below = (*WIDTHS[1:], 0)
        given = (3, *KEPT)
        self.reduce = nn.ModuleList(nn.Conv2d(*pair, 1) for pair in zip(FeatureMaps.WIDTHS, KEPT, strict=True))
        self.up = nn.ModuleList(
            nn.Sequential(*_layer(under + CHANNELS + own, width), *_layer(width, width))
            for under, own, width in zip(below, given, WIDTHS, strict=True)
        )
        self.answer = nn.Conv2d(WIDTHS[0], len(CLASSES), 1)

    def forward(self, maps: Sequence[Tensor], pixels: Tensor, cues: Tensor) -> Tensor:
        """Return logits (B, K, H / 2, W / 2) of the K `CLASSES`.

        Args:
            maps: of `FeatureMaps`.
            pixels: (B, 3, H / 2, W / 2) float32 about in [-1, 1].
            cues: (B, `CHANNELS`, H / 2, W / 2) float32 in [0, 1].
        """
        given = [pixels, *(reduce(each) for reduce, each in zip(self.reduce, maps, strict=True))]
        shown = [cues]
        for _ in maps:
            shown.append(nn.functional.avg_pool2d(shown[-1], 2))
        found = self.up[-1](torch.cat([given[-1], shown[-1]], 1))
        for up, own, cue in zip(self.up[-2::-1], given[-2::-1], shown[-2::-1], strict=True):
            found = nn.functional.interpolate(found, size=own.shape[-2:], mode="nearest")
            found = up(torch.cat([found, own, cue], 1))
        logits: Tensor = self.answer(found)
        return logits


def _layer(given: int, width: int) -> tuple[nn.Module, ...]:
    return nn.Conv2d(given, width, 3, padding=1, bias=False), nn.BatchNorm2d(width), nn.ReLU(inplace=True)


def save(decoder: ParserDecoder, folder: Path) -> None:
    """Write config.json and model.safetensors (float16) to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    state = {name: value.half().contiguous() for name, value in decoder.state_dict().items() if value.ndim}
    safetensors.torch.save_file(state, folder / "model.safetensors")
    config = {"format": FORMAT, "classes": list(CLASSES), "encoder": "efficientnet-lite0"}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


@functools.cache
def decoder() -> ParserDecoder:
    """Return the decoder that is shipped, loaded once in a process."""
    made = ParserDecoder()
    state = safetensors.torch.load_file(FOLDER / "model.safetensors")
    made.load_state_dict({name: value.float() for name, value in state.items()}, strict=False)
    return made.eval()
