"""The look of every HTML page: one shell, one dictionary of phrases, and what draws. Pages need no network."""
