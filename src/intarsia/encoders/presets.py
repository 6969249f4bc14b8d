"""Which encoder a column gets: the one that the user names, or that which declares itself the default."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from intarsia.columns.base import Column, columns
from intarsia.encoders.base import Encoder, encoders
from intarsia.errors import OptionError, UnknownName
from intarsia.i18n import Message, messages

say = messages(__package__)


USUAL = "default"
"""The preset of columns for which the user names no encoder."""

Choice = str | Mapping[str, Any]
"""A preset's name, or column name or kind → encoder: a declaration, its name, its dump, or the name or folder of a
pretrained model (see `Encoder.any_weights`)."""


def choose(name: str, column: Column, choice: Choice = USUAL) -> Encoder:
    """Return the encoder of one column: named for the column, for its kind, or by the preset.

    Raises:
        UnknownName: no such preset or encoder.
        OptionError: the encoder cannot read columns of this kind, or the preset has none that can.
    """
    kind = columns.name_of(column)
    given = {} if isinstance(choice, str) else choice
    found: Any = given.get(name, given.get(kind))
    if found is None:
        found = _preset(choice if isinstance(choice, str) else USUAL, kind, column.variety)
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


def presets() -> dict[str, dict[str, str]]:
    """Return preset → kind of column, or "kind:variety" → name of the encoder, as the encoders declare it.

    Raises:
        OptionError: two encoders claim the same.
    """
    found: dict[str, dict[str, str]] = {}
    for name in encoders.names():
        for preset, kind in encoders.get(name).default_for:
            known = found.setdefault(preset, {})
            _claim(known, kind, name, say("preset.default_of", kind=kind, preset=preset))
    return found


def _preset(preset: str, kind: str, variety: str) -> str:
    known = presets()
    if preset not in known:
        raise UnknownName(say("preset.kind"), preset, known)
    serving = known[preset]
    found = serving.get(f"{kind}:{variety}", serving.get(kind))
    if found is None:
        able = [name for name in encoders.names() if kind in encoders.get(name).accepts]
        raise OptionError(say("preset.none_for", preset=preset, kind=kind, able=able))
    return found


def _pretrained(kind: str, found: Any) -> Encoder | None:
    """Return an encoder for the name or folder of a pretrained model: "google/siglip2-base-patch16-224"."""
    if not isinstance(found, str) or not ("/" in found or Path(found).is_dir()):
        return None
    name = _takes_weights(encoders.names()).get(kind)
    return None if name is None else encoders.load({"type": name, "weights": found})


def _takes_weights(names: Iterable[str]) -> dict[str, str]:
    """Return kind of column → the encoder that takes any pretrained model for it."""
    found: dict[str, str] = {}
    for name in names:
        encoder = encoders.get(name)
        for kind in encoder.accepts if encoder.any_weights else ():
            _claim(found, kind, name, say("preset.any_weights", kind=kind))
    return found


def _claim(known: dict[str, str], kind: str, name: str, what: Message) -> None:
    if kind in known:
        raise OptionError(say("preset.two", one=known[kind], other=name, what=what))
    known[kind] = name
