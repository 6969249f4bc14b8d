"""Files that know whether they are whole: JSON with the digest of what it says, and the hashes of other files.

A disk forgets a bit, a copy breaks off, somebody mends a number by hand: what is read back then is often still valid,
and the answers made of it are wrong in silence. So everything that is kept says what it should be, and is asked when it
is read.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from intarsia.errors import DamagedFile
from intarsia.i18n import messages

say = messages(__package__)

DIGEST = "digest"
"""The key of the digest beside what it is of."""
LARGEST = 256 * 2**20
"""Bytes that a file of JSON may have. Parsing takes some ten times as many."""


def sealed(told: Mapping[str, Any], indent: int | None = None) -> bytes:
    """An object as JSON, with its digest.

    Raises:
        TypeError: it holds what JSON cannot.
        UnicodeEncodeError: it holds half of a surrogate pair.
    """
    read_back = json.loads(json.dumps(told))
    return json.dumps({**told, DIGEST: _digest(read_back)}, indent=indent, ensure_ascii=False).encode()


def parsed(file: Path) -> dict[str, Any]:
    """The object that a file of JSON holds, with its digest if it has one: see `unsealed`.

    Raises:
        OSError: the file cannot be read.
        DamagedFile: it holds something else, nests too deeply, or is larger than any that we write.
    """
    if file.exists() and not file.is_file():  # a pipe would be waited for
        raise DamagedFile(say("sealed.no_file"))
    if file.stat().st_size > LARGEST:
        raise DamagedFile(say("sealed.too_large", megabytes=LARGEST / 2**20))
    try:
        told = json.loads(file.read_bytes())
    except RecursionError:
        raise DamagedFile(say("sealed.too_deep")) from None
    except ValueError as error:
        raise DamagedFile(say("sealed.not_json", why=error)) from None
    if not isinstance(told, dict):
        raise DamagedFile(say("sealed.no_object"))
    return told


def unsealed(told: Mapping[str, Any]) -> dict[str, Any]:
    """What `sealed` was given, without its digest. What never had one is believed.

    Raises `DamagedFile` when it says something else than was written.
    """
    kept = {name: value for name, value in told.items() if name != DIGEST}
    if told.get(DIGEST) not in (None, _digest(kept)):
        raise DamagedFile(say("sealed.changed"))
    return kept


def file_hash(path: Path) -> str:
    """The SHA-256 of a file, computed once in a process as long as the file stays the same."""
    stat = path.stat()
    return _file_hash(path, stat.st_ino, stat.st_size, stat.st_mtime_ns)


@lru_cache(maxsize=2**16)  # more than any data set has files, of which each is asked in turn
def _file_hash(path: Path, inode: int, size: int, changed: int) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _digest(told: Mapping[str, Any]) -> str:
    try:
        return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
    except RecursionError:
        raise DamagedFile(say("sealed.too_deep")) from None
