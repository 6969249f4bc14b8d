"""An encoder of one's own: how a text looks, not what it says.

Shouting, numbers and length tell angry letters from others before a word is read. The encoder is frozen, so what it
says of a text is stored and shared by all folds and strategies like any other's.
"""

from dataclasses import dataclass

import numpy as np
import torch

import intarsia as ia
from intarsia.encoders import Encoded, Encoder, EncoderModule, encoders


@encoders.register("looks")
@dataclass(frozen=True)
class Looks(Encoder):
    """Length (logarithm of letters), and shares of capitals, digits and exclamation marks: (B, 1, 4)."""

    accepts = ("text",)

    @property
    def frozen(self):
        return True

    def tensors(self, batch):
        values = np.array([_looks(text or "") for text in batch.values], dtype=np.float32)
        return {"values": torch.from_numpy(values), "present": torch.from_numpy(batch.present)}

    def build(self):
        return _Looks()


class _Looks(EncoderModule):
    width = 4

    def forward(self, cells):
        return Encoded(cells["values"].unsqueeze(1), cells["present"].unsqueeze(1))  # (B, 1, 4), (B, 1)


def _looks(text):
    size = max(len(text), 1)
    return np.log(size), sum(map(str.isupper, text)) / size, sum(map(str.isdigit, text)) / size, text.count("!") / size


if __name__ == "__main__":
    random = np.random.default_rng(0)
    calm = [f"thank you for box {number}, all is well" for number in random.integers(100, 999, 60)]
    angry = [f"WHERE IS BOX {number}!!" for number in random.integers(100, 999, 60)]
    letters = {"letter": calm + angry, "mood": ["calm"] * 60 + ["angry"] * 60}
    learner = ia.Learner(schema=ia.Schema({"letter": ia.Text()}), encoders={"letter": Looks()}, fitter="linear")
    board = ia.compare(letters, "mood", learner, folds=3, fusions=[])
    print(board)
    print(board.best.predict({"letter": ["THE BOX IS EMPTY!!!", "the box has arrived, thank you"]}))
