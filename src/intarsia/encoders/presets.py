"""Which encoder a column gets when the user names none."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from intarsia.columns.base import Column, columns
from intarsia.encoders.base import Encoder, encoders
from intarsia.errors import OptionError, UnknownName
from intarsia.i18n import messages

say = messages(__package__)


PRESETS: Mapping[str, Mapping[str, str]] = {
    "default": {"image": "efficientnet", "text": "minilm", "number": "piecewise", "category": "embedding"},
    "plain": {"image": "histogram", "text": "tfidf", "number": "scaled", "category": "onehot"},
}
"""Preset → column kind → encoder: pretrained where that helps, or the plain features of the baselines."""

PRETRAINED: Mapping[str, str] = {"image": "vision", "text": "transformer"}
"""Column kind → encoder that takes any model of transformers, by hub name or folder."""

Choice = str | Mapping[str, Any]
"""A preset's name, or column name or kind → encoder: a declaration, its name, its dump, or for pictures and text the
name or folder of a model of transformers."""


def choose(name: str, column: Column, choice: Choice = "default") -> Encoder:
    """The encoder of one column: named for the column, for its kind, or by the preset.

    Raises:
        UnknownName: no such preset or encoder.
        OptionError: the encoder cannot read columns of this kind.
    """
    kind = columns.name_of(column)
    given = {} if isinstance(choice, str) else choice
    found: Any = given.get(name, given.get(kind))
    if found is None:
        found = _preset(choice if isinstance(choice, str) else "default", kind, column)
    encoder = _pretrained(kind, found) or encoders.make(found)
    if kind not in encoder.accepts:
        raise OptionError(
            say(
                "preset.other_kind",
                name=name,
                kind=kind,
                encoder=encoders.name_of(encoder),
                accepts=list(encoder.accepts),
            )
        )
    return encoder


def _pretrained(kind: str, found: Any) -> Encoder | None:
    """An encoder from the name or folder of a model of transformers: "google/siglip2-base-patch16-224"."""
    if not isinstance(found, str) or kind not in PRETRAINED or not ("/" in found or Path(found).is_dir()):
        return None
    return encoders.load({"type": PRETRAINED[kind], "weights": found})


def _preset(preset: str, kind: str, column: Column) -> str:
    if preset not in PRESETS:
        raise UnknownName(say("preset.kind"), preset, PRESETS)
    # MiniLM has seen English only; text in other scripts needs the multilingual encoder.
    if preset == "default" and getattr(column, "script", "latin") == "multilingual":
        return "e5"
    return PRESETS[preset][kind]
