"""Messages by key in English and Chinese, and the one place where a language is chosen."""

from intarsia.i18n.formatting import legible
from intarsia.i18n.language import LANGUAGES, language, language_of, speaking
from intarsia.i18n.message import EMPTY, Message, joined
from intarsia.i18n.messages import Messages, messages

__all__ = [
    "EMPTY",
    "LANGUAGES",
    "Message",
    "Messages",
    "joined",
    "language",
    "language_of",
    "legible",
    "messages",
    "speaking",
]
