"""The optional API key, which stands in a file or in the environment and nowhere else."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

from fastapi import Depends
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from intarsia.errors import OptionError
from intarsia.i18n import Message, messages
from intarsia.serving.problems import Refusal

say = messages(__package__)


VARIABLE = "INTARSIA_API_KEY"
SHORTEST = 16
"""Characters that a key has at least: with fewer it could be found by trying."""
LONGEST = 2**16
"""Characters that are read of a key's file: what has no end is no key."""

_bearer = HTTPBearer(auto_error=False, description="the key that the service was started with")

Guard = Callable[..., Awaitable[None]]


@dataclass(frozen=True)
class ApiKey:
    """A key, kept as its digest: comparing takes as long whatever its length, and however much of it is right."""

    digest: bytes = field(repr=False)

    @classmethod
    def of(cls, text: str, source: Message | None = None) -> ApiKey:
        """The key written in this text. Raises `OptionError` when no client could send it, or anyone could guess it."""
        text = text.strip()
        named = source or say("key.source")
        if len(text) < SHORTEST:
            raise OptionError(say("key.short", source=named, count=len(text), least=SHORTEST))
        if not text.isascii() or not text.isprintable() or " " in text:
            raise OptionError(say("key.unfit", source=named))
        return cls(_digest(text))

    @classmethod
    def find(cls, path: str | None) -> ApiKey | None:
        """Take the key from a file, else from the variable `INTARSIA_API_KEY`, else none. Raises `OptionError`."""
        if path is not None:
            try:
                with Path(path).open(encoding="utf-8") as file:  # it may be a pipe
                    return cls.of(file.read(LONGEST), say("key.source_in", place=path))
            except (OSError, UnicodeDecodeError) as error:
                raise OptionError(say("key.unreadable", path=path, why=error)) from error
        told = os.environ.get(VARIABLE)
        return None if told is None else cls.of(told, say("key.source_in", place=VARIABLE))

    def opens(self, given: str) -> bool:
        """True where the text is this key; compared in constant time."""
        return hmac.compare_digest(self.digest, _digest(given))


def guard(key: ApiKey | None) -> Guard | None:
    """The dependency that refuses requests without the key; None where there is no key."""
    if key is None:
        return None

    async def check(given: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]) -> None:
        if given is None or not key.opens(given.credentials):
            raise Refusal(401, say("key.send"), headers={"WWW-Authenticate": "Bearer"})

    return check


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
