"""The fitting room's tab: a photo, likes and a wish in; ranked looks with previews and reasons out."""
