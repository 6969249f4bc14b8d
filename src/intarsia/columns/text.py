"""Words: anything from a label to a long document, in any language."""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.columns.base import Column, columns, content_digest
from intarsia.columns.scalar import spelled
from intarsia.errors import OptionError
from intarsia.i18n import messages

say = messages(__package__)


SCRIPTS = ("latin", "multilingual")


@columns.register("text")
@dataclass(frozen=True)
class Text(Column):
    """Text. A loaded value is a str in NFC, of any length (encoders truncate); see `spelled` for the other types.

    Text that shows nothing (empty, spaces, invisible characters) is missing: an encoder would answer it with the
    embedding of its start and end tokens, a vector that looks like a statement but says only that nobody wrote
    anything, and a mask says that better. Words such as "NA" and "None" are text.

    Args:
        script: "latin", or "multilingual" where a notable share of the letters belongs to other scripts; it
            decides which text encoder is the default.
    """

    script: str = "latin"

    def __post_init__(self) -> None:
        if self.script not in SCRIPTS:
            raise OptionError(say("text.script", script=self.script, known=list(SCRIPTS)))

    def load(self, cell: object) -> str | None:
        """The text in NFC."""
        return spelled(cell)

    def digest(self, cell: object) -> bytes:
        """16 bytes of the loaded text; see `Column.digest`."""
        text = self.load(cell)
        return b"" if text is None else content_digest(text.encode())
