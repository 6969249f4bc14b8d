from __future__ import annotations

import base64
import io

import numpy as np
import PIL.Image
import pytest

from intarsia.html.cells import LETTERS, SIDE, data_uri, shortened


@pytest.mark.parametrize("shape", [(400, 300, 3), (1, 1, 3), (20, 1000, 3)])
def test_a_picture_becomes_small_and_stays_itself(shape):
    pixels = np.full(shape, (200, 30, 60), dtype=np.uint8)
    uri = data_uri(pixels)
    kind, content = uri.split(";base64,")
    assert kind in ("data:image/jpeg", "data:image/png")
    picture = PIL.Image.open(io.BytesIO(base64.b64decode(content)))
    assert max(picture.size) <= SIDE
    assert np.allclose(np.asarray(picture.convert("RGB"))[0, 0], (200, 30, 60), atol=6)


def test_long_words_are_cut_between_words():
    assert shortened("one  two\nthree") == "one two three"
    cut = shortened("word " * 200)
    assert len(cut) <= LETTERS
    assert cut.endswith("word…")
    assert len(shortened("长" * 1000)) <= LETTERS
