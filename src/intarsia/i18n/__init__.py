"""The one place where a language is chosen."""
