"""Vector → answer: one file per task."""
