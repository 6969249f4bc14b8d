"""A try-on pipeline as small as one can be: random weights in safetensors, loaded without diffusers."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import PIL.Image
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn


class TinyTryOn(nn.Module):
    """Person, mask and garment → a picture; every pixel of it is changed, the face too."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.inner, self.outer = nn.Conv2d(7, width, 3, padding=1), nn.Conv2d(width, 3, 1)

    def forward(self, parts: Tensor) -> Tensor:
        return torch.sigmoid(self.outer(torch.tanh(self.inner(parts))))

    @torch.inference_mode()
    def __call__(  # type: ignore[override]
        self,
        image: PIL.Image.Image,
        mask: PIL.Image.Image,
        garment_image: PIL.Image.Image,
        num_inference_steps: int = 1,
        seed: int = 0,
    ) -> list[PIL.Image.Image]:
        assert image.size == mask.size == garment_image.size
        torch.manual_seed(seed)
        parts = [torch.tensor(np.asarray(each.convert(mode), np.float32) / 255) for each, mode in
                 ((image, "RGB"), (mask, "L"), (garment_image, "RGB"))]  # fmt: skip
        planes = torch.cat([each.reshape(*each.shape[:2], -1) for each in parts], -1).permute(2, 0, 1)[None]
        for _ in range(num_inference_steps):
            planes[:, :3] = self.forward(planes + 0.01 * torch.randn_like(planes))
        return [PIL.Image.fromarray(np.asarray(planes[0, :3].permute(1, 2, 0) * 255, np.uint8))]


def save(folder: Path, width: int = 4) -> Path:
    """Random weights and what they are."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file(TinyTryOn(width).state_dict(), folder / "model.safetensors")
    (folder / "config.json").write_text(json.dumps({"width": width}), "utf-8")
    (folder / "README.md").write_text("---\nlicense: cc0-1.0\n---\n# Random\n", "utf-8")
    return folder


def load(folder: str, device: str = "cpu") -> TinyTryOn:
    """What `loader=tinymodel:load` calls."""
    model = TinyTryOn(json.loads((Path(folder) / "config.json").read_text("utf-8"))["width"])
    model.load_state_dict(load_file(Path(folder) / "model.safetensors"))
    return model.to(device).eval()


def inpainter(folder: str) -> object:
    """One that takes no garment: it shows what it was given, with the masked part turned to its opposite."""

    def inpaint(*, prompt: str, image: PIL.Image.Image, mask_image: PIL.Image.Image, strength: float = 1.0) -> object:
        Path(folder, "asked.json").write_text(json.dumps({"prompt": prompt, "strength": strength}), "utf-8")
        image.save(Path(folder, "image.png"))
        mask_image.save(Path(folder, "mask.png"))
        turned = np.where(np.asarray(mask_image)[..., None] > 0, 255 - np.asarray(image), np.asarray(image))
        return Answer([PIL.Image.fromarray(turned.astype(np.uint8))])

    return inpaint


class Answer:
    """As diffusers give it."""

    def __init__(self, images: list[PIL.Image.Image], flagged: bool = False) -> None:
        self.images, self.nsfw_content_detected = images, [flagged]


def shy(folder: str) -> object:
    """One whose own filter keeps everything back."""
    return lambda image, mask_image: Answer([image], flagged=True)


def broken(folder: str) -> object:
    """One that fails."""

    def fail(image: object) -> None:
        raise RuntimeError("out of\nmemory")

    return fail


def silent(folder: str) -> object:
    """One that gives no picture."""
    return lambda image: None
