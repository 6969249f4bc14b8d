"""Which encoder a column gets."""

from __future__ import annotations

from pathlib import Path

import pytest

from intarsia.columns import Image, Number, Text
from intarsia.encoders.base import encoders
from intarsia.encoders.minilm import MiniLM
from intarsia.encoders.presets import choose, presets
from intarsia.encoders.tfidf import TfIdf
from intarsia.encoders.transformer import Transformer
from intarsia.encoders.vision import Vision
from intarsia.errors import OptionError, UnknownName


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


def test_an_unknown_preset_names_those_that_there_are() -> None:
    with pytest.raises(UnknownName, match=r"no preset of encoders named 'plian'; did you mean 'plain'"):
        choose("price", Number(), "plian")


def test_two_encoders_that_claim_the_same_are_both_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders.get("gru"), "default_for", (("plain", "text"),))
    with pytest.raises(OptionError, match=r"encoders .gru. and .tfidf. both declare themselves the default of text"):
        choose("price", Number(), "plain")
    monkeypatch.setattr(encoders.get("gru"), "default_for", ())
    monkeypatch.setattr(encoders.get("gru"), "any_weights", True)
    with pytest.raises(OptionError, match=r".gru. and .transformer' both declare .* takes any weights for text"):
        choose("review", Text(), {"review": "google-bert/bert"})


def test_a_preset_that_has_no_encoder_for_a_kind_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders.get("scaled"), "default_for", ())
    assert "number" not in presets()["plain"]
    with pytest.raises(
        OptionError, match=r"preset .plain. has no encoder for number columns: name one .*piecewise, sc"
    ):
        choose("price", Number(), "plain")
