"""One text in English and Chinese: what errors, notes, boards and pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from intarsia.i18n.language import language


@dataclass(frozen=True)
class Message:
    """One text in both languages. Templates escape it and set it in two spans, of which one is seen.

    Attributes:
        en: the text in English.
        zh: the same facts in Simplified Chinese.
        key: what programs know it by, such as "columns.number.not_a_number"; empty for a text that is made of others,
            or that comes from a user.
    """

    en: str
    zh: str
    key: str = field(default="", compare=False)

    @classmethod
    def plain(cls, text: object) -> Message:
        """A text that is the same in both languages, such as a name; a message stays as it is."""
        return text if isinstance(text, Message) else cls(str(text), str(text))

    @classmethod
    def load(cls, kept: str | Mapping[str, str]) -> Message:
        """What `dump` gave; also a str, as older files keep."""
        return cls.plain(kept) if isinstance(kept, str) else cls(kept["en"], kept["zh"])

    def dump(self) -> str | dict[str, str]:
        """Both texts, JSON-able; one where they are the same."""
        return self.en if self.en == self.zh else {"en": self.en, "zh": self.zh}

    def __bool__(self) -> bool:
        """True where there is something to say."""
        return bool(self.en)

    def in_(self, chosen: str) -> str:
        """Return the text in a language, "en" or "zh"."""
        return self.zh if chosen == "zh" else self.en

    @property
    def told(self) -> str:
        """The text in the language that is spoken now (see `language`)."""
        return self.in_(language())

    def __html__(self) -> Markup:
        return self._set("span")

    def tspans(self) -> Markup:
        """The same for a `<text>` of SVG."""
        return self._set("tspan")

    def __str__(self) -> str:
        """Both at once, for titles and attributes, where no switch reaches."""
        return self.en if self.en == self.zh else f"{self.en} · {self.zh}"

    def _set(self, tag: str) -> Markup:
        if self.en == self.zh:
            return escape(self.en)
        pair = f'<{tag} class="en" lang="en">{{}}</{tag}><{tag} class="zh" lang="zh-Hans">{{}}</{tag}>'
        return Markup(pair).format(self.en, self.zh)


EMPTY = Message("", "")
"""Nothing to say."""


def joined(parts: Iterable[Message | str], en: str, zh: str | None = None) -> Message:
    """The parts in one text, divided by `en` in English and by `zh` in Chinese (the same where it is None)."""
    found = [Message.plain(part) for part in parts]
    return Message(en.join(part.en for part in found), (en if zh is None else zh).join(part.zh for part in found))
