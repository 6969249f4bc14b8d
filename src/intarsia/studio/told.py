"""An error that the page can tell in both languages."""

from __future__ import annotations

from intarsia.errors import DataError
from intarsia.studio.page_text import tell


class Told(DataError):
    """Something that a visitor can mend, by the name of its phrase in section "error"."""

    def __init__(self, phrase: str, **values: object) -> None:
        super().__init__(tell(f"error.{phrase}", **values))
