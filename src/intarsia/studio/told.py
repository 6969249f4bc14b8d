"""An error that the page can tell in both languages."""

from __future__ import annotations

from intarsia.errors import DataError
from intarsia.studio.page_text import tell


class Told(DataError):
    """Something that a visitor can mend, by the name of its phrase in section "error"; `chinese` beside `str()`."""

    def __init__(self, phrase: str, **values: object) -> None:
        words = tell(f"error.{phrase}", **values)
        self.chinese = words.zh
        super().__init__(words.en)
