"""Which encoding a text file is in, where nobody says."""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from intarsia.errors import TableError
from intarsia.i18n import Message, messages

say = messages(__package__)


GUESSES = ("gb18030", "cp1252")
"""Encodings that are guessed; each has its note."""

_CHUNK = 2**20
_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)

_BEYOND = re.compile(rb"[\x80-\xff]+")
_UTF_8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
# Punctuation and the commoner half of the characters. Accented letters lie beyond, and seldom stand in pairs.
_CHINESE = re.compile(rb"[\xa1-\xd7][\xa1-\xfe]")


def encoding_of(path: Path) -> tuple[str, tuple[Message, ...]]:
    """Return the encoding, as Python names it, with a note where it is guessed.

    Raises `TableError` where it is neither UTF-8, UTF-16 nor UTF-32, and no guess is likely; and `OSError`.
    """
    with path.open("rb") as file:
        start = file.read(4)
    if start in _UTF_32:  # which begins as UTF-16 does
        return "utf-32", ()
    if start.startswith(_UTF_16):
        return "utf-16", ()
    for encoding, zeros, letters in (("utf-16-le", start[1::2], start[::2]), ("utf-16-be", start[::2], start[1::2])):
        if zeros == b"\0\0" and b"\0" not in letters:  # no mark in front, but letters of ASCII in 16 bits each
            return encoding, ()
    if _decodes(path, "utf-8-sig"):
        return "utf-8-sig", ()
    guess = _guess(path)
    if guess is not None and _decodes(path, guess):
        return guess, (say(f"note.{guess}"),)
    raise TableError(say("file.not_utf8", path=path, place=_first_bad_byte(path)))


def _guess(path: Path) -> str | None:
    """Guess the encoding of bytes that are no UTF-8: nearly all form pairs that are common Chinese characters, or stand
    among letters of ASCII in ones and twos, as accented letters do. Every text is valid in the wrong one as well, if
    short.

    None where nearly all would be UTF-8, but for a slip that is to be mended.
    """
    beyond = 0
    runs = 0
    pairs = 0
    utf_8 = 0
    with path.open("rb") as file:
        for chunk in _chunks(file):
            found = _BEYOND.findall(chunk)
            beyond += sum(map(len, found))
            runs += len(found)
            pairs += len(_CHINESE.findall(chunk))
            utf_8 += sum(map(len, _UTF_8.findall(chunk)))
    if utf_8 >= 0.9 * beyond:
        return None
    if 2 * pairs >= 0.75 * beyond:
        return "gb18030"
    return "cp1252" if beyond <= 2 * runs else None


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    """A line may be as long as the file."""
    return iter(lambda: file.read(_CHUNK), b"")


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=encoding) as file:
            while file.read(_CHUNK):
                pass
    except UnicodeDecodeError:
        return False
    return True


def _first_bad_byte(path: Path) -> Message:
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = 1
    with path.open("rb") as file:
        for chunk in itertools.chain(_chunks(file), [b""]):
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                lines += error.object.count(b"\n", 0, error.start)
                return say("file.bad_byte", line=lines, byte=f"0x{error.object[error.start]:02x}")
            lines += chunk.count(b"\n")
    return say("file.changed")
