"""The fitting room's tab in the studio: a photo, likes and a wish in; ranked looks with previews and reasons out."""

from intarsia.studio.page_text import PageText

__all__ = ["tell"]

tell = PageText("intarsia.apps.tryon.studio")
"""What the tab says."""
