"""Cell → tokens: one file per family."""
