"""Which encoder a column gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia.columns import Image, Number, Text
from intarsia.encoders.minilm import MiniLM
from intarsia.encoders.presets import choose
from intarsia.encoders.tfidf import TfIdf
from intarsia.encoders.transformer import Transformer
from intarsia.encoders.vision import Vision
from intarsia.errors import UnknownName


def test_a_column_is_named_before_its_kind_before_the_preset() -> None:
    assert choose("review", Text()) == MiniLM()
    assert choose("review", Text(), {"text": "tfidf"}) == TfIdf()
    assert choose("review", Text(), {"text": "tfidf", "review": MiniLM(parts=2)}) == MiniLM(parts=2)
    assert type(choose("review", Text(script="multilingual"))).__name__ == "MultilingualE5"


def test_any_model_of_transformers_goes_by_its_name_or_folder(tmp_path: Path) -> None:
    name = "google/siglip2-base-patch16-224"
    assert choose("photo", Image(), {"image": name}) == Vision(weights=name)
    assert choose("review", Text(), {"review": str(tmp_path)}) == Transformer(weights=str(tmp_path))


def test_an_unknown_name_is_met_with_the_nearest() -> None:
    with pytest.raises(UnknownName, match="did you mean 'scaled'"):
        choose("price", Number(), {"price": "scale"})
