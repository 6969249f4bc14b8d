"""Tokens → one vector, or experts' answers → one answer: one file per strategy."""
