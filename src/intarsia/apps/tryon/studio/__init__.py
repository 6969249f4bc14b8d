"""The fitting room's tab in the studio: a photo, likes and a wish in; ranked looks with previews and reasons out."""

from intarsia.i18n import messages

__all__ = ["tell"]

tell = messages(__package__)
"""What the tab says."""
