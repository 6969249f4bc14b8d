"""A page that the browser saves: handed over through the page itself, so that no copy of it lies on a disk here."""

from __future__ import annotations

import secrets

from markupsafe import Markup, escape


def parcel(name: str, content: str) -> str:
    """HTML whose arrival makes the browser save `content`; each one differs, so a page can be saved twice."""
    return str(
        Markup('<div hidden data-name="{}" data-once="{}">{}</div>').format(name, secrets.token_hex(4), escape(content))
    )
