"""One of several kinds: a department, a colour, a yes or no."""

from __future__ import annotations

from dataclasses import dataclass

from intarsia.columns._base import Column, columns, content_digest
from intarsia.columns._scalar import canonical, spelled


@columns.register("category")
@dataclass(frozen=True)
class Category(Column):
    """A category. A loaded value is a str, without spaces around it (see `spelled`).

    1, 1.0, "1" and "1.0" are one category, and so are True and "true": how a file's cells are typed depends on the
    others in the column, and a category may not. Numbers with zeros in front ("01") are codes, and stay as they are.

    Which categories there are is learned by the encoder, and so is what to do with one that it never saw.
    """

    def load(self, cell: object) -> str | None:
        """The category's text form."""
        text = spelled(cell)
        return None if text is None else canonical(text.strip())

    def digest(self, cell: object) -> bytes:
        """16 bytes of the loaded text; see `Column.digest`."""
        text = self.load(cell)
        return b"" if text is None else content_digest(text.encode())
