"""The first edition's names of `Message`, for the fitting room until its texts are messages."""

from __future__ import annotations

from intarsia.i18n.message import Message as Both

__all__ = ["Both"]
